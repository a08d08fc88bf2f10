"""Pictures for the docs, taken by the tests that walk what they show, so that they stay true (`make pictures`)."""

import os
from pathlib import Path

from playwright.sync_api import Locator, Page

PICTURES = os.environ.get("PICTURES", "")
"""The folder into which the pictures go; none are taken where it is not said."""


def picture(page: Page, name: str, of: Locator | None = None, *, top: bool = False) -> None:
    """Keep what is on the screen: a message, or a form, from its top or where somebody has scrolled to."""
    if not PICTURES:
        return
    shown = of or page.get_by_role("log").locator("li.message").last
    shown.evaluate("it => it.scrollIntoView({block: 'start'})")
    if top:
        shown.evaluate("it => [it, ...it.querySelectorAll('*')].forEach((part) => { part.scrollTop = 0 })")
    page.screenshot(path=Path(PICTURES) / f"{name}.png")
