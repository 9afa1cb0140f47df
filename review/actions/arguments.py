"""What a person types for the arguments of a tool call, as values of the types that the arguments have."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from connectors.tools import spec
from connectors.tools.offering import spec_of
from kit.errors import InvalidInput
from review import placeholders, tools

_STEP: Final = re.compile(r"\[(\d+)\]|([^.\[\]]+)")
Arguments = Mapping[str, Any]


def changed(workspace: UUID, tool: str, before: Arguments, typed: Mapping[str, str]) -> dict[str, Any]:
    """``before`` with the values typed for some paths (``address.city``, ``items[0]``). Raises InvalidInput that names the path."""
    after: dict[str, Any] = copy.deepcopy(dict(before))
    for path, text in typed.items():
        _put(after, path, text)
    row = tools.named(workspace, tool)
    if row is None:
        raise InvalidInput("This workspace has no such tool any more, so its arguments cannot be edited.")
    fault = spec.fault(spec_of(row), after)
    if fault:
        raise InvalidInput(f"{fault}.", code="arguments")
    if placeholders.left_in(None, after):
        raise InvalidInput("An argument still holds a placeholder for personal data. Replace it before you go on.", code="placeholder")
    return after


def _put(whole: dict[str, Any], path: str, text: str) -> None:
    steps: list[int | str] = [int(number) if number else name for number, name in _STEP.findall(path)]
    place: Any = whole
    try:
        for step in steps[:-1]:
            place = place[step]
        old = place[steps[-1]]
        place[steps[-1]] = value(text, old, path)
    except (LookupError, TypeError):
        raise InvalidInput(f"{path}: the call has no such argument.") from None


def value(text: str, old: Any, path: str) -> Any:
    """``text`` in the type that ``old`` has."""
    plain = text.strip()
    if isinstance(old, str):
        return text.strip("\r\n") if "\n" in old else plain
    if isinstance(old, bool):
        if plain.lower() not in ("true", "false"):
            raise InvalidInput(f"{path}: must be true or false.")
        return plain.lower() == "true"
    if isinstance(old, int | float):
        return _number(plain, path)
    try:
        return json.loads(plain)
    except ValueError:
        raise InvalidInput(f"{path}: must be JSON.") from None


def _number(plain: str, path: str) -> float:
    """A decimal comma is understood; a thousands separator is not guessed at."""
    if not re.fullmatch(r"[+-]?\d{1,15}(?:[.,]\d{1,6})?", plain, re.ASCII):
        raise InvalidInput(f"{path}: must be a number, such as 39.90.")
    number = float(plain.replace(",", "."))
    return int(number) if re.fullmatch(r"[+-]?\d+", plain, re.ASCII) else number


def paths_changed(before: Any, after: Any) -> list[str]:
    """Names of the outermost arguments that differ."""
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
