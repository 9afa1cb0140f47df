"""Where the sentences and arguments of a proposal come from, as it was found when they were proposed, and where that stands on the story."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.urls import reverse

from agents.models import Step
from audit.story import Told
from portal.story.material import Material, draft_of, evidence_of
from review.pages import grounds, origins, proposal, thread, words
from review.pages.masking import Mask
from review.pages.origins import Bodies, Origin, Reader, Shown, Sign
from review.pages.texts import Part, Span, parts, plain

_STATES_NOTHING = ("courtesy", "states nothing")


@dataclass(frozen=True, slots=True)
class Rest:
    """A stating sentence. ``number`` is the passage that says it, 0 where none does; ``why`` says what is missing; ``origin`` quotes where it comes from."""

    sentence: str
    number: int
    why: str
    origin: Shown | None

    @property
    def supported(self) -> bool:
        return not self.why


@dataclass(frozen=True, slots=True)
class Given:
    """An argument of a call, what its value is, in words where that came from, and the words themselves."""

    path: str
    parts: list[Part]
    source: str
    trusted: bool | None
    origin: Shown | None

    @property
    def name(self) -> str:
        return words.plain(self.path).replace(".", " ")

    @property
    def value(self) -> str:
        return "".join(one.text for one in self.parts)


@dataclass
class Traces:
    """Everything on one page of a story that something came from."""

    material: Material
    entries: list[Told]
    mask: Mask
    language: str
    turns: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """What the reply of each turn rests on."""
    _readers: dict[str, Reader] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for entry in self.entries:
            evidence = self._evidence(entry)
            if "passages" in evidence:
                self.turns[str(entry.data.get("turn"))] = evidence

    def _evidence(self, entry: Told) -> Mapping[str, Any]:
        return self.material.evidence.get(evidence_of(entry)) or {}

    @cached_property
    def marked(self) -> list[Origin]:
        """All that is led to by an anchor."""
        found = list[Origin]()
        for entry in self.entries:
            if evidence := self._evidence(entry):
                found += self._of_call(entry, evidence).values()
                found += origins.of_sentences(evidence, f"said-{entry.number}").values()
                found += [one for _, one in origins.of_signs(evidence, f"sign-{entry.number}")]
        return found

    @staticmethod
    def _of_call(entry: Told, evidence: Mapping[str, Any]) -> dict[str, Origin]:
        return origins.of_call(
            evidence, f"from-{entry.number}", str((evidence.get("tool") or {}).get("label") or entry.data.get("tool") or "")
        )

    def on_message(self, message: UUID) -> list[Origin]:
        return [one for one in self.marked if one.place == "message" and one.key == str(message)]

    def on_step(self, step: Step) -> list[Origin]:
        """What came from the answer of this look-up."""
        key = next((index for index, one in self._looked.get(str(step.turn_id), {}).items() if one.subject == step.id), None)
        turn = {entry.number for entry in self.entries if str(entry.data.get("turn")) == str(step.turn_id)}
        return [one for one in self.marked if one.place == "looked" and one.key == key and int(one.anchor.split("-")[1]) in turn]

    @cached_property
    def _looked(self) -> dict[str, dict[str, Told]]:
        """The entries of look-ups by turn and place: those of the talk that ended with the draft are the last ones."""
        every: dict[str, list[Told]] = {}
        for entry in self.entries:
            step = self.material.steps.get(entry.subject) if entry.subject else None
            if step is not None and step.kind == Step.Kind.TOOL and "action" in step.summary:
                every.setdefault(str(step.turn_id), []).append(entry)
        kept = {
            turn: found[-len(self.turns[turn].get("looked") or ()) or len(found) :] for turn, found in every.items() if turn in self.turns
        }
        return {turn: {str(place): entry for place, entry in enumerate(found)} for turn, found in kept.items()}

    @cached_property
    def _bodies(self) -> dict[str, Bodies]:
        documents = self.material.documents
        return {str(row.id): thread.bodies(row, documents[row.id]) for row in self.material.messages.values() if row.id in documents}

    def _reader(self, turn: str) -> Reader:
        if turn not in self._readers:
            self._readers[turn] = self._made_reader(turn)
        return self._readers[turn]

    def _made_reader(self, turn: str) -> Reader:
        evidence = self.turns.get(turn) or {}
        calls = {line: self._entry(number) for line, number in self._calls(turn).items()}
        looked = {str(place): str(one.get("label") or one.get("tool")) for place, one in enumerate(evidence.get("looked") or ())}
        return Reader(
            self.language, self.mask, self._bodies, {str(one.get("number")): one for one in evidence.get("passages") or ()}, looked, calls
        )

    def _calls(self, turn: str) -> dict[str, int]:
        """The entries of what is to be done beside the reply, by the line that tells it."""
        return {
            line: entry.number
            for entry in self.entries
            if entry.data.get("tool") and not entry.data.get("inline") and str(entry.data.get("turn")) == turn
            if (stored := self.material.arguments.get(draft_of(entry))) is not None
            if (line := proposal.says(self._evidence(entry), {"arguments": stored}))
        }

    def _show(self, origin: Origin | None, turn: str, reader: Reader) -> Shown | None:
        return reader.show(origin, self._href(origin, turn, reader)) if origin else None

    def _href(self, origin: Origin, turn: str, reader: Reader) -> str:
        if origin.place == "message":
            anchor = origins.anchor_in(origin, reader.bodies.get(origin.key, ()))
            return f"#{anchor}" if anchor else self._entry(self.material.numbers.get(origin.key))
        if origin.place == "looked":
            entry = self._looked.get(turn, {}).get(origin.key)
            return self._entry(entry.number if entry else None)
        return ""

    def _entry(self, number: int | None) -> str:
        if number is None:
            return ""
        on_page = self.entries and self.entries[0].number <= number
        return f"#entry-{number}" if on_page else f"?after={number - 1}#entry-{number}"

    def rests(self, entry: Told) -> Iterator[Rest]:
        """Of every sentence that states something; fixed lines of ours and courtesies rest on nothing."""
        evidence, turn = self._evidence(entry), str(entry.data.get("turn"))
        found, reader = origins.of_sentences(evidence, f"said-{entry.number}"), self._reader(turn)
        draft = str(evidence.get("draft") or "")
        for number, one in enumerate((evidence.get("grounding") or {}).get("sentences", ())):
            sentence, origin = draft[one["start"] : one["end"]].strip(), found.get(number)
            if sentence[2:] in reader.calls:
                yield Rest(plain(self.mask.line(sentence, self.language)), 0, "", Shown([], "the call", reader.calls[sentence[2:]]))
            if one.get("why") in _STATES_NOTHING or not sentence:
                continue
            passage = int(origin.key) if origin and origin.place == "passage" and origin.key.isdecimal() else 0
            why = "" if passage else str(one.get("why") or "no source says this")
            yield Rest(plain(self.mask.line(sentence, self.language)), passage, why, self._show(origin, turn, reader))

    def signs(self, turn: UUID) -> list[Sign]:
        """What the detectors saw in the message that the turn answers, and in what was read for it."""
        found: dict[tuple[str, str, int], Sign] = {}
        for entry in self.entries:
            if str(entry.data.get("turn")) == str(turn):
                reader = self._reader(str(turn))
                for label, origin in origins.of_signs(self._evidence(entry), f"sign-{entry.number}"):
                    shown = self._show(origin, str(turn), reader)
                    if shown:
                        found.setdefault((label, origin.text, origin.start), Sign(label, shown))
        return list(found.values())

    def given(self, entry: Told, arguments: Mapping[str, Any]) -> Iterator[Given]:
        """The arguments of a proposed call, each with where it came from."""
        evidence, turn = self._evidence(entry), str(entry.data.get("turn"))
        found, reader, told = self._of_call(entry, evidence), self._reader(turn), evidence.get("arguments") or {}
        for path, value in proposal.flat(arguments):
            about = told.get(path) or {}
            trusted = about.get("trusted") if isinstance(about.get("trusted"), bool) else None
            shown = self._show(found.get(path), turn, reader)
            yield Given(path, self.mask.field_parts(path, value, self.language), words.source(about.get("source")), trusted, shown)

    def draft(self, entry: Told, identity: str, text: str) -> list[Part]:
        """The draft with a link after each sentence to what it rests on; what is masked stays masked."""
        evidence, turn = self._evidence(entry), str(entry.data.get("turn"))
        beside, reader = origins.of_sentences(evidence, f"said-{entry.number}"), self._reader(turn)
        hidden = self.mask.spans(identity, text, self.language, count=False)
        marks = grounds.spans(
            text, evidence, beside,
            sentence=lambda number: self._lead(beside.get(number), turn, reader),
            passage=lambda number: self._lead(Origin("passage", str(number), "", 0, 0), turn, reader),
            calls=reader.calls,
        )  # fmt: skip
        return parts(text, [*hidden, *(one for one in marks if not any(_overlap(one, other) for other in hidden))])

    def _lead(self, origin: Origin | None, turn: str, reader: Reader) -> str:
        shown = self._show(origin, turn, reader)
        if shown is None or not shown.document:
            return shown.href if shown else ""
        address = reverse("review:source", args=[self.material.conversation.workspace.slug, shown.document])
        return f"{address}?passage={shown.chunk}" + (f"&words={shown.words}#words" if shown.words else "#passage")


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
