"""Seals open with their key, at their place, and with nothing else; a ring reads its file again."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafting.sealing import (
    BadKey,
    CannotOpen,
    KeyRing,
    SealingKey,
    new_key,
    open_bytes,
    open_value,
    parse_keys,
    seal_bytes,
    seal_value,
)

(KEY,) = parse_keys(new_key())
(OTHER,) = parse_keys(new_key())
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_what_is_sealed_opens_as_it_was_and_never_looks_the_same(value: Any) -> None:
    sealed = seal_value(value, KEY, "a:b")
    assert json.loads(json.dumps(sealed)) == sealed
    assert open_value(sealed, KeyRing([OTHER, KEY]), "a:b") == value
    assert seal_value(value, KEY, "a:b") != sealed
    for ring, about in ((KeyRing([OTHER]), "a:b"), (KeyRing([KEY]), "a:c"), (KeyRing(), "a:b")):
        with pytest.raises(CannotOpen):
            open_value(sealed, ring, about)


@given(st.binary(), st.integers(0, 200), st.integers(1, 255))
def test_a_byte_that_was_changed_is_noticed(content: bytes, at: int, change: int) -> None:
    sealed = bytearray(seal_bytes(content, KEY, "file"))
    assert open_bytes(bytes(sealed), KeyRing([KEY]), "file") == content
    sealed[30 + at % (len(sealed) - 30)] ^= change  # behind its head, which names the key
    with pytest.raises(CannotOpen):
        open_bytes(bytes(sealed), KeyRing([KEY]), "file")


def test_a_key_is_known_by_an_id_that_does_not_give_it_away() -> None:
    secret = base64.b64encode(KEY.secret).decode()
    assert KEY.id not in secret
    assert secret not in repr(KEY)
    assert KEY.id != OTHER.id
    assert KEY.digest("PK36", "bank.iban") != OTHER.digest("PK36", "bank.iban")
    assert KEY.digest("PK36", "bank.iban") != KEY.digest("PK36", "people.signatories.cnic")


@pytest.mark.parametrize("text", ["short", "A" * 43 + "=", "ß" * 44, base64.b64encode(b"x" * 31)])
def test_what_is_no_key_is_refused_without_repeating_it(text: str | bytes) -> None:
    with pytest.raises(BadKey) as refused:
        parse_keys(text.decode() if isinstance(text, bytes) else text)
    assert str(text) not in str(refused.value)


def test_several_keys_stand_one_a_line_in_either_base64() -> None:
    plain, safe = base64.b64encode(KEY.secret), base64.urlsafe_b64encode(OTHER.secret)
    assert parse_keys(f"{plain.decode()}\n{safe.decode()}\n{plain.decode()}") == (KEY, OTHER)


def test_a_ring_asks_its_source_for_a_key_that_is_new_but_not_all_the_time() -> None:
    asked: list[float] = []
    now = [0.0]
    (new,) = parse_keys(new_key())

    def source() -> tuple[SealingKey, ...]:
        asked.append(now[0])
        return (new, KEY)

    ring = KeyRing([KEY], source, clock=lambda: now[0])
    with pytest.raises(CannotOpen):  # it was read just now
        ring.key(new.id)
    now[0] = 6.0
    assert ring.key(new.id) == new
    assert ring.first == new
    with pytest.raises(CannotOpen):
        ring.key(OTHER.id)
    assert asked == [6.0]
