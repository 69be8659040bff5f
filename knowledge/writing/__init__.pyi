from .statement_check import check as check
from .statements import Claim as Claim
