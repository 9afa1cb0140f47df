"""Recall and precision per type, over spans that overlap by half or more (intersection over union)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from policies.redaction.figures.texts import Labelled
from policies.redaction.types import Finding

_ENOUGH = 0.5


@dataclass(slots=True)
class Counts:
    """Per type: values planted, planted ones that were found, findings, and findings of something planted."""

    planted: Counter[str] = field(default_factory=Counter)
    hit: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)

    def rows(self) -> list[dict[str, object]]:
        """One line a type, then one over all."""
        rows = [_row(one, self.planted[one], self.hit[one], self.found[one], self.right[one]) for one in sorted(self.planted | self.found)]
        return [*rows, _row("all", self.planted.total(), self.hit.total(), self.found.total(), self.right.total())]


def measured(texts: Iterable[Labelled], find: Callable[[str], Iterable[Finding]], *, only: frozenset[str] | None = None) -> Counts:
    """``only``: types that count; findings of others are left out."""
    counts = Counts()
    for one in texts:
        spans = [span for span in one.spans if only is None or span[0] in only]
        findings = [(f.type, f.start, f.end) for f in find(one.text) if only is None or f.type in only]
        counts.planted.update(kind for kind, _, _ in spans)
        counts.found.update(kind for kind, _, _ in findings)
        counts.hit.update(span[0] for span in spans if any(_same(span, finding) for finding in findings))
        counts.right.update(finding[0] for finding in findings if any(_same(span, finding) for span in spans))
    return counts


def _same(one: tuple[str, int, int], two: tuple[str, int, int]) -> bool:
    shared = min(one[2], two[2]) - max(one[1], two[1])
    return one[0] == two[0] and shared > 0 and shared / (max(one[2], two[2]) - min(one[1], two[1])) >= _ENOUGH


def _row(name: str, planted: int, hit: int, found: int, right: int) -> dict[str, object]:
    recall = hit / planted if planted else None
    precision = right / found if found else None
    f2 = 5 * precision * recall / (4 * precision + recall) if precision and recall else 0.0
    return {
        "type": name, "planted": planted, "found": found, "recall": None if recall is None else round(recall, 4),
        "precision": None if precision is None else round(precision, 4), "f2": round(f2, 4),
    }  # fmt: skip
