from .doubts import Doubt as Doubt
from .doubts import doubts_of as doubts_of
from .html_page import approval_page as approval_page
from .html_page import approval_report as approval_report
from .proposal import Proposal as Proposal
