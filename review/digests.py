"""Digests of what leaves: SHA-256 over the canonical JSON of RFC 8785 (JCS), numbers with a fraction included."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

from connectors.types import Outbound
from kit.errors import InvalidInput

_text = json.JSONEncoder(ensure_ascii=False).encode


def canonical(value: Any) -> str:
    """RFC 8785 text of a JSON value. Raises InvalidInput for what JSON or a double cannot hold exactly."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, Mapping):
        return _object(value)
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(canonical, value)) + "]"
    raise InvalidInput(f"A {type(value).__name__} cannot be part of an action; write it as text.")


def _string(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise InvalidInput("A text holds half a character (a lone surrogate) and cannot be sent.") from None
    return _text(value)


def _object(value: Mapping[Any, Any]) -> str:
    if not all(isinstance(key, str) for key in value):
        raise InvalidInput("The names of arguments must be texts.")
    ordered = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
    return "{" + ",".join(f"{_string(key)}:{canonical(value[key])}" for key in ordered) + "}"


def _number(value: float) -> str:
    """As ECMAScript writes a double (section 3.2.2.3 of the RFC)."""
    if isinstance(value, int):
        if abs(value) > 2**53 - 1:
            raise InvalidInput(f"{value} is beyond 2**53; write it as text.")
        return str(value)
    if not math.isfinite(value):
        raise InvalidInput("A number must be finite.")
    if value == 0:
        return "0"
    digits, exponent = _shortest(abs(value))
    return ("-" if value < 0 else "") + _placed(digits, exponent)


def _shortest(value: float) -> tuple[str, int]:
    """Shortest digits d1d2... and n with value = 0.d1d2... * 10**n."""
    mantissa, _, power = f"{value!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole.lstrip("0")) if whole.strip("0") else -(len(fraction) - len(fraction.lstrip("0")))
    return digits.rstrip("0"), point + int(power or 0)


def _placed(digits: str, n: int) -> str:
    k = len(digits)
    if k <= n <= 21:
        return digits + "0" * (n - k)
    if 0 < n <= 21:
        return f"{digits[:n]}.{digits[n:]}"
    if -6 < n <= 0:
        return "0." + "0" * -n + digits
    shown = digits[0] + (f".{digits[1:]}" if k > 1 else "")
    return f"{shown}e{'+' if n > 0 else '-'}{abs(n - 1)}"


def of(value: Any) -> str:
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def of_action(kind: str, tool: str, outbound: Outbound | None, arguments: Mapping[str, Any]) -> str:
    """What an approval binds to. A reply is its ``as_approved()`` form; anything else its tool and arguments."""
    if outbound is not None:
        return of(outbound.as_approved())
    return of({"kind": kind, "tool": tool, "arguments": dict(arguments)})


def of_all(parts: Iterable[str]) -> str:
    """One digest for all actions (or all rulings) of a turn, in their order."""
    return of(list(parts))
