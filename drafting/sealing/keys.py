"""Keys, and what is done with one: seal, open, and digest what must be compared but not read.

AES-256 in GCM with a random nonce of 96 bits. What a value belongs to (its row and field) goes in
as associated data, so that a sealed value that is moved to another row does not open there. From
each key two are derived (HKDF-SHA256): one seals, one makes digests.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

KEY_BYTES = 32
NONCE_BYTES = 12
ID_LENGTH = 12  # characters by which a key is named; they say nothing of the key
FEWEST_DIFFERENT = 10  # bytes of a random key; one that was made up by hand has fewer
LOOKS_AGAIN = 5.0  # seconds before the source of the keys is read again


class BadKey(ValueError):
    """A text is no key; the message says the cure and never repeats it."""


class CannotOpen(Exception):
    """A sealed value does not open: its key is not there, or it was tampered with."""

    def __init__(self, key_id: str) -> None:
        """`key_id` names the key that it was sealed with."""
        super().__init__(f"sealed with the key {key_id}")


@dataclass(frozen=True)
class SealingKey:
    """One key. Threads may share it."""

    secret: bytes = field(repr=False)

    @cached_property
    def id(self) -> str:
        """What names the key on record; the key does not follow from it."""
        return self._derived(b"saathi key id").hex()[:ID_LENGTH]

    @cached_property
    def _digest_key(self) -> bytes:
        return self._derived(b"saathi digests")

    @cached_property
    def _cipher(self) -> object:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415  (where a key is set only)

        return AESGCM(self._derived(b"saathi sealing"))

    def seal(self, plain: bytes, about: str) -> bytes:
        """`plain` sealed, with its nonce in front; it opens with the same `about` alone."""
        nonce = os.urandom(NONCE_BYTES)
        sealed: bytes = self._cipher.encrypt(nonce, plain, about.encode())  # type: ignore[attr-defined]
        return nonce + sealed

    def open(self, sealed: bytes, about: str) -> bytes:
        """What was sealed. Raises CannotOpen where it was changed or belongs elsewhere."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415

        nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            plain: bytes = self._cipher.decrypt(nonce, rest, about.encode())  # type: ignore[attr-defined]
        except (InvalidTag, ValueError) as error:
            raise CannotOpen(self.id) from error
        return plain

    def digest(self, text: str, about: str) -> str:
        """The same for the same text and `about`; without the key it says nothing of them."""
        content = f"{about}\0{text}".encode()
        return hmac.new(self._digest_key, content, sha256).hexdigest()

    def _derived(self, purpose: bytes) -> bytes:
        from cryptography.hazmat.primitives import hashes  # noqa: PLC0415
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

        hkdf = HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=purpose)
        return bytes(hkdf.derive(self.secret))


class KeyRing:
    """The keys in force: the first seals, all of them open. Threads may share it."""

    def __init__(
        self,
        keys: Sequence[SealingKey] = (),
        source: Callable[[], Sequence[SealingKey]] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`source` gives the keys as they are now; it is asked where one is missing."""
        self._keys = tuple(keys)
        self._source = source
        self._clock = clock
        self._read_at = clock()
        self._lock = threading.Lock()

    @property
    def first(self) -> SealingKey | None:
        """The key that seals; None where nothing is sealed here."""
        return self._keys[0] if self._keys else None

    @property
    def keys(self) -> tuple[SealingKey, ...]:
        """All of them, the one that seals first."""
        return self._keys

    def key(self, key_id: str) -> SealingKey:
        """The key of that id. Raises CannotOpen where it is not there."""
        for attempt in (1, 2):
            for key in self._keys:
                if key.id == key_id:
                    return key
            if attempt == 1 and not self._read_again():
                break
        raise CannotOpen(key_id)

    def _read_again(self) -> bool:
        """True where the source was asked: another process may have put a new key there."""
        with self._lock:
            if self._source is None or self._clock() - self._read_at < LOOKS_AGAIN:
                return False
            self._read_at = self._clock()
            try:
                self._keys = tuple(self._source()) or self._keys
            except (OSError, ValueError):  # the keys that were read before stay in force
                return False
            return True


def new_key() -> str:
    """A new key, as the setting takes it."""
    return base64.urlsafe_b64encode(os.urandom(KEY_BYTES)).decode()


def parse_keys(text: str) -> tuple[SealingKey, ...]:
    """The keys in `text`, each once, in their order; () for none. Raises BadKey."""
    words = [word for word in re.split(r"[\s,]+", text) if word]
    return tuple(dict.fromkeys(SealingKey(_key_bytes(word)) for word in words))


def _key_bytes(word: str) -> bytes:
    try:
        secret = base64.b64decode(word.translate(str.maketrans("-_", "+/")), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != KEY_BYTES:
        raise BadKey(
            "a key is 32 random bytes in base64, 44 characters; `saathi privacy new-key` makes one"
        )
    if len(set(secret)) < FEWEST_DIFFERENT:
        raise BadKey("this key is not random; `saathi privacy new-key` makes one")
    return secret
