"""Personal data in what a reviewer reads: found once per text, treated by the workspace's rules for the surface "reviewer"."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from threading import Event, Lock, Thread
from typing import Any, Final
from uuid import UUID

from django.conf import settings

from policies import redaction
from policies.redaction import operators
from policies.redaction.overlaps import resolve
from policies.redaction.rules import rules_of
from policies.redaction.types import Finding
from review import obligations
from review.pages import words
from review.pages.texts import LONGEST, Span

Key = tuple[str, str, bool]
_KEPT: Final = 2000
_found: OrderedDict[Key, tuple[Finding, ...]] = OrderedDict()
_lock: Final = Lock()
_loaded: Final = Event()


@dataclass(slots=True)
class Mask:
    """How this workspace, and the ruling on this item, treat findings for a reviewer. Counts what it has met."""

    rules: operators.Rules
    hides: frozenset[str] | None = None
    """Types that the ruling hides besides; None hides all."""
    seen: Counter[str] = field(default_factory=Counter)
    covered: Counter[str] = field(default_factory=Counter)

    def spans(self, identity: str, text: str, language: str, *, count: bool = True) -> list[Span]:
        """Marks for ``text``, the content (or part of one) called ``identity``."""
        findings = resolve(
            list(findings_in(identity, text, language, people=self._people())), lambda entity: self._operator(entity) != operators.KEEP
        )
        if count:
            self.seen.update(one.type for one in findings if one.type not in operators.NOT_PERSONAL)
        spans = [self._span(one, text) for one in findings]
        return [one for one in spans if one is not None]

    def _people(self) -> bool:
        """Names are looked for only where they are hidden."""
        hidden_here = self.hides is None or not operators.NAMES.isdisjoint(self.hides)
        return hidden_here or operators.asks_for_names("reviewer", self.rules)

    def _operator(self, entity: str) -> str:
        if self.hides is None or entity in self.hides:
            return operators.MASK
        return operators.operator_for(entity, "reviewer", self.rules)

    def _span(self, finding: Finding, text: str) -> Span | None:
        operator, name = self._operator(finding.type), words.counted(finding.type, 1)[2:]
        if operator == operators.KEEP:
            return None
        self.covered[finding.type] += 1
        value = text[finding.start : finding.end]
        shown = operators.partial(value) if operator == operators.PARTIAL else f"[{name}]"
        return Span(finding.start, finding.end, "private", f"{words.capital(name)}, masked by the rules for reviewers", shown)

    def summary(self) -> list[tuple[str, bool]]:
        """("2 card numbers", some of them masked) for each type met."""
        return [(words.counted(kind, number), self.covered[kind] > 0) for kind, number in sorted(self.seen.items())]


def mask_for(workspace: UUID, ruled: Sequence[Mapping[str, Any]]) -> Mask:
    """One query. ``ruled`` are the obligations of the item: ``mask`` without types hides everything."""
    types = obligations.parameter(ruled, "mask", "types", ())
    asked = any(one.get("kind") == "mask" for one in ruled)
    return Mask(rules_of(workspace), None if asked and not types else frozenset(types))


@cache
def warm_up() -> None:
    """Load the detection library beside the first list a web process shows: two seconds that the first item would wait for."""
    if settings.PROCESS == "web":
        Thread(target=_load, daemon=True, name="warm-up").start()


def _load() -> None:
    redaction.find("Write to a@example.org.")
    _loaded.set()


def is_warm() -> bool:
    """Whether a text is searched at once. Other processes than those of the web load at the first text and wait for it."""
    return settings.PROCESS != "web" or _loaded.is_set()


def findings_in(identity: str, text: str, language: str, *, people: bool = False) -> tuple[Finding, ...]:
    """Kept per content, which never changes: places and types only, none of the text."""
    key = (identity, language, people)
    with _lock:
        if key in _found:
            _found.move_to_end(key)
            return _found[key]
    found = tuple(redaction.find(text[:LONGEST], language=language, people=people))
    with _lock:
        _found[key] = found
        while len(_found) > _KEPT:
            _found.popitem(last=False)
    return found
