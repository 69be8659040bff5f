"""A real Chromium for tests of the workspace's page, with nothing fetched from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.programs import CHROMIUM, needed

ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
}
PATIENCE_MS = 30_000


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser. Skips the test where there is none."""
    path = needed(CHROMIUM)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS])
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, address: str, screen: dict[str, Any] = DESKTOP) -> Iterator[Page]:
    """The page at `address` on a screen of its own.

    It fails where the page logged an error or asked anybody but this computer for anything.
    """
    context = browser.new_context(locale="en-GB", **screen)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda asked: faults.extend(_foreign(asked.url)))
    page.goto(address)
    yield page
    context.close()
    assert not faults, faults


def _foreign(address: str) -> list[str]:
    own = address.startswith(("http://127.0.0.1:", "data:", "blob:"))
    return [] if own else [address]
