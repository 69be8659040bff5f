"""A document as data and as a file: .docx, and .pdf where LibreOffice is present.

DocumentKind, Reason   what a document is, and why a clause stands in it
to_pdf, makes_pdfs     a PDF of a .docx, and whether this machine makes any
as_office_file         what another program saved as a Word file or a workbook
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
