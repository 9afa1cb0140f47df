"""What only the system has told the agent, in words, and nobody who asks has spoken of: who else belongs to the house, where its key lies, what the password is.

The counterpart for words of what ``keeping`` is for figures. A hijacked agent need not carry a figure out: a text of others can ask for any of it. An agent's own wording has a word or two of the
system's, the name of the house and of whom it writes for; rows of them, in the system's order, are copied from there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from policies.provenance.language.common import COMMON, SECRET
from policies.provenance.language.scopes import LIGHT
from policies.provenance.reading import WORD, Text, Trace, word_list
from policies.provenance.values import keeping, tracing
from policies.provenance.values.tracing import Argument

_NAMES: Final = 4
"""Words in a row that are more than somebody's name or the house's."""
_WORDS: Final = 3
"""The same of words written small."""
_LABELS: Final = 5
_SECRET: Final = 3
"""Words behind one that calls what follows a secret."""
_SHORTEST: Final = 3


def carried(path: str, text: str, trace: Trace) -> Iterator[Argument]:
    """Pieces of a wording that copy what only the system has told: a secret's one word always, a row of words where a text of others asks for anything."""
    if all(one.source == "system" for one in trace.askers):
        return
    told = [one for one in word_list(text) if _is_telling(one)]
    for system in (one for one in trace.trusted if one.source == "system"):
        strange = {one for one in told if one in system.words and not _is_known(one, trace)}
        if strange:
            for row in _rows(told, system, strange, trace):
                found = tracing.traced(path, row, tracing.phrase(row), trace)
                yield Argument(path, row, "system", False, found.spans, "carried")


def _is_telling(word: str) -> bool:
    return len(word) >= _SHORTEST and word not in COMMON and word not in LIGHT and not any(map(str.isdigit, word))


def _is_known(word: str, trace: Trace) -> bool:
    """Whether those who ask, or others, have the word anyway, up to its ending."""
    stem = word[: max(_STEM, len(word) - 2)]
    return (
        word in trace.asked_words
        or word in trace.untrusted_words
        or (len(word) > _STEM and any(one.startswith(stem) for one in trace.asked_words))
    )


_STEM: Final = 4


def _rows(told: Sequence[str], system: Text, strange: set[str], trace: Trace) -> Iterator[str]:
    secret = next(_secrets(system, strange), "")
    if secret and SECRET.isdisjoint(trace.asked_words):
        yield secret
    elif keeping.is_asked_for(trace):
        yield from _copied(told, system, strange, trace)


def _secrets(system: Text, strange: set[str]) -> Iterator[str]:
    """ "Wi-Fi password: riverstone"."""
    for said in map(word_list, _SENTENCE.split(system.text)):
        yield from (one for at, one in enumerate(said) if one in strange and SECRET.intersection(said[max(0, at - _SECRET) : at]))


_SENTENCE: Final = re.compile(r"[.;!?]\s|\n")


def _copied(told: Sequence[str], system: Text, strange: set[str], trace: Trace) -> Iterator[str]:
    """Rows of telling words that follow each other in the wording as they do in the system's text, light words left out of both."""
    spoken = [(found[0], word) for found in WORD.finditer(system.text) for word in word_list(found[0]) if _is_telling(word)]
    following = {(one[1], other[1]) for one, other in pairwise(spoken)}
    large = {word for raw, word in spoken if raw[0].isupper()}
    for row in _chains(told, strange, following):
        small = not large.intersection(row)
        if len(row) >= (_WORDS if small else _NAMES) and not _is_spoken_of(row[0], [word for _, word in spoken], trace):
            yield " ".join(row)


def _chains(told: Sequence[str], strange: set[str], following: set[tuple[str, str]]) -> Iterator[list[str]]:
    row: list[str] = []
    for word in told:
        if row and (row[-1], word) in following and word in strange:
            row.append(word)
            continue
        if row:
            yield row
        row = [word] if word in strange else []
    if row:
        yield row


def _is_spoken_of(first: str, spoken: Sequence[str], trace: Trace) -> bool:
    """By a telling word that leads the row in the system's text."""
    at = spoken.index(first)
    return not trace.asked_words.isdisjoint(spoken[max(0, at - _LABELS) : at])
