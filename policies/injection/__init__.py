"""What in a text looks like orders to the agent, or like an attempt to hide something from a reader. It informs; what protects is provenance.

``detect`` returns a share 0.0-1.0 and findings, each with a name and its place in the text as it came (code points).
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from policies.injection.phrases import PHRASES

LABELS: Final = {
    "ignore_instructions": "tells the agent to ignore its rules", "new_role": "gives the agent another role", "asks_for_prompt": "asks for prompts or keys",
    "false_approval": "claims to be approved", "speaks_to_machine": "speaks to a machine", "role_marks": "imitates marks of a prompt",
    "orders_tool": "orders a tool to be used", "orders_send": "orders data to be sent", "invisible_characters": "invisible characters",
    "direction_marks": "marks that turn the reading direction", "encoded_block": "encoded block", "hidden_text": "text hidden from readers",
    "mixed_letters": "letters of other alphabets inside words",
}  # fmt: skip
"""For badges."""

_PATTERNS: Final = tuple(
    (weight, code, re.compile(pattern, re.IGNORECASE | re.DOTALL | (re.MULTILINE if code == "role_marks" else 0)))
    for weight, code, pattern in PHRASES
)
_INVISIBLE: Final = re.compile("[\u200b\u200e\u200f\u2060\u2061-\u2064\ufeff\u00ad\u180e\u3164\U000e0001-\U000e007f]")
_TAGS: Final = re.compile("[\U000e0020-\U000e007f]{4,}")
_DIRECTION: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_HIDES: Final = re.compile(
    r"style\s*=\s*[\"'][^\"'>]*?(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*[01](?:\.\d+)?(?:px|pt|em|%)?\s*[;\"']"
    r"|opacity\s*:\s*0(?:\.0\d*)?\s*[;\"']|color\s*:\s*(?:#fff(?:fff)?|white|transparent)\b)",
    re.IGNORECASE,
)
_WORDS: Final = re.compile(r"\s*([^<]{8,})")
_LEAST: Final = 8
"""Letters that are worth hiding."""
_TAG_ENDS: Final = re.compile(">")
_ENCODED: Final = re.compile(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{40,}={0,2}|(?:%[0-9a-f]{2}){12,}|(?:\\x[0-9a-f]{2}){8,}", re.IGNORECASE)
_HEX: Final = re.compile(r"(?:[0-9a-f]{2})+", re.IGNORECASE)
_LONG: Final = 160
_MIXED: Final = re.compile(r"[^\W\d_]{3,}")
_READ: Final = 60_000
_MOST: Final = 50


@dataclass(frozen=True, slots=True)
class Finding:
    """``start`` and ``end`` are code points of the text, or of the HTML for what stands in the ``markup`` alone."""

    code: str
    weight: float
    start: int = 0
    end: int = 0
    markup: bool = False

    def as_dict(self) -> dict[str, Any]:
        told = {"code": self.code, "label": LABELS.get(self.code, self.code), "start": self.start, "end": self.end}
        return told | ({"markup": True} if self.markup else {})


@dataclass(frozen=True, slots=True)
class Suspicion:
    share: float
    seen: tuple[str, ...]
    findings: tuple[Finding, ...] = ()


def detect(text: str, html: str = "", hidden: str = "") -> Suspicion:
    """``text`` is everything that was sent as text, ``html`` the markup, if any, ``hidden`` the words that a mail was found to keep from its
    readers, which its cleaned markup no longer tells. Their place is that of ``markup_of(html, hidden)``.
    """
    return _detect(text[:_READ], html[:_READ], hidden[:_READ])


def markup_of(html: str, hidden: str) -> str:
    """What the places of findings in the markup count in."""
    return f"{html[:_READ]}\n{hidden}"


@lru_cache(maxsize=256)
def _detect(text: str, html: str, hidden: str) -> Suspicion:
    cleaned, at = _cleaned(text)
    kept = _kept_from_readers(hidden, len(html) + 1)
    findings = [*_phrases(cleaned, at), *_disguises(text), *kept, *_hidden(html, markup=True), *_hidden(text)][:_MOST]
    findings = list({(one.code, one.start, one.markup): one for one in reversed(findings)}.values())[::-1]
    strongest: dict[str, float] = {}
    for one in findings:
        strongest[one.code] = max(strongest.get(one.code, 0.0), one.weight)
    clear = 1.0
    for weight in strongest.values():
        clear *= 1.0 - weight
    return Suspicion(round(1.0 - clear, 4), tuple(sorted(strongest)), tuple(findings))


def _cleaned(text: str) -> tuple[str, list[int] | None]:
    """Without invisible characters and with one spelling of letters; the place of each character where anything moved."""
    if text.isascii():
        return text, None
    kept = [
        (form, place)
        for place, one in enumerate(text)
        if not (_INVISIBLE.match(one) or _DIRECTION.match(one))
        for form in unicodedata.normalize("NFKC", one)
    ]
    return unicodedata.normalize("NFC", "".join(form for form, _ in kept)), [place for _, place in kept]


def _phrases(cleaned: str, at: list[int] | None) -> Iterator[Finding]:
    for weight, code, pattern in _PATTERNS:
        for found in pattern.finditer(cleaned):
            yield Finding(code, weight, *_original(found.start(), found.end(), at))


def _original(start: int, end: int, at: list[int] | None) -> tuple[int, int]:
    """Places in the text as it came. Letters that NFC joined move later ones by a few; the place is for a reader's eye."""
    if at is None:
        return start, end
    return at[min(start, len(at) - 1)], at[min(end, len(at)) - 1] + 1


