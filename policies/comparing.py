"""What differs between two versions, rule by rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from kit.word_diff import Piece, whole
from policies.engine import RuleSource, obligations

FIELDS: Final = ("name", "when", "effect", "queue", "reason_code", "obligations", "order")
Kind = Literal["added", "removed", "changed", "same"]


@dataclass(frozen=True, slots=True)
class FieldChange:
    name: str
    parts: list[Piece]


@dataclass(frozen=True, slots=True)
class RuleChange:
    """``rule`` as it is now, or as it was where it is gone."""

    kind: Kind
    rule: RuleSource
    fields: tuple[FieldChange, ...] = ()

    @property
    def obligations(self) -> str:
        return _shown(self.rule, "obligations")


def compare(before: Sequence[RuleSource], after: Sequence[RuleSource]) -> list[RuleChange]:
    """In the order of ``after``, with what is gone at the end. A rule is known by its name, else by its condition."""
    named, left = {rule.name: rule for rule in before}, {rule.name: rule for rule in before}
    pairs = {rule.name: left.pop(rule.name) for rule in after if rule.name in named}
    for rule in after:
        if rule.name not in pairs and (renamed := next((one for one in left.values() if one.when == rule.when), None)):
            pairs[rule.name] = left.pop(renamed.name)
    changes = [_changed(pairs[rule.name], rule) if rule.name in pairs else RuleChange("added", rule) for rule in after]
    return changes + [RuleChange("removed", rule) for rule in left.values()]


def _changed(before: RuleSource, after: RuleSource) -> RuleChange:
    fields = tuple(FieldChange(name, whole(old, new)) for name in FIELDS if (old := _shown(before, name)) != (new := _shown(after, name)))
    return RuleChange("changed" if fields else "same", after, fields)


def _shown(rule: RuleSource, name: str) -> str:
    value = getattr(rule, name)
    return ", ".join(map(obligations.said, value)) if name == "obligations" else str(value)
