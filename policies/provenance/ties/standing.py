"""Values that stand outside the clause of their wish and can be taken for nothing else: the house's own, and the only one of its kind in the sentence."""

from __future__ import annotations

from typing import Final

from policies.provenance.language.concepts import deeds, things
from policies.provenance.language.plain import bare
from policies.provenance.language.sentences import Item, sentences, values
from policies.provenance.requests.vocabulary import alike
from policies.provenance.ties.labels import label
from policies.provenance.ties.leading import Led
from policies.provenance.ties.spoken import NUMERIC, WORD, Value, same_kind
from policies.provenance.values import tracing
from policies.provenance.values.taking import worded_by


class Standing(Led):
    """The values of one call beside one wish, and where each of them stands."""

    def _is_open(self, item: Item) -> bool:
        word = bare(item.word)
        return not (things(word) or deeds(word)) and not any(alike(word, other) for other in (*self.known, *self.said))

    def _is_denied(self, item: Item) -> bool:
        """ "Three adults, not two"."""
        text = next(text.text for text in self.texts if text.number == self.number)
        return tracing.denied_at(text, item.start)

    def _is_of_the_house(self, one: Value, kind: str) -> bool:
        """Whether only the system has told it (whose account it is, the room of a guest), and the text of the wish names no other of its kind."""
        if one.is_said or not one.spans or any(span.source != "system" for span in one.spans):
            return False
        text = next(text for text in self.texts if text.number == self.number)
        given = [other.argument for other in self.values]
        if kind == WORD:
            return not any(
                item.upper and not item.kind and self._is_open(item) and not any(other.covers(self.number, item) for other in self.values)
                for item in self.scope.items[1:]
            )
        return all(
            any(other.covers(self.number, item) for other in self.values)
            or worded_by(item, text, given)
            or item.kind in ("day", "hour", "clock")
            or _is_of_another_shape(one, text.text[item.start : item.end], kind)
            for item in values(text.text)
            if same_kind(item.kind, kind)
        )

    def _is_alone_beside(self, one: Value, kind: str) -> bool:
        """Whether it stands in the sentence of the wish, behind it, and nothing else of its kind does there that is not another parameter's: "book us in for 6, three of us"."""
        source = next(text for text in self.texts if text.number == self.number)
        place = self.scope.items[self.scope.at].start
        told = next(
            (
                sentence.items
                for sentence in sentences(source.text)
                if sentence.items and sentence.items[0].start <= place < sentence.items[-1].end
            ),
            (),
        )
        here = [item for item in values(source.text) if told and told[0].start <= item.start < told[-1].end]
        mine = [item for item in here if one.covers(self.number, item)]
        others = (item for item in here if same_kind(item.kind, kind) and item not in mine)
        if not mine or mine[0].start <= place:
            return False
        named = label(source, mine[0], one)
        return all(
            any(other.covers(self.number, item) and (kind not in other.kinds or named > label(source, item, one)) for other in self.values)
            for item in others
        )


def _is_of_another_shape(one: Value, other: str, kind: str) -> bool:
    """Whether an identifier is written so that nobody takes it for the other: "CO-177" and "flex10", room 214 and two pillows."""
    own = str(one.argument.value)
    return (
        kind in ("code", *NUMERIC) and len(own) >= _TELLING and any(map(str.isdigit, own)) and tracing.masked(own) != tracing.masked(other)
    )


_TELLING: Final = 3
"""Characters of an identifier that has a shape."""
