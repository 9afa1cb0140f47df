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
LONGEST: Final = 500_000
_BREAKS: Final = frozenset("\x85\u2028\u2029\ufeff")
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
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise InvalidInput(f"{path} cannot be read as text: {problem}") from None
    return parse(text, str(path), path.stem)


def parse(text: str, source: str = "This", name: str = "") -> Pack:
    """A pack from its text, which may come from anybody. Raises InvalidInput saying what is wrong with it."""
    if len(text) > LONGEST:
        raise InvalidInput(f"{source} is longer than {LONGEST:,} characters.")
    try:
        given = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as problem:
        raise InvalidInput(f"{source} cannot be read as YAML: {problem}") from None
    except RecursionError:
        raise InvalidInput(f"{source} is nested too deeply.") from None
    if not isinstance(given, dict) or not isinstance(given.get("rules"), list):
        raise InvalidInput(f"{source} needs a list under rules.")
    rules = [_rule(number, rule) for number, rule in enumerate(given["rules"], start=1)]
    told, title = _text(given.get("description"), "description"), _text(given.get("name"), "name")
    return Pack(title or name, _version(given.get("version", 1), source), told.strip(), tuple(check_rules(None, rules)))


def dump(pack: Pack) -> str:
    """The text of a pack; ``parse`` reads equal rules from it."""
    head = {"name": pack.name, "version": pack.version, "description": pack.description}
    whole = {**head, "rules": [_written(rule) for rule in pack.rules]}
    told = _dumped(whole, plain=True)
    return told if _BREAKS.isdisjoint(told) else _dumped(whole, plain=False)


def _dumped(whole: dict[str, Any], *, plain: bool) -> str:
    """``plain``: letters of all scripts as they are. Line breaks beyond ASCII would be read back as blanks then."""
    told: str = yaml.safe_dump(whole, sort_keys=False, allow_unicode=plain, width=110)
    return told


def _written(rule: RuleSource) -> dict[str, Any]:
    always = {"order": rule.order, "name": rule.name, "when": rule.when, "effect": rule.effect}
    queue = {"queue": rule.queue} if rule.queue else {}
    owed = {"obligations": [dict(entry) for entry in rule.obligations]} if rule.obligations else {}
    return {**always, **queue, "reason_code": rule.reason_code, **owed}


def _text(value: Any, name: str) -> str:
    """Only what is plainly one: a condition such as ``true`` may stand without quotes."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str | int | float):
        raise InvalidInput(f"{name} must be a text.")
    return str(value)


def _version(value: Any, source: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidInput(f"{source}: version must be a whole number.")
    return value


def _rule(number: int, given: Any) -> RuleSource:
    if not isinstance(given, dict) or not {"name", "when", "effect", "reason_code"} <= set(given) <= _FIELDS:
        raise InvalidInput(
            f"Rule {number} needs name, when, effect and reason_code; it may have order, queue and obligations, nothing else."
        )
    texts = {key: _text(given.get(key), f"Rule {number}: {key}") for key in ("name", "when", "effect", "queue", "reason_code")}
    order = given.get("order", number * 10)
    if isinstance(order, bool) or not isinstance(order, int) or order < 0:
        raise InvalidInput(f"Rule {number}: order is a whole number of zero or more.")
    return RuleSource(id=texts["reason_code"], order=order, obligations=given.get("obligations") or [], **texts)
