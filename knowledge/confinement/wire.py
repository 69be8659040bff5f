"""The messages between Saathi, the nursery and the child that reads a file.

The nursery gets the name of a reader and two sockets. The first carries the call to the child and
its reply; on the second the nursery reports how the child ended, and Saathi ends the child by
closing it. What Saathi sends is pickled. What a child sends never is, since a file may have taken
it over: it is one letter and JSON.
"""

from __future__ import annotations

import os
import socket
from enum import Enum
from struct import Struct

HEADER = 200  # bytes of a reader's name, padded with spaces
LENGTH = Struct(">Q")
ENDED = Struct(">i")
PIECE = 256 * 1024


class ReplyKind(bytes, Enum):
    """The first byte of a child's reply."""

    VALUE = b"V"  # JSON of the value
    REFUSAL = b"R"  # JSON of the error's class and text
    MEMORY = b"M"
    FAULT = b"F"  # the trace of an error that no reader should raise


def call_nursery(control: socket.socket, reader: str, *ends: socket.socket) -> None:
    """Asks for a child. Raises OSError where the nursery is gone."""
    header = reader.encode("ascii").ljust(HEADER)
    socket.send_fds(control, [header], [end.fileno() for end in ends])


def next_call(control: socket.socket) -> tuple[str, list[int]] | None:
    """The reader and the two sockets' numbers; None when Saathi is gone."""
    header, files, _, _ = socket.recv_fds(control, HEADER, 2)
    while 0 < len(header) < HEADER and (more := control.recv(HEADER - len(header))):
        header += more
    if len(header) == HEADER and len(files) == 2:
        return header.decode("ascii").strip(), files
    for file in files:
        os.close(file)
    return None


def exactly(line: socket.socket, length: int) -> bytes:
    """Exactly `length` bytes. Raises EOFError where fewer come."""
    content = bytearray()
    while len(content) < length:
        piece = line.recv(min(PIECE, length - len(content)))
        if not piece:
            raise EOFError("the call broke off")
        content += piece
    return bytes(content)
