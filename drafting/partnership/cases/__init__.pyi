from .keeping import cases_closed_before as cases_closed_before
from .keeping import forget_cases as forget_cases
from .keeping import matter_reference as matter_reference
from .keeping import stands_in_the_clear as stands_in_the_clear
from .restoring import RESTORING as RESTORING
from .restoring import RESTORING_LABEL as RESTORING_LABEL
from .restoring import case_entries as case_entries
from .restoring import restoring_page as restoring_page
