"""The types a fact can have, and how a JSON value becomes one. Nothing is guessed: what does not fit is refused by name."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kit.errors import InvalidInput

MAX_ITEMS: Final = 1000
MAX_TEXT: Final = 4000
_INT64: Final = 2**63
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SOURCES: Final = "system, reviewer, requester, quoted, forwarded, attachment, page, tool:NAME"


class OutOfBounds(ValueError):
    """Of the right type and too small or too large."""


@dataclass(frozen=True, slots=True)
class Kind:
    """``cel`` is the type in a condition, ``label`` the words for people, ``read`` turns a JSON value or raises ValueError."""

    cel: str
    label: str
    empty: Callable[[], Any]
    read: Callable[[Any], Any]

    @property
    def default(self) -> Any:
        return self.empty()


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("a text")
    if len(value) > MAX_TEXT:
        raise ValueError(f"a text of at most {MAX_TEXT} characters")
    return value.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")


def _bool(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


def _double(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("a number, such as 50.0")
    return float(value)


def _share(value: Any) -> float:
    number = float(value) if isinstance(value, bool) else _double(value)
    if not 0.0 <= number <= 1.0:
        raise OutOfBounds("a number from 0.0 to 1.0")
    return number


def _part(value: Any) -> float:
    number = _double(value)
    if number < 0:
        raise OutOfBounds("a number of zero or more")
    return number


def _int(value: Any) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not -_INT64 <= value < _INT64:
        raise ValueError("a whole number of 64 bits")
    return value


def _weekday(value: Any) -> int:
    if isinstance(value, str) and value.lower() in _WEEKDAYS:
        return _WEEKDAYS.index(value.lower()) + 1
    number = 0 if isinstance(value, str) else _int(value)
    if not 1 <= number <= 7:
        raise OutOfBounds("a day of the week from 1 (Monday) to 7 (Sunday), or its English name")
    return number


def _hour(value: Any) -> int:
    number = _int(value)
    if not 0 <= number <= 23:
        raise OutOfBounds("an hour of the day from 0 to 23")
    return number


def _count(value: Any) -> int:
    number = _int(value)
    if number < 0:
        raise OutOfBounds("a whole number of zero or more")
    return number


def _list(value: Any) -> list[str]:
    if not isinstance(value, list | tuple | set | frozenset):
        raise ValueError("a list of texts")
    if len(value) > MAX_ITEMS:
        raise ValueError(f"a list of at most {MAX_ITEMS} texts")
    if not all(isinstance(item, str) for item in value):
        raise ValueError("a list of texts only")
    items = [_text(item) for item in value]
    return items if isinstance(value, list | tuple) else sorted(items)


def _arguments(value: Any) -> dict[str, dict[str, Any]]:
    wanted = f'an object such as {{"amount": {{"source": "system", "trusted": true}}}}; sources are {SOURCES}'
    if not isinstance(value, Mapping) or len(value) > MAX_ITEMS:
        raise ValueError(wanted)
    found: dict[str, dict[str, Any]] = {}
    for path, origin in value.items():
        read, told = _text(path), _origin(origin, wanted)
        if read not in found or found[read]["trusted"]:  # two paths may read alike: trusted only where both are
            found[read] = told
    return found


def _origin(origin: Any, wanted: str) -> dict[str, Any]:
    """What is not said is not trusted."""
    if not isinstance(origin, Mapping) or set(origin) - {"source", "trusted"}:
        raise ValueError(wanted)
    source, trusted = origin.get("source"), origin.get("trusted")
    if not isinstance(source, str | None) or not isinstance(trusted, bool | None):
        raise ValueError(wanted)
    return {"source": _text(source or ""), "trusted": bool(trusted)}


STRING: Final = Kind("string", "text", str, _text)
BOOL: Final = Kind("bool", "true or false", bool, _bool)
DOUBLE: Final = Kind("double", "decimal number", float, _double)
SHARE: Final = Kind("double", "number from 0.0 to 1.0", float, _share)
PART: Final = Kind("double", "decimal number from 0.0", float, _part)
INT: Final = Kind("int", "whole number", int, _int)
COUNT: Final = Kind("int", "whole number from 0", int, _count)
HOUR: Final = Kind("int", "whole number from 0 to 23", int, _hour)
WEEKDAY: Final = Kind("int", "whole number from 1 to 7", int, _weekday)
LIST: Final = Kind("list(string)", "list of texts", list, _list)
ARGUMENTS: Final = Kind("map(string, map(string, dyn))", "map of path to {source, trusted}", dict, _arguments)


def convert(name: str, kind: Kind, value: Any) -> Any:
    """``value`` as ``kind``. Raises InvalidInput that names the fact and says what it must be."""
    try:
        return kind.read(value)
    except OutOfBounds as problem:
        raise InvalidInput(f"{name} must be {problem}.") from None
    except ValueError as problem:
        raise InvalidInput(f"{name} must be {problem}, not {_shown(value)}.") from None
    except OverflowError:
        raise InvalidInput(f"{name} is too large a number.") from None


def _shown(value: Any) -> str:
    """The kind of a wrong value; never the value itself, which may be personal data."""
    if isinstance(value, str) and len(value) > MAX_TEXT:
        return f"one of {len(value)}"
    if isinstance(value, list | dict) and len(value) > MAX_ITEMS:
        return f"one of {len(value)}"
    if isinstance(value, int) and not -_INT64 <= value < _INT64:
        return "a larger one"
    names = {
        "str": "a text",
        "bool": "true or false",
        "int": "a whole number",
        "float": "a decimal number",
        "list": "a list",
        "dict": "an object",
    }
    return names.get(type(value).__name__, type(value).__name__)
