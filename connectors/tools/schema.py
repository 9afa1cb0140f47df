"""Types of a tool's arguments and answers: the part of JSON Schema that we hold to, in linear time, with every other word refused at save.

Beside the standard words a parameter may say what it is to the policy: ``x-role`` amount, currency, recipient or target, and
``x-currency`` beside an amount; and where a model is missing, ``x-from``: which field of which tool's answer fills it.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final

import re2

from kit.errors import InvalidInput

Schema = Mapping[str, Any]
ROLES: Final = ("amount", "currency", "recipient", "target")
DEEPEST, MOST = 6, 60
_COMMON: Final = frozenset({"type", "title", "description", "enum", "x-role", "x-currency", "x-from"})
_WORDS: Final[Mapping[str, frozenset[str]]] = {
    "object": frozenset({"properties", "required", "additionalProperties"}),
    "array": frozenset({"items", "minItems", "maxItems"}),
    "string": frozenset({"pattern", "minLength", "maxLength", "format"}),
    "number": frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}),
    "integer": frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}),
    "boolean": frozenset(),
    "null": frozenset(),
}
_PYTHON: Final[Mapping[str, tuple[type, ...]]] = {
    "object": (dict,), "array": (list,), "string": (str,), "number": (int, float), "integer": (int,), "boolean": (bool,), "null": (type(None),),
}  # fmt: skip
_ADDRESS: Final = re2.compile(r"^[^@\s<>\",;:\\]{1,64}@[A-Za-z0-9.-]{1,253}\.[A-Za-z0-9-]{2,63}$")


def check(schema: Any, where: str = "parameters") -> None:
    """Raises InvalidInput that names the place which we cannot hold to. The outermost must be an object."""
    if not isinstance(schema, Mapping) or schema.get("type") != "object":
        raise InvalidInput(f'{where}: write an object, such as {{"type": "object", "properties": {{...}}}}.')
    for path, part, depth in _parts(schema, where, 0):
        if depth > DEEPEST:
            raise InvalidInput(f"{path}: at most {DEEPEST} levels deep.")
        if depth > 1 and isinstance(part, Mapping) and "x-role" in part:  # the policy would not learn of it
            raise InvalidInput(f"{path}: x-role is read of the outermost parameters only. Put this parameter there.")
        _check_part(part, path)


def _parts(schema: Any, path: str, depth: int) -> Iterator[tuple[str, Any, int]]:
    yield path, schema, depth
    if not isinstance(schema, Mapping) or depth > DEEPEST:
        return
    properties = schema.get("properties")
    if isinstance(properties, Mapping):
        for name, part in properties.items():
            yield from _parts(part, f"{path}.{name}", depth + 1)
    if "items" in schema:
        yield from _parts(schema["items"], f"{path}[]", depth + 1)


def _check_part(part: Any, path: str) -> None:
    kind = part.get("type") if isinstance(part, Mapping) else None
    if not isinstance(kind, str) or kind not in _WORDS:
        raise InvalidInput(f"{path}: needs a type, one of {', '.join(_WORDS)}.")
    unknown = sorted(set(part) - _COMMON - _WORDS[kind])
    if unknown:
        raise InvalidInput(f"{path}: {unknown[0]} is not understood for the type {kind}.")
    _check_words(part, path, kind)


def _check_words(part: Schema, path: str, kind: str) -> None:
    properties = part.get("properties", {})
    if kind == "object" and not (isinstance(properties, Mapping) and len(properties) <= MOST):
        raise InvalidInput(f"{path}: properties are an object of at most {MOST} names.")
    required = part.get("required", [])
    if kind == "object" and not (isinstance(required, list) and all(name in properties for name in required)):
        raise InvalidInput(f"{path}: required names a property that is not there.")
    if "enum" in part and not (isinstance(part["enum"], list) and part["enum"]):
        raise InvalidInput(f"{path}: enum is a list of values.")
    if "pattern" in part:
        _pattern_of(str(part["pattern"]), path)
    if part.get("format") not in (None, *_FORMATS):
        raise InvalidInput(f"{path}: format is one of {', '.join(_FORMATS)}.")
    for word in (
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
    ):
        if word in part and (isinstance(part[word], bool) or not isinstance(part[word], int | float)):
            raise InvalidInput(f"{path}: {word} is a number.")
    _check_role(part, path, kind)


def _check_role(part: Schema, path: str, kind: str) -> None:
    role = part.get("x-role")
    if role not in (None, *ROLES):
        raise InvalidInput(f"{path}: x-role is one of {', '.join(ROLES)}.")
    if role == "amount" and kind not in ("number", "integer"):
        raise InvalidInput(f"{path}: an amount is a number.")


def _pattern_of(text: str, path: str) -> re2._Regexp[str]:
    try:
        return _compiled(text)
    except re2.error:
        raise InvalidInput(f"{path}: this pattern cannot be matched in linear time, or is none.") from None


@lru_cache(maxsize=500)
def _compiled(text: str) -> re2._Regexp[str]:
    options = re2.Options()
    options.log_errors = False
    return re2.compile(text, options=options)


def fault(schema: Schema, value: Any, *, closed: bool, path: str = "") -> str:
    """What is wrong with ``value``, without repeating it; "" when nothing is. ``closed``: names that are not declared are refused."""
    kind = str(schema.get("type"))
    if not _is(kind, value):
        return _said(path, f"must be {_A[kind]}")
    if "enum" in schema and value not in schema["enum"]:
        return _said(path, f"must be one of {', '.join(map(str, schema['enum']))}")
    if kind == "object":
        return _object(schema, value, closed, path)
    if kind == "array":
        return _array(schema, value, closed, path)
    told = _SCALARS[kind](schema, value) if kind in _SCALARS else ""
    return _said(path, told) if told else ""


_A: Final = {
    "object": "an object", "array": "a list", "string": "a text", "number": "a number", "integer": "a whole number", "boolean": "true or false",
    "null": "null",
}  # fmt: skip


def _is(kind: str, value: Any) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    if kind == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, _PYTHON.get(kind, ())) and not (isinstance(value, float) and not math.isfinite(value))


def _said(path: str, what: str) -> str:
    return f"{path or 'arguments'}: {what}"


def _object(schema: Schema, value: Mapping[str, Any], closed: bool, path: str) -> str:
    properties: Mapping[str, Schema] = schema.get("properties", {})
    here = f"{path}." if path else ""
    for name in schema.get("required", []):
        if name not in value:
            return f"{here}{name}: is missing"
    if (closed or schema.get("additionalProperties") is False) and set(value) - set(properties):
        return _said(path, f"knows only {', '.join(properties) or 'nothing'}")
    told = (fault(properties[name], one, closed=closed, path=f"{here}{name}") for name, one in value.items() if name in properties)
    return next(filter(None, told), "")


def _array(schema: Schema, value: list[Any], closed: bool, path: str) -> str:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", 1000):
        return _said(path, f"must have {schema.get('minItems', 0)} to {schema.get('maxItems', 1000)} entries")
    items = schema.get("items")
    told = (fault(items, one, closed=closed, path=f"{path}[{index}]") for index, one in enumerate(value)) if items else iter(())
    return next(filter(None, told), "")


def _string(schema: Schema, value: str) -> str:
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 4000):
        return f"must have {schema.get('minLength', 0)} to {schema.get('maxLength', 4000)} characters"
    if "\x00" in value:
        return "must not hold NUL"
    if "pattern" in schema and not _compiled(schema["pattern"]).search(value):
        return f"must look like {schema['pattern']}"
    named = schema.get("format")
    return "" if named is None or _FORMATS[named](value) else f"must be a {named}"


def _number(schema: Schema, value: float) -> str:
    limits: tuple[tuple[str, Callable[[Any], bool], str], ...] = (
        ("minimum", lambda limit: value >= limit, "at least"), ("maximum", lambda limit: value <= limit, "at most"),
        ("exclusiveMinimum", lambda limit: value > limit, "more than"), ("exclusiveMaximum", lambda limit: value < limit, "less than"),
    )  # fmt: skip
    for word, holds, said in limits:
        if word in schema and not holds(schema[word]):
            return f"must be {said} {schema[word]}"
    step = schema.get("multipleOf")
    try:
        even = step is None or Decimal(str(value)) % Decimal(str(step)) == 0
    except InvalidOperation:
        even = False
    return "" if even else f"must be a multiple of {step}"


_SCALARS: Final[Mapping[str, Callable[[Schema, Any], str]]] = {"string": _string, "number": _number, "integer": _number}


def _is_date(text: str) -> bool:
    try:
        return len(text) == 10 and bool(datetime.date.fromisoformat(text))
    except ValueError:
        return False


def _is_instant(text: str) -> bool:
    try:
        return datetime.datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


_FORMATS: Final[Mapping[str, Callable[[str], bool]]] = {
    "email": lambda text: bool(_ADDRESS.search(text)), "date": _is_date, "date-time": _is_instant,
}  # fmt: skip


def by_role(schema: Schema, role: str) -> list[str]:
    """Names of the outermost parameters that play ``role``."""
    return [name for name, part in schema.get("properties", {}).items() if part.get("x-role") == role]
