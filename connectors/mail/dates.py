"""Dates of mails, from RFC 5322 to what broken mailers write."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?")
NUMERIC = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})[ ,]+(\d{1,2}):(\d{2})(?::(\d{2}))?")
WRITTEN = re.compile(
    r"(\d{1,2})[ .\-]+([^\W\d_]{3,})\.?[ ,\-]+(\d{2,4})[ ,]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?\s*([ap]m)?\s*([+-]\d{4})?", re.I
)
MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan ene gen янв", "feb fév fev фев", "mar mär mrt maa мар", "apr abr avr kwi апр", "may mai mag mei maj май", "jun juin giu июн",
         "jul juil lug июл", "aug ago aoû авг", "sep set сен", "oct okt out ott окт", "nov ноя", "dec dez dic déc дек"), start=1)
    for name in names.split()
}  # fmt: skip


def parse_date(text: str) -> datetime | None:
    """An aware datetime (UTC where no zone is given) between 1970 and 2100, else None. Never raises."""
    text = text.strip()[:120]
    for reader in (_rfc, _iso, _written, _numeric):
        try:
            value = reader(text)
        except (ValueError, OverflowError, IndexError, TypeError, AttributeError):
            continue
        if value and 1970 <= value.year < 2100:
            return value
    return None


def _rfc(text: str) -> datetime | None:
    if re.match(r"\d{4}[-/]", text):
        return None
    found = parsedate_tz(text)
    if not found:
        return None
    offset = found[9] or 0
    zone = timezone(timedelta(seconds=offset)) if offset and abs(offset) < 86_400 else UTC
    return datetime(*found[:6], tzinfo=zone)


def _iso(text: str) -> datetime | None:
    match = ISO.search(text)
    if not match:
        return None
    year, month, day, hour, minute, second = (int(group or 0) for group in match.groups()[:6])
    return datetime(year, month, day, hour, minute, second, tzinfo=_zone(match.group(7)))


def _numeric(text: str) -> datetime | None:
    match = NUMERIC.search(text)
    if not match:
        return None
    day, month, year, hour, minute, second = (int(group or 0) for group in match.groups())
    if month > 12:
        day, month = month, day
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


def _written(text: str) -> datetime | None:
    match = WRITTEN.search(text)
    month = match and next((MONTHS[match.group(2).lower()[:n]] for n in (4, 3) if match.group(2).lower()[:n] in MONTHS), None)
    if not match or not month:
        return None
    year = int(match.group(3)) + (2000 if len(match.group(3)) == 2 else 0)
    hour = int(match.group(4)) % 12 + (12 if match.group(7).lower() == "pm" else 0) if match.group(7) else int(match.group(4))
    return datetime(year, month, int(match.group(1)), hour, int(match.group(5)), int(match.group(6) or 0), tzinfo=_zone(match.group(8)))


def _zone(text: str | None) -> timezone:
    if not text or text == "Z":
        return UTC
    digits = text[1:].replace(":", "")
    delta = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]))
    return timezone(-delta if text[0] == "-" else delta)
