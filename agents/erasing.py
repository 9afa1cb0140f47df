"""What agents have to empty when a conversation is erased: turns that run are ended, so that nothing of it is written anew."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from agents.models import ReplayResult, Step, Turn
from agents.turns import states, steps
from audit.erasers import Counts, Redaction, Subject
from audit.recorder import record
from conversations.models import Conversation, Message
from kit import events

WANTED = "agents.turn_wanted"
WAITS = (Conversation.Status.OPEN, Conversation.Status.WAITING_FOR_US, Conversation.Status.REOPENED)
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
        return {
            TURN: _ended(conversation),
            RESULT: ReplayResult.objects.filter(turn__conversation=conversation).exclude(error="").update(error=""),
            STEP: Step.objects.filter(turn__conversation=conversation).exclude(error="").update(error=""),
        }

    def redact(self, redaction: Redaction) -> Counts:
        """Turns that had the person's words before them go with all they exchanged. Who still waits for an answer gets a new one."""
        after = Message.objects.filter(conversation=redaction.conversation, seq__gte=redaction.since).values_list("id", flat=True)
        had = Turn.objects.filter(conversation=redaction.conversation, message__in=list(after))
        steps = Step.objects.filter(turn__in=had.values("id"))
        results = ReplayResult.objects.filter(turn__in=had.values("id"))
        redaction.gone |= {one for pair in steps.values_list("request", "response") for one in pair}
        redaction.gone |= set(results.values_list("content", flat=True))
        counts = {TURN: _ended(redaction.conversation), STEP: steps.count(), RESULT: results.update(error="")}
        steps.exclude(error="").update(error="")
        _answer_again(redaction)
        return counts

    def finish(self, subject: Subject) -> Counts:
        return {}


def _ended(conversation: UUID) -> int:
    turns = Turn.objects.filter(conversation=conversation)
    live = list(turns.select_for_update(of=("self",)).select_related("agent_version").filter(status__in=states.LIVE))
    for turn in live:
        _end(turn)
    return max(len(live), turns.exclude(error="").update(error=""))


def _answer_again(redaction: Redaction) -> None:
    """The newest message of somebody else, if nobody has answered it."""
    conversation = Conversation.objects.get(id=redaction.conversation)
    said = Message.objects.filter(conversation=conversation, machine="", quarantined="").exclude(direction=Message.Direction.NOTE)
    newest = said.exclude(id__in=redaction.messages).order_by("-seq").first()
    if conversation.status in WAITS and newest is not None and newest.direction == Message.Direction.INBOUND:
        events.publish(WANTED, workspace=redaction.workspace, subject=newest.id)


def _end(turn: Turn) -> None:
    Turn.objects.filter(id=turn.id).update(
        status=Turn.Status.SUPERSEDED, attempts=0, lease_until=None, next_attempt_at=None, finished_at=timezone.now(), error=""
    )
    record(
        "agent.turn_finished", workspace=turn.workspace_id, actor=steps.actor_of(turn), subject=turn.id, stream=turn.conversation_id,
        data={"outcome": "superseded", "error": "erased"},
    )  # fmt: skip
