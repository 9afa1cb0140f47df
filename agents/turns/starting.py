"""A customer has written: one turn for this version of the conversation, and none for what came before."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from agents.models import AgentVersion, Turn
from agents.turns import states
from audit.recorder import Recording, record_many
from conversations.memory.embedding import embedding_model
from conversations.models import Message
from kit import correlation, rows
from kit.actor import Actor
from kit.compiled import Compiled
from kit.ids import uuid7

_NEWER = Message.objects.filter(
    conversation_id=OuterRef("conversation_id"), direction=Message.Direction.INBOUND, seq__gt=OuterRef("seq"), machine="", quarantined=""
)
# Its answer may have left since, which moved the conversation on: a waking that comes again (a worker was killed) must not answer it twice.
_ANSWERED = Turn.objects.filter(
    conversation_id=OuterRef("conversation_id"),
    message=OuterRef("id"),
    conversation_version__lt=OuterRef("conversation__version"),
    status__in=(Turn.Status.PROPOSED, Turn.Status.FAILED),
)
_SENT = Message.objects.filter(conversation_id=OuterRef("conversation_id"), direction=Message.Direction.OUTBOUND, seq__gt=OuterRef("seq"))


def _unless(answered: QuerySet[Any]) -> Compiled[Message]:
    return Compiled(
        lambda message: (
            Message.objects.select_related("conversation__channel", "conversation__workspace")
            .filter(id=message, direction=Message.Direction.INBOUND, machine="", quarantined="", conversation__taken_over_by=None)
            .exclude(Exists(_NEWER))
            .exclude(Exists(answered))
        )
    )


_MESSAGE = _unless(_ANSWERED)
_DRAFTED_BEFORE = _unless(_SENT)  # the draft was taken back since, by an erasure
_VERSION = Compiled(
    lambda channel, workspace: (
        AgentVersion.objects.select_related("agent")
        .filter(agent__active_id=F("id"), agent__agentchannel__channel_id=channel, agent__is_enabled=True, agent__workspace_id=workspace)
        .order_by("id")[:1]
    )
)
_ROUTED = Compiled(
    lambda agent, workspace: AgentVersion.objects.select_related("agent").filter(
        agent__active_id=F("id"), agent_id=agent, agent__is_enabled=True, agent__workspace_id=workspace
    )
)
_SUPERSEDE = """
UPDATE agents_turn SET status = 'superseded', finished_at = %s, lease_until = NULL, next_attempt_at = NULL
 WHERE conversation_id = %s AND conversation_version < %s AND status IN ('queued', 'prepared', 'answered') RETURNING id
"""


def start(message_id: UUID, *, take: bool = False, again: bool = False) -> Turn | None:
    """The turn that answers ``message_id``, made once. None when nobody should draft: no agent, a person has taken over, not the newest,
    answered before.

    ``take``: in the hands of the caller, who begins its first leg at once; None too when somebody has made it before.
    ``again``: what was drafted before no longer counts, only what has left does.
    """
    message = (_DRAFTED_BEFORE if again else _MESSAGE).first(message_id)
    version = _version(message) if message else None
    return _insert(message, version, take) if message and version else None


def _version(message: Message) -> AgentVersion | None:
    """Of the agent that the conversation was routed to, where that still works; else of the channel's."""
    routed = message.conversation.agent
    found = _ROUTED.first(routed, message.workspace_id) if routed else None
    return found or _VERSION.first(message.channel_id, message.workspace_id)


def _insert(message: Message, version: AgentVersion, take: bool) -> Turn | None:
    now = timezone.now()
    hands: dict[str, Any] = states.taken(now, states.Status.QUEUED) if take else {"next_attempt_at": now + states.GRACE}
    conversation = message.conversation
    turn = Turn(
        id=uuid7(),
        workspace_id=message.workspace_id,
        conversation=conversation,
        agent_version=version,
        conversation_version=conversation.version,
        message=message.id,
        correlation_id=message.correlation_id or correlation.get(),
        **hands,
    )
    turn.written_steps = 0
    try:
        with transaction.atomic():
            waits = not take or bool(embedding_model())  # a question leaves for the endpoint before the next state is committed
            older = rows.insert_after(_SUPERSEDE, [now, turn.conversation_id, turn.conversation_version], turn, waits=waits)
            _record(turn, [identity for (identity,) in older])
    except IntegrityError:
        return None if take else Turn.objects.get(conversation=conversation, conversation_version=conversation.version)
    return turn


def _record(turn: Turn, superseded: list[Any]) -> None:
    actor = Actor("agent", turn.agent_version.agent_id, "worker")
    scope = (turn.workspace_id, actor)
    ended = [Recording("agent.turn_finished", *scope, identity, turn.conversation_id, {"outcome": "superseded"}) for identity in superseded]
    data = {"message": turn.message, "version": turn.conversation_version, "agent_version": turn.agent_version_id}
    record_many([*ended, Recording("agent.turn_started", *scope, turn.id, turn.conversation_id, data)])
