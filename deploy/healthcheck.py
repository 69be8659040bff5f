"""Whether the Saathi of this container or machine is well: the exit code says it.

In HTTP mode it asks /healthz. In Socket Mode Saathi listens to nobody and there is nothing to ask:
whoever started the process notices when it ends, and the code is 0.

    /opt/saathi/bin/python healthcheck.py
"""

from __future__ import annotations

import sys
import urllib.error
import urllib.request

from bot.settings.settings import Settings, load_settings

PATIENCE = 5.0  # seconds


def main() -> int:
    """Prints what it found. Returns 0 where all is well or there is nothing to ask, else 1."""
    settings = load_settings()
    if not settings.slack.bot_token or settings.slack.mode != "http":
        sys.stdout.write("nothing to ask: HTTP mode alone has /healthz\n")
        return 0
    try:
        with urllib.request.urlopen(address(settings), timeout=PATIENCE) as answer:  # noqa: S310
            sys.stdout.write(answer.read(1000).decode(errors="replace") + "\n")
    except urllib.error.HTTPError as error:  # 503: unwell
        sys.stdout.write(error.read(1000).decode(errors="replace") + "\n")
        return 1
    except OSError as error:
        sys.stdout.write(f"no answer: {error}\n")
        return 1
    return 0


def address(settings: Settings) -> str:
    """Where this machine reaches what it serves itself."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}/healthz"


if __name__ == "__main__":
    sys.exit(main())
