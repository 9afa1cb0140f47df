"""Values that a tool's schema offers: which of them a trusted text chose, and which nobody needs to choose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from policies.provenance.language import quarters, seasons
from policies.provenance.language.common import CHOICES, COMMON, SENSITIVE, UNSET, words
from policies.provenance.language.concepts import things
from policies.provenance.language.lexicon import meanings
from policies.provenance.language.options import speaking
from policies.provenance.language.plain import bare
from policies.provenance.reading import Text, Trace, word_list
from policies.provenance.requests.vocabulary import parts, same
from policies.provenance.values import keeping, tracing
from policies.provenance.values.tracing import Argument

_LONG_ENOUGH: Final = 5
_TELLING: Final = 4
DESCRIBING: Final = words("reason reasons cause grund ursache motif motivo reden")
"""Choices that only say why."""
_MEANINGS: Final = tuple(frozenset(bare(word) for word in line.split()) for line in CHOICES)


def chosen(path: str, name: str, value: Any, trace: Trace, offered: Sequence[Any] = ()) -> Argument:
    """One value of an enumeration; not the agent's to choose where who may ask has named another of them."""
    found = tracing.traced(path, value, _as_it_is(name, str(value), offered), trace)
    if found.trusted:
        return found
    if (term := seasons.term_of(str(value))) and (told_so := tracing.traced(path, value, tracing.term(term, trace), trace)).trusted:
        return told_so
    if (quarter := quarters.quarter_of(str(value))) and (
        named := tracing.traced(path, value, tracing.quarter(quarter, trace), trace)
    ).trusted:
        return named
    if told := meant(path, str(value), trace) or _spoken_of(path, name, str(value), offered, trace):
        return told
    if whole := _shortened(path, str(value), offered, trace) or _inflected(path, str(value), offered, trace):
        return whole
    if _ORIGINAL.intersection(word_list(str(value).replace("_", " "))) and (told := tracing.traced(path, value, _as_paid, trace)).trusted:
        return told
    if told := _distinct(path, name, str(value), offered, trace):
        return told
    words = set(word_list(str(value)))
    if not found.spans and any(
        _is_named(str(one), trace, name)
        for one in offered
        if one != value and (str(one).casefold() not in _ANY or _is_put(str(one), name, trace))
    ):
        return Argument(path, value, "chosen", False, why="contrary")
    if found.spans or words & SENSITIVE or set(parts(name)) & SENSITIVE:
        return found
    if DESCRIBING.intersection(parts(name)[-1:]) and not keeping.is_asked_for(trace):
        return Argument(path, value, "composed", True)  # says why, and decides nothing
    if (
        any(line & trace.untrusted_words for line in _MEANINGS if words & line)
        or _stands(words, trace)
        or _is_put_by_others(str(value), name, trace)
    ):
        holder = next(
            (one.source for one in trace.untrusted if _touches(words, one.words)),
            trace.untrusted[0].source if trace.untrusted else "invented",
        )
        return Argument(path, value, holder, False, why="untrusted")
    return Argument(path, value, "chosen", True)


def _is_put_by_others(value: str, name: str, trace: Trace) -> bool:
    """Whether others name the language or the country that a code of the call stands for."""
    lines = speaking.lines_of(value, parts(name)) if _PLACED.intersection(parts(name)) else frozenset()
    return bool(lines) and any(lines & one.lines for text in trace.untrusted for one in speaking.spoken(text.text))


_PLACED: Final = words("language languages lang langs locale country land")


def _as_it_is(name: str, value: str, offered: Sequence[Any]) -> tracing.Finder:
    """Where a text says the offer itself, and no longer phrase for another offer ("premium economy"); a code that is a little word ("de") must be written large."""
    spoken = tracing.phrase(value.replace("_", " ").replace("-", " "))
    others = frozenset().union(*(speaking.lines_of(str(one), parts(name)) for one in offered if one != value))
    rivals = others - speaking.lines_of(value, parts(name))

    def find(text: Text) -> Iterator[tuple[int, int]]:
        for start, end in spoken(text):
            first, last = text.plain.span(start, end)
            little = value.casefold() in _LITTLE and not text.text[first:last].isupper()
            if not little and not (
                text.trusted and any(rivals & one.lines or not one.lines for one in speaking.around(text.text, start, end))
            ):
                yield start, end

    return find


