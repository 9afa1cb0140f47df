"""Where an argument, a sentence or a sign comes from: the words as they were kept with the draft, found again in what the page shows.

Around the words nothing is quoted that was not covered as a whole before: an excerpt may cut a card number in half, which nobody finds then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from policies.redaction.covering import LONGEST
from review.pages import words as said
from review.pages.masking import Mask
from review.pages.texts import Part, Span, parts, plain

AROUND: Final = 40
FOLDED: Final = 3
"""The first texts of a message stand on its page: what was written now, and what stands behind a summary."""
_SHORTEST: Final = 2
"""Shorter words are not looked for alone: a 1 stands everywhere."""


@dataclass(frozen=True, slots=True)
class Origin:
    """``place`` is message, passage, looked or "" where it is not known, ``key`` which one; ``text[start:end]`` are the words.

    ``anchor`` names the mark around them on this page; ``about`` says what comes from there.
    """

    place: str
    key: str
    text: str
    start: int
    end: int
    anchor: str = ""
    about: str = ""

    @property
    def words(self) -> str:
        return self.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Shown:
    """An origin for a reader. ``parts`` quotes it, ``where`` says what it stands in; ``href`` leads there, "" where nothing can be opened.

    ``document``, ``chunk`` and ``words`` (``start-end``) name the stretch of a document.
    """

    parts: list[Part]
    where: str
    href: str = ""
    document: str = ""
    chunk: str = ""
    words: str = ""

    @property
    def text(self) -> str:
        return "".join(one.text for one in self.parts)


@dataclass(frozen=True, slots=True)
class Sign:
    """What a detector saw."""

    label: str
    origin: Shown


Bodies = Sequence[tuple[str, str]]


def read(stored: Any, anchor: str = "", about: str = "") -> Origin | None:
    """An excerpt as it was kept (see ``agents.excerpts``); one of before has no place. An erasure may have shortened it."""
    if not isinstance(stored, Mapping) or not isinstance(stored.get("text"), str):
        return None
    text, place = stored["text"], stored.get("place") or {}
    start, end = (min(max(0, int(stored.get(name) or 0)), len(text)) for name in ("start", "end"))
    kind = next((name for name in ("message", "passage", "looked") if name in place), "")
    return Origin(kind, str(place[kind]) if kind else "", text, start, max(start, end), anchor, about)


def of_call(evidence: Mapping[str, Any], prefix: str, label: str) -> dict[str, Origin]:
    """By the path of the argument."""
    kept = evidence.get("spans") or {}
    found = {path: read(one, f"{prefix}-{number}", f"{said.plain(path)} of {label}") for number, (path, one) in enumerate(kept.items())}
    return {path: one for path, one in found.items() if one}


def of_sentences(evidence: Mapping[str, Any], prefix: str) -> dict[int, Origin]:
    """By the number of the sentence: the words of the passage that supports it, else those it seems to repeat."""
    passages, found = list(evidence.get("passages") or ()), dict[int, Origin]()
    for number, one in enumerate((evidence.get("grounding") or {}).get("sentences") or ()):
        place = one.get("passage")
        if isinstance(place, int) and 0 <= place < len(passages):
            found[number] = _in_passage(passages[place], one.get("words"))
    for key, stored in (evidence.get("elsewhere") or {}).items():
        origin = read(stored, f"{prefix}-{key}", "a sentence of the draft")
        if origin and key.isdecimal():
            found[int(key)] = origin
    return found


def _in_passage(passage: Mapping[str, Any], kept: Any) -> Origin:
    """The check reads a passage under its title and heading; what stands in these alone has no place in the text."""
    text = str(passage.get("text") or "")
    before = len(f"# {passage.get('title') or ''}\n\n## {passage.get('heading') or ''}\n\n")
    start, end = (max(0, min(int(one) - before, len(text))) for one in (kept or (0, 0)))
    return Origin("passage", str(passage.get("number") or ""), text, start, end, about="a sentence of the draft")


def of_signs(evidence: Mapping[str, Any], prefix: str) -> list[tuple[str, Origin]]:
    """What the detectors saw, by what it is called."""
    kept = (evidence.get("injection") or {}).get("signs") or ()
    found = [(_label(one), read(one, f"{prefix}-{number}", _label(one))) for number, one in enumerate(kept)]
    return [(label, one) for label, one in found if one]


def _label(sign: Mapping[str, Any]) -> str:
    code = str(sign.get("code") or "")
    return said.INJECTION.get(code, said.plain(code)) + (", in its markup only" if sign.get("markup") else "")


def place_in(origin: Origin, text: str) -> tuple[int, int] | None:
    """Where the words stand in ``text``: with what stood around them, else by themselves. Behind its searched part nothing is shown."""
    if not origin.words:
        return None
    text = text[:LONGEST]
    tries = [(origin.text, origin.start), (origin.text[origin.start :], 0), (origin.text[: origin.end], origin.start), (origin.words, 0)]
    for wanted, shift in tries[: None if len(origin.words) >= _SHORTEST else -1]:
        at = text.find(wanted)
        if at >= 0:
            return at + shift, at + shift + len(origin.words)
    return None


def at(message: str, index: int, found: tuple[int, int]) -> str:
    """The anchor of words in one of the texts of a message: the same for all that comes from them."""
    return f"at-{message}-{index}-{found[0]}-{found[1]}"


def marks(origins: Iterable[Origin], text: str, hidden: Sequence[Span] = (), *, index: int = 0) -> list[Span]:
    """``hidden`` and a mark for the words of each of ``origins`` that stands in ``text``, which is the message's ``index``-th.

    Where all of the words are hidden there is only a place to lead to.
    """
    done: dict[str, Span] = {}
    for origin in origins:
        found = place_in(origin, text)
        if found is None:
            continue
        anchor = at(origin.key, index, found) if origin.place == "message" else origin.anchor
        known = done.get(anchor or str(found))
        about = f"{known.title}; {origin.about}" if known and origin.about not in known.title else f"From here: {origin.about}"
        done[anchor or str(found)] = Span(*found, "from", known.title if known and origin.about in known.title else about, anchor=anchor)
    clear = list(hidden)
    for span in sorted(done.values(), key=lambda one: one.end - one.start):
        clear += _free(span, clear)
    return clear


def _free(span: Span, taken: Sequence[Span]) -> list[Span]:
    """What of ``span`` lies in no other, which is shorter or hidden; the first piece is led to, and where there is none, its beginning."""
    pieces, start = list[Span](), span.start
    for one in sorted(taken, key=lambda one: one.start):
        if one.end <= start or one.start >= span.end or one.start == one.end:
            continue
        if one.start > start:
            pieces.append(replace(span, start=start, end=one.start))
        start = max(start, one.end)
    if start < span.end:
        pieces.append(replace(span, start=start))
    if not pieces:
        first = min(one.start for one in taken if one.start < span.end and span.start < one.end)
        return [replace(span, start=first, end=first, shown="")]
    return [pieces[0], *(replace(one, anchor="") for one in pieces[1:])]


def anchor_in(origin: Origin, bodies: Bodies) -> str:
    """Where the words of a message are marked on the page that shows it; "" where they are not."""
    for index, (text, _) in enumerate(bodies[:FOLDED]):
        found = place_in(origin, text)
        if found:
            return at(origin.key, index, found)
    return ""


def cut(text: str, start: int, end: int, hidden: Sequence[Span] = ()) -> list[Part]:
    """The words with those around them in the same line; what is hidden stays whole, and what was not searched for it is left out."""
    text = text[:LONGEST]
    begin, finish = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    finish = len(text) if finish < 0 else finish
    first, last = max(begin, start - AROUND), min(finish, end + AROUND)
    first = text.find(" ", first, start) + 1 or start if first > begin else first
    last = max(text.rfind(" ", end, last), end) if last < finish else last
    for one in hidden:
        first = one.start if one.start < first < one.end else first
        last = one.end if one.start < last < one.end else last
    inside = [
        replace(one, start=one.start - first, end=one.end - first, field="") for one in hidden if first <= one.start and one.end <= last
    ]
    words = Span(start - first, end - first, "from", "The words")
    clear = not any(one.start < words.end and words.start < one.end for one in inside)
    shown = parts(text[first:last], [*inside, *([words] if clear and words.end > words.start else [])])
    return [*([Part("…")] if first > begin else []), *shown, *([Part("…")] if last < finish else [])]


@dataclass(slots=True)
class Reader:
    """What the agent had before its eyes, as far as a page knows it. ``bodies``: the texts of a message, each with what it is called, by its id."""

    language: str
    mask: Mask
    bodies: Mapping[str, Bodies] = field(default_factory=dict)
    passages: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    looked: Mapping[str, str] = field(default_factory=dict)
    """What each look-up is called, by its index."""
    calls: Mapping[str, str] = field(default_factory=dict)
    """Where each call stands, by the line that tells what it does."""
    earlier: Callable[[str], str] = field(default=lambda _: "")
    """Where a message is shown that is none of ``bodies``, by its id."""

    def show(self, origin: Origin, href: str = "") -> Shown:
        if origin.place == "passage":
            return self._passage(origin)
        if origin.place == "message":
            return Shown(self._in_message(origin), "the message", href)
        where = self.looked.get(origin.key, "a look-up") if origin.place == "looked" else ""
        return Shown(self._alone(origin), where, href if origin.place else "")

    def _alone(self, origin: Origin) -> list[Part]:
        return self.mask.parts(origin.words, self.language)

    def _in_message(self, origin: Origin) -> list[Part]:
        for text, identity in self.bodies.get(origin.key, ()):
            found = place_in(origin, text)
            if found:
                return cut(text, *found, self.mask.spans(identity, text, self.language, count=False))
        return self._alone(origin)

    def _passage(self, origin: Origin) -> Shown:
        passage = self.passages.get(origin.key) or {}
        text, is_public = str(passage.get("text") or ""), passage.get("data_class") == "public"
        hidden = [] if is_public else self.mask.spans("", text, str(passage.get("language") or ""), count=False)
        found = place_in(origin, text)
        title = self.title(passage)
        return Shown(
            parts=cut(text, *found, hidden) if found else [] if passage else self._alone(origin),
            where=f"[{origin.key}] {title}".strip(),
            document=str(passage.get("document") or ""),
            chunk=str(passage.get("chunk") or ""),
            words=_in_document(passage, found) if found else "",
        )

    def title(self, passage: Mapping[str, Any]) -> str:
        title = ": ".join(part for part in (str(passage.get("title") or ""), str(passage.get("heading") or "")) if part)
        return plain(title) if passage.get("data_class") == "public" else self.mask.plain(title, self.language)


def _in_document(passage: Mapping[str, Any], found: tuple[int, int]) -> str:
    start = passage.get("start")
    return f"{start + found[0]}-{start + found[1]}" if isinstance(start, int) else ""
