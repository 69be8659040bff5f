from .choosing import REPORTS as REPORTS
from .choosing import register_report as register_report
