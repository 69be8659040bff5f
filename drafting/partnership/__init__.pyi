from .people_named import mentions_of as mentions_of
from .sealing_everything import SEALED_TABLES as SEALED_TABLES
from .sealing_everything import SealingState as SealingState
from .sealing_everything import seal_everything as seal_everything
from .sealing_everything import sealing_state as sealing_state
