from .composition import ClauseReason as ClauseReason
from .composition import DocumentKind as DocumentKind
from .pdf import as_office_file as as_office_file
from .pdf import has_font as has_font
from .pdf import makes_pdfs as makes_pdfs
from .pdf import to_pdf as to_pdf
