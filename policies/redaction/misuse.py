"""Placeholders that a model did not hand back as it got them: made up, split, bent, translated, or given to another person.

``restore`` puts real values back for exact placeholders only. Everything that merely resembles one would reach the customer as it stands, or
hide that a name has changed hands; so whatever is found here is held for a person. Linear: no pattern can match the same text twice.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from policies.redaction.catalogue import ENTITIES
from policies.redaction.names import PLACEHOLDER, person_words

Why = Literal["made_up", "bent", "moved"]
LONGEST_MARK: Final = 60

_OPENS, _CLOSES = r"(?:<|&lt;|&#60;|‹|«|\[|\{)", r"(?:>|&gt;|&#62;|›|»|\]|\})"
_LIKE: Final = re.compile(rf"{_OPENS}[ \t]?(?P<inside>[^\W\d_][^\W\d_]{{0,29}}(?:[ _\-\\.\n]{{1,3}}[^\W_]{{1,30}}){{0,6}})[ \t]?{_CLOSES}?")
"""A word, more words and a number within brackets: ``<PERSONNE_1>``, ``<PERSON 1>``, ``[EMAIL ADDRESS 2]``, ``<PERSON_1`` left open."""
_BARE: Final = re.compile(r"(?<![^\W_])(?P<inside>[A-Z][A-Z0-9]{1,29}(?:[_ \-]{1,2}[A-Z0-9]{1,30}){0,5}?[_ \-]{0,2}[0-9]{1,6})(?![^\W_])")
"""The same in capitals without brackets: ``PERSON_1``."""
_SNAKE: Final = re.compile(r"(?<![^\W_])(?P<inside>[^\W\d_]{2,30}(?:_[^\W\d_]{1,30}){0,5}_[0-9]{1,6})(?![^\W_])")
"""The same in any letters: ``person_1``."""
_MARK: Final = re.compile(r"<(?P<inside>[A-Z][A-Z0-9_]{1,59})(?::[0-9a-f]{12})?>")
"""What masks and hashes leave for a model: there is no value to put back."""
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+|\n+")
_BREAKS: Final = re.compile(r"[\W_]+")
_LETTERS_FIRST: Final = re.compile(r"\A(\D+)\d.*", re.DOTALL)
"""Words up to the number: the kind."""
_NUMBER: Final = re.compile(r"[0-9]{1,6}")
_KNOWN: Final = frozenset("".join(entity.split("_")) for entity in ENTITIES)


@dataclass(frozen=True, slots=True)
class Misuse:
    """``mark`` as the model wrote it: kept with what is private, since a model may write anything into it."""

    mark: str
    why: Why


def misused(
    text: str, names: Mapping[str, str], seen: Iterable[str], *, public: Iterable[str] = (), kinds: Iterable[str] = ()
) -> list[Misuse]:
    """What is wrong with the placeholders of ``text``. ``seen`` is what the model saw under placeholders; words of ``public`` texts may be repeated.

    ``kinds`` are types that were found besides those that ship: those of a workspace's own recognisers.
    """
    straight = unicodedata.normalize("NFKC", text)
    allowed = [unicodedata.normalize("NFKC", one) for one in public]
    wrong = [*_made_up(straight, names), *_bent(straight, names, allowed, _kinds(names, kinds))]
    wrong += [Misuse(one, "moved") for one in _moved(_units(straight), owners(seen), names)]
    return list(dict.fromkeys(wrong))


def misused_together(texts: Iterable[str], names: Mapping[str, str], seen: Iterable[str], *, kinds: Iterable[str] = ()) -> list[Misuse]:
    """The same for the arguments of one call: they speak of one thing, so a person in one and an address in another belong together."""
    every, known = [unicodedata.normalize("NFKC", one) for one in texts], _kinds(names, kinds)
    wrong = [found for one in every for found in (*_made_up(one, names), *_bent(one, names, (), known))]
    wrong += [Misuse(one, "moved") for one in _moved([" ".join(every)], owners(seen), names)]
    return list(dict.fromkeys(wrong))


def owners(seen: Iterable[str]) -> dict[str, frozenset[str]]:
    """Placeholder -> the persons it was seen with in one sentence."""
    found: dict[str, set[str]] = {}
    for unit in (one for text in seen for one in _units(text)):
        persons, others = _sorted(unit)
        for other in others if persons else ():
            found.setdefault(other, set()).update(persons)
    return {name: frozenset(persons) for name, persons in found.items()}


def greets_another(text: str, names: Mapping[str, str], writer: str, letter: str) -> Misuse | None:
    """The first line names one person who neither wrote nor signed ``letter``. ``writer`` is the name that the letter came under."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    persons = _sorted(first)[0] if len(first) <= LONGEST_MARK * 2 else []
    if len(persons) != 1 or not writer or persons[0] not in names:
        return None
    signed = [line for line in letter.splitlines() if line.strip()][-3:]
    known = bool(person_words(names[persons[0]]) & person_words(writer)) or any(persons[0] in line for line in signed)
    return None if known else Misuse(persons[0], "moved")


