"""Urgency and intent: two softmax regressions over the same hashed features, read once from ``weights/triage.npz``."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from agents.triage import features
from kit import language
from kit.ngrams import Rows

WEIGHTS = Path(__file__).parent / "weights" / "triage.npz"
URGENCIES = ("low", "normal", "high")
# The closed list of what a customer may want; policies compare signals.intent with these words.
INTENTS = (
    "order_status", "change_cancel", "return_refund", "problem", "billing", "account", "product_question", "service_question",
    "legal_privacy", "other",
)  # fmt: skip
_LONGEST_SUBJECT = 300


@dataclass(frozen=True, slots=True)
class Triage:
    """``language`` ISO 639-1 or "", ``urgency`` of URGENCIES, ``intent`` of INTENTS, ``scores`` the shares (0-1) behind each of them."""

    language: str
    urgency: str
    intent: str
    scores: dict[str, dict[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Model:
    table: npt.NDArray[np.int8]
    scale: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]


def classify(text: str, subject: str = "", *, spoken: str = "") -> Triage:
    """Never raises on any text; without a word in it the answer is no language, normal, other.

    ``spoken`` is the language so far; it holds where text and subject say next to nothing ("ok").
    """
    subject = subject[:_LONGEST_SUBJECT]
    guess = language.identify(text, hint=spoken)
    if guess.score < 0.5 and subject:
        guess = language.identify(f"{text[: language.READ // 2]} {subject}", hint=spoken)
    found = features.rows(f"{subject}. {text}" if subject else text)
    if not len(found):
        return Triage(guess.language, "normal", "other", {"language": guess.scores, "urgency": {}, "intent": {}})
    shares = _shares(found)
    urgency = dict(zip(URGENCIES, shares[: len(URGENCIES)], strict=True))
    intent = dict(zip(INTENTS, shares[len(URGENCIES) :], strict=True))
    scores = {"language": guess.scores, "urgency": urgency, "intent": intent}
    return Triage(guess.language, max(urgency, key=urgency.__getitem__), max(intent, key=intent.__getitem__), scores)


@functools.cache
def _model() -> _Model:
    with np.load(WEIGHTS, allow_pickle=False) as stored:
        if tuple(str(label) for label in stored["labels"]) != URGENCIES + INTENTS:
            raise ValueError(f"{WEIGHTS} was made for other labels; run manage.py train_triage")
        return _Model(stored["table"], stored["scale"], stored["bias"])


def _shares(found: Rows) -> list[float]:
    """Shares of the urgencies, then of the intents; each of the two groups sums to one."""
    model = _model()
    summed = model.table[found].sum(axis=0, dtype=np.int32).astype(np.float32)
    logits = summed * model.scale / np.sqrt(np.float32(len(found))) + model.bias
    groups = (logits[: len(URGENCIES)], logits[len(URGENCIES) :])
    return [round(float(share), 4) for group in groups for share in _softmax(group)]


def _softmax(logits: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    exponent = np.exp(logits - logits.max())
    return np.asarray(exponent / exponent.sum(), dtype=np.float32)
