"""Language of a short text: the script first, then two models together for the scripts that many languages share.

``identify("Wo ist mein Paket?")`` gives ``Guess("de", 0.99, {"de": 0.99, ...})``. No letters, no guess: ``Guess("", 0.0, {})``.
py3langid knows many languages from long texts; a hashed n-gram model of ours, trained on top of it, corrects it on short questions.
Both are read once, at the first call; ours is ``kit/weights/language.npz`` (see docs/triage.md for how it is made).
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from kit import ngrams, scripts

WEIGHTS = Path(__file__).parent / "weights" / "language.npz"
BITS = 17
LONGEST = 5
WORDS = 9  # of one piece
TINY = 4  # letters; "ok", "no" and "ja" are words of many languages
_LEAST = -6.0  # a single piece (a name, a foreign line) must not outweigh all others
READ = 400  # characters; the language of a text shows in its first lines
LATIN = tuple("en de fr es it pt nl pl sv da tr nb cs sk fi ro hu hr sl et lv lt ca id vi".split())  # noqa: SIM905 - one line
CYRILLIC = ("ru", "uk", "bg", "sr")
LABELS = LATIN + CYRILLIC
_SHARED = {"latin": LATIN, "cyrillic": CYRILLIC}
_SHOWN = 0.01
_GAIN = np.float32(2.0)  # how far the first model is trusted: its log-probabilities over the root of the length, times this
_FLOOR = -15.0

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
    masks: dict[str, npt.NDArray[np.float32]]


def clean(text: str) -> str:
    """Lower case, composed, without addresses, links, numbers, order codes and signs; one space around every word.

    A capital I that stands alone keeps its size where others are small: it is "you" in Danish and "I" in English.
    """
    text = unicodedata.normalize("NFC", _ADDRESS.sub(" ", text[:READ]).replace("’", "'").replace("İ", "i"))
    found = _NOISE.sub(" ", _CODE.sub(" ", text)).split()
    shouted = not any(word.islower() for word in found)
    return f" {' '.join(word if word == 'I' and not shouted else word.lower() for word in found)} "


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
    if hint and sum(map(str.isalpha, cleaned)) <= TINY and script in _SHARED:
        return Guess(hint, 0.0, {})
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
        return _Model(stored["table"], stored["scale"], stored["bias"], {script: mask(script) for script in _SHARED})


@functools.cache
def _first_model() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(["no" if label == "nb" else label for label in LABELS])
    return identifier


def prior(cleaned: str) -> npt.NDArray[np.float32]:
    """Logits of the first model in the order of LABELS, the best at 0."""
    ranked = {"nb" if label == "no" else label: score for label, score in _first_model().rank(cleaned)}
    scores = np.array([ranked[label] for label in LABELS], dtype=np.float32)
    scaled = (scores - scores.max()) * (_GAIN / np.sqrt(np.float32(len(cleaned.encode()))))
    return np.asarray(np.maximum(scaled, _FLOOR), dtype=np.float32)


def mask(script: str) -> npt.NDArray[np.float32]:
    """0 for the languages of a script, minus infinity for the others."""
    return np.array([0.0 if label in _SHARED[script] else -np.inf for label in LABELS], dtype=np.float32)


def _probabilities(cleaned: str, script: str) -> npt.NDArray[np.float32]:
    """A longer text is read in pieces of the length the model knows: each says what it is, and together they are surer.

    Whole, it would be misread: our table corrects the first model by an amount that grows with the length, whose lead ends at ``_FLOOR``.
    """
    evidence = np.zeros(len(LABELS), dtype=np.float32)
    for piece in _pieces(cleaned):
        evidence += np.maximum(np.log(np.maximum(_of_piece(piece, script), 1e-9)), _LEAST)
    exponent = np.exp(evidence - evidence.max())
    return np.asarray(exponent / exponent.sum(), dtype=np.float32)


def _pieces(cleaned: str) -> list[str]:
    """Runs of about equal length, none of more than ``WORDS`` words; a space around every word."""
    words = cleaned.split()
    count = max(1, -(-len(words) // WORDS))
    size = -(-len(words) // count)
    return [f" {' '.join(words[at : at + size])} " for at in range(0, len(words), size)]


def _of_piece(cleaned: str, script: str) -> npt.NDArray[np.float32]:
    model, found = _model(), rows(cleaned)
    summed = model.table[found].sum(axis=0, dtype=np.int32).astype(np.float32)
    own = summed * model.scale / np.sqrt(np.float32(len(found))) + model.bias
    logits = own + prior(cleaned) + model.masks[script]
    exponent = np.exp(logits - logits.max())
    return np.asarray(exponent / exponent.sum(), dtype=np.float32)


def _ranked(probabilities: npt.NDArray[np.float32], hint: str) -> Guess:
    scores = {
        LABELS[index]: round(float(probabilities[index]), 4) for index in np.argsort(-probabilities) if probabilities[index] >= _SHOWN
    }
    best = next(iter(scores))
    if hint in scores and scores[best] < 0.5:
        best = hint
    return Guess(best, scores[best], scores)
