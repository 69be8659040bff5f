"""Files from people are read in a child process that may take so much and no more.

confined   a reader whose calls run in such a child
Limits     what one call may take
end_unless_done_in  a limit of time for a part of a file
"""

from knowledge.confinement.limits import Limits, end_unless_done_in
from knowledge.confinement.reader import Confined, confined

__all__ = ["Confined", "Limits", "confined", "end_unless_done_in"]
