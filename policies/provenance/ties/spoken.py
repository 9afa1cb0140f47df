"""The values of one call as the requester's texts hold them: where each was said, and of which kind it is there."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from policies.provenance.language import numbers
from policies.provenance.language.common import words
from policies.provenance.language.sentences import Item, values
from policies.provenance.reading import Text
from policies.provenance.values import tracing
from policies.provenance.values.arguments import is_worded
from policies.provenance.values.tracing import Argument, Span

NUMERIC: Final = ("number", "money", "hour")
"""An hour is a figure that may be one ("for 6")."""
WORD: Final = "word"
ARTICLES: Final = words("one ein eine einen un une uno una een")
"""Count nothing that another could be."""
_SOURCES: Final = ("requester", "reviewer")
_INDEX: Final = re.compile(r"\[\d+\]")


@dataclass(frozen=True)
class Value:
    """A trusted value of a call; no wording, choice or default of the agent's or the schema's."""

    argument: Argument
    texts: tuple[Text, ...]

    @property
    def path(self) -> str:
        return self.argument.path

    @property
    def root(self) -> str:
        """Its parameter: one of a list stands beside the others."""
        return self.path.partition("[")[0]

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        return tuple(sorted((one for one in self.argument.spans if one.trusted), key=lambda one: (one.trace, one.start)))

    @cached_property
    def _starts(self) -> tuple[tuple[int, int], ...]:
        return tuple((one.trace, one.start) for one in self.spans)

    @property
    def top(self) -> str:
        """Its object: the street and the town of one address are of one, those of a list are not."""
        return self.path if "[" in self.path else self.path.partition(".")[0]

    @property
    def is_figure(self) -> bool:
        """Figures that are no amount: a customer's number, the last four of a card."""
        value = self.argument.value
        return isinstance(value, str) and value.isdigit() and len(value) >= _LONG_FIGURE

    @property
    def is_said(self) -> bool:
        """Whether a person has said it, and not only our own records."""
        return any(one.source in _SOURCES for one in self.spans)

    @property
    def is_of_record(self) -> bool:
        """Whether a look-up has told it, of a record that a person has named."""
        return self.is_said and self.argument.source.startswith("tool:")

    def near(self, number: int, start: int, end: int) -> Iterator[Span]:
        """The spans that touch a stretch of text ``number``."""
        for place in range(bisect_left(self._starts, (number, end)) - 1, -1, -1):
            one = self.spans[place]
            if one.trace != number or one.start < start - _FAR:
                return
            if start < one.end:
                yield one

    def covers(self, number: int, item: Item) -> bool:
        return any(True for _ in self.near(number, item.start, item.end))

    @cached_property
    def kinds(self) -> frozenset[str]:
        """What it is in the texts that say it; by its own shape where none does."""
        value = self.argument.value
        if self.is_of_record:
            return frozenset((WORD,))  # the requester has called its record by a name
        items = {
            item.kind for text in self.texts for item in values(text.text)
            if any(one.end - one.start - 3 <= item.end - item.start for one in self.near(text.number, item.start, item.end))
        }  # fmt: skip
        moment = tracing.moment(value) if isinstance(value, str) else None
        if moment:
            said = items | ({"clock"} if "hour" in items else set())
            return frozenset(
                kind for kind, part in zip(("day", "clock"), moment, strict=True) if part is not None and (not said or kind in said)
            )
        if not isinstance(value, str):
            return frozenset(("money",)) if items == {"money"} else frozenset(("number",))
        if self.is_said:
            return frozenset((items - set(NUMERIC) if numbers.value_of(value) is None else items) or {WORD})
        shaped = {one.kind for one in values(value) if one.end - one.start >= len(value.strip())}
        if shaped:
            return frozenset(shaped)
        return frozenset(("mail" if "@" in value else "code" if any(map(str.isdigit, value)) and " " not in value else WORD,))


_LONG_FIGURE: Final = 4
_FAR: Final = 400
"""No value is longer."""


def of(found: Sequence[Argument], texts: tuple[Text, ...]) -> tuple[Value, ...]:
    """Addresses in one text with commas between them are values each."""
    flat = (part for one in found for part in (one.pieces if one.pieces and not _is_worded(one) else (one,)))
    return tuple(Value(one, texts) for one in flat if _is_value(one))


def same_kind(left: str, right: str) -> bool:
    return left == right or (left in NUMERIC and right in NUMERIC) or {left, right} == {"clock", "hour"}


def _is_value(one: Argument) -> bool:
    return one.trusted and one.source not in ("schema", "chosen", "composed") and not isinstance(one.value, bool) and not _is_worded(one)


def _is_worded(one: Argument) -> bool:
    return isinstance(one.value, str) and is_worded(_INDEX.sub("", one.path).rpartition(".")[2], one.value)
