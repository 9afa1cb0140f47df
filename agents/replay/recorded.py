"""A turn as recorded: answers from the content store, every ruling from its stored facts, and all of it must come out the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from agents import extractive, weighing
from agents.drafts import Prepared
from agents.models import Step, Turn
from agents.replay import additions, drafting, looking, proposing, records, ruling, sorting, states
from agents.replay.differences import Difference, compare, compare_all
from agents.replay.disarmed import read_only, watched
from agents.replay.proposing import name_of
from agents.replay.records import Records
from agents.replay.ruling import Policies
from policies.engine import Ruling
from review import digests, facts, holds
from review.types import ProposedAction, Ruled


@dataclass(frozen=True, slots=True)
class Replayed:
    turn: UUID
    differences: tuple[Difference, ...]
    sockets: int
    steps: int
    rulings: int

    @property
    def identical(self) -> bool:
        return not self.differences

    def as_dict(self) -> dict[str, Any]:
        return {
            "turn": str(self.turn),
            "identical": self.identical,
            "differences": [one.as_dict() for one in self.differences],
            "sockets_opened": self.sockets,
            "steps": self.steps,
            "rulings": self.rulings,
        }


def replay(turn_id: UUID, policies: Policies | None = None) -> Replayed:
    """Raises NotFound, TransitionError for a turn at work, ContentErased where what it rests on is gone."""
    with watched() as watch, read_only():
        found = records.load(turn_id)
        every = _differences(found, policies or Policies())
        differences = tuple({(one.where, one.field): one for one in every}.values())
    return Replayed(turn_id, differences, watch.opened, len(found.steps), len(found.rulings))


def _differences(found: Records, policies: Policies) -> Iterator[Difference]:
    yield from states.of_turn(found.turn, found)
    yield from steps_and_entries(found)
    yield from proposing.rows_and_entries(found)
    yield from looking.rows_and_rulings(found)
    rulings, differences = ruling.again(found, policies)
    yield from differences
    again = _Again(found)
    again.draft()
    yield from again.differences
    yield from _submitted(found, rulings, again)


@dataclass
class _Again:
    """What the turn would propose once more. ``actions`` in the order of its entries; empty for a turn that was set aside."""

    found: Records
    actions: list[ProposedAction] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)

    def draft(self) -> None:
        turn, prepared = self.found.turn, self.found.prepared
        if prepared is not None:
            self._summed_up(prepared)
        if turn.status == Turn.Status.FAILED:
            self._handed_over()
        elif turn.status == Turn.Status.PROPOSED:
            if prepared is None:
                self.differences.append(Difference("turn", "steps", None, "triage, redact and recall"))
                return
            triage = self._sorted(prepared)
            if sorting.stands_for_a_reply(triage):
                self.actions = triage
                self._told(extractive.TIER, weighing.signals(prepared))
                self._proposing()
                return
            self._proposed(drafting.redraft(self.found, prepared, _signature(self.found)), triage)

    def _summed_up(self, prepared: Prepared) -> None:
        """What the story says of the first steps, from what they found."""
        about = {
            "language": prepared.language,
            "urgency": prepared.urgency,
            "intent": prepared.intent,
            "wants_person": prepared.wants_person,
        }
        spam = {"spam": str(prepared.spam)} if prepared.spam else {}
        hidden = {"types": list(prepared.types), "placeholders": len(prepared.names), "messages": len(prepared.thread)}
        said: dict[str, dict[str, Any]] = {
            Step.Kind.TRIAGE: about | {"injection": str(prepared.injection)} | spam,
            Step.Kind.REDACT: hidden,
            Step.Kind.RECALL: {"passages": len(prepared.passages)},
        }
        for step in self.found.steps:
            if step.kind in said:
                self.differences += compare(drafting.name_of(step), "summary", step.summary, said[step.kind])

    def _handed_over(self) -> None:
        self.actions = [weighing.hand_off(weighing.reason_for(self.found.turn.error))]
        self._told("person", self._known())

    def _known(self) -> dict[str, Any]:
        """What had been found until the turn was given up. A record of before told only the urgency that the conversation had."""
        proposed = next((self.found.first_ruling(row.id) for row, _, _ in proposing.pair(self.found)), None)
        told: dict[str, Any] = self.found.value(proposed.facts) if proposed else {"absent": ["signals.urgency"]}
        if "signals.injection" in told["absent"] and "signals.urgency" not in told["absent"]:
            return {"calibrated": False, "urgency": told["signals"]["urgency"]}
        return weighing.signals_so_far(self.found.so_far)

    def _sorted(self, prepared: Prepared) -> list[ProposedAction]:
        """Triage's actions once more; what else was recorded of one is a difference."""
        again = sorting.again(self.found, prepared, self.found.turn.agent_version)
        recorded = [one for one in proposing.pair(self.found) if one[0].kind == "triage"]
        for (row, entry, _), one in zip(recorded, again, strict=False):
            told = self.found.value(entry.content["evidence"].id) if "evidence" in entry.content else {}
            self.differences += compare(name_of(row), "evidence", told, one.evidence)
        return again

    def _proposed(self, redrafted: drafting.Redrafted, triage: list[ProposedAction]) -> None:
        self.differences += redrafted.differences
        self.differences += looking.steps_again(self.found, redrafted.looked)
        reply = next((one for one in proposing.pair(self.found) if one[0].kind == "reply"), None)
        if redrafted.draft is None or reply is None or self.found.prepared is None:
            self.differences.append(Difference("turn", "draft", None if reply is None else "a draft", redrafted.failed or None))
            return
        weighed = weighing.weigh(self.found.prepared, redrafted.draft)
        self._grounded(weighed)
        again, differences = proposing.reply_again(self.found, reply[0], reply[2], weighed)
        self.differences += differences
        if again is not None:
            more = [weighing.hand_off(redrafted.draft.hand_off)] if redrafted.draft.hand_off else []
            self.actions = [*self._calls(weighed), again, *more, *triage]
            self._told(redrafted.draft.tier, dict(weighed.signals))
            self._proposing()

    def _calls(self, weighed: weighing.Weighed) -> list[ProposedAction]:
        """The tool calls once more; what else was recorded of one is a difference."""
        recorded = [one for one in proposing.pair(self.found) if one[0].kind == "tool"]
        for (row, entry, stored), call in zip(recorded, weighed.calls, strict=False):
            told = self.found.value(entry.content["evidence"].id) if "evidence" in entry.content else {}
            self.differences += compare(name_of(row), "arguments", stored.arguments, dict(call.arguments))
            self.differences += compare(name_of(row), "evidence", told, additions.evidence(told, call.evidence))
        return list(weighed.calls)

    def _proposing(self) -> None:
        step = next((one for one in self.found.steps if one.kind == Step.Kind.PROPOSE), None)
        told = {"actions": [one.kind for one in self.actions], "confidence": str(self.actions[0].confidence)}
        if step is None:
            self.differences.append(Difference("turn", "steps", None, "propose"))
        else:
            self.differences += compare(drafting.name_of(step), "summary", step.summary, told)

    def _grounded(self, weighed: weighing.Weighed) -> None:
        step = next((one for one in self.found.steps if one.kind == Step.Kind.GROUND), None)
        if step is None:
            self.differences.append(Difference("turn", "steps", None, "ground"))
            return
        where = drafting.name_of(step)
        self.differences += compare(where, "request", self.found.value(step.request), weighed.step.request)
        told = self.found.value(step.response)
        self.differences += compare(where, "response", told, additions.grounding(told, weighed.step.response))
        self.differences += compare(where, "summary", step.summary, weighed.step.summary)

    def _told(self, tier: str, signals: dict[str, Any]) -> None:
        """The facts of each action, against those that were ruled on."""
        for (row, _, _), proposed in zip(proposing.pair(self.found), self.actions, strict=False):
            first = self.found.first_ruling(row.id)
            name = self.found.value(first.facts)["agent"]["name"] if first else ""
            agent = weighing.agent_facts(self.found.turn.agent_version, tier) | {"name": name}
            _, differences = proposing.facts_again(self.found, row, proposed, agent, signals)
            self.differences += differences


