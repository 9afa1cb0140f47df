"""Training the tagger from texts that the project writes: sentences with gaps, and lists of names to fill them.

Part of the names and words are hidden from it as it learns, so that it learns from shape and neighbours too. The same seed, the same bytes.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from policies.redaction.people import towns
from policies.redaction.people.features import BITS, EVERY, UNKNOWN, Lines, row_of
from policies.redaction.people.made import Mail, mails
from policies.redaction.people.tagger import LABELS, WEIGHTS, Tagger, allowed, vocabulary
from policies.redaction.people.tokens import Token, lines
from policies.redaction.people.words import known as letters

SEED = 20261125
MAILS, EPOCHS = 60_000, 5
HIDE_NAME, HIDE_WORD, HIDE_TITLE, STRANGE, TELLING = 0.5, 0.14, 0.22, 0.3, 0.8
LEAN = 0.3
"""Share of the largest weight that every word is leant towards a name: a missed one is worse than one too many."""
Sums = npt.NDArray[np.float64]
Line = tuple[npt.NDArray[np.int32], list[int]]


def train(
    extra: Sequence[str] = (),
    *,
    seed: int = SEED,
    count: int = MAILS,
    target: Path = WEIGHTS,
    told: Callable[[str], object] = lambda _: None,
) -> dict[str, object]:
    """Write the weights. ``extra``: sentences without any name."""
    dice = random.Random(seed)  # noqa: S311 - texts to learn from, no secrets
    made = list(mails(dice, count, extra))
    words = vocabulary(word for mail in made for word in _nameless(mail))
    known = towns.checksums(towns.names())
    read = [line for mail in made for line in _lines(mail, dice, known)]
    told(f"{len(read)} lines of {count} made texts")
    tagger = _fitted(read, dice, told, words, known)
    _write(target, tagger)
    return {"texts": count, "lines": len(read), "bytes": target.stat().st_size}


def _nameless(mail: Mail) -> Iterator[str]:
    """Words that stand in no name: a name that is not listed is to look like one that was never met."""
    for line in lines(mail.text):
        yield from (token.text.lower() for token, label in zip(line, _labels(line, mail), strict=True) if not label)


def _lines(mail: Mail, dice: random.Random, known: frozenset[int]) -> Iterator[Line]:
    read = list(lines(mail.text))
    features = Lines([token.text for line in read for token in line], known)
    for line in read:
        labels = _labels(line, mail)
        hidden = _hidden(line, labels, dice)
        shown = [UNKNOWN if hide and token.text[0].isalpha() else token.text.lower() for token, hide in zip(line, hidden, strict=True)]
        strange = {place for place, hide in enumerate(hidden) if hide and dice.random() < STRANGE}
        yield np.array(features.rows([token.text for token in line], shown, strange), dtype=np.int32), labels


def _labels(line: list[Token], mail: Mail) -> list[int]:
    labels = []
    for token in line:
        span = next((span for span in mail.spans if span[1] <= token.start < span[2]), None)
        kind = LABELS.index(f"B-{span[0]}") if span else 0
        labels.append(kind + 1 if span and token.start > span[1] else kind)
    return labels


def _hidden(line: list[Token], labels: list[int], dice: random.Random) -> list[bool]:
    """A name is hidden as a whole, but for what says that it is a firm: bakeries and banks are met everywhere. Things with a capital are hidden oftener than others."""
    hidden: list[bool] = []
    whole = False
    for token, label in zip(line, labels, strict=True):
        if not label:
            hidden.append(dice.random() < (HIDE_TITLE if token.text[0].isupper() else HIDE_WORD))
            continue
        whole = whole if label % 2 == 0 else dice.random() < HIDE_NAME
        tells = LABELS[label].endswith("ORGANIZATION") and not {"h", "e"}.isdisjoint(letters(token.text.lower()))
        hidden.append(whole and not (tells and dice.random() < TELLING))
    return hidden


def _fitted(read: list[Line], dice: random.Random, told: Callable[[str], object], words: frozenset[int], known: frozenset[int]) -> Tagger:
    """An averaged structured perceptron."""
    shape = (1 << BITS, len(LABELS))
    tagger = Tagger(np.zeros(shape, dtype=np.float32), allowed(), words, known)
    table, moves = np.zeros(shape, dtype=np.float64), np.zeros((len(LABELS), len(LABELS)), dtype=np.float64)
    step = 0
    for epoch in range(EPOCHS):
        dice.shuffle(read)
        wrong = 0
        for rows, labels in read:
            step += 1
            guess = tagger.labels(rows)
            if guess != labels:
                wrong += 1
                _learn(tagger, table, moves, rows, labels, guess, step)
        told(f"round {epoch + 1}: {wrong} of {len(read)} lines wrong")
    averaged = (tagger.table - table / step).astype(np.float32)
    averaged[row_of(EVERY), 0] -= LEAN * float(np.abs(averaged).max())
    return Tagger(averaged, (tagger.moves - moves / step).astype(np.float32), words, known)


def _learn(tagger: Tagger, table: Sums, moves: Sums, rows: npt.NDArray[np.int32], labels: list[int], guess: list[int], step: int) -> None:
    for place, (right, wrong) in enumerate(zip(labels, guess, strict=True)):
        if right != wrong:
            for column, sign in ((right, 1), (wrong, -1)):
                np.add.at(tagger.table[:, column], rows[place], sign)
                np.add.at(table[:, column], rows[place], sign * step)
        if place and (labels[place - 1], right) != (guess[place - 1], wrong):
            for before, now, sign in ((labels[place - 1], right, 1), (guess[place - 1], wrong, -1)):
                tagger.moves[before, now] += sign
                moves[before, now] += sign * step


def _write(target: Path, tagger: Tagger) -> None:
    """Rows that matter, in two bytes a weight."""
    scale = float(np.abs(tagger.table).max()) / 32_767
    table = np.round(tagger.table / scale).astype(np.int16)
    rows = np.flatnonzero(np.any(table, axis=1)).astype(np.int32)
    target.parent.mkdir(exist_ok=True)
    moves = np.where(allowed() < 0, 0, tagger.moves).astype(np.float32)
    words = np.array(sorted(tagger.words), dtype=np.uint32)
    known = np.array(sorted(tagger.towns), dtype=np.uint32)
    np.savez_compressed(target, rows=rows, table=table[rows], scale=np.float32(scale), moves=moves, words=words, towns=known)
