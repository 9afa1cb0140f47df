"""Everything that is recorded of one turn, read before anything is compared."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from agents.drafts import Prepared, prepared_from
from agents.models import Step, Turn
from audit import content, story
from audit.errors import ContentErased
from audit.story import Told
from kit.errors import NotFound, TransitionError
from policies.models import RulingRecord
from review import outbounds
from review.models import Action, Item
from review.outbounds import Stored

PREPARING = (Step.Kind.TRIAGE, Step.Kind.REDACT, Step.Kind.RECALL)


@dataclass
class Records:
    """``inline`` are look-ups made on the way to ``actions``; ``entries`` are those of the whole conversation, in the order of causes; ``contents`` the exact exchanges by id."""

    turn: Turn
    steps: list[Step]
    actions: list[Action]
    inline: list[Action]
    rulings: list[RulingRecord]
    items: list[Item]
    entries: list[Told]
    contents: dict[str, bytes]

    def value(self, identity: str) -> Any:
        """A content as JSON, or as text where it is none. Raises ContentErased and ContentMissing as the store does."""
        raw = self.contents[identity] if identity in self.contents else content.get(self.turn.workspace_id, identity)
        try:
            return json.loads(raw)
        except ValueError:
            return raw.decode("utf-8", "replace")

    def stored(self, identity: str) -> Stored:
        return outbounds.load(self.turn.workspace_id, identity)

    def about(self, event: str, subjects: Iterable[UUID]) -> list[Told]:
        wanted = set(subjects)
        return [entry for entry in self.entries if entry.event == event and entry.subject in wanted]

    @cached_property
    def proposed(self) -> list[Told]:
        """The entries of what the turn proposed, in the order in which it did."""
        told = [one for one in self.entries if one.event == "review.action_proposed" and one.data.get("turn") == str(self.turn.id)]
        return [one for one in told if not one.data.get("inline")]

    @cached_property
    def submission(self) -> list[Told]:
        """What was written in the transaction of the proposal: from its first entry to the end of the turn."""
        finished = self.about("agent.turn_finished", [self.turn.id])
        if not self.proposed or not finished:
            return []
        first, last = self.proposed[0].number, finished[-1].number
        return [entry for entry in self.entries if first <= entry.number <= last]

    @cached_property
    def was_taken_over(self) -> bool:
        """Whether a person had the conversation when the turn proposed."""
        first = self.proposed[0].number if self.proposed else 0
        told = [
            one.event for one in self.entries if one.number < first and one.event in ("conversation.taken_over", "conversation.given_back")
        ]
        return bool(told) and told[-1] == "conversation.taken_over"

    @cached_property
    def prepared(self) -> Prepared | None:
        """What the first leg found; None where the turn ended before it had."""
        return prepared_from(self.so_far) if len(self._newest) == len(PREPARING) else None

    @cached_property
    def so_far(self) -> dict[str, Any]:
        """What the first steps found, as many as there were."""
        return {name: value for step in self._newest.values() for name, value in self.value(step.response).items()}

    @cached_property
    def _newest(self) -> dict[str, Step]:
        return {step.kind: step for step in self.steps if step.kind in PREPARING}

    @property
    def model_steps(self) -> list[Step]:
        return [step for step in self.steps if step.kind == Step.Kind.MODEL]

    @property
    def tool_steps(self) -> list[Step]:
        return [step for step in self.steps if step.kind == Step.Kind.TOOL]

    def first_ruling(self, action: UUID) -> RulingRecord | None:
        return next((row for row in self.rulings if row.reference == action), None)


def load(turn_id: UUID) -> Records:
    """Raises NotFound, and TransitionError for a turn that is still at work."""
    turn = Turn.objects.select_related("agent_version__agent", "conversation__workspace").filter(id=turn_id).first()
    if turn is None:
        raise NotFound("There is no such turn.")
    if turn.finished_at is None:
        raise TransitionError("This turn is still at work. Replay it when it has ended.")
    steps = list(Step.objects.filter(turn=turn).order_by("number"))
    every = list(Action.objects.filter(turn=turn.id, agent__isnull=False).order_by("position", "id"))
    actions, inline = [one for one in every if not one.inline], [one for one in every if one.inline]
    rulings = list(RulingRecord.objects.filter(reference__in=[one.id for one in every]).select_related("version__policy").order_by("id"))
    entries = story.entries(turn.workspace_id, turn.conversation_id)
    return Records(turn, steps, actions, inline, rulings, list(Item.objects.filter(turn=turn.id)), entries, _contents(turn, steps, rulings))


def _contents(turn: Turn, steps: Sequence[Step], rulings: Sequence[RulingRecord]) -> dict[str, bytes]:
    wanted = {identity for step in steps for identity in (step.request, step.response)} | {row.facts for row in rulings}
    if content.redacted(turn.workspace_id, wanted):
        raise ContentErased("Words of an erased person were taken out of what this turn exchanged: it cannot run as it did.")
    return content.get_many(turn.workspace_id, wanted - {""})


def turns_of(conversation: UUID) -> list[UUID]:
    """The turns of a conversation that have ended, oldest first."""
    return list(Turn.objects.filter(conversation=conversation, finished_at__isnull=False).order_by("id").values_list("id", flat=True))