_LITTLE: Final = words("de es en it no is at be us am so do di mi se el la le il et da ja as an me my")
"""Codes of languages, countries and days that stand in every text of some language."""


def _as_paid(text: Text) -> Iterator[tuple[int, int]]:
    """ "Back to the card I paid with": what "original" means to who gets money back."""
    yield from (one.span() for one in _PAID_WITH.finditer(text.plain.text))


_ORIGINAL: Final = words("original source")
_PAID_WITH: Final = re.compile(
    r"\b(?:(?:card|account|method|way|means)(?: that| which)? (?:i|we) (?:paid|used)|same (?:card|account|way|method)|original (?:card|account|payment|method)|"
    r"karte, mit der ich (?:ge|be)zahlt|konto, von dem ich (?:ge|be)zahlt|(?:gleiche|selbe|dieselbe)[nrs]? (?:karte|konto|weg)|carte avec laquelle j'ai payé|même (?:carte|compte|moyen)|"
    r"tarjeta con la que pagu[eé]|mism[ao] (?:tarjeta|cuenta)|kaart waarmee ik (?:heb )?betaal\w*|zelfde (?:kaart|rekening))\b"
)
_ANY: Final = words("other others any all else general misc miscellaneous sonstiges andere autre autres otro otra otros overig anders")
"""Words of every sentence, and offers for what is none of the others: "every other page" names none."""


def _is_put(value: str, name: str, trace: Trace) -> bool:
    """ "Category other: the machine leaks": behind what the parameter is called, or before a colon."""
    called = "|".join(
        re.escape(one) for one in {*parts(name), "type", "category", "kind", "kategorie", "art", "catégorie", "categoría", "tipo", "soort"}
    )
    put = re.compile(rf"\b(?:{called})\W{{1,3}}{re.escape(value)}\b|\b{re.escape(value)}\s*:", re.IGNORECASE)
    return any(put.search(text.text) for text in trace.askers)


def _distinct(path: str, name: str, value: str, offered: Sequence[Any], trace: Trace) -> Argument | None:
    """ "seat_aisle" for who said an aisle seat: a word of it that no other offer has, where no other offer is meant by such a word.

    Wherever it stands: so it stays the agent's choice, and what cannot be taken back waits.
    """
    own = _own_words(value, offered)
    rivals = [str(one) for one in offered if one != value]
    if not own or any(_is_named(one, trace, name) or _said(_own_words(one, offered), trace) for one in rivals):
        return None
    said = _said(own, trace)
    if said is None or SENSITIVE.intersection((*word_list(value.replace("_", " ")), *parts(name))):
        return None
    found = tracing.traced(path, value, tracing.phrase(said), trace)
    return Argument(path, value, "chosen", True, found.spans) if found.trusted else None


def _own_words(value: str, offered: Sequence[Any]) -> frozenset[str]:
    """Of an offer of several words those that no other has."""
    words = {one for one in word_list(value.replace("_", " ").replace("-", " ")) if len(one) >= _TELLING and one not in COMMON}
    others = {word for one in offered if one != value for word in word_list(str(one).replace("_", " ").replace("-", " "))}
    several = len(word_list(value.replace("_", " ").replace("-", " "))) > 1
    return frozenset(one for one in words if several and not any(same(one, other) for other in others))


def _said(words: frozenset[str], trace: Trace) -> str | None:
    return next((word for text in trace.askers for word in sorted(text.words) if any(same(word, one) for one in words)), None)


