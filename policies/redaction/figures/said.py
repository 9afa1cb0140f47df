"""Support sentences in five languages, written for measuring only: no weight is learned from them.

``said`` was read while the way of learning was changed; ``unseen`` was written afterwards, and nothing was taught from it.
Names are marked: [P:person] [L:place] [O:organisation], after | what of it counts; {NL_BSN} is a value of that kind, made anew.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from policies.redaction.figures.planted import kinds
from policies.redaction.figures.texts import Labelled

FOLDER: Final = Path(__file__).parent
SAID, UNSEEN = "said", "unseen"
LANGUAGES: Final = ("de", "en", "es", "fr", "nl")
_MARK: Final = re.compile(r"\[([PLO]):([^\]|]+)(?:\|([^\]]+))?\]|\{([A-Z_]+)\}")
_KINDS: Final = {"P": "PERSON", "L": "LOCATION", "O": "ORGANIZATION"}


def sentences(language: str, seed: int = 1, which: str = SAID) -> Iterator[Labelled]:
    dice = random.Random(f"{language} {seed}")  # noqa: S311 - test texts, no secrets
    for line in (FOLDER / which / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if line:
            yield read(line, dice)


def read(line: str, dice: random.Random) -> Labelled:
    line, text, spans, at = line.replace("\\n", "\n"), "", [], 0
    for mark in _MARK.finditer(line):
        text += line[at : mark.start()]
        kind = mark[4] or _KINDS[mark[1]]
        shown = next(one for one in kinds() if one.entity == kind).make(dice) if mark[4] else mark[2]
        counted = mark[3] or shown
        start = len(text) + shown.index(counted)
        spans.append((kind, start, start + len(counted)))
        text, at = text + shown, mark.end()
    return Labelled(text + line[at:], tuple(spans))
