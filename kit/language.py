"""Language of a short text: the script first, then a hashed n-gram model for the scripts that many languages share.

``identify("Wo ist mein Paket?")`` gives ``Guess("de", 0.99, {"de": 0.99, ...})``. No letters, no guess: ``Guess("", 0.0, {})``.
The table of weights is read once, at the first call, from ``kit/weights/language.npz`` (see docs/triage.md for how it is made).
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kit import ngrams, scripts

WEIGHTS = Path(__file__).parent / "weights" / "language.npz"
BITS = 17
LONGEST = 5
READ = 400  # characters; the language of a text shows in its first lines
LATIN = tuple("en de fr es it pt nl pl sv da tr nb cs sk fi ro hu hr sl et lv lt ca id vi".split())  # noqa: SIM905 - one line
CYRILLIC = ("ru", "uk", "bg", "sr")
LABELS = LATIN + CYRILLIC
_SHARED = {"latin": LATIN, "cyrillic": CYRILLIC}
_SHOWN = 0.01

_ADDRESS = re.compile(r"\S+@\S+|(?:https?://|www\.)\S+", re.IGNORECASE)
_CODE = re.compile(r"[A-Za-z0-9_#/.:+-]*\d[A-Za-z0-9_#/.:+-]*")
_NOISE = re.compile(r"[^\w'¿¡]+|[\d_]+")


@dataclass(frozen=True, slots=True)
class Guess:
    """``language`` is ISO 639-1 or "", ``score`` 0.0-1.0, ``scores`` every language above one in a hundred."""

    language: str
    score: float
    scores: dict[str, float] = field(default_factory=dict)


NOTHING = Guess("", 0.0)


@dataclass(frozen=True, slots=True)
class _Model:
    table: npt.NDArray[np.int8]
    scale: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    masks: dict[str, npt.NDArray[np.bool_]]


def clean(text: str) -> str:
    """Lower case, composed, without addresses, links, numbers, order codes and signs; one space around every word."""
    text = unicodedata.normalize("NFC", _ADDRESS.sub(" ", text[:READ]).replace("’", "'").replace("İ", "i"))
    return f" {' '.join(_NOISE.sub(' ', _CODE.sub(' ', text)).lower().split())} "


def rows(cleaned: str) -> ngrams.Rows:
    """Table rows of a cleaned text: character 1- to 5-grams and whole words."""
    characters = ngrams.characters(cleaned, shortest=1, longest=LONGEST, bits=BITS)
    return np.concatenate([characters, ngrams.words(cleaned.split(), bits=BITS)])


def identify(text: str, *, hint: str = "") -> Guess:
    """The language of ``text``; ``hint`` (the session's language) wins only where the text itself says next to nothing."""
    cleaned = clean(text)
    found = scripts.counts(cleaned)
    script = scripts.leading(found)
    if not script:
        return NOTHING
    settled = scripts.language_of(script, found, cleaned)
    if settled:
        return Guess(settled, 0.99, {settled: 0.99})
    if script == "cyrillic" and "latin" in found:
        cleaned = re.sub(r"[a-zß-ɏ']+", "", cleaned)
    return _ranked(_probabilities(cleaned, script), hint)


@functools.cache
def _model() -> _Model:
    with np.load(WEIGHTS, allow_pickle=False) as stored:
        labels = [str(label) for label in stored["labels"]]
        if tuple(labels) != LABELS:
            raise ValueError(f"{WEIGHTS} was made for other languages; run manage.py train_triage")
        masks = {script: np.array([label in members for label in labels]) for script, members in _SHARED.items()}
        return _Model(stored["table"], stored["scale"], stored["bias"], masks)


def _probabilities(cleaned: str, script: str) -> npt.NDArray[np.float32]:
    model, found = _model(), rows(cleaned)
    summed = model.table[found].sum(axis=0, dtype=np.int32).astype(np.float32)
    logits = np.where(model.masks[script], summed * model.scale / np.sqrt(np.float32(len(found))) + model.bias, -np.inf)
    exponent: npt.NDArray[np.float32] = np.exp(logits - logits.max(), dtype=np.float32)
    return exponent / np.float32(exponent.sum())


def _ranked(probabilities: npt.NDArray[np.float32], hint: str) -> Guess:
    scores = {
        LABELS[index]: round(float(probabilities[index]), 4) for index in np.argsort(-probabilities) if probabilities[index] >= _SHOWN
    }
    best = next(iter(scores))
    if hint in scores and scores[best] < 0.5:
        best = hint
    return Guess(best, scores[best], scores)
