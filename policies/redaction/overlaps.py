"""Findings that overlap become one: what must be hidden wins over what may stay, then the higher score, the longer span, the workspace's own."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable

from policies.redaction.own import is_own
from policies.redaction.types import Finding


def resolve(findings: Iterable[Finding], hidden: Callable[[str], bool]) -> tuple[Finding, ...]:
    """Findings without overlap, in order. ``hidden(type)`` says whether the type is hidden on this surface.

    Where two hidden ones cross, the weaker one's rest is kept as a finding of its own, so no part of it shows.
    """
    ranked = sorted(findings, key=lambda f: (not hidden(f.type), -f.score, f.start - f.end, not is_own(f.recogniser), f.start, f.type))
    taken: list[tuple[int, int, Finding]] = []
    for finding in ranked:
        for start, end in _free(taken, finding.start, finding.end, whole=not hidden(finding.type)):
            insort(taken, (start, end, Finding(finding.type, start, end, finding.score, finding.recogniser)), key=lambda row: row[0])
    return tuple(row[2] for row in taken)


def beside(findings: list[Finding], names: Iterable[Finding]) -> list[Finding]:
    """Findings and those names that no finding of another kind touches: a name within an address or a number is a part of that."""
    taken = Covered(findings)
    kept = [name for name in names if not taken.touches(name)]
    return sorted([*findings, *kept], key=lambda one: (one.start, one.end, one.type)) if findings else kept


class Covered:
    """The characters that findings cover, to ask many times."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted((one.start, one.end) for one in findings):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def touches(self, finding: Finding) -> bool:
        place = bisect_left(self._starts, finding.end) - 1
        return place >= 0 and self._ends[place] > finding.start


def _free(taken: list[tuple[int, int, Finding]], start: int, end: int, *, whole: bool) -> list[tuple[int, int]]:
    """Parts of start:end nobody took; with ``whole`` all or nothing."""
    near = bisect_left(taken, start, key=lambda row: row[1])
    free: list[tuple[int, int]] = []
    at = start
    while near < len(taken) and taken[near][0] < end:
        if taken[near][0] > at:
            free.append((at, taken[near][0]))
        at = max(at, taken[near][1])
        near += 1
    if at < end:
        free.append((at, end))
    return free if not whole or free == [(start, end)] else []
