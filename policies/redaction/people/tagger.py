"""Names in a text: each line is labelled as a whole, the best run of labels wins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

from policies.redaction.people import SCORE
from policies.redaction.people.features import BITS, UNKNOWN, Lines
from policies.redaction.people.lists import firms, kind_of, towns
from policies.redaction.people.mending import mended, quiet, without_tags
from policies.redaction.people.sense import NAME_PARTICLES, may_stand, trimmed
from policies.redaction.people.tokens import Token, lines
from policies.redaction.people.words import known
from policies.redaction.types import Finding

LABELS: Final = ("O", "B-PERSON", "I-PERSON", "B-LOCATION", "I-LOCATION", "B-ORGANIZATION", "I-ORGANIZATION")
WEIGHTS: Final = Path(__file__).parent / "weights" / "people.npz"
RECOGNISER: Final = "NameTagger"
Floats = npt.NDArray[np.float32]
_LONGEST_GAP: Final = 12
_NEVER: Final = np.float32(-1e6)


class Tagger:
    """``table``: a row of weights a label for each feature; ``moves``: weight of each label after each; ``words``, ``towns``: checksums of known words and of towns."""

    def __init__(self, table: Floats, moves: Floats, words: frozenset[int], towns: frozenset[int]) -> None:
        self.table, self.moves, self.words, self.towns = table, moves, words, towns

    def shown(self, word: str) -> str:
        """The word (lower case) as the tagger reads it."""
        return word if crc32(word.encode()) in self.words or not word[0].isalpha() or known(word) else UNKNOWN

    def labels(self, rows: Sequence[Sequence[int]] | npt.NDArray[np.int32]) -> list[int]:
        """The best run of labels for one line."""
        scores = self.table[np.asarray(rows)].sum(axis=1)
        scores[0, 2::2] = _NEVER
        back = []
        best = scores[0]
        for row in scores[1:]:
            paths = best[:, None] + self.moves
            back.append(paths.argmax(axis=0))
            best = paths.max(axis=0) + row
        found = [int(best.argmax())]
        for step in reversed(back):
            found.append(int(step[found[-1]]))
        return found[::-1]

    def findings(self, text: str) -> list[Finding]:
        """Names in order; none overlaps another."""
        text = without_tags(text)
        read = [quiet(line) for line in lines(text)]
        features = Lines([token.text for line in read for token in line], self.towns)
        found: list[Finding] = []
        for line in read:
            if not any(map(may_stand, line)):
                features.passed([token.text for token in line])
                continue
            rows = features.rows([token.text for token in line], [self.shown(token.text.lower()) for token in line])
            here = firms(line, list(spans(line, self.labels(rows))))
            found += sorted([*here, *towns(line, here, SCORE, RECOGNISER)], key=lambda one: one.start)
        return mended(text, list(joined(text, found)))


def spans(line: Sequence[Token], labels: Sequence[int]) -> Iterator[Finding]:
    """Labels as findings: a B begins one, the I behind it go on."""
    begun: list[Token] = []
    kind = ""
    for token, label in zip([*line, None], [*labels, 0], strict=True):
        if begun and (token is None or label % 2 == 1 or label == 0):
            kept = trimmed(begun)
            if kept:
                yield Finding(kind_of(kind, kept), kept[0].start, kept[-1].end, SCORE, RECOGNISER)
            begun = []
        if token is not None and label:
            begun.append(token)
            kind = LABELS[label][2:]


def joined(text: str, found: Iterable[Finding]) -> Iterator[Finding]:
    """First and last name of one person, where only a blank or a particle (van, de) stands between two."""
    held: Finding | None = None
    for finding in found:
        if held is not None and held.type == finding.type == "PERSON" and _continues(text[held.end : finding.start]):
            held = Finding(held.type, held.start, finding.end, held.score, held.recogniser)
            continue
        if held is not None:
            yield held
        held = finding
    if held is not None:
        yield held


def _continues(gap: str) -> bool:
    return gap == " " or (
        gap.startswith(" ") and gap.endswith(" ") and len(gap) < _LONGEST_GAP and all(word in NAME_PARTICLES for word in gap.split())
    )


def allowed() -> Floats:
    """Moves that cannot be: an I behind anything but its own kind."""
    moves = np.zeros((len(LABELS), len(LABELS)), dtype=np.float32)
    for label in range(2, len(LABELS), 2):
        moves[:, label] = _NEVER
        moves[label - 1, label] = moves[label, label] = 0
    return moves


def vocabulary(words: Iterable[str]) -> frozenset[int]:
    """Checksums of words in lower case."""
    return frozenset(crc32(word.encode()) for word in words)


@cache
def shipped() -> Tagger:
    with np.load(WEIGHTS, allow_pickle=False) as read:
        table = np.zeros((1 << BITS, len(LABELS)), dtype=np.float32)
        table[read["rows"]] = read["table"].astype(np.float32) * read["scale"]
        return Tagger(table, allowed() + read["moves"], frozenset(read["words"].tolist()), frozenset(read["towns"].tolist()))
