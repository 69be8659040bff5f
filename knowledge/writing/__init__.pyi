from .proof.contradiction import Contradiction as Contradiction
from .proof.contradiction import Stance as Stance
from .proof.contradiction import contradictions as contradictions
from .relations.parser import check_is_installed as check_is_installed
from .statement_check import check as check
from .statements import Claim as Claim
from .trial import ModelTrial as ModelTrial
from .trial import try_model as try_model
