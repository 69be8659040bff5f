from .doubts import Doubt as Doubt
from .doubts import doubts_of as doubts_of
from .html_page import approval_page as approval_page
from .pictures import PagePicture as PagePicture
from .pictures import pictures_of as pictures_of
from .proposal import Proposal as Proposal
