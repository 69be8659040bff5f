from .grids import NoPartnersInIt as NoPartnersInIt
from .importing import plan_content as plan_content
