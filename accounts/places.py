"""Where and in which money and language a workspace is: what every page, limit and amount of it is told by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from zoneinfo import available_timezones

from kit.errors import InvalidInput

_WRITTEN: Final[Mapping[str, tuple[re.Pattern[str], str]]] = {
    "currency": (re.compile("[A-Z]{3}"), "Give the currency in three capital letters, such as EUR."),
    "language": (re.compile("[a-z]{2}"), "Give the language in two small letters, such as en."),
}


def check(values: Mapping[str, str]) -> None:
    """Raises InvalidInput for what is given and nobody could reckon with: a limit of a day needs to know when its day begins."""
    for name, (pattern, told) in _WRITTEN.items():
        if name in values and not pattern.fullmatch(values[name]):
            raise InvalidInput(told, field=name)
    if "timezone" in values and values["timezone"] not in available_timezones():
        raise InvalidInput("There is no such time zone. Write it like Europe/Berlin.", field="timezone")