def _disguises(text: str) -> Iterator[Finding]:
    unseen = list(_INVISIBLE.finditer(text))
    tags = _TAGS.search(text)
    if tags:
        yield Finding("invisible_characters", 0.9, *tags.span())
    elif len(unseen) >= 4:
        yield Finding("invisible_characters", 0.4, unseen[0].start(), unseen[-1].end())
    for found in _DIRECTION.finditer(text):
        yield Finding("direction_marks", 0.4, *found.span())
    for found in _ENCODED.finditer(text):
        weight = 0.9 if _orders(_decoded(found[0])) else 0.3 if len(found[0]) >= _LONG or found[0][0] in "%\\" else 0.0
        if weight:
            yield Finding("encoded_block", weight, *found.span())
    yield from (
        Finding("mixed_letters", 0.4, *found.span()) for found in _MIXED.finditer(text) if not found[0].isascii() and _is_mixed(found[0])
    )


def _kept_from_readers(hidden: str, begin: int) -> Iterator[Finding]:
    if len(hidden.strip()) >= _LEAST:
        yield Finding("hidden_text", 0.9 if _orders(_cleaned(hidden)[0]) else 0.2, begin, begin + len(hidden), markup=True)


def _decoded(text: str) -> str:
    try:
        return bytes.fromhex(text).decode() if _HEX.fullmatch(text) else base64.b64decode(text + "=" * (-len(text) % 4)).decode()
    except (binascii.Error, ValueError):
        return ""


def _orders(text: str) -> bool:
    return any(pattern.search(text) for _, _, pattern in _PATTERNS)


@lru_cache(maxsize=4096)
def _is_mixed(word: str) -> bool:
    scripts = {unicodedata.name(one, "").split(" ")[0] for one in word}
    return "LATIN" in scripts and bool(scripts & {"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})


def _hidden(html: str, *, markup: bool = False) -> Iterator[Finding]:
    """The place is that of the words that are hidden, without their tags. Tag by tag: one that never ends is not read anew from each "<"."""
    begin = 0
    for end in (one.start() for one in _TAG_ENDS.finditer(html)):
        start = html.find("<", begin, end)
        if start >= 0:
            yield from _hidden_by(html, start, end, markup)
        begin = end + 1


def _hidden_by(html: str, start: int, end: int, markup: bool) -> Iterator[Finding]:
    """``start`` and ``end`` are those of a tag or a comment, without its ">"."""
    words = _WORDS.match(html, end + 1) if _HIDES.search(html, start + 2, end) else None
    if words:
        yield Finding("hidden_text", 0.9 if _orders(words[1]) else 0.2, *words.span(1), markup)
        return
    comment = html.find("<!--", start, end)
    if comment >= 0 and html.endswith("--", comment + 4 + _LEAST, end) and _orders(html[comment + 4 : end - 2]):
        yield Finding("hidden_text", 0.9, comment + 4, end - 2, markup)
