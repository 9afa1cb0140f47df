"""Untrusted text cut into parts for a template: plain text, and marked stretches that say by a word why they are marked.

Nothing here makes markup: a template escapes every part. Hidden and direction-changing characters become visible names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from policies.redaction.covering import LONGEST

# Not the joiners and the plain left-to-right and right-to-left marks, which Persian, Arabic, Hebrew and emoji need.
_ODD: Final = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u180e\u200b\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
)


_NEAR: Final = 20


@dataclass(frozen=True, slots=True)
class Part:
    """``kind`` "" is plain text; else a class: private, revealed, odd, unsupported, cite, cited, from. ``title`` says why.

    ``field`` names what can be revealed, or was ``until`` then; ``masked`` is what stands there otherwise. ``anchor`` can be led to, ``href``
    is where a cite leads.
    """

    text: str
    kind: str = ""
    title: str = ""
    field: str = ""
    until: datetime | None = None
    masked: str = ""
    anchor: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch ``start:end`` to mark; ``shown`` replaces it when given. A span of no length puts ``shown`` in between."""

    start: int
    end: int
    kind: str
    title: str = ""
    shown: str | None = None
    field: str = ""
    until: datetime | None = None
    masked: str = ""
    anchor: str = ""
    href: str = ""


def parts(text: str, spans: Iterable[Span] = ()) -> list[Part]:
    """``spans`` may not overlap; one that does is left out. Of a text that is too long the rest is named, never silently dropped."""
    done: list[Part] = []
    cut, at = text[:LONGEST], 0
    for span in sorted(spans, key=lambda one: (one.start, one.end)):
        if span.start < at or span.end > len(cut):
            continue
        done += _made_visible(cut[at : span.start])
        shown = cut[span.start : span.end] if span.shown is None else span.shown
        done.append(Part(_named(shown), span.kind, span.title, span.field, span.until, span.masked, span.anchor, span.href))
        at = span.end
    done += _made_visible(cut[at:])
    if len(text) > LONGEST:
        done.append(Part(f" [{len(text) - LONGEST:,} more characters are not shown here]", "odd", "The whole message is in the history"))
    return done


def plain(text: str) -> str:
    """For places that take no marks (a heading, a text field): hidden characters replaced by their names."""
    return _named(text)


def _made_visible(text: str) -> Iterator[Part]:
    at = 0
    for found in _ODD.finditer(text):
        if found.start() > at:
            yield Part(text[at : found.start()])
        yield Part(_name(found.group()), "odd", f"Hidden character {_code(found.group())}")
        at = found.end()
    if at < len(text):
        yield Part(text[at:])


def _named(text: str) -> str:
    return _ODD.sub(lambda found: _name(found.group()), text)


def _name(char: str) -> str:
    return f"⟨{unicodedata.name(char, _code(char)).lower()}⟩"


def _code(char: str) -> str:
    return f"U+{ord(char):04X}"


def hidden_in(text: str) -> int:
    return len(_ODD.findall(text))


def hidden_places(text: str) -> list[tuple[int, int]]:
    """Runs of hidden characters; those that stand close together are one."""
    found: list[tuple[int, int]] = []
    for one in _ODD.finditer(text):
        if found and one.start() - found[-1][1] <= _NEAR:
            found[-1] = (found[-1][0], one.end())
        else:
            found.append(one.span())
    return found
