"""Types of a tool's arguments and answers: JSON Schema (draft 2020-12) in the words that we hold to, every other word refused at save.

``jsonschema`` judges values; ours are the sentences, which never repeat a value, and what a hostile schema or value would use: there are no
references, so none is followed; patterns match in linear time; what is too long, too deep or no JSON number is refused.

Beside the standard words a parameter may say what it is to the policy: ``x-role`` amount, currency, recipient or target, and
``x-currency`` beside an amount; and where a model is missing, ``x-from``: which field of which tool's answer fills it.
"""

from __future__ import annotations

import datetime
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final

import re2
from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend
from referencing import Registry

from kit.errors import InvalidInput

Schema = Mapping[str, Any]
ROLES: Final = ("amount", "currency", "recipient", "target")
DEEPEST, MOST = 6, 60
LEVELS = 50
"""Of any value that is kept: whoever reads it goes down as deep."""
LONGEST_TEXT, LONGEST_LIST = 4000, 1000
"""Where the schema sets no limit of its own."""
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
_JUDGED: Final = {kind: words | {"enum"} for kind, words in _WORDS.items()}
_A: Final = {
    "object": "an object", "array": "a list", "string": "a text", "number": "a number", "integer": "a whole number", "boolean": "true or false",
    "null": "null",
}  # fmt: skip
_NUL: Final = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
_ADDRESS: Final = re2.compile(r"^[^@\s<>\",;:\\]{1,64}@[A-Za-z0-9.-]{1,253}\.[A-Za-z0-9-]{2,63}$")


def check(schema: Any, where: str = "parameters") -> None:
    """Raises InvalidInput that names the place which we cannot hold to. The outermost must be an object."""
    _checked(storable(schema, where), where)


def storable(value: Any, where: str) -> str:
    """``value`` as JSON. Raises InvalidInput for what no database keeps."""
    try:
        text = json.dumps(value, allow_nan=False, ensure_ascii=False)
        text.encode()
        if _is_deeper(value, LEVELS):
            raise RecursionError
    except (ValueError, RecursionError):
        raise InvalidInput(f"{where}: only numbers and characters that JSON knows, and not that deep.") from None
    if _NUL.search(text):
        raise InvalidInput(f"{where}: the character NUL cannot be stored.")
    return text


def _is_deeper(value: Any, levels: int) -> bool:
    layer = [value]
    for _ in range(levels + 1):
        layer = [part for one in layer for part in (one.values() if isinstance(one, dict) else one if isinstance(one, list) else ())]
    return bool(layer)


@lru_cache(maxsize=500)
def _checked(text: str, where: str) -> None:
    """Remembered while it holds: the declared answer of a tool is checked with every call."""
    schema = json.loads(text)
    if not isinstance(schema, dict) or schema.get("type") != "object":
        raise InvalidInput(f'{where}: write an object, such as {{"type": "object", "properties": {{...}}}}.')
    for path, part, depth in _parts(schema, where, 0):
        if depth > DEEPEST:
            raise InvalidInput(f"{path}: at most {DEEPEST} levels deep.")
        if depth > 1 and isinstance(part, dict) and "x-role" in part:  # the policy would not learn of it
            raise InvalidInput(f"{path}: x-role is read of the outermost parameters only. Put this parameter there.")
        _check_part(part, path)
    _check_standard(schema, where)


def _parts(schema: Any, path: str, depth: int) -> Iterator[tuple[str, Any, int]]:
    yield path, schema, depth
    if not isinstance(schema, dict) or depth > DEEPEST:
        return
    properties = schema.get("properties")
    if isinstance(properties, dict):
        for name, part in properties.items():
            yield from _parts(part, f"{path}.{name}", depth + 1)
    if "items" in schema:
        yield from _parts(schema["items"], f"{path}[]", depth + 1)


