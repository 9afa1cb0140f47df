"""What agents have to empty when a conversation is erased: turns that run are ended, so that nothing of it is written anew."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from agents.models import ReplayResult, Step, Turn
from agents.turns import states, steps
from audit.erasers import Counts, Subject
from audit.recorder import record

TURN, STEP, RESULT = "agents_turn", "agents_step", "agents_replayresult"


class AgentEraser:
    covers = (TURN, STEP, RESULT)

    def locate(self, subject: Subject) -> Counts:
        turns = Turn.objects.filter(conversation__in=subject.conversations)
        return {
            TURN: turns.count(),
            STEP: Step.objects.filter(turn__in=turns.values("id")).count(),
            RESULT: ReplayResult.objects.filter(turn__in=turns.values("id")).count(),
        }

    def erase(self, workspace: UUID, conversation: UUID) -> Counts:
        """A worker in the middle of a turn finds that it has moved on, and writes nothing."""
        turns = Turn.objects.filter(conversation=conversation)
        live = list(turns.select_for_update(of=("self",)).select_related("agent_version").filter(status__in=states.LIVE))
        for turn in live:
            _end(turn)
        errors = turns.exclude(error="").update(error="")
        return {
            TURN: max(len(live), errors),
            RESULT: ReplayResult.objects.filter(turn__conversation=conversation).exclude(error="").update(error=""),
            STEP: Step.objects.filter(turn__conversation=conversation).exclude(error="").update(error=""),
        }

    def finish(self, subject: Subject) -> Counts:
        return {}


def _end(turn: Turn) -> None:
    Turn.objects.filter(id=turn.id).update(
        status=Turn.Status.SUPERSEDED, attempts=0, lease_until=None, next_attempt_at=None, finished_at=timezone.now(), error=""
    )
    record(
        "agent.turn_finished", workspace=turn.workspace_id, actor=steps.actor_of(turn), subject=turn.id, stream=turn.conversation_id,
        data={"outcome": "superseded", "error": "erased"},
    )  # fmt: skip
