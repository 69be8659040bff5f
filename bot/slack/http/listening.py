"""Where HTTP mode listens: the sockets, or the sentence that says why there are none."""

from __future__ import annotations

import errno
import os
import socket

from bot.errors import EdgeError

ANY_IPV6 = "::"  # takes IPv4 as well
NO_SUCH_ADDRESS = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)
FORBIDDEN = (errno.EACCES, errno.EPERM)


class CannotListen(EdgeError):
    """The address cannot be listened to; the message says the cure."""


def listening_sockets(host: str, port: int) -> list[socket.socket]:
    """A bound socket for each address of `host`; port 0 takes a free one. Raises CannotListen."""
    name = host.strip("[]")
    try:
        addresses = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise CannotListen(_no_such_address(name)) from error
    sockets: list[socket.socket] = []
    for family, address in dict.fromkeys((info[0], info[4]) for info in addresses):
        try:
            sockets.append(_bind(family, str(address[0]), _port(sockets) or port))
        except OSError as error:
            if sockets and error.errno in NO_SUCH_ADDRESS:
                continue  # such as ‘localhost’ where there is no IPv6
            _close(sockets)
            raise CannotListen(listening_problem(error, name, port)) from error
    return sockets


def listening_problem(
    error: OSError, host: str, port: int, cure: str = "by the setting `port`"
) -> str:
    """The sentence on an address that cannot be listened to."""
    if error.errno in NO_SUCH_ADDRESS:
        return _no_such_address(host)
    if error.errno in FORBIDDEN:
        return f"Port {port} needs rights that Saathi does not have; give one above 1023 {cure}."
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken on {host}; free it, or give another {cure}."
    return f"Port {port} on {host} cannot be listened to ({error.strerror}); give another {cure}."


def _no_such_address(host: str) -> str:
    return f"This machine has no address ‘{host}’; correct the setting `host`."


def _bind(family: int, address: str, port: int) -> socket.socket:
    """A socket that is bound and refuses connections until the server is ready to listen."""
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere it would let two listen at one port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            only = address != ANY_IPV6 or not socket.has_dualstack_ipv6()
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, int(only))
        listener.bind((address, port))
    except OSError:
        listener.close()
        raise
    return listener


def _port(sockets: list[socket.socket]) -> int:
    return int(sockets[0].getsockname()[1]) if sockets else 0


def _close(sockets: list[socket.socket]) -> None:
    for listener in sockets:
        listener.close()