def _check_part(part: Any, path: str) -> None:
    kind = part.get("type") if isinstance(part, dict) else None
    if not isinstance(kind, str) or kind not in _WORDS:
        raise InvalidInput(f"{path}: needs a type, one of {', '.join(_WORDS)}.")
    unknown = sorted(set(part) - _COMMON - _WORDS[kind])
    if unknown:
        raise InvalidInput(f"{path}: {unknown[0]} is not understood for the type {kind}.")
    if part.get("enum") == []:
        raise InvalidInput(f"{path}: enum is a list of values.")
    if not isinstance(part.get("additionalProperties", False), bool):
        raise InvalidInput(f"{path}: additionalProperties is true or false.")
    if isinstance(part.get("pattern"), str):
        _check_pattern(part["pattern"], path)
    if part.get("format") not in (None, *_FORMATS.checkers):
        raise InvalidInput(f"{path}: format is one of {', '.join(_FORMATS.checkers)}.")
    _check_names(part, path)
    _check_role(part, path, kind)


def _check_names(part: Schema, path: str) -> None:
    properties, required = part.get("properties", {}), part.get("required", [])
    if not (isinstance(properties, dict) and len(properties) <= MOST):
        raise InvalidInput(f"{path}: properties are an object of at most {MOST} names.")
    if not (isinstance(required, list) and all(isinstance(name, str) and name in properties for name in required)):
        raise InvalidInput(f"{path}: required names a property that is not there.")


def _check_pattern(text: str, path: str) -> None:
    try:
        _compiled(text)
    except re2.error:
        raise InvalidInput(f"{path}: this pattern cannot be matched in linear time, or is none.") from None


def _check_role(part: Schema, path: str, kind: str) -> None:
    role = part.get("x-role")
    if role not in (None, *ROLES):
        raise InvalidInput(f"{path}: x-role is one of {', '.join(ROLES)}.")
    if role == "amount" and kind not in ("number", "integer"):
        raise InvalidInput(f"{path}: an amount is a number.")


_META: Final = Draft202012Validator(Draft202012Validator.META_SCHEMA)


def _check_standard(schema: Schema, where: str) -> None:
    """What the standard says of its own words: limits are numbers, lengths are not negative, names are asked for once."""
    error = next(_META.iter_errors(schema), None)
    if error is None:
        return
    steps = [str(step) for step in error.absolute_path]
    place = "".join("[]" if step == "items" else f".{step}" for step in steps[:-1] if step != "properties")
    wanted = {
        "type": f"is {_A.get(str(error.validator_value), 'something else')}", "uniqueItems": "names nothing twice",
        "minimum": f"is at least {error.validator_value}", "exclusiveMinimum": f"is more than {error.validator_value}",
    }  # fmt: skip
    raise InvalidInput(f"{where}{place}: {steps[-1]} {wanted.get(str(error.validator), 'has a value that JSON Schema forbids')}.")


@lru_cache(maxsize=500)
def _compiled(text: str) -> re2._Regexp[str]:
    options = re2.Options()
    options.log_errors = False
    return re2.compile(text, options=options)


def fault(schema: Schema, value: Any, *, closed: bool, path: str = "") -> str:
    """What is wrong with ``value``, without repeating it; "" when nothing is. ``closed``: names that are not declared are refused."""
    try:
        error = next(_validator(json.dumps(schema), closed).iter_errors(value), None)
    except RecursionError:  # the library writes the value into its own message
        return f"{path or 'arguments'}: is nested too deep"
    return _sentence(error, path) if error else ""


@lru_cache(maxsize=500)
def _validator(text: str, closed: bool) -> Any:
    return _Validator(_strict(json.loads(text), closed), registry=Registry(), format_checker=_FORMATS)


def _strict(schema: Schema, closed: bool) -> dict[str, Any]:
    """With the limits that hold where none is set, and the cheap words first: the first fault found is the one told."""
    kind, inner = schema["type"], dict[str, Any]()
    apart = ("required", "properties", "items")
    rest = {name: value for name, value in schema.items() if name in _JUDGED[kind] and name not in apart}
    if kind == "object":
        inner = {"properties": {name: _strict(part, closed) for name, part in schema.get("properties", {}).items()}}
        rest = {"required": schema.get("required", []), **rest, **({"additionalProperties": False} if closed else {})}
    elif kind == "array":
        inner = {"items": _strict(schema["items"], closed)} if "items" in schema else {}
        rest = {"maxItems": LONGEST_LIST, **rest}
    elif kind == "string":
        rest = {"maxLength": LONGEST_TEXT, **rest}
    return {"type": kind, **rest, **inner}


