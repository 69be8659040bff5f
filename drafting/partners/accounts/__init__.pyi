from .account_changes import AccountChange as AccountChange
from .account_changes import AccountStanding as AccountStanding
from .account_changes import AccountState as AccountState
from .account_changes import CallBack as CallBack
from .account_changes import field_changes as field_changes
from .call_backs import CallBackRefused as CallBackRefused
from .call_backs import KnownNumber as KnownNumber
from .desk import AccountDesk as AccountDesk
