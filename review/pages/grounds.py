"""The check of each sentence against its sources, found again in a text that is shown; an edit may have dropped some of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from review.pages.origins import Origin
from review.pages.texts import Span

_OWN_MARK: Final = re.compile(r"\[(\d{1,3})\]")
"""A draft that names its sources itself needs no mark of ours beside it: its own leads there."""
_PLACEHOLDER: Final = re.compile(r"<[A-Z][A-Z0-9_]*_\d+>")
_BESIDE: Final = {"message": "message", "looked": "look-up"}
Leads = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Sentence:
    """``text[start:end]`` of what is shown is sentence ``number`` of the check; ``passage`` is the number of the source that says it."""

    number: int
    start: int
    end: int
    supported: bool
    passage: int | None
    why: str


def sentences(text: str, evidence: Mapping[str, Any]) -> Iterator[Sentence]:
    """In the order of the text. The draft was checked with placeholders in it, the text has what they stand for."""
    draft, at = str(evidence.get("draft") or ""), 0
    numbers = {index: one.get("number") for index, one in enumerate(evidence.get("passages") or ())}
    for number, one in enumerate((evidence.get("grounding") or {}).get("sentences", ())):
        place = _find(draft[one["start"] : one["end"]].strip(), text, at)
        if place is None:
            continue
        at = place[1]
        yield Sentence(number, *place, bool(one["supported"]), numbers.get(one.get("passage")), str(one.get("why") or ""))


def _find(sentence: str, text: str, at: int) -> tuple[int, int] | None:
    if not sentence:
        return None
    if not _PLACEHOLDER.search(sentence):
        start = text.find(sentence, at)
        return (start, start + len(sentence)) if start >= 0 else None
    first, *others = map(re.escape, _PLACEHOLDER.split(sentence))
    # atomic: what stands between two placeholders is taken where it comes first, else many of them in an edited draft take minutes
    found = re.compile(first + "".join(rf"(?>[^\n]{{1,120}}?{one})" for one in others)).search(text, at)
    return found.span() if found else None


def spans(
    text: str, evidence: Mapping[str, Any], beside: Mapping[int, Origin], *, sentence: Leads, passage: Leads, calls: Mapping[str, str]
) -> list[Span]:
    """Marks for ``text``: sentences that no source says, and after each other one its source. ``beside``: where sentences come from, by number;
    ``sentence`` and ``passage`` say where a sentence or a source leads, ``calls`` where a line that tells what a call has done."""
    found = list(sentences(text, evidence))
    own = {mark.start(): mark for mark in _OWN_MARK.finditer(text)}
    done = [span for one in found for span in _of(one, text, beside.get(one.number), sentence(one.number))]
    by_end = {_mark_of(one, text): one for one in found}
    known = {one.get("number") for one in evidence.get("passages") or ()}
    for start, mark in own.items():
        number, said = int(mark[1]), by_end.get(start)
        if number in known and not any(span.start <= start < span.end for span in done if span.kind == "unsupported"):
            href = sentence(said.number) if said and said.passage == number else passage(number)
            done.append(Span(start, mark.end(), "cited", f"Rests on source {number}", href=href))
    ends = {at + len(line): href for line, href in calls.items() if (at := text.find(f"- {line}")) >= 0}
    return [*done, *(Span(end + 2, end + 2, "cite", "What the call does", "call", href=href) for end, href in ends.items())]


def _of(one: Sentence, text: str, origin: Origin | None, href: str) -> Iterator[Span]:
    if not one.supported:
        yield Span(one.start, one.end, "unsupported", f"No source says this: {one.why or 'nothing fits'}")
        if origin and href:
            word = _BESIDE.get(origin.place, "source")
            yield Span(one.end, one.end, "cite", f"Seems to come from the {word}", word, href=href)
    elif one.passage is not None and _mark_of(one, text) is None:
        yield Span(one.end, one.end, "cite", f"Rests on source {one.passage}", str(one.passage), href=href)


def _mark_of(one: Sentence, text: str) -> int | None:
    """Where the sentence's own mark begins: behind it, or as its end."""
    behind = _OWN_MARK.match(text, one.end + (text[one.end : one.end + 1] == " "))
    if behind:
        return behind.start()
    inside = list(_OWN_MARK.finditer(text, one.start, one.end))
    return inside[-1].start() if inside and inside[-1].end() >= one.end - 1 else None
