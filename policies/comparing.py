"""What differs between two versions, rule by rule."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from policies.engine import RuleSource

_WORDS: Final = re.compile(r"\w+|\s+|[^\w\s]")
FIELDS: Final = ("name", "when", "effect", "queue", "reason_code", "obligations", "order")
Kind = Literal["added", "removed", "changed", "same"]


@dataclass(frozen=True, slots=True)
class Part:
    """``kind``: same, gone, new."""

    kind: Literal["same", "gone", "new"]
    text: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    name: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class RuleChange:
    """``rule`` as it is now, or as it was where it is gone."""

    kind: Kind
    rule: RuleSource
    fields: tuple[FieldChange, ...] = ()


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
    fields = tuple(
        FieldChange(name, tuple(_parts(old, new))) for name in FIELDS if (old := _shown(before, name)) != (new := _shown(after, name))
    )
    return RuleChange("changed" if fields else "same", after, fields)


def _shown(rule: RuleSource, name: str) -> str:
    value = getattr(rule, name)
    return json.dumps(list(value), sort_keys=True) if name == "obligations" else str(value)


def _parts(old: str, new: str) -> Iterator[Part]:
    """Word by word."""
    left, right = _WORDS.findall(old), _WORDS.findall(new)
    for tag, a, b, c, d in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Part("same", "".join(left[a:b]))
            continue
        if b > a:
            yield Part("gone", "".join(left[a:b]))
        if d > c:
            yield Part("new", "".join(right[c:d]))
