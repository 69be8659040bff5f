from .files import OTHERS as OTHERS
from .files import OWNERS_FILE as OWNERS_FILE
from .files import file_lock as file_lock
from .files import is_own as is_own
from .files import own_folder as own_folder
from .files import take_from_others as take_from_others
from .files import write_whole as write_whole
from .package_files import package_file_problems as package_file_problems