def _shortened(path: str, value: str, offered: Sequence[Any], trace: Trace) -> Argument | None:
    """ "prod" for who said production: the beginning of a word that no other offer begins."""
    plain = bare(value.casefold())
    if (
        speaking.lines_of(value)
        or len(plain) < 3
        or not plain.isalpha()
        or any(bare(str(one).casefold())[:3] == plain[:3] for one in offered if one != value)
    ):
        return None
    for text in trace.askers:
        for word in sorted(text.words):
            if len(word) > len(plain) and word.startswith(plain):
                found = tracing.traced(path, value, tracing.phrase(word), trace)
                return found if found.trusted else None
    return None


def _inflected(path: str, value: str, offered: Sequence[Any], trace: Trace) -> Argument | None:
    """ "Reserved" for who said reserve, where no other offer is a form of it."""
    if len(value) < _LONG_ENOUGH or not value.isalpha():
        return None
    for text in trace.askers:
        for word in sorted(text.words):
            if (
                len(word) >= _LONG_ENOUGH
                and word != bare(value.casefold())
                and same(word, bare(value.casefold()))
                and not any(same(word, bare(str(one).casefold())) for one in offered if one != value)
            ):
                found = tracing.traced(path, value, _by_itself(word, speaking.lines_of(value)), trace)
                return found if found.trusted else None
    return None


def _by_itself(word: str, own: frozenset[int]) -> tracing.Finder:
    """A word where it is no part of a phrase for something else: "months" in "every three months" means no month."""
    spoken = tracing.phrase(word)

    def find(text: Text) -> Iterator[tuple[int, int]]:
        for start, end in spoken(text):
            if not (text.trusted and own and any(not own & one.lines for one in speaking.around(text.text, start, end))):
                yield start, end

    return find


_BETWEEN: Final = words("source target from to origin destination")


def _is_named(value: str, trace: Trace, name: str) -> bool:
    spoken = tracing.phrase(value.replace("_", " ").replace("-", " "))
    said = len(value) > 2 and any(
        not tracing.denied_at(text.text, text.plain.span(start, end)[0]) for text in trace.askers for start, end in spoken(text)
    )
    if said or meant(name, value, trace, loosely=False):
        return True
    if (term := seasons.term_of(value)) and any(True for text in trace.askers for _ in tracing.term(term, trace)(text)):
        return True
    return not _OF_KIND.intersection(parts(name)[-1:]) and told("", name, value, trace) is not None


_OF_KIND: Final = words("category topic subject resolution kategorie thema")
"""Choices that sort a story, in which words for several of them stand."""


def told(path: str, name: str, value: str, trace: Trace, *, qualified: bool = False) -> Argument | None:
    """The value in everyday words for it (``language.options``), said by somebody who may ask; ``qualified``: only where it means this for such a parameter alone."""
    return _spoken_as(path, value, speaking.lines_of(value, parts(name), qualified=qualified), trace)


def _spoken_as(path: str, value: str, lines: frozenset[int], trace: Trace) -> Argument | None:
    said = _in_lists if path.endswith("]") else speaking.spoken
    if not lines or not any(lines & one.lines for text in trace.askers for one in said(text.text)):
        return None

    def find(text: Text) -> Iterator[tuple[int, int]]:
        yield from ((one.start, one.end) for one in said(text.text) if lines & one.lines) if text in trace.askers else ()

    found = tracing.traced(path, value, find, trace)
    return found if found.trusted else None


def _in_lists(text: str) -> tuple[speaking.Spoken, ...]:
    """What a list may hold is also what lies between two ends: Monday to Friday."""
    return (*speaking.spoken(text), *speaking.ranges(text))


def listed(path: str, name: str, value: str, schema: Mapping[str, Any], trace: Trace) -> Argument | None:
    """As ``told``, for a free string: where its description lists the value among others ("monthly, quarterly or yearly"), or its name says what such a value means."""
    if not speaking.lines_of(value, parts(name)):
        return None
    option, description = re.escape(value), schema.get("description")
    listed_so = rf"(?<![\w-]){option}['\"]?\s*{_NEXT_OFFER}|{_NEXT_OFFER}\s*['\"]?{option}(?![\w-])"
    return told(path, name, value, trace, qualified=not (isinstance(description, str) and re.search(listed_so, description)))


