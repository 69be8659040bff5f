"""Files from people are read in a child process with limits on its time, memory and output.

confined   a reader whose calls run in such a child
Limits     what one call may use
ReaderFault  what a reader raised that it should not
end_unless_done_in  a time limit for a part of a file
"""

from knowledge.confinement.limits import Limits, end_unless_done_in
from knowledge.confinement.reader import Confined, ReaderFault, confined

__all__ = ["Confined", "Limits", "ReaderFault", "confined", "end_unless_done_in"]
