from .catalogue_changes import changed_catalogue as changed_catalogue
from .known_names import RegisterNames as RegisterNames
