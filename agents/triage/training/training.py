"""Training the two models of triage: made examples in, weights and honest figures out. The same seed gives the same bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from agents.triage import features
from agents.triage.classifier import INTENTS, URGENCIES, WEIGHTS
from agents.triage.training import languages, letters
from agents.triage.training.fit import Floats, Plan, fit, packed
from kit import language, scripts
from kit.ngrams import Rows

SEED = 20261125
KEEP = 0.004  # weights that never matter more than this become zero


def language_model(seed: int = SEED, target: Path = language.WEIGHTS) -> dict[str, float]:
    """Write the weights; returns the share right on made texts that were kept apart."""
    made = languages.examples(seed, extra=letters.every_sentence())
    documents, targets, known = _designed(made)
    apart = len(made) // 10
    start = np.zeros((1 << language.BITS, len(language.LABELS)), dtype=np.float32)
    weights, bias = fit(documents[apart:], targets[apart:], start, Plan(epochs=3, rate=0.3, seed=seed), known[apart:])
    table, scale = packed(weights, keep=KEEP)
    _write(target, labels=np.array(language.LABELS), table=table, scale=scale, bias=bias)
    right = sum(_best(table, scale, bias, documents[at], known[at]) == targets[at] for at in range(apart))
    return {"texts": len(made), "right_on_made": round(right / apart, 4), "bytes": target.stat().st_size}


def _designed(made: list[languages.Example]) -> tuple[list[Rows], npt.NDArray[np.intp], Floats]:
    masks = {script: language.mask(script) for script in ("latin", "cyrillic")}
    documents, targets, known = [], [], []
    for label, text in made:
        cleaned = language.clean(text)
        script = scripts.leading(scripts.counts(cleaned))
        if script not in masks or label not in language.LABELS or masks[script][language.LABELS.index(label)] < 0:
            continue
        documents.append(language.rows(cleaned))
        targets.append(language.LABELS.index(label))
        known.append(language.prior(cleaned) + masks[script])
    return documents, np.array(targets, dtype=np.intp), np.array(known, dtype=np.float32)


def letter_models(seed: int = SEED, target: Path = WEIGHTS) -> dict[str, float]:
    """Urgency and intent side by side in one table; returns the shares right on made letters that were kept apart."""
    made = letters.examples(seed)
    documents = [features.rows(text) for _, _, text in made]
    groups = (URGENCIES, INTENTS)
    fitted = [_fitted(documents, [row[which] for row in made], labels, seed) for which, labels in enumerate(groups)]
    table, scale = packed(np.concatenate([weights for weights, _ in fitted], axis=1), keep=KEEP)
    bias = np.concatenate([bias for _, bias in fitted])
    _write(target, labels=np.array(URGENCIES + INTENTS), table=table, scale=scale, bias=bias)
    return {"letters": len(made), "bytes": target.stat().st_size}


def _fitted(documents: list[Rows], wanted: list[str], labels: tuple[str, ...], seed: int) -> tuple[Floats, Floats]:
    kept = [at for at, label in enumerate(wanted) if label]
    targets = np.array([labels.index(wanted[at]) for at in kept], dtype=np.intp)
    start = np.zeros((1 << features.BITS, len(labels)), dtype=np.float32)
    return fit([documents[at] for at in kept], targets, start, Plan(epochs=3, rate=0.1, decay=1e-5, seed=seed))


def _best(table: npt.NDArray[np.int8], scale: Floats, bias: Floats, document: Rows, known: Floats) -> int:
    summed = table[document].sum(axis=0, dtype=np.int32).astype(np.float32)
    return int(np.argmax(summed * scale / np.sqrt(np.float32(len(document))) + bias + known))


def _write(target: Path, **arrays: Any) -> None:
    target.parent.mkdir(exist_ok=True)
    np.savez_compressed(target, **arrays)
