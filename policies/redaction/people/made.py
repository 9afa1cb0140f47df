"""Mails with names in them, made from sentences with gaps and lists of names."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from policies.redaction.people.fills import FILLS
from policies.redaction.people.words import FOLDER

LANGUAGES: Final = ("en", "de", "fr", "es", "nl")
_GAP: Final = re.compile(r"\{([A-Z])\}")
_CHOICE: Final = re.compile(r"\(([^()]*\|[^()]*)\)")
_WORD: Final = re.compile(r"\b[^\W\d_]{4,}")
_TITLED: Final = 0.25
_KINDS: Final = {"P": "PERSON", "F": "PERSON", "L": "PERSON", "C": "LOCATION", "S": "LOCATION", "O": "ORGANIZATION"}


@dataclass(frozen=True, slots=True)
class Mail:
    """``spans``: (type, start, end) of each name."""

    text: str
    spans: tuple[tuple[str, int, int], ...]


@cache
def sentences(language: str) -> dict[str, list[str]]:
    """Lines with gaps: heads of letters that are quoted or forwarded, greetings, what is said, closings."""
    sorted_out: dict[str, list[str]] = {"head": [], "greeting": [], "body": [], "closing": []}
    for line in (FOLDER / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        sorted_out[_part(line)].append(line.replace("\\n", "\n"))
    return sorted_out


def _part(line: str) -> str:
    if "\\n" in line:
        return "head" if line.endswith("\\n") else "closing"
    return "greeting" if line.endswith((",", ":")) and len(line) < 45 and "{C}" not in line else "body"


def mails(dice: random.Random, count: int, extra: Sequence[str] = ()) -> Iterator[Mail]:
    for _ in range(count):
        language = dice.choice(LANGUAGES)
        yield _filled(_casing(_chosen(_outline(language, dice, extra), dice), dice), language, dice)


def _outline(language: str, dice: random.Random, extra: Sequence[str]) -> str:
    known = sentences(language)
    body = [dice.choice(extra) if extra and dice.random() < 0.25 else dice.choice(known["body"]) for _ in range(dice.randint(1, 4))]
    parts = [dice.choice((" ", " ", "\n")).join(body)]
    if dice.random() < 0.06:
        parts.insert(dice.randint(0, 1), dice.choice(known["head"]))
    if dice.random() < 0.5:
        parts.insert(0, dice.choice(known["greeting"]))
    if dice.random() < 0.5:
        parts.append(dice.choice(known["closing"]))
    return dice.choice(("\n", "\n\n", " ")).join(parts).replace("{S}, {C}", "{S}, {Z}{C}").replace("{S}\n{C}", "{S}\n{Z}{C}")


def _chosen(outline: str, dice: random.Random) -> str:
    """One of each (this|that), the innermost first."""
    while _CHOICE.search(outline):
        outline = _CHOICE.sub(lambda choice: dice.choice(choice[1].split("|")), outline)
    return outline


def _casing(outline: str, dice: random.Random) -> str:
    """People write as they like: all small, all large, without full stops. Gaps are marked so that names follow."""
    roll = dice.random()
    if roll < 0.1:
        return _GAP.sub(lambda gap: f"{{{gap[1]}}}", "\x01" + _but_gaps(outline, str.lower))
    if roll < 0.14:
        return "\x02" + _but_gaps(outline, str.upper)
    if roll < 0.2:
        return _but_gaps(outline, lambda part: _WORD.sub(lambda word: word[0].capitalize() if dice.random() < _TITLED else word[0], part))
    if roll < 0.23:
        return _but_gaps(outline, str.lower)
    return re.sub(r"[.,!?]", "", outline) if roll < 0.27 else outline


def _but_gaps(outline: str, change: Callable[[str], str]) -> str:
    return "".join(part if part.startswith("{") else change(part) for part in re.split(r"(\{[A-Z]\})", outline))


def _filled(outline: str, language: str, dice: random.Random) -> Mail:
    change: Callable[[str], str] = {"\x01": str.lower, "\x02": str.upper}.get(outline[:1], str)
    text, spans, at = "", [], 0
    outline = outline.lstrip("\x01\x02")
    for gap in _GAP.finditer(outline):
        text += outline[at : gap.start()]
        name, at = change(FILLS[gap[1]](dice, language)), gap.end()
        if gap[1] in _KINDS:
            spans.append((_KINDS[gap[1]], len(text), len(text) + len(name)))
        text += name
    return Mail(text + outline[at:], tuple(spans))
