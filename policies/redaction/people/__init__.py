"""Names of people, places and organisations: by an installed spaCy pipeline (PII_SPACY_MODEL), else by the tagger that is shipped.

The shipped one is small, learned from texts that the project writes in English, German, French, Spanish and Dutch, and holds no pickle.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from kit.errors import InvalidInput
from policies.redaction.types import Finding

_LABELS: Final = {
    "PER": "PERSON", "PERSON": "PERSON", "LOC": "LOCATION", "LOCATION": "LOCATION", "GPE": "LOCATION", "FAC": "LOCATION", "ORG": "ORGANIZATION",
    "ORGANIZATION": "ORGANIZATION",
}  # fmt: skip
"""What pipelines call them."""
SCORE: Final = 0.85


def pipeline() -> str:
    """What looks for names here, as an evaluation says it."""
    if model := os.environ.get("PII_SPACY_MODEL", ""):
        return f"spaCy pipeline {model}"
    from policies.redaction.people.tagger import WEIGHTS

    return f"shipped tagger {hashlib.sha256(WEIGHTS.read_bytes()).hexdigest()[:12]}"


def find_names(texts: Sequence[str]) -> list[list[Finding]]:
    """Findings of each text, in one batch."""
    model = os.environ.get("PII_SPACY_MODEL", "")
    if model:
        return [_found(document) for document in _pipeline(model).pipe(texts)]
    from policies.redaction.people.tagger import shipped  # reads its weights: only where names are asked for

    return [shipped().findings(text) for text in texts]


def _found(document: Any) -> list[Finding]:
    return [
        Finding(_LABELS[entity.label_], entity.start_char, entity.end_char, SCORE, "SpacyRecognizer")
        for entity in document.ents
        if entity.label_ in _LABELS
    ]


@cache
def _pipeline(model: str) -> Any:
    """Raises InvalidInput when there is no such model: a setting that is not obeyed would be worse."""
    import spacy

    try:
        return spacy.load(model, exclude=("lemmatizer", "parser", "tagger", "attribute_ruler", "morphologizer"))
    except OSError as missing:
        raise InvalidInput(
            f"PII_SPACY_MODEL names {model}, which is not installed here; install it, or leave the variable empty."
        ) from missing
