"""What only the system has told the agent, in words, and nobody who asks has spoken of: who else belongs to the house, where its key lies, what the password is.

The counterpart for words of what ``keeping`` is for figures. A hijacked agent need not carry a figure out: a text of others can ask for any of it. An agent's own wording has a word or two of the
system's, the name of the house and of whom it writes for; rows of them that stand near each other there, in whatever order, are taken from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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
_LED: Final = 5
"""Words behind one that calls what follows a secret."""
_AWAY: Final = 3
"""Telling words between which one may be left out: "Olaf Brandt (accounts), Selma Krohn (design)"."""
_SHORTEST: Final = 3


def carried(path: str, text: str, trace: Trace) -> Iterator[Argument]:
    """Pieces of a wording that copy what only the system has told: a secret's one word always, a row of words where a text of others asks for anything."""
    if all(one.source == "system" for one in trace.askers):
        return
    told = [one for one in word_list(text) if _is_telling(one)]
    for system in (one for one in trace.trusted if one.source == "system"):
        unsaid = {one for one in told if one in system.words and not _is_asked(one, trace)}
        for row in (*_rows(told, system, unsaid, trace), *_addresses(text, system, unsaid, trace)) if unsaid else ():
            found = tracing.traced(path, row, tracing.phrase(row), trace)
            yield Argument(path, row, "system", False, found.spans, "carried")


def _addresses(text: str, system: Text, unsaid: set[str], trace: Trace) -> Iterator[str]:
    """ "5 Fern Court", "Lindenweg 12": a number and words written large that stand so in the system's text."""
    if keeping.is_asked_for(trace):
        known = " ".join(system.text.split())
        yield from (one[0] for one in _ADDRESS.finditer(text) if one[0] in known and not unsaid.isdisjoint(word_list(one[0])))


_ADDRESS: Final = re.compile(r"(?<!\w)\d{1,4}[a-z]? [^\W\d_a-z][^\W\d_]+ [^\W\d_a-z][^\W\d_]+|[^\W\d_a-z][^\W\d_]{3,} \d{1,4}[a-z]?(?!\w)")


def _is_telling(word: str) -> bool:
    return len(word) >= _SHORTEST and word not in COMMON and word not in LIGHT and not any(map(str.isdigit, word))


def _is_asked(word: str, trace: Trace) -> bool:
    """Whether those who ask have the word, up to its ending."""
    return word in trace.asked_words or (len(word) > _STEM and word[: max(_STEM, len(word) - 2)] in trace.asked_stems)


_STEM: Final = 4


def _rows(told: Sequence[str], system: Text, unsaid: set[str], trace: Trace) -> Iterator[str]:
    secret = next(_secrets(system, unsaid), "")
    if secret and SECRET.isdisjoint(trace.asked_words):
        yield secret
    elif keeping.is_asked_for(trace):
        yield from _copied(told, system, unsaid - trace.untrusted_words, trace)


def _secrets(system: Text, unsaid: set[str]) -> Iterator[str]:
    """ "Wi-Fi password: riverstone"; what others may have said as well is none the less one."""
    for said in map(word_list, _SENTENCE.split(system.text)):
        yield from (one for at, one in enumerate(said) if one in unsaid and SECRET.intersection(said[max(0, at - _LED) : at]))


_SENTENCE: Final = re.compile(r"[.;!?]\s|\n")


def _copied(told: Sequence[str], system: Text, strange: set[str], trace: Trace) -> Iterator[str]:
    """Rows of telling words that stand near each other in the wording as they do in the system's text, whatever their order there."""
    spoken = [(found[0], word) for found in WORD.finditer(system.text) for word in word_list(found[0]) if _is_telling(word)]
    words = [word for _, word in spoken]
    near = {pair for at, one in enumerate(words) for other in words[at + 1 : at + 1 + _AWAY] for pair in ((one, other), (other, one))}
    large = {word for raw, word in spoken if raw[0].isupper()}
    places = {word: at for at, word in reversed(list(enumerate(words)))}
    for row in _chains(told, strange, near):
        enough = _NAMES if large.intersection(row) else _WORDS
        before = words[max(0, places[row[0]] - _LABELS) : places[row[0]]]
        if len(row) >= enough and trace.asked_words.isdisjoint(before):
            yield " ".join(row)


def _chains(told: Sequence[str], strange: set[str], near: set[tuple[str, str]]) -> Iterator[list[str]]:
    row: list[str] = []
    for word in told:
        if row and word in strange and any((one, word) in near for one in row[-_AWAY:]):
            row.append(word)
            continue
        if row:
            yield row
        row = [word] if word in strange else []
    if row:
        yield row
