"""Softmax regression over hashed rows, in numpy: Adagrad on mini-batches, same seed and data = same weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kit.ngrams import Rows

Floats = npt.NDArray[np.float32]
_DAMPED = 1e-6  # what Adagrad has seen before it begins: higher is slower on rare rows
_RULED_OUT = np.float32(-1e9)


@dataclass(frozen=True, slots=True)
class Plan:
    epochs: int = 4
    batch: int = 256
    rate: float = 0.5
    decay: float = 1e-6
    smoothing: float = 0.02
    seed: int = 11


def fit(documents: Sequence[Rows], targets: npt.NDArray[np.intp], start: Floats, plan: Plan, known: Floats | None = None) -> tuple[Floats, Floats]:  # fmt: skip
    """Weights (rows, classes) and bias; ``start`` is where the weights begin.

    ``known`` (documents, classes) is added to the logits as it is: what somebody else says already, minus infinity for what is ruled out.
    """
    generator = np.random.default_rng(plan.seed)
    weights, bias = start.copy(), np.zeros(start.shape[1], dtype=np.float32)
    seen, seen_bias = np.full_like(weights, _DAMPED), np.full_like(bias, _DAMPED)
    for _ in range(plan.epochs):
        order = generator.permutation(len(documents))
        for first in range(0, len(order), plan.batch):
            chosen = order[first : first + plan.batch]
            touched, design = _design([documents[index] for index in chosen])
            logits = design @ weights[touched] + bias
            if known is not None:
                logits = np.maximum(logits + known[chosen], _RULED_OUT)
            error = (_softmax(logits) - _smooth(targets[chosen], logits, plan.smoothing)) / len(chosen)
            slope = design.T @ error
            slope += plan.decay * weights[touched]
            seen[touched] += slope * slope
            weights[touched] -= plan.rate * slope / np.sqrt(seen[touched])
            down = error.sum(axis=0)
            seen_bias += down * down
            bias -= plan.rate * down / np.sqrt(seen_bias)
    return weights, bias


def _design(documents: list[Rows]) -> tuple[Rows, Floats]:
    """Rows in use and the dense (documents, rows in use) matrix, each document scaled by the square root of its length."""
    lengths = np.array([len(document) for document in documents])
    touched, where = np.unique(np.concatenate(documents), return_inverse=True)
    owner = np.repeat(np.arange(len(documents)), lengths)
    flat = np.bincount(owner * len(touched) + where, minlength=len(documents) * len(touched))
    counted = flat.reshape(len(documents), len(touched)).astype(np.float32)
    return touched, counted / np.sqrt(np.maximum(lengths, 1)).astype(np.float32)[:, None]


def _softmax(logits: Floats) -> Floats:
    exponent = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(exponent / exponent.sum(axis=1, keepdims=True), dtype=np.float32)


def _smooth(targets: npt.NDArray[np.intp], logits: Floats, amount: float) -> Floats:
    possible = logits > _RULED_OUT
    goal = possible * (amount / possible.sum(axis=1, keepdims=True))
    goal[np.arange(len(targets)), targets] += 1.0 - amount
    return np.asarray(goal, dtype=np.float32)


def packed(weights: Floats, *, keep: float = 0.0) -> tuple[npt.NDArray[np.int8], Floats]:
    """Weights as signed bytes with one scale a class; rows whose largest weight is below ``keep`` become zero (they compress away)."""
    weights = np.where(np.abs(weights).max(axis=1, keepdims=True) < keep, np.float32(0), weights)
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-9) / 127.0
    return np.rint(weights / scale).astype(np.int8), scale.astype(np.float32)
