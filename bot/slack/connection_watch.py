"""Watching the sockets: a connection that ended without a word is replaced at once.

slack-sdk takes the end of the stream for an empty message, and reads on without a pause until five
of its pings have failed: for some 25 seconds it takes a whole processor and receives nothing.
"""

from __future__ import annotations

import logging
import select
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from slack_sdk.socket_mode.builtin import SocketModeClient

LOG = logging.getLogger("saathi.serving")
EVERY = 1.0  # seconds between looks


@contextmanager
def watched(clients: Sequence[SocketModeClient]) -> Iterator[None]:
    """While the connections of `clients` are watched."""
    stopping = threading.Event()
    thread = threading.Thread(
        target=_watch, args=(clients, stopping), name="connections", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join(EVERY)  # a look under way may wait for Slack, and nobody waits for it long


def _watch(clients: Sequence[SocketModeClient], stopping: threading.Event) -> None:
    while not stopping.wait(EVERY):
        for client in clients:
            try:
                _replace_if_ended(client, stopping)
            except Exception as error:  # slack-sdk tries again by itself every five seconds
                LOG.info("a connection to Slack is not replaced yet: %s", type(error).__name__)


def _replace_if_ended(client: SocketModeClient, stopping: threading.Event) -> None:
    session = client.current_session
    connection = session.sock if session else None
    if session is None or connection is None or not has_ended(connection):
        return
    if not stopping.is_set() and not client.closed:
        LOG.info("a connection to Slack ended without a word; it is replaced")
        session.disconnect()
        client.connect_to_new_endpoint()


def has_ended(connection: socket.socket) -> bool:
    """True where the other side ended the stream; what is still to be read is left there."""
    try:
        # Of a socket with a time limit `recv` would wait for that long, whatever its flags say.
        arrived = select.poll()
        arrived.register(connection, select.POLLIN)
        if not arrived.poll(0):
            return False  # it lives, and has nothing to say
        # An SSL socket's own method would refuse to peek.
        return not socket.socket.recv(connection, 1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except (BlockingIOError, InterruptedError, TimeoutError):
        return False  # another thread read what had arrived
    except (OSError, ValueError):
        return True
