"""Sealed values as they are kept: in JSON as `{"sealed": "v1.KEY.…"}`, files with a head of bytes.

An object cannot be mistaken for what somebody typed, since no field that is sealed holds one.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from drafting.sealing.keys import ID_LENGTH, CannotOpen, KeyRing, SealingKey
from drafting.sealing.numbers import holds_number

SEALED = "sealed"
FORM = "v1"
HEAD = b"saathi-sealed-v1:"  # then the key's id and a colon
Path = tuple[str | int, ...]


def is_sealed(value: object) -> bool:
    """True for a value as `seal_value` makes it."""
    return isinstance(value, Mapping) and len(value) == 1 and isinstance(value.get(SEALED), str)


def seal_value(value: Any, key: SealingKey, about: str) -> dict[str, str]:
    """A value of JSON, sealed."""
    sealed = key.seal(json.dumps(value, ensure_ascii=False).encode(), about)
    return {SEALED: f"{FORM}.{key.id}.{base64.urlsafe_b64encode(sealed).decode()}"}


def key_id_of(value: Mapping[str, str]) -> str:
    """Names the key that a value was sealed under; '' where it is not written as one is."""
    form, _, rest = value[SEALED].partition(".")
    return rest.partition(".")[0] if form == FORM else ""


def open_value(value: Mapping[str, str], ring: KeyRing, about: str) -> Any:
    """What was sealed. Raises CannotOpen."""
    key_id = key_id_of(value)
    key = ring.key(key_id)
    try:
        sealed = base64.urlsafe_b64decode(value[SEALED].rpartition(".")[2])
        return json.loads(key.open(sealed, about))
    except ValueError as error:
        raise CannotOpen(key_id) from error


def open_tree(data: Any, opened: Callable[[Path, Mapping[str, str]], Any], path: Path = ()) -> Any:
    """`data` with what `opened` gives in place of each sealed value in it.

    `opened` is called with the value's place and the value as it is kept.
    """
    if is_sealed(data):
        return opened(path, data)
    if isinstance(data, Mapping):
        return {name: open_tree(value, opened, (*path, name)) for name, value in data.items()}
    if isinstance(data, list):
        return [open_tree(value, opened, (*path, at)) for at, value in enumerate(data)]
    return data


def sealed_in(data: Any) -> Iterator[Mapping[str, str]]:
    """Every sealed value in `data`."""
    if is_sealed(data):
        yield data
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from sealed_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from sealed_in(value)


def seal_numbers(data: Any, key: SealingKey, about: str, fields: Collection[str]) -> Any:
    """`data` with each text of these `fields` sealed in which an IBAN or a CNIC stands."""
    if is_sealed(data):
        return data
    if isinstance(data, list):
        return [seal_numbers(value, key, about, fields) for value in data]
    if not isinstance(data, Mapping):
        return data
    return {
        name: seal_value(value, key, about)
        if name in fields and isinstance(value, str) and holds_number(value)
        else seal_numbers(value, key, about, fields)
        for name, value in data.items()
    }


def seal_bytes(content: bytes, key: SealingKey, about: str) -> bytes:
    """A file's content, sealed."""
    return HEAD + key.id.encode() + b":" + key.seal(content, about)


def open_bytes(content: bytes, ring: KeyRing, about: str) -> bytes:
    """A file's content; what was never sealed comes back as it is. Raises CannotOpen."""
    key_id = key_id_of_bytes(content)
    if not key_id:
        return content
    start = len(HEAD) + ID_LENGTH + 1
    return ring.key(key_id).open(content[start:], about)


def key_id_of_bytes(content: bytes) -> str:
    """Names the key that a file's content was sealed under; '' where it is not sealed."""
    if not content.startswith(HEAD):
        return ""
    return content[len(HEAD) : len(HEAD) + ID_LENGTH].decode("ascii", "replace")
