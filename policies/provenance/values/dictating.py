"""Words that a requester has dictated: what stands behind a colon, or in quotation marks, is the text to post, and no more is said in their name.

"Post in #general: kitchen closed" may become "The kitchen is closed today", and not "Kitchen closed, Petra got a warning". So a wording of the call that takes up what was
dictated may add little words, greetings and what trusted texts say, but hardly any telling word of its own; and one that takes up nothing of it is another text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from policies.provenance.language.common import COMMON
from policies.provenance.language.scopes import LIGHT
from policies.provenance.reading import Trace, word_list
from policies.provenance.requests.asking import Wish
from policies.provenance.values import tracing
from policies.provenance.values.carrying import is_known
from policies.provenance.values.tracing import Argument

_BEHIND: Final = re.compile(r":(?=[\s\"“„«'‘])[ \t]*\n?[ \t]*(?P<said>\S[^\n]{2,}(?:\n[ \t]*\S[^\n]*)*)")
_FIRST: Final = 160
"""Code points behind a verb in which its colon stands."""
_LEAST: Final = 2
"""Telling words of what was dictated; of fewer nothing can be said."""
_SHARE: Final = 3
"""One word in so many may be new."""


def held_to(found: Sequence[Argument], wishes: Iterable[tuple[int, Wish]], trace: Trace) -> tuple[Argument, ...]:
    """The arguments; a wording is not trusted where it says more than was dictated for it."""
    texts = {text.number: text.text for text in trace.askers}
    told = [words for number, wish in wishes if len(words := _dictated(texts[number], wish)) >= _LEAST]
    return tuple(
        replace(one, trusted=False, source="invented", why="added") if told and _adds(one, told, trace) else one for one in found
    )  # fmt: skip


def _dictated(text: str, wish: Wish) -> frozenset[str]:
    """The telling words behind the colon of a wish."""
    at = wish.scope.items[wish.scope.at].end
    behind = _BEHIND.search(text, at)
    return _telling(behind["said"]) if behind and behind.start() < at + _FIRST and "\n" not in text[at : behind.start()] else frozenset()


def _adds(one: Argument, told: Sequence[frozenset[str]], trace: Trace) -> bool:
    if not (one.trusted and one.source == "composed" and isinstance(one.value, str) and not one.spans) or tracing.moment(one.value):
        return False
    mine = _telling(one.value)
    new = {word for word in mine if not is_known(word, trace)}
    dictated = frozenset().union(*told)
    taken = sum(1 for word in dictated if any(_alike(word, own) for own in mine))
    return len(new) > 1 and len(new) > taken // _SHARE + (1 if taken * 2 >= len(dictated) else 0)


def _telling(text: str) -> frozenset[str]:
    return frozenset(word for word in word_list(text) if len(word) > 2 and not {word, word.rstrip("se")} & COMMON and word not in LIGHT)


def _alike(left: str, right: str) -> bool:
    size = max(4, min(len(left), len(right)) - 2)
    return left == right or (len(left) > 4 and left[:size] == right[:size])