def _is_number(checker: Any, value: Any) -> bool:
    """One that a double holds: what is beyond it no service reads as it was written."""
    try:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    except OverflowError:
        return False


def _is_whole(checker: Any, value: Any) -> bool:
    return _is_number(checker, value) and (isinstance(value, int) or value.is_integer())


def _is_text(checker: Any, value: Any) -> bool:
    return isinstance(value, str) and "\x00" not in value


def _pattern(validator: Any, pattern: str, value: Any, schema: Schema) -> Iterator[ValidationError]:
    if isinstance(value, str) and not _compiled(pattern).search(value):
        yield ValidationError("pattern")


def _multiple(validator: Any, step: float, value: Any, schema: Schema) -> Iterator[ValidationError]:
    """In decimals, as they are written: of floats 19.99 is no multiple of 0.01."""
    try:
        even = not _is_number(None, value) or Decimal(str(value)) % Decimal(str(step)) == 0
    except InvalidOperation:
        even = False
    if not even:
        yield ValidationError("multipleOf")


def _is_date(text: Any) -> bool:
    try:
        return not isinstance(text, str) or datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_instant(text: Any) -> bool:
    try:
        return not isinstance(text, str) or datetime.datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _is_address(text: Any) -> bool:
    return not isinstance(text, str) or bool(_ADDRESS.search(text))


_FORMATS: Final = FormatChecker(formats=())
_FORMATS.checks("email")(_is_address)
_FORMATS.checks("date")(_is_date)
_FORMATS.checks("date-time")(_is_instant)
_TYPES: Final = Draft202012Validator.TYPE_CHECKER.redefine_many({"number": _is_number, "integer": _is_whole, "string": _is_text})
_Validator: Final = extend(Draft202012Validator, {"pattern": _pattern, "multipleOf": _multiple}, type_checker=_TYPES)


def _limits(error: ValidationError, least: str, most: str, of: str) -> str:
    return f"must have {error.schema.get(least, 0)} to {error.schema[most]} {of}"


_SAID: Final[Mapping[str, Callable[[ValidationError], str]]] = {
    "type": lambda error: "must not hold NUL" if error.validator_value == "string" and isinstance(error.instance, str) else f"must be {_A[error.validator_value]}",
    "enum": lambda error: f"must be one of {', '.join(map(str, error.validator_value))}",
    "additionalProperties": lambda error: f"knows only {', '.join(error.schema['properties']) or 'nothing'}",
    "minItems": lambda error: _limits(error, "minItems", "maxItems", "entries"),
    "maxItems": lambda error: _limits(error, "minItems", "maxItems", "entries"),
    "minLength": lambda error: _limits(error, "minLength", "maxLength", "characters"),
    "maxLength": lambda error: _limits(error, "minLength", "maxLength", "characters"),
    "pattern": lambda error: f"must look like {error.validator_value}",
    "format": lambda error: f"must be a {error.validator_value}",
    "minimum": lambda error: f"must be at least {error.validator_value}",
    "maximum": lambda error: f"must be at most {error.validator_value}",
    "exclusiveMinimum": lambda error: f"must be more than {error.validator_value}",
    "exclusiveMaximum": lambda error: f"must be less than {error.validator_value}",
    "multipleOf": lambda error: f"must be a multiple of {error.validator_value}",
}  # fmt: skip


def _sentence(error: ValidationError, path: str) -> str:
    """Ours: those of the library repeat the value."""
    steps = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path)
    place = f"{path}{steps}" if path else steps.removeprefix(".")
    if error.validator == "required":
        missing = next(name for name in error.validator_value if name not in error.instance)
        return f"{place}.{missing}: is missing".removeprefix(".")
    return f"{place or 'arguments'}: {_SAID[error.validator](error)}"


def by_role(schema: Schema, role: str) -> list[str]:
    """Names of the outermost parameters that play ``role``."""
    return [name for name, part in schema.get("properties", {}).items() if part.get("x-role") == role]
