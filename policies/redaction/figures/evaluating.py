"""One evaluation: generated texts for everything that has a shape, written sentences for names and for both together."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any, Final

from policies.redaction import find
from policies.redaction.figures import found
from policies.redaction.figures.measure import Counts, measured
from policies.redaction.figures.said import LANGUAGES, SAID, UNSEEN, sentences
from policies.redaction.figures.texts import structured
from policies.redaction.operators import NAMES
from policies.redaction.overlaps import resolve
from policies.redaction.people import pipeline
from policies.redaction.types import Finding

SHIPPED: Final = Path(__file__).with_name("shipped.json")
BARS: Final = (
    ("structured", "recall", 0.99), ("structured", "precision", 0.95), ("unseen sentences", "f2", 0.85), ("PERSON", "recall", 0.90),
)  # fmt: skip
"""What is promised: line, figure, least."""


def evaluated(count: int, seed: int) -> dict[str, Any]:
    """``types`` is a line a type (names: in unseen sentences); ``structured`` over all generated texts, ``said`` and ``unseen`` over written ones.

    ``languages`` is a line for each language of the unseen ones.
    """
    shaped = measured(structured(count, seed), found)
    said, unseen = (_by_language(which, seed) for which in (SAID, UNSEEN))
    names = [row for row in _sum(unseen.values()).rows() if row["type"] in NAMES]
    return {
        "pipeline": pipeline(), "texts": count, "seed": seed, "sentences": _count(SAID), "unseen_sentences": _count(UNSEEN),
        "types": sorted([*shaped.rows()[:-1], *names], key=lambda row: str(row["type"])),
        "structured": shaped.rows()[-1] | {"type": "structured"}, "said": _total(said, "sentences"), "unseen": _total(unseen, "unseen sentences"),
        "languages": [_language(language, counts) for language, counts in unseen.items()],
    }  # fmt: skip


def _by_language(which: str, seed: int) -> dict[str, Counts]:
    return {language: measured(sentences(language, seed, which), partial(_found, language)) for language in LANGUAGES}


def _count(which: str) -> int:
    return sum(1 for language in LANGUAGES for _ in sentences(language, which=which))


def _total(counts: dict[str, Counts], name: str) -> dict[str, object]:
    return _sum(counts.values()).rows()[-1] | {"type": name}


def _found(language: str, text: str) -> tuple[Finding, ...]:
    """As if every type were hidden but dates, which nobody planted."""
    findings = [one for one in find(text, language=language, people=True) if one.type != "DATE_TIME"]
    return resolve(findings, lambda entity: True)


def _sum(every: Iterable[Counts]) -> Counts:
    total = Counts()
    for one in every:
        for name in ("planted", "hit", "found", "right"):
            getattr(total, name).update(getattr(one, name))
    return total


def _language(language: str, counts: Counts) -> dict[str, object]:
    rows = {row["type"]: row for row in counts.rows()}
    return rows["all"] | {"type": language, "person": rows["PERSON"]["recall"]}


def lines(told: dict[str, Any]) -> list[dict[str, object]]:
    """As the command prints them: a line a type, then the totals."""
    return [*told["types"], told["structured"], told["said"], told["unseen"]]


def bars(told: dict[str, Any]) -> list[tuple[str, str, float, float, bool]]:
    """(line, figure, measured, promised, kept) for each promise."""
    rows: dict[object, dict[str, Any]] = {row["type"]: row for row in lines(told)}
    read = [(name, figure, float(rows[name][figure] or 0), least) for name, figure, least in BARS if name in rows]
    return [(name, figure, value, least, value >= least) for name, figure, value, least in read]


def shipped() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return told
