"""Sentences with names that stand in no list of ours, marked: [P:person] [L:place] [O:organisation]; after | what of it counts."""

from __future__ import annotations

import re
from pathlib import Path

from policies.redaction.figures.texts import Labelled

_MARK = re.compile(r"\[([PLO]):([^\]|]+)(?:\|([^\]]+))?\]")
_KINDS = {"P": "PERSON", "L": "LOCATION", "O": "ORGANIZATION"}


def sentences() -> list[Labelled]:
    lines = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines()
    return [_read(line.replace("\\n", "\n")) for line in lines if line]


def _read(line: str) -> Labelled:
    text, spans, at = "", [], 0
    for mark in _MARK.finditer(line):
        text += line[at : mark.start()]
        start = len(text) + (mark[2].index(mark[3]) if mark[3] else 0)
        spans.append((_KINDS[mark[1]], start, start + len(mark[3] or mark[2])))
        text, at = text + mark[2], mark.end()
    return Labelled(text + line[at:], tuple(spans))
