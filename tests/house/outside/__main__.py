"""Writes down anew what strings live outside the code: `python -m tests.house.outside`."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from knowledge import PolicyDesk
from tests.house.outside.everything import GROUPS, walked

KEPT = Path(__file__).parent / "strings"

with tempfile.TemporaryDirectory() as folder:
    home = Path(folder) / "home"
    desk = PolicyDesk(home)
    desk.build()
    seen = walked(desk, home, Path(folder) / "office")
    KEPT.mkdir(exist_ok=True)
    for name, gathers in GROUPS.items():
        text = json.dumps(gathers(seen), indent=1, ensure_ascii=False, sort_keys=True)
        (KEPT / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")
    desk.answerer().index.close()
