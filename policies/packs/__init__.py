"""Packs: complete sets of rules in a file, to start from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from kit.errors import InvalidInput, NotFound
from policies.engine import RuleSource
from policies.validation import check_rules

DEFAULT: Final = "suggestion_mode"
FOLDER: Final = Path(__file__).resolve().parent
_FIELDS: Final = {"order", "name", "when", "effect", "queue", "reason_code", "obligations"}


@dataclass(frozen=True, slots=True)
class Pack:
    name: str
    version: int
    description: str
    rules: tuple[RuleSource, ...]


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def load(name: str = DEFAULT) -> Pack:
    """A shipped pack by name. Raises NotFound with the names there are."""
    if name not in names():
        raise NotFound(f"There is no pack {name}. Packs: {', '.join(names())}.")
    return read(FOLDER / f"{name}.yaml")


def read(path: Path) -> Pack:
    """A pack from a YAML or JSON file. Raises InvalidInput saying what is wrong with it."""
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise InvalidInput(f"{path} cannot be read as YAML: {problem}") from None
    if not isinstance(given, dict) or not isinstance(given.get("rules"), list):
        raise InvalidInput(f"{path} needs a list under rules.")
    rules = [_rule(number, rule) for number, rule in enumerate(given["rules"], start=1)]
    text = str(given.get("description") or "").strip()
    return Pack(str(given.get("name") or path.stem), _version(given.get("version", 1), path), text, tuple(check_rules(None, rules)))


def _version(value: Any, path: Path) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidInput(f"{path}: version must be a whole number.")
    return value


def _rule(number: int, given: Any) -> RuleSource:
    if not isinstance(given, dict) or not {"name", "when", "effect", "reason_code"} <= set(given) <= _FIELDS:
        raise InvalidInput(
            f"Rule {number} needs name, when, effect and reason_code; it may have order, queue and obligations, nothing else."
        )
    texts = {key: str(given.get(key) or "") for key in ("name", "when", "effect", "queue", "reason_code")}
    order = given.get("order", number * 10)
    if isinstance(order, bool) or not isinstance(order, int) or order < 0:
        raise InvalidInput(f"Rule {number}: order is a whole number of zero or more.")
    return RuleSource(id=texts["reason_code"], order=order, obligations=given.get("obligations") or [], **texts)
