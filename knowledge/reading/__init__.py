"""Files → documents: .md, .docx and .pdf, each read into the same clause tree.

check_content  the guard before any of them is opened; `look_through` for every zip package
Reading, ReadingReport  a document as it was read, and what was noticed on the way
read_word_content   the plain paragraphs of a .docx in memory
read_whole_word_file  all that stands in one, as a WholeFile: struck and hidden words, margins
read_whole_pdf  the same of a PDF, line by line
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
