"""Is each sentence of a draft supported by a passage? Words, numbers, amounts, dates, codes and denials are held against the source.

A sentence is supported when one stretch of one passage says most of it (words, inflections, translations by the glossary, nearness of
the local vectors) and holds every figure of it exactly; figures of a neighbouring statement do not count, and a denial must be denied.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from agents import courtesy, figures, overlap, sentences, tables
from conversations.memory import local, reading

ENOUGH, NEAR, SLIGHT = 0.62, 0.5, 0.3
_CLOSE = 0.45


@dataclass(frozen=True, slots=True)
class Checked:
    """``passage`` is the index into the passages given, None when none supports it. ``why`` is a short code or sentence.

    ``words`` is the stretch of that passage that says it; of a sentence that no passage supports, the stretch of ``other``, the
    index of a text beside the passages that says it (which does not support it).
    """

    start: int
    end: int
    supported: bool
    passage: int | None
    why: str
    exempt: bool = False
    words: tuple[int, int] | None = None
    other: int | None = None


@dataclass(frozen=True, slots=True)
class Grounding:
    """``score``: share of the stating sentences that are supported; 1.0 when nothing is stated."""

    sentences: tuple[Checked, ...]
    score: float

    def as_dict(self) -> dict[str, object]:
        rows = [
            {
                "start": one.start,
                "end": one.end,
                "supported": one.supported,
                "passage": one.passage,
                "why": one.why,
                "words": list(one.words) if one.words and one.supported else None,
            }
            for one in self.sentences
        ]
        return {"sentences": rows, "score": self.score}


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    bag: overlap.Bag
    numbers: frozenset[str]
    denies: bool
    heading: bool
    start: int
    end: int
    above: _Line | None
    """The nearest heading before it."""


def check(draft: str, passages: Sequence[str], *, known: str = "", exempt: Sequence[str] = (), others: Sequence[str] = ()) -> Grounding:
    """``known`` is what the customer wrote: their own order number may be repeated. ``exempt`` are fixed sentences of ours. ``others`` are
    texts that support nothing, but may be where a sentence comes from.
    """
    sources = [_lines(passage) for passage in passages]
    fixed = {" ".join(one.split()) for one in exempt}
    said = figures.codes(known) | figures.numbers(known)
    checked = tuple(_checked(draft, span, sources, said, fixed) for span in sentences.split(draft))
    checked = tuple(one if one.supported else _elsewhere(draft, one, [_lines(text) for text in others], said) for one in checked)
    stating = [one for one in checked if not one.exempt]
    return Grounding(checked, round(sum(one.supported for one in stating) / len(stating), 4) if stating else 1.0)


@functools.lru_cache(maxsize=256)
def _lines(passage: str) -> tuple[_Line, ...]:
    found: list[_Line] = []
    above = None
    for start, end in sentences.split(passage):
        raw = passage[start:end]
        text = reading.bare(raw.lstrip("#-*• "))
        heading = raw.startswith("#") or (
            tables.is_head(passage, end)
            if tables.is_row(raw)
            else len(text.split()) <= 8 and not text.endswith((".", "!", ";")) and not any(c.isdigit() for c in text)
        )
        numbers = frozenset(figures.numbers(text) | figures.spelled_loosely(text))
        lead = len(raw) - len(raw.lstrip("#-*• "))
        found.append(_Line(text, overlap.bag(text), numbers, figures.denies(text), heading, start + lead, end, above))
        above = found[-1] if heading else above
    return tuple(found)


def _checked(draft: str, span: sentences.Span, sources: list[tuple[_Line, ...]], said: set[str], fixed: set[str]) -> Checked:
    text = draft[span[0] : span[1]]
    bare = " ".join(figures.without_citations(text).split())
    if " ".join(text.split()) in fixed or bare in fixed or courtesy.is_courtesy(bare):
        return Checked(*span, True, None, "courtesy", True)
    said_bag = overlap.bag(bare)
    if not said_bag.words:
        return Checked(*span, True, None, "states nothing", True)
    best = _best(bare, said_bag, sources, said)
    if best is None:
        return Checked(*span, False, None, "no passage")
    (supported, _, why, words), index = best
    return Checked(*span, supported, index if supported else None, why, words=words)


Outcome = tuple[bool, float, str, tuple[int, int] | None]


def _best(text: str, said_bag: overlap.Bag, sources: Sequence[tuple[_Line, ...]], said: set[str]) -> tuple[Outcome, int] | None:
    outcomes = [(_against(text, said_bag, source, said), index) for index, source in enumerate(sources) if source]
    return max(outcomes, key=lambda one: (one[0][0], one[0][1], -one[1]), default=None)


def _elsewhere(draft: str, one: Checked, others: Sequence[tuple[_Line, ...]], said: set[str]) -> Checked:
    """Where a sentence that no passage supports may have come from. It stays unsupported."""
    bare = " ".join(figures.without_citations(draft[one.start : one.end]).split())
    best = _best(bare, overlap.bag(bare), others, said)
    if best is None or not best[0][0]:
        return one
    return replace(one, words=best[0][3], other=best[1])


def _against(text: str, said_bag: overlap.Bag, source: tuple[_Line, ...], said: set[str]) -> Outcome:
    """(supported, how near, why, the stretch that says it) of one sentence against one passage."""
    windows = _windows(said_bag, source)
    share = max(windows, default=(0.0, 0, 1))[0]
    if share < SLIGHT:
        return False, share, "no passage says this", None
    failures = []
    for near, at, size in sorted(windows, key=lambda one: (-round(one[0], 2), one[2])):
        if near < max(SLIGHT, share - 0.25):
            break
        why = _figures_fail(text, said_bag, source, at, size, said) or _denial_fails(text, said_bag, source, at, size)
        if why:
            failures.append(why)
        elif near >= ENOUGH or (near >= NEAR - 0.15 and _is_close(text, " ".join(line.text for line in source[at : at + size]), near)):
            return True, near, "said in the passage", (source[at].start, source[at + size - 1].end)
    return False, share, failures[0] if failures else "only part of it is in the passage", None


def _windows(said_bag: overlap.Bag, source: tuple[_Line, ...]) -> list[tuple[float, int, int]]:
    """How much of the sentence each stretch of one to three lines says, where it begins, how many lines; headings above it lend their words."""
    weighed, held = overlap.weights(said_bag), overlap.held(said_bag, [line.bag for line in source])
    of_line = {id(line): words for line, words in zip(source, held, strict=True)}
    found = []
    for size in (1, 2, 3):
        for at in range(len(source) - size + 1):
            words = frozenset().union(*held[at : at + size], *(of_line[id(line)] for line in _headings(source, at)))
            found.append((overlap.share(weighed, words) - 0.04 * (size - 1), at, size))
    return found


def _headings(source: tuple[_Line, ...], at: int) -> list[_Line]:
    """The nearest heading above, and the first line of the passage when that is one."""
    return list({id(line): line for line in (source[at].above, source[0] if source[0].heading else None) if line}.values())


def _is_close(text: str, stretch: str, near: float) -> bool:
    similarity = float(np.dot(local.vector(text), local.vector(stretch)))
    return (near + similarity) / 2 >= _CLOSE and near >= NEAR - 0.15 and similarity >= 0.4


def _figures_fail(text: str, said_bag: overlap.Bag, source: tuple[_Line, ...], at: int, size: int, said: set[str]) -> str:
    lines = source[at : at + size]
    stretch = " ".join(line.text for line in [*_headings(source, at), *lines])
    dates = figures.dates(text)
    if not _dates_hold(dates, figures.dates(stretch)):
        return "a date differs from the passage"
    there = frozenset().union(*(line.numbers for line in lines), *(line.numbers for line in _headings(source, at)))
    wanted = figures.numbers(text) - said - _digits_of(dates)
    if not wanted <= there:
        return "a number is not in the passage"
    if not figures.codes(text) - said <= figures.codes(stretch):
        return "a code is not in the passage"
    stated, given = figures.amounts(text), figures.amounts(stretch)
    if any(amount not in given and amount.split()[0] in {one.split()[0] for one in given} for amount in stated):
        return "an amount has another currency"
    return "a number belongs to something else" if wanted and _belongs_elsewhere(wanted, said_bag, source, at, size) else ""


def _digits_of(dates: set[str]) -> set[str]:
    return {str(int(part)) for date in dates for part in date.split("-") if part}


def _dates_hold(stated: set[str], given: set[str]) -> bool:
    without_year = {f"--{date[-5:]}" for date in given}
    return all(date in given or (date.startswith("--") and date in without_year) for date in stated)


def _belongs_elsewhere(wanted: set[str], said_bag: overlap.Bag, source: tuple[_Line, ...], at: int, size: int) -> bool:
    """A word of the sentence that stands beside another figure, and not beside this one, shows that the figures were mixed up."""
    holding = [line for line in source[at : at + size] if line.numbers & wanted]
    beside = [*holding, *_headings(source, at)]
    others = [line for line in source if line.numbers and not (line.numbers & wanted)]
    for word in said_bag.words:
        if any(overlap.holds(line.bag, word) for line in beside):
            continue
        if any(word in line.bag.known or (word.isalpha() and overlap.stem(word) in line.bag.stems) for line in others):
            return True
    return False


def _denial_fails(text: str, said_bag: overlap.Bag, source: tuple[_Line, ...], at: int, size: int) -> str:
    lines = source[at : at + size]
    nearest = max(lines, key=lambda line: overlap.coverage(said_bag, line.bag))
    denied = nearest.denies
    if len(nearest.bag.words) <= 5:  # an item of a list is denied by what stands above it
        denied = denied or any(
            line.denies for line in [*_headings(source, at), *source[max(0, at - 3) : at + size]] if line.text.endswith(":") or line.heading
        )
    return "" if figures.denies(text) == denied else "one of the two denies it"
