"""Which tiers a version may use now, cheapest first: a model tier needs an endpoint; without any, the extractive tier answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings

from agents import extractive
from connectors.providers import openai
from kit.errors import InvalidInput

NAMES = ("extractive", "small", "large")
HOSTINGS = ("", "managed", "own")
LONGEST_MODEL: Final = 120
MOST_TOKENS: Final = 1_000_000
LONGEST_CALL: Final = 240
"""Seconds: a leg is leased for 300, and another worker would take up what still runs."""
CLASSES = ("public", "internal", "personal", "tool")
_HOST: Final = re.compile(r"\w[\w.-]*|[0-9a-f:.]+(%\w+)?")
_WHOLE: Final = f"max_tokens is a whole number from 1 to {MOST_TOKENS}"


@dataclass(frozen=True, slots=True)
class Tier:
    """``base_url`` empty: the endpoint of the settings. ``key`` names an environment variable or credential, never holds a key.

    ``region``, ``hosting`` and ``retention`` say where the provider is and what it keeps; ``classes`` of data may go there, None is all.
    """

    name: str
    model: str = ""
    max_tokens: int = 800
    temperature: float = 0.2
    base_url: str = ""
    timeout: float = 60.0
    region: str = ""
    hosting: str = ""
    retention: str = ""
    classes: tuple[str, ...] | None = None

    @property
    def is_model(self) -> bool:
        return self.name != extractive.TIER

    def endpoint(self) -> openai.Endpoint:
        """A key of the settings goes to the address of the settings only."""
        own = not self.base_url or self.base_url == settings.OPENAI_BASE_URL
        return openai.endpoint(model=self.model, base_url="" if own else self.base_url, timeout=self.timeout)


def read(rows: Sequence[Mapping[str, Any]]) -> list[Tier]:
    """Check what an operator wrote. Raises InvalidInput naming the row."""
    if not isinstance(rows, list):
        raise InvalidInput('Tiers are a list such as [{"tier": "small", "model": "..."}].')
    return [_read(number, row) for number, row in enumerate(rows, start=1)]


def written(rows: Sequence[Mapping[str, Any]]) -> list[Tier]:
    """As ``read``, for what is about to be stored: nothing that a call, a reservation or a lease could not take. Raises InvalidInput naming the row."""
    found = read(rows)
    for number, (tier, row) in enumerate(zip(found, rows, strict=True), start=1):
        wrong = _no_number(row) or next((told for told, holds in _BOUNDS.items() if not holds(tier)), "")
        if wrong:
            raise InvalidInput(f"Tier {number}: {wrong}.")
    return found


def _no_number(row: Mapping[str, Any]) -> str:
    """What ``read`` makes a number of all the same: it takes versions that were stored before this was looked at."""
    wrong = next((name for name in ("max_tokens", "temperature", "timeout") if isinstance(row.get(name), bool)), "")
    most = row.get("max_tokens")
    return _WHOLE if isinstance(most, float) and not most.is_integer() else wrong and f"{wrong} is a number, not true or false"


def _is_plain(tier: Tier) -> bool:
    return all(one.isprintable() for one in (tier.model, tier.base_url, tier.region, tier.retention))


def _is_address(tier: Tier) -> bool:
    try:
        address = urlsplit(tier.base_url)
        host, port = address.hostname or "", address.port
    except ValueError:
        return False
    known = address.scheme in ("http", "https") and _HOST.fullmatch(host) and port != 0
    return not tier.base_url or bool(known and not re.search(r"\s", tier.base_url))  # urlsplit passes over those at its beginning


_BOUNDS: Final[Mapping[str, Callable[[Tier], bool]]] = {
    "model, base_url, region and retention are plain texts on one line": _is_plain,
    f"the name of a model has at most {LONGEST_MODEL} characters": lambda tier: len(tier.model) <= LONGEST_MODEL,
    _WHOLE: lambda tier: 1 <= tier.max_tokens <= MOST_TOKENS,
    "temperature is a number from 0 to 2": lambda tier: 0 <= tier.temperature <= 2,
    f"timeout is a number of seconds, more than 0 and at most {LONGEST_CALL}": lambda tier: 0 < tier.timeout <= LONGEST_CALL,
    "base_url begins with https:// or http:// and names a host, with a port from 1 to 65535 if any, and without blanks": _is_address,
}


def _read(number: int, row: Mapping[str, Any]) -> Tier:
    if not isinstance(row, Mapping):
        raise InvalidInput(f"Tier {number} must be an object such as {{'tier': 'small', 'model': '...'}}.")
    unknown = set(row) - {"tier", "provider", "model", "max_tokens", "temperature", "base_url", "timeout"}
    unknown -= {"region", "hosting", "retention", "classes"}
    if unknown:
        raise InvalidInput(f"Tier {number} has unknown settings: {', '.join(sorted(unknown))}.")
    name = str(row.get("tier", ""))
    if name not in NAMES:
        raise InvalidInput(f"Tier {number}: {name or 'nothing'} is not a tier. Use one of {', '.join(NAMES)}.")
    if row.get("provider", "openai") != "openai":
        raise InvalidInput(f"Tier {number}: the only provider is openai (any endpoint of that protocol).")
    if name != extractive.TIER and not row.get("model"):
        raise InvalidInput(f"Tier {number} needs the name of a model.")
    try:
        return Tier(
            name, str(row.get("model", "")), int(row.get("max_tokens", 800)), float(row.get("temperature", 0.2)),
            str(row.get("base_url", "")), float(row.get("timeout", 60.0)), *_place(number, row),
        )  # fmt: skip
    except (TypeError, ValueError, OverflowError):
        raise InvalidInput(f"Tier {number}: max_tokens, temperature and timeout must be numbers.") from None


def _place(number: int, row: Mapping[str, Any]) -> tuple[str, str, str, tuple[str, ...] | None]:
    region, hosting, retention = (row.get(name, "") for name in ("region", "hosting", "retention"))
    if not all(isinstance(one, str) for one in (region, hosting, retention)) or hosting not in HOSTINGS:
        raise InvalidInput(f"Tier {number}: region and retention are texts, hosting is managed or own.")
    classes = row.get("classes")
    if classes is not None and not (isinstance(classes, list | tuple) and all(one in CLASSES for one in classes)):
        raise InvalidInput(f"Tier {number}: classes is a list of {', '.join(CLASSES)}.")
    return region, hosting, retention, None if classes is None else tuple(classes)


def usable(rows: Sequence[Mapping[str, Any]]) -> list[Tier]:
    """In order; never empty."""
    found = [tier for tier in read(list(rows)) if not tier.is_model or tier.base_url or openai.is_configured()]
    return found or [Tier(extractive.TIER)]
