"""The register of everything that may stand on the ledger.

Each app states its events in ``ready()``:

    events.register_all({
        "review.item.approved": events.event(
            "Approved", {"item": events.ID, "digest": events.DIGEST, "outcome": events.CODE, "amount": events.NUMBER},
            content=("note",), required=("digest",)),
    })

An entry outlives every erasure, so it holds ids, digests, codes and numbers only. Text goes to ``audit.content`` and stands in
the entry as a commitment. Each treatment below says what a field accepts and how it is written; free text fits none of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from audit.canonical import LARGEST, Json
from audit.errors import RefusedData, UnregisteredEvent


class Treatment(StrEnum):
    """How a field of an entry is checked and written."""

    ID = "id"
    DIGEST = "digest"
    CODE = "code"
    NUMBER = "number"
    COUNT = "count"
    FLAG = "flag"
    INSTANT = "instant"
    IDS = "ids"
    DIGESTS = "digests"
    CODES = "codes"


ID = Treatment.ID  # UUID, or its text -> text
DIGEST = Treatment.DIGEST  # 32 bytes or 64 hex digits -> hex (a HMAC for anything personal)
CODE = Treatment.CODE  # a word from a closed list, a version, a media type -> text without spaces or @, at most 100 long
NUMBER = Treatment.NUMBER  # Decimal, int, or their text -> text (amounts, prices, scores); a float is refused
COUNT = Treatment.COUNT  # int -> number
FLAG = Treatment.FLAG  # bool
INSTANT = Treatment.INSTANT  # datetime with a zone -> text in UTC
IDS = Treatment.IDS  # lists of the above
DIGESTS = Treatment.DIGESTS
CODES = Treatment.CODES

RESERVED = frozenset(
    {"actor", "actor_kind", "at", "auth", "content", "correlation", "data"}
    | {"event", "id", "stream", "stream_no", "subject", "v", "workspace"}
)
_EVENT = re.compile(r"(?=.{3,100}\Z)[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+\Z")
_FIELD = re.compile(r"[a-z][a-z0-9_]{0,59}\Z")
_CODE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:/+#=-]{0,99}\Z")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?\Z")
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True)
class Event:
    """``fields`` are the data it may carry, ``content`` the names of what it may refer to in the content store; ``purges``: content goes with it."""

    label: str
    fields: Mapping[str, Treatment] = field(default_factory=dict)
    content: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    purges: bool = False


_registered: dict[str, Event] = {}


def event(
    label: str,
    fields: Mapping[str, Treatment] | None = None,
    *,
    content: Iterable[str] = (),
    required: Iterable[str] = (),
    purges: bool = False,
) -> Event:
    return Event(label, dict(fields or {}), frozenset(content), frozenset(required), purges)


def register(
    name: str,
    label: str,
    fields: Mapping[str, Treatment] | None = None,
    *,
    content: Iterable[str] = (),
    required: Iterable[str] = (),
) -> None:
    register_all({name: event(label, fields, content=content, required=required)})


def register_all(events: Mapping[str, Event]) -> None:
    """Registering the same event twice alike is harmless; twice differently is refused."""
    for name, entry in events.items():
        _check_event(name, entry)
        if _registered.setdefault(name, entry) != entry:
            raise RefusedData(f"the event {name} is registered twice, differently.")


def _check_event(name: str, entry: Event) -> None:
    if not _EVENT.match(name):
        raise RefusedData(f"the event {name!r} must be dotted lower-case words, such as review.item.approved.")
    for part in (*entry.fields, *entry.content):
        if not _FIELD.match(part) or part in RESERVED:
            raise RefusedData(f"{name}: the field name {part!r} is reserved or not a plain lower-case word.")
    unknown = entry.required - set(entry.fields) - entry.content
    if unknown:
        raise RefusedData(f"{name}: required but not declared: {', '.join(sorted(unknown))}.")


def get(name: str) -> Event:
    try:
        return _registered[name]
    except KeyError:
        raise UnregisteredEvent(f"the event {name!r} is not registered; add it to register_all() in the app's ready().") from None


def registered() -> dict[str, Event]:
    return dict(sorted(_registered.items()))


def purging() -> list[str]:
    """Events that say why content is gone; ``audit verify`` misses one where it is gone without."""
    return [name for name, entry in registered().items() if entry.purges]


def label(name: str) -> str:
    """For pages; an entry of an event that no longer exists shows its name."""
    known = _registered.get(name)
    return known.label if known else name


def _id(value: object) -> Json:
    return str(value if isinstance(value, UUID) else UUID(str(value)))


def _digest(value: object) -> Json:
    text = value.hex() if isinstance(value, bytes | memoryview) else str(value)
    if not _DIGEST.match(text):
        raise ValueError("must be 32 bytes or 64 hex digits")
    return text


def is_code(value: object) -> bool:
    """A short word without spaces, or nothing: the only kind of text that an entry holds."""
    return isinstance(value, str) and (not value or _CODE.match(value) is not None)


def _code(value: object) -> Json:
    if not is_code(value):
        raise ValueError("must be a short code without spaces; text belongs to audit.content")
    return str(value)


def _number(value: object) -> Json:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise ValueError("must be a Decimal, a whole number or their text; a float has no exact value")
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    if len(text) > 60 or not _NUMBER.match(text):
        raise ValueError("must be a plain decimal number")
    return text


def _count(value: object) -> Json:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > LARGEST:
        raise ValueError("must be a whole number below 2**53")
    return int(value)


def _flag(value: object) -> Json:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def _instant(value: object) -> Json:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError("must be a datetime with a zone")
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _each(write: Callable[[object], Json]) -> Callable[[object], Json]:
    def several(value: object) -> Json:
        if not isinstance(value, list | tuple | set | frozenset):
            raise ValueError("must be a list")
        return [write(part) for part in (sorted(value, key=str) if isinstance(value, set | frozenset) else value)]

    return several


_WRITERS: dict[Treatment, Callable[[object], Json]] = {
    ID: _id,
    DIGEST: _digest,
    CODE: _code,
    NUMBER: _number,
    COUNT: _count,
    FLAG: _flag,
    INSTANT: _instant,
    IDS: _each(_id),
    DIGESTS: _each(_digest),
    CODES: _each(_code),
}


def written(name: str, data: Mapping[str, object], content: Iterable[str]) -> dict[str, Json]:
    """``data`` as it stands in the entry. Raises RefusedData naming the event and the field; the value is never repeated."""
    declared = get(name)
    _check_names(name, declared, data, frozenset(content))
    return {key: None if value is None else _written(name, key, declared.fields[key], value) for key, value in data.items()}


def _written(name: str, key: str, treatment: Treatment, value: object) -> Json:
    try:
        return _WRITERS[treatment](value)
    except ValueError as error:
        raise RefusedData(f"{name}: {key} ({treatment}) {error}.") from None


def _check_names(name: str, declared: Event, data: Mapping[str, object], content: frozenset[str]) -> None:
    unknown = [key for key in data if key not in declared.fields] + sorted(content - declared.content)
    if unknown:
        raise RefusedData(f"{name}: not declared: {', '.join(unknown)}; add it to the event where it is registered.")
    missing = declared.required - data.keys() - content if declared.required else None
    if missing:
        raise RefusedData(f"{name}: missing: {', '.join(sorted(missing))}.")
