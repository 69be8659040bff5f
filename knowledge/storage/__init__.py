"""Files on disk: whole or not there at all, and their owner's alone.

write_whole, own_folder, file_lock   how everything that is kept is written
disk_error, refusal_of, disk_sentence   what a disk refuses, told apart from damaged files
package_file_problems   whether the models that come as packages are the ones that were locked
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
