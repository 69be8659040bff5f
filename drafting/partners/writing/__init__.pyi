from .exporting import write_file as write_file
from .open_points import OpenPoint as OpenPoint
from .open_points import OpenPoints as OpenPoints
from .open_points import open_workbook as open_workbook
from .workbook import AskedFields as AskedFields
from .workbook import template as template
