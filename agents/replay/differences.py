"""A difference is named exactly: which step, which field, what was recorded, what came out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Difference:
    """``where`` is the step, action, ruling, item or turn; ``field`` a path in it, as ``request.messages[0].content``."""

    where: str
    field: str
    recorded: Any
    replayed: Any

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def compare(where: str, field: str, recorded: Any, replayed: Any) -> Iterator[Difference]:
    """Every leaf in which the two differ. Both are taken as the JSON they are stored as."""
    yield from _compare(where, field, _plain(recorded), _plain(replayed))


def _compare(where: str, field: str, recorded: Any, replayed: Any) -> Iterator[Difference]:
    if isinstance(recorded, dict) and isinstance(replayed, dict):
        for name in sorted({*recorded, *replayed}):
            yield from _compare(where, f"{field}.{name}" if field else name, recorded.get(name), replayed.get(name))
    elif isinstance(recorded, list) and isinstance(replayed, list) and len(recorded) == len(replayed):
        for index, (one, other) in enumerate(zip(recorded, replayed, strict=True)):
            yield from _compare(where, f"{field}[{index}]", one, other)
    elif recorded != replayed or isinstance(recorded, bool) != isinstance(replayed, bool):
        yield Difference(where, field, recorded, replayed)


def compare_all(where: str, recorded: Mapping[str, Any], replayed: Mapping[str, Any]) -> Iterator[Difference]:
    yield from compare(where, "", recorded, replayed)


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str, ensure_ascii=False))
