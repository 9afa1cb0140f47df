"""Redaction rules and own recognisers of a workspace as one YAML file and back.

What comes in holds together or not at all: everything wrong with it is said, each with its line, and then nothing is changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from accounts.models import User, Workspace
from accounts.permissions import require
from kit.errors import InvalidInput
from policies import channel_names, recognisers, settings_actions, yaml_text
from policies.models import Recogniser, RedactionRule
from policies.recognisers import Wanted
from policies.redaction.own import Definition, Refused
from policies.yaml_text import Lined

MOST: Final = 2_000
SHOWN: Final = 20
_RULE: Final = ("entity", "surface", "operator", "channel")
_TEXTS: Final = ("name", "entity", "kind", "pattern", "checksum")
_LISTS: Final = ("words", "context", "must", "must_not")
_FLAGS: Final = ("ignores_case", "is_active")


@dataclass(slots=True)
class Brought:
    """What came of a file: how many were new or changed, how many are gone, how many were as the file says already."""

    changed: int = 0
    removed: int = 0
    as_before: int = 0


@dataclass(slots=True)
class _Faults:
    """(line, sentence), in the order they were found."""

    told: list[tuple[int, str]] = field(default_factory=list)

    def add(self, line: int, why: str) -> None:
        self.told.append((line, why))

    def require_none(self) -> None:
        if self.told:
            lines = [f"Line {line}: {why}" for line, why in sorted(self.told)[:SHOWN]]
            more = [f"and {len(self.told) - SHOWN} more."] if len(self.told) > SHOWN else []
            raise InvalidInput("\n".join([*lines, *more]))


def export(workspace: Workspace) -> str:
    """The text; ``bring_in`` makes the same of it. Rules of channels that are gone hold for nothing and are left out."""
    channels = channel_names.known(workspace.id)
    rules = RedactionRule.objects.filter(workspace=workspace).order_by("entity", "surface", "channel")
    own = Recogniser.objects.filter(workspace=workspace).order_by("name")
    return yaml_text.write(
        {
            "redaction": workspace.name,
            "rules": [_rule_told(one, channels) for one in rules if one.channel is None or one.channel in channels],
            "recognisers": [_recogniser_told(one) for one in own],
        }
    )


def file_name(workspace: Workspace) -> str:
    return f"redaction-{workspace.slug}.yaml"


def _rule_told(rule: RedactionRule, channels: Mapping[UUID, str]) -> dict[str, str]:
    """A channel by its name, where no other has the same."""
    told = {"entity": rule.entity, "surface": rule.surface, "operator": rule.operator}
    if rule.channel is None:
        return told
    name = channels[rule.channel]
    return {**told, "channel": name if list(channels.values()).count(name) == 1 else str(rule.channel)}


def _recogniser_told(row: Recogniser) -> dict[str, Any]:
    what = {"pattern": row.pattern} if row.kind == Recogniser.Kind.PATTERN else {"words": list(row.words)}
    told = {"name": row.name, "entity": row.entity, "kind": row.kind, **what, "ignores_case": row.ignores_case, "score": float(row.score)}
    more = {"context": list(row.context), "checksum": row.checksum, "must": list(row.must), "must_not": list(row.must_not)}
    return {**told, **{name: value for name, value in more.items() if value}, "is_active": row.is_active}


def bring_in(workspace: Workspace, text: str, *, acting_user: User | None, whole: bool = False, source: str = "The file") -> Brought:
    """Set what the file says; with ``whole`` remove what it does not say. Raises InvalidInput with a line for each fault; then nothing changed."""
    if acting_user is not None:
        require(acting_user, workspace.id, "edit_policy")
    rules, own = _parts(yaml_text.read(text, source), source)
    faults, brought = _Faults(), Brought()
    tried = _tried(workspace.id, own, faults)
    with transaction.atomic():
        Workspace.objects.select_for_update(no_key=True).get(id=workspace.id)
        _recognisers(workspace.id, tried, faults, brought, whole=whole, acting_user=acting_user)
        _rules(workspace.id, rules, faults, brought, whole=whole, acting_user=acting_user)
        faults.require_none()
    return brought


def _parts(given: Any, source: str) -> tuple[list[Any], list[Any]]:
    """Lists under ``rules`` and ``recognisers``, either of which may be left out."""
    if not isinstance(given, Lined) or not {"rules", "recognisers"} & given.keys():
        raise InvalidInput(f"{source} needs a list under rules, under recognisers, or both.")
    if unknown := sorted(given.keys() - {"redaction", "rules", "recognisers"}):
        raise InvalidInput(f"Line {given.line_of(unknown[0])}: there is no {unknown[0]}; there are redaction, rules and recognisers.")
    found = [given.get(name) or [] for name in ("rules", "recognisers")]
    for name, part in zip(("rules", "recognisers"), found, strict=True):
        if not isinstance(part, list):
            raise InvalidInput(f"Line {given.line_of(name)}: {name} is a list.")
        if not all(isinstance(one, Lined) for one in part):
            raise InvalidInput(f"Line {given.line_of(name)}: each of {name} has names with values, such as entity: IBAN_CODE.")
        if len(part) > MOST:
            raise InvalidInput(f"Line {given.line_of(name)}: at most {MOST:,} {name}; these are {len(part):,}.")
    return found[0], found[1]


@dataclass(frozen=True, slots=True)
class _Tried:
    """A recogniser of the file. ``definition`` is None where there is one like it: its samples were tried when that was kept."""

    given: Lined
    wanted: Wanted
    definition: Definition | None


def _tried(workspace: UUID, given: list[Lined], faults: _Faults) -> list[_Tried]:
    """Before anything is locked: samples take seconds, and whoever writes to the workspace would wait for them."""
    rows = {one.name: one for one in Recogniser.objects.filter(workspace=workspace)}
    found: list[_Tried] = []
    lines: dict[str, int] = {}
    for one in given:
        try:
            wanted = _wanted(one)
        except Refused as problem:
            faults.add(one.line_of(problem.field), problem.message)
            continue
        line = one.line_of("name")
        if wanted.name in lines:
            faults.add(line, f"This says it a second time; line {lines[wanted.name]} did already.")
        lines.setdefault(wanted.name, line)
        try:
            row = rows.get(wanted.name)
            found.append(_Tried(one, wanted, None if row and _is_as(row, wanted) else recognisers.require_good(wanted)))
        except Refused as problem:
            faults.add(one.line_of(problem.field), f"{problem.field}: {problem.message}")
    return found


def _recognisers(workspace: UUID, tried: list[_Tried], faults: _Faults, brought: Brought, *, whole: bool, acting_user: User | None) -> None:
    """Those that go and those that do not search come first: there is room for the others then."""
    rows = {one.name: one for one in Recogniser.objects.filter(workspace=workspace)}
    if whole:
        for name in rows.keys() - {one.wanted.name for one in tried}:
            recognisers.remove(rows[name], acting_user=acting_user)
            brought.removed += 1
    for one in sorted(tried, key=lambda each: each.wanted.is_active):
        row = rows.get(one.wanted.name)
        if row is not None and _is_as(row, one.wanted):
            brought.as_before += 1
            continue
        try:
            definition = one.definition or recognisers.require_good(one.wanted)  # somebody has changed it meanwhile
            recognisers.keep(workspace, one.wanted, definition, acting_user=acting_user, recogniser=row.id if row else None)
            brought.changed += 1
        except Refused as problem:
            faults.add(one.given.line_of(problem.field), f"{problem.field}: {problem.message}")


def _wanted(given: Lined) -> Wanted:
    """Raises Refused where a part is of another type than it should be; what it says is judged when it is kept."""
    if unknown := sorted(given.keys() - set(recognisers.FIELDS)):
        raise Refused(unknown[0], f"A recogniser has no {unknown[0]}; it has {', '.join(recognisers.FIELDS)}.")
    for name in ("name", "entity"):
        if not given.get(name):
            raise Refused(name, f"A recogniser needs {name}.")
    told: dict[str, Any] = {name: _text(given, name) for name in _TEXTS if given.get(name) is not None}
    told |= {name: _lines(given, name) for name in _LISTS if given.get(name) is not None}
    told |= {name: _flag(given, name) for name in _FLAGS if name in given}
    if "score" in given:
        told["score"] = _number(given, "score")
    kind = {} if "kind" in told else {"kind": "words" if told.get("words") else "pattern"}
    return Wanted(**{**told, **kind, "entity": told["entity"].strip().upper(), "name": told["name"].strip()})


def _text(given: Lined, name: str) -> str:
    value = given[name]
    if not isinstance(value, str):
        raise Refused(name, f"{name} is a text; put it in quotes.")
    return value


def _lines(given: Lined, name: str) -> tuple[str, ...]:
    """YAML reads ``42`` as a number and ``no`` as false: neither was meant."""
    value = given[name]
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Refused(name, f"{name} is a list of texts, one a line after a dash; put numbers, and words such as yes and no, in quotes.")
    return recognisers.tidy(value)


def _flag(given: Lined, name: str) -> bool:
    value = given[name]
    if not isinstance(value, bool):
        raise Refused(name, f"{name} is true or false.")
    return value


def _number(given: Lined, name: str) -> Decimal:
    value = given[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise Refused(name, f"{name} is a number between 0.05 and 1.")
    return Decimal(str(value)).quantize(Decimal("0.01"))


def _is_as(row: Recogniser, wanted: Wanted) -> bool:
    kept = {name: getattr(row, name) for name in recognisers.FIELDS}
    asked = {name: getattr(wanted, name) for name in recognisers.FIELDS}
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in asked.items()}
    definition = wanted.definition()
    return kept == plain | {"pattern": definition.pattern, "words": list(definition.words)}


Key = tuple[str, str, UUID | None]


def _rules(workspace: UUID, given: list[Lined], faults: _Faults, brought: Brought, *, whole: bool, acting_user: User | None) -> None:
    rows = {(one.entity, one.surface, one.channel): one for one in RedactionRule.objects.filter(workspace=workspace)}
    channels, wanted = channel_names.known(workspace), dict[Key, tuple[Lined, str]]()
    _read_rules(given, channels, faults, wanted)
    if whole:
        for key in rows.keys() - wanted.keys():
            settings_actions.remove_redaction(rows[key], acting_user=acting_user)
            brought.removed += 1
    for (entity, surface, channel), (one, operator) in wanted.items():
        row = rows.get((entity, surface, channel))
        if row is not None and row.operator == operator:
            brought.as_before += 1
            continue
        try:
            settings_actions.set_redaction(workspace, entity, surface, operator, acting_user=acting_user, channel=channel)
            brought.changed += 1
        except InvalidInput as problem:
            faults.add(one.line, problem.message)


def _read_rules(given: list[Lined], channels: Mapping[UUID, str], faults: _Faults, wanted: dict[Key, tuple[Lined, str]]) -> None:
    for one in given:
        try:
            entity, surface, operator, channel = _rule(one, channels)
        except Refused as problem:
            faults.add(one.line_of(problem.field), problem.message)
            continue
        if (entity, surface, channel) in wanted:
            first = wanted[entity, surface, channel][0].line
            faults.add(one.line, f"There is a rule for {entity} and {surface} in line {first} already.")
        wanted.setdefault((entity, surface, channel), (one, operator))


def _rule(given: Lined, channels: Mapping[UUID, str]) -> tuple[str, str, str, UUID | None]:
    if unknown := sorted(given.keys() - set(_RULE)):
        raise Refused(unknown[0], f"A rule has no {unknown[0]}; it has {', '.join(_RULE)}.")
    for name in _RULE[:3]:
        if not given.get(name):
            raise Refused(name, f"A rule needs {name}.")
    told = {name: _text(given, name) for name in _RULE if given.get(name) is not None}
    channel = _channel(told["channel"], channels) if "channel" in told else None
    return told["entity"].strip().upper(), told["surface"], told["operator"], channel


def _channel(told: str, channels: Mapping[UUID, str]) -> UUID:
    found = [key for key, name in channels.items() if told in (name, str(key))]
    if len(found) != 1:
        several = f"Several channels are called {told}: give the id of one." if found else f"The workspace has no channel {told}."
        raise Refused("channel", several)
    return found[0]
