"""Passages of a document: along its headings, around 120 to 220 words, each an exact slice of the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from conversations.memory.reading import Block, Source

MOST, TINY = 220, 40  # words
_HEAD = 20  # kept free for the headings above a piece of a long block
_SENTENCE_END = re.compile(r"(?<=[.!?。！？…])[\"'»”)\]]*\s+|\n")


@dataclass(frozen=True, slots=True)
class Passage:
    """``text[start:end]`` of the source under the path of headings ``heading``."""

    start: int
    end: int
    heading: str


def passages(source: Source) -> list[Passage]:
    """In order, without overlap; a heading opens a new passage unless what came before is tiny."""
    found: list[Passage] = []
    path: list[tuple[int, str]] = []
    start, end, held, heading = -1, -1, 0, ""
    only_headings = True
    for block in (piece for whole in source.blocks for piece in _split(source.text, whole)):
        size = _words(source.text[block.start : block.end])
        closes = start >= 0 and not only_headings and (held + size > MOST or (block.level and held >= TINY) or (block.level == 1))
        if closes:
            found.append(Passage(start, end, heading))
            start, held, only_headings = -1, 0, True
        if block.level:
            path = [*(one for one in path if one[0] < block.level), (block.level, block.heading)]
        if start < 0 or only_headings:
            heading = " > ".join(text for _, text in path)[:500]
        start, end, held = (block.start if start < 0 else start), block.end, held + size
        only_headings = only_headings and bool(block.level)
    if start >= 0:
        found.append(Passage(start, end, heading))
    return found


def _words(text: str) -> int:
    """Words; where a script does not part them, two characters count as one."""
    spaced = len(text.split())
    return max(spaced, sum(1 for letter in text if "\u3040" <= letter <= "\u9fff" or "\u0e00" <= letter <= "\u0e7f") // 2)


def _split(text: str, block: Block) -> list[Block]:
    """A block longer than a passage is cut at the ends of sentences or lines, at last anywhere between words."""
    if block.level or _words(text[block.start : block.end]) <= MOST - _HEAD:
        return [block]
    return [Block(start, end) for start, end in _windows(text, block.start, _cuts(text, block))]


def _cuts(text: str, block: Block) -> list[int]:
    """Where it may be cut; a sentence too long for a passage may be cut between words, or every 600 characters."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text, block.start, block.end)]
    cuts: list[int] = []
    before = block.start
    for end in [*ends, block.end]:
        if _words(text[before:end]) > MOST:
            cuts.extend(match.end() for match in re.finditer(r"(?:\S+\s+){100}|\S{600}", text[before:end]) if match.end())
            cuts = [cut + before if cut < before else cut for cut in cuts]
        cuts.append(end)
        before = end
    return sorted(set(cuts))


def _windows(text: str, start: int, cuts: list[int]) -> list[tuple[int, int]]:
    found, last = [], start
    for cut in cuts:
        if last > start and _words(text[start:cut]) > MOST - _HEAD:
            found.append((start, last))
            start = last
        last = cut
    return [*found, (start, last)] if last > start else found
