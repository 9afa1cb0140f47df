"""Packs: complete sets of rules in a file, to start from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kit.errors import InvalidInput, NotFound
from policies import yaml_text
from policies.engine import RuleSource
from policies.engine.expressions import ConditionError, compile_condition
from policies.engine.written import require_written
from policies.validation import check_rules

DEFAULT: Final = "suggestion_mode"
LONGEST: Final = yaml_text.LONGEST
LAST: Final = 2**31 - 1
FOLDER: Final = Path(__file__).resolve().parent
_HEAD: Final = {"name", "version", "description", "rules"}
_NEEDED: Final = {"name", "when", "effect", "reason_code"}
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


def parse(text: str, source: str = "This", name: str = "", *, closed: bool = False) -> Pack:
    """A pack from its text, which may come from anybody; ``closed`` refuses names that mean nothing here, which a person may have mistyped.

    Raises InvalidInput saying what is wrong with it, and in which rule.
    """
    given = yaml_text.read(text, source)
    if not isinstance(given, dict) or not isinstance(given.get("rules"), list):
        raise InvalidInput(f"{source} needs a list under rules.")
    rules = [_rule(number, rule) for number, rule in enumerate(given["rules"], start=1)]
    if closed and (unknown := sorted(set(map(str, given)) - _HEAD)):
        raise InvalidInput(f"{source}: nothing here is called {unknown[0]}. Beside rules there are name, version and description.")
    told, title = _text(given.get("description"), "description"), _text(given.get("name"), "name")
    return Pack(title or name, _version(given.get("version", 1), source), told.strip(), tuple(check_rules(None, rules)))


def dump(pack: Pack) -> str:
    """The text of a pack; ``parse`` reads equal rules from it."""
    head = {"name": pack.name, "version": pack.version, "description": pack.description}
    return yaml_text.write({**head, "rules": [_written(rule) for rule in pack.rules]})


def _written(rule: RuleSource) -> dict[str, Any]:
    always = {"order": rule.order, "name": rule.name, "when": rule.when, "effect": rule.effect}
    queue = {"queue": rule.queue} if rule.queue else {}
    owed = {"obligations": [dict(entry) for entry in rule.obligations]} if rule.obligations else {}
    return {**always, **queue, "reason_code": rule.reason_code, **owed}


def _text(value: Any, name: str) -> str:
    """YAML reads ``no`` as false: what is no text to it was hardly meant so."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InvalidInput(f"{name} must be a text. Put it in quotes where it looks like a number, a day or yes and no.")
    return value


def _condition(value: Any, name: str) -> str:
    """``true`` may stand without quotes."""
    return str(value).lower() if isinstance(value, bool | int | float) else _text(value, name)


def _version(value: Any, source: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidInput(f"{source}: version must be a whole number.")
    return value


def _rule(number: int, given: Any) -> RuleSource:
    where = f"Rule {number}" + (f" (line {given.line})" if isinstance(given, yaml_text.Lined) else "")
    if not isinstance(given, dict) or not _NEEDED <= set(given) <= _FIELDS:
        amiss = _amiss(given) if isinstance(given, dict) else ""
        raise InvalidInput(
            f"{where}{amiss} needs name, when, effect and reason_code; it may have order, queue and obligations, nothing else."
        )
    texts = {key: _text(given.get(key), f"{where}: {key}") for key in ("name", "effect", "queue", "reason_code")}
    texts["when"] = _condition(given["when"], f"{where}: when")
    order = given.get("order", number * 10)
    if isinstance(order, bool) or not isinstance(order, int) or not 0 <= order <= LAST:
        raise InvalidInput(f"{where}: order is a whole number from 0 to {LAST}, written plainly as 10.")
    _require_condition(f"{where}, {texts['name']}", texts["when"])
    return RuleSource(id=texts["reason_code"], order=order, obligations=given.get("obligations") or [], **texts)


def _amiss(given: dict[Any, Any]) -> str:
    missing, unknown = sorted(_NEEDED - set(given)), sorted(set(map(str, given)) - _FIELDS)
    return f" has no {missing[0]}: it" if missing else f": a rule has nothing called {unknown[0]}. It" if unknown else ""


def _require_condition(where: str, source: str) -> None:
    try:
        require_written(compile_condition(source))
    except ConditionError as problem:
        problem.message = f"{where}: {problem.message}"
        problem.args = (problem.message,)
        raise
