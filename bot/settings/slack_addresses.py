"""Which addresses are Slack's: tokens, files and answers go there alone.

Slack names addresses at run time: where a file is, where one is uploaded to, where a command is
answered, where a socket is. For a file that is kept elsewhere, it is the other service's address.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import NamedTuple

from bot.errors import EdgeError

# The Web API, files and responses; of GovSlack too. Public links of files are at slack-files.com.
HOSTS = ("slack.com", "slack-files.com", "slack-gov.com")
SOCKET_HOSTS = ("slack.com", "slack-gov.com", "slack-msgs.com")
PORTS = {"https": 443, "http": 80, "wss": 443, "ws": 80}
# No user, no other alphabet, no dot at the end: as Slack writes them, and read by all alike.
ADDRESS = re.compile(
    r"(?P<scheme>https?|wss?)://(?P<host>[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])"
    r"(:(?P<port>[0-9]{1,5}))?([/?#][!-~]*)?",
    re.ASCII | re.IGNORECASE,
)


class NotSlacks(EdgeError):
    """Slack named an address that is not its own; nothing was sent there."""


class Origin(NamedTuple):
    """Whom an address speaks to."""

    scheme: str
    host: str
    port: int


def is_slacks(address: str, api_url: str) -> bool:
    """True for https at Slack's own hosts.

    Where Slack's Web API is on this machine (`api_url`; the local workspace), its own scheme, host
    and port are Slack's too.
    """
    origin = _origin(address)
    return origin is not None and (
        _is_at(origin, "https", HOSTS) or (is_here(api_url) and origin == _origin(api_url))
    )


def is_slacks_socket(address: str, api_url: str) -> bool:
    """The same of a web socket's address: wss, and the web socket beside a local Web API."""
    origin, api = _origin(address), _origin(api_url)
    if origin is None or api is None:
        return False
    beside = api._replace(scheme="wss" if api.scheme == "https" else "ws")
    return _is_at(origin, "wss", SOCKET_HOSTS) or (is_here(api_url) and origin == beside)


def is_here(address: str) -> bool:
    """True where the address is on this machine: nothing to it goes over a network."""
    origin = _origin(address)
    if origin is None:
        return False
    host = origin.host.strip("[]")
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _origin(address: str) -> Origin | None:
    """None where it is no plain address."""
    match = ADDRESS.fullmatch(address)
    if match is None:
        return None
    scheme = match["scheme"].lower()
    return Origin(scheme, match["host"].lower(), int(match["port"] or PORTS[scheme]))


def _is_at(origin: Origin, scheme: str, hosts: tuple[str, ...]) -> bool:
    at_host = any(origin.host == host or origin.host.endswith(f".{host}") for host in hosts)
    return at_host and (origin.scheme, origin.port) == (scheme, PORTS[scheme])
