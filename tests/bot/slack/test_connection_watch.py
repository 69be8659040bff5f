"""A connection is replaced where it ended, and never where it has nothing to say."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from bot.slack.connection_watch import has_ended

RECEIVE_TIMEOUT = 3.0  # seconds, as slack-sdk's sockets have


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Saathi's end of a connection, and Slack's."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        own = socket.create_connection(server.getsockname(), RECEIVE_TIMEOUT)
        slacks, _address = server.accept()
        with closing(own), closing(slacks):
            yield own, slacks


def test_a_silent_connection_lives(ends: tuple[socket.socket, socket.socket]) -> None:
    assert not has_ended(ends[0])


def test_what_has_arrived_is_left_to_be_read(ends: tuple[socket.socket, socket.socket]) -> None:
    own, slacks = ends
    slacks.sendall(b"hello")
    assert own.recv(1, socket.MSG_PEEK) == b"h"  # it is here
    assert not has_ended(own)
    assert own.recv(5) == b"hello"


def test_a_stream_that_was_ended_has_ended(ends: tuple[socket.socket, socket.socket]) -> None:
    own, slacks = ends
    slacks.close()
    assert own.recv(1) == b""  # the end is here
    assert has_ended(own)


def test_a_socket_that_was_closed_here_has_ended(ends: tuple[socket.socket, socket.socket]) -> None:
    ends[0].close()
    assert has_ended(ends[0])
