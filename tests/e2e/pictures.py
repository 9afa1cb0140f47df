"""Pictures of the pages that a walk passes, into the folder PICTURES, to be looked at; none where it is not set."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, Literal

from playwright.sync_api import Page

FOLDER: Final = os.environ.get("PICTURES", "")
LOOKS: Final[tuple[tuple[int, Literal["light", "dark"]], ...]] = ((1440, "light"), (360, "dark"))


def picture(page: Page, name: str, *, whole: bool = True) -> None:
    if FOLDER:
        page.screenshot(path=Path(FOLDER) / f"{name}.png", full_page=whole)


def pictures(page: Page, name: str) -> None:
    """On a desk in the light, and on a phone in the dark."""
    if not FOLDER:
        return
    for width, scheme in (*LOOKS, LOOKS[0]):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        picture(page, f"{name}-{width}-{scheme}")