def _made_up(text: str, names: Mapping[str, str]) -> Iterator[Misuse]:
    return (Misuse(match[0], "made_up") for match in PLACEHOLDER.finditer(text) if match[0] not in names)


def _bent(text: str, names: Mapping[str, str], public: Iterable[str], kinds: frozenset[str]) -> Iterator[Misuse]:
    """What resembles a placeholder, and letters or digits that are glued to a real one; ``'s`` and what else an apostrophe joins is fine."""
    blank = list(text)
    for match in PLACEHOLDER.finditer(text):
        before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
        if match[0] in names and (_joins(before) or _joins(after)):
            yield Misuse(text[max(0, match.start() - 1) : match.end() + 1], "bent")
        blank[match.start() : match.end()] = "\0" * len(match[0])
    rest = "".join(blank)
    for match in _MARK.finditer(rest):
        if match["inside"].replace("_", "") in kinds:
            yield Misuse(match[0], "bent")
    for pattern in (_LIKE, _BARE, _SNAKE):
        for match in pattern.finditer(rest):
            if _resembles(match["inside"], match[0], names, kinds) and not any(match[0] in one for one in public):
                yield Misuse(match[0][:LONGEST_MARK], "bent")


def _joins(char: str) -> bool:
    return char.isalnum() or char == "_"


def _resembles(inside: str, whole: str, names: Mapping[str, str], kinds: frozenset[str]) -> bool:
    """A kind that can be found, beside a number; or any words joined to the number of a placeholder that exists."""
    words = [one for one in _BREAKS.split(inside.upper()) if one]
    number = _NUMBER.search(inside)
    if number is None:
        return False
    tails = ["".join(words[at:]) for at in range(len(words))]
    if any(_LETTERS_FIRST.sub(r"\1", tail) in kinds for tail in tails):
        return True
    bracketed = whole[0] in "<&‹«"
    return (bracketed and "_" in inside) or ((bracketed or "_" in inside) and number[0] in {_number(name) for name in names})


def _kinds(names: Mapping[str, str], more: Iterable[str]) -> frozenset[str]:
    given = {match[1].replace("_", "") for match in map(PLACEHOLDER.fullmatch, names) if match}
    return _KNOWN | given | {one.replace("_", "") for one in more}


def _number(name: str) -> str:
    match = PLACEHOLDER.fullmatch(name)
    return match[2] if match else ""


def _moved(units: Iterable[str], belongs: Mapping[str, frozenset[str]], names: Mapping[str, str]) -> Iterator[str]:
    """Values that stand with a person they were never seen with, though they were seen with somebody else."""
    for unit in units:
        persons, others = _sorted(unit)
        known = [one for one in persons if one in names]
        for other in others if known else ():
            if belongs.get(other) and belongs[other].isdisjoint(known):
                yield other


def _units(text: str) -> list[str]:
    return [one for one in _SENTENCE.split(text) if "<" in one]


def _sorted(unit: str) -> tuple[list[str], list[str]]:
    """Persons and other placeholders, each once."""
    found = list(dict.fromkeys(match[0] for match in PLACEHOLDER.finditer(unit)))
    persons = [one for one in found if one.startswith("<PERSON_")]
    return persons, [one for one in found if one not in persons]
