"""What must also happen when a rule matches, and how several of the same kind become one: the stricter parameter holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kit.errors import InvalidInput

Obligation = dict[str, Any]


class ObligationError(InvalidInput):
    code = "obligation"


@dataclass(frozen=True, slots=True)
class ObligationKind:
    """``parameter`` is the one field beside ``kind`` (empty if none); ``check`` says if a value is right, ``stricter`` joins two."""

    parameter: str
    about: str
    check: Callable[[Any], bool]
    stricter: Callable[[Any, Any], Any]


def _whole(low: int, high: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and item for item in value)


def _names(value: Any) -> bool:
    return _texts(value) and all(item.isprintable() and item.strip() for item in value)


def _percent(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 100


def _union(left: list[str], right: list[str]) -> list[str]:
    return sorted({*left, *right})


def _masked(left: list[str], right: list[str]) -> list[str]:
    return _union(left, right) if left and right else []


KINDS: Final[Mapping[str, ObligationKind]] = {
    "approvals": ObligationKind("count", "that many different people must agree (1 to 5)", _whole(1, 5), max),
    "due": ObligationKind("minutes", "to be decided within that many minutes (1 to 43200)", _whole(1, 43200), min),
    "mask": ObligationKind("types", "types of personal data hidden from the reviewer; [] hides all", _texts, _masked),
    "notify": ObligationKind("to", "who is told, by name of a group or address", _names, _union),
    "require_reason": ObligationKind("", "the reviewer must write a reason", lambda _: True, lambda left, _: left),
    "sample": ObligationKind("percent", "share that a person looks at all the same, above 0 to 100", _percent, max),
}


def check(obligations: Any) -> list[Obligation]:
    """The list as it will be stored. Raises ObligationError naming the wrong entry and the right shape."""
    if not isinstance(obligations, list):
        raise ObligationError('Obligations are a list, such as [{"kind": "approvals", "count": 2}].')
    return [_checked(entry) for entry in obligations]


def _checked(entry: Any) -> Obligation:
    kind = entry.get("kind") if isinstance(entry, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        raise ObligationError(f"An obligation has one of the kinds {', '.join(KINDS)}.")
    known = KINDS[kind]
    if set(entry) != {"kind", *filter(None, [known.parameter])} or not known.check(entry.get(known.parameter)):
        shape = f'{{"kind": "{kind}", "{known.parameter}": ...}}' if known.parameter else f'{{"kind": "{kind}"}}'
        raise ObligationError(f"Obligation {kind} is written {shape}: {known.about}.")
    return dict(entry)


def said(obligation: Mapping[str, Any]) -> str:
    """For people: ``2 people must agree``, ``IBAN_CODE and URL hidden from the reviewer``, ``a reason must be written``."""
    kind = str(obligation["kind"])
    value = obligation.get(KINDS[kind].parameter)
    if kind == "approvals" and value == 1:
        return "1 person must agree"
    nothing = "all personal data" if kind == "mask" else "nobody"
    return _SAID[kind].format(" and ".join(map(str, value)) or nothing if isinstance(value, list) else value)


_SAID: Final[Mapping[str, str]] = {
    "approvals": "{} people must agree",
    "due": "to be decided within {} min",
    "mask": "{} hidden from the reviewer",
    "notify": "{} told",
    "require_reason": "a reason must be written",
    "sample": "{} % looked at all the same",
}


def union(groups: Iterable[Iterable[Obligation]]) -> list[Obligation]:
    """All obligations of all rules, one per kind, sorted by kind."""
    joined: dict[str, Obligation] = {}
    for entry in (entry for group in groups for entry in group):
        kind, parameter = entry["kind"], KINDS[entry["kind"]].parameter
        if kind not in joined:
            joined[kind] = dict(entry)
        elif parameter:
            joined[kind][parameter] = KINDS[kind].stricter(joined[kind][parameter], entry[parameter])
    return [joined[kind] for kind in sorted(joined)]
