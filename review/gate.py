"""The only door to the world: what an agent proposes is written down, ruled on, and then leaves, waits for a person, or ends.

``submit`` is one transaction and happens once per turn, however often its task is delivered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from audit.recorder import Recording, record_many
from audit.together import together
from conversations.models import Conversation
from kit.actor import Actor
from kit.errors import InvalidInput, NotFound
from kit.ids import uuid7
from policies import rulings
from policies.engine import Ruling
from policies.facts import ActionFacts
from review import digests, facts, holds, informing, locks, outbounds, rates, stop, tools, verdicts
from review.errors import Superseded
from review.models import Action, Item, Stop
from review.types import ProposedAction, Ruled, Submission

_NO_TURN = UUID(int=0)
ORDER = {"tool": 0, "reply": 1, "hand_off": 2, "triage": 3}


def submit(
    *,
    conversation_id: UUID,
    conversation_version: int,
    turn: UUID,
    agent: Actor,
    agent_facts: Mapping[str, Any],
    signals: Mapping[str, Any],
    actions: Sequence[ProposedAction],
    first: Callable[[], None] | None = None,
) -> Submission:
    """Rule on all actions of one turn; the strictest ruling holds for all of them.

    ``first`` runs under the same locks before anything is proposed: what the caller has to put down about how it came to this.
    Raises Superseded when the conversation has moved on since ``conversation_version``, InvalidInput for an impossible action.
    """
    if not actions:
        raise InvalidInput("A turn must propose at least one action; propose a hand-off when nothing fits.")
    with together():
        locks.turn(turn)
        stops = _stops(conversation_id) if any(one.kind == "triage" for one in actions) else ()
        held, before = facts.hold(conversation_id, turn)
        if before:
            return submitted(turn)
        conversation = _as_read(held, conversation_version)
        if first:
            first()
        ours = facts.about_conversation(conversation, agent.id)
        actions = [tools.as_declared(conversation.workspace, one) for one in actions]
        rows = _written(conversation, turn, agent, actions)
        ruled = [
            rule(
                conversation, row, proposed,
                facts.gather(proposed, conversation, ours | _rate(row, proposed, conversation), agent=agent_facts, signals=signals),
            )
            for row, proposed in zip(rows, actions, strict=True)
        ]  # fmt: skip
        informing.ask_once(rows)
        urgency = str(signals.get("urgency") or conversation.urgency or "normal")
        stopped = {row.id for row in rows if any(stop.covers(one, row.agent, conversation.channel_id, row.tool) for one in stops)}
        item, sorting = verdicts.carry_out(conversation, agent, rows, ruled, urgency=urgency, stopped=stopped)
        return Submission(tuple(rows), item, sorting)


def _stops(conversation: UUID) -> list[Stop]:
    """Triage is done right here, so the stop is asked right here: held until the end of the transaction, before the conversation."""
    workspace = Conversation.objects.values_list("workspace", flat=True).filter(id=conversation).first()
    if workspace is None:
        raise NotFound("There is no such conversation.")
    locks.stop(workspace)
    return list(Stop.objects.filter(workspace=workspace, lifted_at=None))


def _rate(row: Action, proposed: ProposedAction, conversation: Conversation) -> dict[str, dict[str, Any] | None]:
    return {"rate": rates.told(proposed, conversation, agent=row.agent, action=row.id)}


def submitted(turn: UUID) -> Submission:
    """What this turn has submitted already."""
    rows = list(Action.objects.filter(turn=turn, inline=False).select_related("ruling").order_by("position"))
    first, *more = [*Item.objects.filter(turn=turn, about=None).order_by("created_at")[:2], None]
    return Submission(tuple(rows), first, more[0] if more else None)


def hold(conversation_id: UUID, version: int) -> Conversation:
    """The conversation, alone until the end of the transaction and as it was when the agent read it."""
    held, _ = facts.hold(conversation_id, _NO_TURN)
    return _as_read(held, version)


def _as_read(held: Conversation | None, version: int) -> Conversation:
    if held is None:
        raise NotFound("There is no such conversation.")
    if held.version != version:
        raise Superseded("The conversation has moved on since this was drafted.")
    return held


def _written(conversation: Conversation, turn: UUID, agent: Actor, actions: Sequence[ProposedAction]) -> list[Action]:
    """Store contents and put each proposal on the ledger, before anything is said about it; the rows are saved with what is said."""
    places = {index: place for place, index in enumerate(sorted(range(len(actions)), key=lambda i: ORDER[actions[i].kind]))}
    written = [propose(conversation, turn, agent, proposed, places[index]) for index, proposed in enumerate(actions)]
    record_many([entry for _, entry in written])
    return [row for row, _ in written]


def propose(
    conversation: Conversation, turn: UUID, agent: Actor, proposed: ProposedAction, position: int, *, inline: bool = False
) -> tuple[Action, Recording]:
    """The row of one proposal, not yet saved, and its entry, not yet written; its content is stored."""
    content, evidence = outbounds.put(conversation.workspace_id, proposed, conversation=conversation.id, subject=conversation.contact_id)
    row = Action(
        id=uuid7(),
        workspace_id=conversation.workspace_id,
        conversation=conversation,
        turn=turn,
        inline=inline,
        position=position,
        agent=agent.id,
        kind=proposed.kind,
        tool=proposed.tool,
        content=content.id,
        digest=digests.of_action(proposed.kind, proposed.tool, proposed.outbound, proposed.arguments),
        evidence=evidence.id if evidence else "",
        confidence=_share(proposed.confidence),
        conversation_version=conversation.version,
    )
    contents = {"action": content} | ({"evidence": evidence} if evidence else {})
    data: dict[str, object] = {
        "kind": row.kind,
        "tool": row.tool,
        "digest": row.digest,
        "turn": turn,
        "version": conversation.version,
        "confidence": row.confidence,
    }
    data |= {"inline": True} if inline else {}
    return row, Recording("review.action_proposed", conversation.workspace_id, agent, row.id, conversation.id, data, contents)


def _share(value: float | None) -> Decimal | None:
    if value is None:
        return None
    if not 0.0 <= value <= 1.0:
        raise InvalidInput("confidence must be between 0.0 and 1.0.")
    return round(Decimal(str(value)), 4)


def rule(conversation: Conversation, row: Action, proposed: ProposedAction, known: ActionFacts) -> Ruled:
    """The active policy on one action, put down beside it."""
    ruling, stored = rulings.rule_action(
        conversation.workspace_id, known, reference=row.id, conversation=conversation.id, subject=conversation.contact_id
    )
    row.ruling = stored
    return Ruled(
        row.position,
        proposed,
        row.digest,
        ruling,
        holds.because(
            row.id, proposed, ruling, taken_over=conversation.taken_over_by_id is not None, foreign=known["action.foreign_hosts"],
            rate={"state": known["rate.state"], "full": known["rate.full"]},
        ),
    )  # fmt: skip


def preview(
    conversation: Conversation,
    actions: Sequence[ProposedAction],
    *,
    agent_facts: Mapping[str, Any],
    signals: Mapping[str, Any],
    agent: UUID | None = None,
) -> list[Ruling]:
    """What the active policy would say, in the order given. Nothing is written, nothing is counted and nothing is sent."""
    ours = facts.about_conversation(conversation, agent)
    told = []
    for proposed in (tools.as_declared(conversation.workspace, one) for one in actions):
        rate = {"rate": rates.told(proposed, conversation, agent=agent, action=None)}
        known = facts.gather(proposed, conversation, ours | rate, agent=agent_facts, signals=signals)
        told.append(rulings.rule_facts(conversation.workspace_id, known))
    return told
