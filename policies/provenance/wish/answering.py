"""Conditions that a look-up has answered: "if it is under 30 cm, order two" where the agent has asked the catalogue since.

Only where nobody else can have steered the agent (``inert``), for a change that can be taken back, and for what a look-up can tell (``answers``): whether something is free, there or so. What somebody wants, says or
decides, and what is still to come, no look-up tells. A condition must have a word or a value of the look-up, or be about nothing but whether something is free or so. Whether the answer was yes
is then the agent's reading, as with any other question of its requester.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from policies.provenance.language import clauses
from policies.provenance.language.common import words
from policies.provenance.language.plain import bare
from policies.provenance.language.scopes import LIGHT
from policies.provenance.language.sentences import Item, Sentence, sentences
from policies.provenance.reading import Text, Trace, word_list
from policies.provenance.requests import asking, requesting
from policies.provenance.requests.vocabulary import parts, same
from policies.provenance.types import Tool
from policies.provenance.values.tracing import Argument
from policies.provenance.wish import inert
from policies.provenance.wish.answers import LIMITS, YES, Answer

_UNLESS: Final = words("unless tenzij provided sobald zodra")
_THAN: Final = words("than als que dan")
_CHECKS: Final = words("see check look find schau prüf sieh regarde vérifie mira comprueba kijk controleer")
_FEW: Final = 2
_TOKEN: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ENOUGH: Final = 3
"""Words of a condition before an order can begin."""
_KEPT: Final = ("day", "hour", "clock", "code", "mail", "account")


def eased(tool: Tool, tools: Sequence[Tool], found: Sequence[Argument], trace: Trace) -> Trace | None:
    """``trace`` with the answered conditions of the newest message taken out of it, each letter a blank so that places hold; None where there is none."""
    message = trace.askers[-1] if trace.askers else None
    if message is None or message.source == "system" or tool.irreversible is not False:
        return None
    reads = {f"tool:{one.name}": one for one in tools if one.writes is False}
    looked = [text for text in trace.untrusted if text.number > message.number and text.source in reads]
    if not looked or clauses.IF.isdisjoint(_TOKEN.findall(message.text.casefold())) or not inert.is_inert(tool, trace):
        return None
    given = frozenset(word for one in found if one.trusted for word in word_list(str(one.value)))
    answer = Answer(tuple(looked), _words_of([reads[text.source] for text in looked]), trace.todays, given)
    blank = [place for start, end in _answered(message, asking.verbs_of(tool), answer) for place in range(start, end)]
    if not blank:
        return None
    letters = list(message.text)
    for place in blank:
        letters[place] = " "
    plainer = replace(message, text="".join(letters))
    return Trace(tuple(plainer if one is message else one for one in trace.texts), trace.today)


def _words_of(tools: Sequence[Tool]) -> frozenset[str]:
    return frozenset(bare(word) for one in tools for word in (*parts(one.name), *word_list(one.description)) if word not in LIGHT)


def _answered(message: Text, verbs: Sequence[str], answer: Answer) -> Iterator[tuple[int, int]]:
    """The stretches of a text that say answered conditions, but for the days, hours and identifiers in them."""
    before: tuple[Item, ...] = ()
    for sentence in sentences(message.text):
        for start, end in _conditions(sentence, verbs):
            if answer.tells(message, sentence, start, end, before):
                first = start - 1 if start and sentence.items[start - 1].word in _CHECKS else start
                yield from _around(sentence.items[first:end], sentence.items[end : end + 1])
        before += sentence.items


def _conditions(sentence: Sentence, verbs: Sequence[str]) -> Iterator[tuple[int, int]]:
    for number, (start, end) in enumerate(sentence.parts):
        if clauses.opens_condition(sentence, number) and _UNLESS.isdisjoint(one.word for one in sentence.items[start : start + 2]):
            opens = next((at for at in range(start, end) if sentence.items[at].word in clauses.IF), start)
            after = sentence.parts[number + 1][1] if number + 1 < len(sentence.parts) and sentence.items[end].word in _THAN else end
            enough = opens + (_FEW if sentence.items[min(opens + 1, end - 1)].word in YES else _ENOUGH)
            yield opens, next((at for at in range(enough, after) if _begins_order(sentence, at, verbs)), after)


def _begins_order(sentence: Sentence, at: int, verbs: Sequence[str]) -> bool:
    """ "If it is below 1100 fire K-7": an order behind a condition without a comma."""
    word, after = sentence.items[at].word, sentence.items[at + 1 : at + 2]
    own = any(same(bare(word), verb) for verb in verbs) and bool(after) and bool(after[0].kind)
    return word not in LIMITS and (own or requesting.begins_order(sentence, at))


def _around(items: Sequence[Item], after: Sequence[Item]) -> Iterator[tuple[int, int]]:
    """From its first word to its last, without the values that may be what is wished for."""
    begin = items[0].start
    for one in items:
        if one.kind in _KEPT:
            yield begin, one.start
            begin = one.end
    yield begin, after[0].start if after else items[-1].end
