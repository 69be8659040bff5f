from .choosing import MENU as MENU
from .choosing import POOL as POOL
from .choosing import REPORTS as REPORTS
from .choosing import register_report as register_report
