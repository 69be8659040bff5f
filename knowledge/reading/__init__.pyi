from .guards import check_content as check_content
from .packages import BadPackage as BadPackage
from .packages import Caps as Caps
from .packages import PackageFault as PackageFault
from .packages import look_through as look_through
from .report import Reading as Reading
from .report import ReadingReport as ReadingReport
from .word.paragraphs import read_word_content as read_word_content
