"""Which version of a record a file was made from, as the file says it: 'v7-3f2a9c'.

The number alone would not do: after a restore, and on another machine, the same number is another
version. So a sign of the moment when it was
written goes with it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime

from drafting.partners.partner_file import StoredPartner

STAMP = re.compile(r"v(\d{1,9})-[0-9a-f]{6}")


def stamp_of(partner_id: str, version: int, at: datetime) -> str:
    """The stamp of a version that was written then."""
    signed = f"{partner_id}\n{version}\n{at.isoformat()}"
    return f"v{version}-{hashlib.sha256(signed.encode()).hexdigest()[:6]}"


def stamps_of(records: Iterable[StoredPartner]) -> dict[str, str]:
    """The stamp of each record's present version, by the partner's id."""
    return {
        record.partner.id: stamp_of(record.partner.id, record.version, record.changed_at)
        for record in records
    }


def version_in(stamp: str) -> int:
    """The number in a stamp; 0 where it is none."""
    match = STAMP.fullmatch(stamp.strip().casefold())
    return int(match[1]) if match else 0