def in_other_words(path: str, value: str, trace: Trace) -> Argument | None:
    """As ``told``, for a free string that stands nowhere; no right."""
    name = path.rpartition(".")[2]
    return None if speaking.is_right(speaking.lines_of(value, parts(name))) else told(path, name, value, trace)


_NEXT_OFFER: Final = r"(?:[,|/]|\b(?:or|oder|ou|o|of)\b)"


def _spoken_of(path: str, name: str, value: str, offered: Sequence[Any], trace: Trace) -> Argument | None:
    """As ``told``, where no other offer is named: which of two was meant is not for everyday words to say. A list may hold several, of two ends each has its own,
    and languages and countries are unmistakable."""
    found = _spoken_as(path, value, speaking.lines_among(value, [str(one) for one in offered], parts(name)), trace)
    rivals = (str(one) for one in offered if one != value and str(one).casefold() not in _ANY)
    if found and (path.endswith("]") or _BETWEEN.intersection(parts(name)) or _PLACED.intersection(parts(name))):
        return found
    return None if found and any(_is_named(one, trace, name) for one in rivals) else found


def meant(path: str, value: str, trace: Trace, *, loosely: bool = True) -> Argument | None:
    """The value in another language or another word for it, said by somebody who may ask; ``loosely``: any word of everyday for it."""
    if speaking.lines_of(value, parts(path.rpartition(".")[2])):
        return None
    words = set(word_list(value)) - _ONLY
    own = meanings(next(iter(words))) if loosely and len(words) == 1 else frozenset()
    for text in trace.askers:
        for line in _MEANINGS:
            if words and words <= line and (said := sorted(line & text.words)):
                found = tracing.traced(path, value, tracing.phrase(said[0]), trace)
                return found if found.trusted else None
        for word in sorted(text.words) if own else ():
            if own & meanings(word):
                found = tracing.traced(path, value, tracing.phrase(word), trace)
                return found if found.trusted else None
    return None


_ONLY: Final = frozenset(("only",))
"""Read only."""


def _stands(words: set[str], trace: Trace) -> bool:
    return _touches(words, trace.untrusted_words)


def _touches(words: set[str], others: frozenset[str]) -> bool:
    return any(
        len(word) >= 4 and word not in COMMON and any(other.startswith(word[: max(4, len(word) - 3)]) for other in others) for word in words
    )


def switched(path: str, name: str, value: bool, trace: Trace) -> Argument:
    """A yes or no: its name must be spoken of where it matters."""
    words = [one for one in parts(name) if len(one) > 2]
    for text in trace.askers:
        said = [word for word in text.words if any(_same(one, word) for one in words)]
        found = tracing.traced(path, value, tracing.phrase(said[0]), trace) if said else None
        if found and value:
            return found
        if found and found.why == "denied":
            return replace(found, trusted=True, why="")  # "no eSIM"
    if not value and SENSITIVE.intersection(words) and SENSITIVE.intersection(words) <= UNSET:
        return Argument(path, value, "schema", True)  # not forcing, not for all: what a flag means that nobody sets
    if SENSITIVE.intersection(words):
        return Argument(path, value, "invented", False, why="invented")
    holder = next(
        (one.source for one in trace.untrusted if any(len(one_word) >= 4 and _touches({one_word}, one.words) for one_word in words)), ""
    )
    return Argument(path, value, holder, False, why="untrusted") if holder else Argument(path, value, "chosen", True)


def _same(left: str, right: str) -> bool:
    size = min(len(left), len(right))
    return (
        (size >= 4 and left[: max(4, size - 1)] == right[: max(4, size - 1)])
        or bool(things(left) & things(right))
        or any({left, right} <= line for line in _MEANINGS)
    )
