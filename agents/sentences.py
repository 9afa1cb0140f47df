"""Sentences of a text in many languages, as spans: no model, only punctuation and a list of abbreviations that end in a full stop."""

from __future__ import annotations

import re

Span = tuple[int, int]

_ABBREVIATIONS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "st",
        "nr",
        "no",
        "art",
        "abs",
        "bzw",
        "ca",
        "etc",
        "evtl",
        "ggf",
        "inkl",
        "exkl",
        "max",
        "min",
        "tel",
        "usw",
        "vgl",
        "zb",
        "z.b",
        "d.h",
        "u.a",
        "i.d.r",
        "o.ä",
        "sog",
        "str",
        "e.g",
        "i.e",
        "vs",
        "approx",
        "incl",
        "fig",
        "sec",
        "mme",
        "mlle",
        "m",
        "p",
        "ex",
        "env",
        "sr",
        "sra",
        "srta",
        "dña",
        "d",
        "ud",
        "uds",
        "pág",
        "núm",
        "dott",
        "sig",
        "sigg",
        "sig.ra",
        "pag",
        "exmo",
        "exma",
        "dhr",
        "mevr",
        "mw",
        "bijv",
        "o.a",
        "t.a.v",
        "m.b.t",
        "enz",
        "np",
        "tj",
        "itp",
        "itd",
        "ul",
        "pan",
        "p.n.e",
        "bl.a",
        "t.ex",
        "dvs",
        "osv",
        "kl",
        "ang",
        "f.eks",
        "d.v.s",
        "bl",
        "a.m",
        "p.m",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "okt",
        "oct",
        "nov",
        "dec",
        "dez",
        "ev",
        "bv",
        "gmbh",
        "inc",
        "ltd",
        "т.е",
        "т.д",
        "т.п",
        "руб",
        "ул",
        "г",
        "д",
        "стр",
        "им",
    ]
)
_END = re.compile(r"[.!?…]+[\"'»”’)\]]*(?=\s|$)|[。！？]+[」』）”]*|\n\s*\n|\n(?=\s*(?:[-*•–]|\d+[.)])\s)|\n(?=[#|])")
_LAST_WORD = re.compile(r"(\S+?)[.…]*[\"'»”’)\]]*$")


def split(text: str) -> list[Span]:
    """Spans in order, without surrounding blanks; list items, rows of a table and paragraphs end a sentence too."""
    spans: list[Span] = []
    start = 0
    for match in _END.finditer(text):
        if match.group()[0] == "." and _goes_on(text, start, match):
            continue
        if match.group()[0] != "\n" and text[start : match.start()].lstrip().startswith("|"):
            continue  # the row of a table ends with its line
        _add(spans, text, start, match.end())
        start = match.end()
    _add(spans, text, start, len(text))
    return spans


def _add(spans: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    left, right = start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
    if any(letter.isalnum() for letter in text[left:right]):
        spans.append((left, right))


def _goes_on(text: str, start: int, match: re.Match[str]) -> bool:
    """A full stop after an abbreviation, an initial or an ordinal ("3. März", "am 1. 12.") does not end a sentence."""
    if len(match.group()) > 1 and match.group()[:2] == "..":
        return False
    last = _LAST_WORD.search(text[start : match.start() + 1])
    word = last.group(1).lower().strip("(\"'„«") if last else ""
    following = text[match.end() :].lstrip(" \t")[:1]
    if not following or following == "\n":
        return False
    if word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha() and word not in "iayoàuweв"):
        return True
    return word.isdigit() and len(word) <= 2 and (following.isalnum())