def _submitted(found: Records, rulings: dict[UUID, Ruling], again: _Again) -> Iterator[Difference]:
    pairs = proposing.pair(found)
    yield from compare("turn", "proposed", [row.kind for row, _, _ in pairs], [one.kind for one in again.actions])
    if len(pairs) != len(again.actions):
        return
    ruled = []
    for (row, entry, _), proposed in zip(pairs, again.actions, strict=True):
        first = found.first_ruling(row.id)
        if first is None:
            return
        digest = digests.of_action(proposed.kind, proposed.tool, proposed.outbound, proposed.arguments)
        yield from compare(name_of(row), "digest as proposed", entry.data.get("digest"), digest)
        told = found.value(first.facts)
        foreign, rate = facts.foreign_then(told, proposed), told.get("rate")
        because = holds.because(row.id, proposed, rulings[first.id], taken_over=found.was_taken_over, foreign=foreign, rate=rate)
        ruled.append(Ruled(row.position, proposed, digest, rulings[first.id], because))
    if ruled:
        yield from states.of_submission(found, [row for row, _, _ in pairs], ruled)


def _signature(found: Records) -> str:
    """The sender's name as it stood in the reply."""
    stored = next((stored for row, _, stored in proposing.pair(found) if row.kind == "reply"), None)
    return stored.outbound.sender.name if stored and stored.outbound else ""


def steps_and_entries(found: Records) -> Iterator[Difference]:
    """Each step is on the ledger as its row says, with the same contents, numbered without a gap."""
    entries = {entry.subject: entry for entry in found.entries if entry.event == "agent.step_recorded"}
    numbers = [step.number for step in found.steps]
    yield from compare("turn", "numbers of steps", list(range(1, len(numbers) + 1)), numbers)
    for step in found.steps:
        entry = entries.get(step.id)
        if entry is None:
            yield Difference(drafting.name_of(step), "entry", None, "agent.step_recorded")
            continue
        told = _as_told(step)
        yield from compare_all(drafting.name_of(step), {name: entry.data.get(name) for name in told}, told)
        kept = {name: ref.id for name, ref in entry.content.items()}
        yield from compare(drafting.name_of(step), "content", kept, {name: getattr(step, name) for name in kept})
    mine = {entry.subject for entry in entries.values() if entry.data.get("turn") == str(found.turn.id)}
    for gone in sorted(mine - {step.id for step in found.steps}, key=str):
        yield Difference(f"step {entries[gone].data.get('number')}", "row", str(gone), None)


def _as_told(step: Step) -> dict[str, Any]:
    """A step's row in the words of its entry; what an entry leaves out when it is empty is None here."""
    told: dict[str, Any] = {"turn": step.turn_id, "number": step.number, "kind": step.kind, "milliseconds": step.milliseconds}
    texts = {"tier": step.tier, "model": step.model.replace(" ", "_"), "error": step.error, "currency": step.currency}
    told |= {name: value or None for name, value in texts.items()}
    if step.kind == Step.Kind.MODEL:
        told |= {"input_tokens": step.input_tokens, "output_tokens": step.output_tokens}
    return told | {"cost": None if step.cost is None else f"{step.cost:f}"}
