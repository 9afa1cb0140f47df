"""Everything the entries of a story point to, read in a fixed number of queries however long the story is."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.models import User
from agents.models import Agent, Step, Turn
from audit import content, sealed
from audit.models import Entry
from audit.story import Told
from connectors.models import Delivery
from conversations import documents
from conversations.documents import MessageDocument
from conversations.models import Attachment, Conversation, Message
from policies.models import RulingRecord
from review.models import Queue, TriageChange


@dataclass(slots=True)
class Material:
    """Rows by id, as far as the entries of this page name them; what is gone is absent."""

    conversation: Conversation
    users: dict[UUID, User]
    agents: dict[UUID, Agent]
    messages: dict[UUID, Message]
    documents: dict[UUID, MessageDocument]
    files: dict[UUID, list[Attachment]]
    turns: dict[UUID, Turn]
    steps: dict[UUID, Step]
    rulings: dict[UUID, RulingRecord]
    queues: dict[UUID, Queue]
    deliveries: dict[UUID, Delivery]
    changes: dict[UUID, TriageChange]
    """What triage changed, by action; asked for only where the entries tell of any."""
    drafts: dict[str, str]
    """Text of a proposed or edited reply by the id of its content."""
    evidence: dict[str, dict[str, Any]]
    """What a proposal rests on, by the id of that content."""
    arguments: dict[str, dict[str, Any]]
    """Arguments of a proposed call, by the id of its content."""
    answers: dict[UUID, Any]
    """What a look-up gave back, by the id of its step."""
    numbers: dict[str, int]
    """The number of the entry that brought a message, by the id of the message."""


def gather(conversation: Conversation, entries: Sequence[Told]) -> Material:
    ids = _subjects(entries)
    messages = _by_id(Message.objects.filter(conversation=conversation, id__in=ids).select_related("user"))
    steps = _by_id(Step.objects.filter(turn__conversation=conversation, id__in=ids).select_related("turn__agent_version__agent"))
    started = _subjects(entry for entry in entries if entry.event == "agent.turn_started")
    read = _exchanged(conversation, entries, steps.values())
    turns = _turns(conversation, set(started), steps.values())
    return Material(
        conversation=conversation,
        users=_by_id(User.objects.filter(id__in=_actors(entries, "user"))),
        agents=_agents(entries, turns.values()),
        messages=messages,
        documents=documents.load_many(messages.values()),
        files=_files(messages),
        turns=turns,
        steps=steps,
        rulings=_by_id(RulingRecord.objects.filter(workspace=conversation.workspace_id, id__in=ids).select_related("version__policy")),
        queues=_by_id(Queue.objects.filter(workspace=conversation.workspace_id)),
        deliveries=_by_id(Delivery.objects.filter(workspace=conversation.workspace_id, id__in=ids)),
        changes=_changes(_subjects(entry for entry in entries if entry.event == "review.triage_done")),
        drafts={one: _text(read[one]) for entry in entries if (one := draft_of(entry)) in read},
        evidence=(evidence := {one: read[one] for entry in entries if (one := evidence_of(entry)) in read}),
        arguments={one: read[one]["arguments"] for entry in entries if read.get(one := draft_of(entry), {}).get("arguments")},
        answers={step.id: read[step.response].get("answer") for step in steps.values() if _is_look_up(step) and step.response in read},
        numbers=_numbers(conversation, entries, evidence.values()),
    )


def _changes(actions: set[UUID]) -> dict[UUID, TriageChange]:
    rows = TriageChange.objects.filter(action__in=actions).select_related("action") if actions else ()
    return {row.action_id: row for row in rows}


def _turns(conversation: Conversation, started: set[UUID], steps: Iterable[Step]) -> dict[UUID, Turn]:
    """Mostly known by their steps; a page that ends before these asks for the others."""
    known = {step.turn_id: step.turn for step in steps if step.turn_id in started}
    if missing := started - known.keys():
        known |= _by_id(Turn.objects.filter(conversation=conversation, id__in=missing).select_related("agent_version__agent"))
    return known


def _agents(entries: Iterable[Told], turns: Iterable[Turn]) -> dict[UUID, Agent]:
    """Mostly known by their turns; a page that begins later asks for the others."""
    known = _by_id(turn.agent_version.agent for turn in turns)
    missing = _actors(entries, "agent") - known.keys()
    return known | (_by_id(Agent.objects.filter(id__in=missing)) if missing else {})


def _actors(entries: Iterable[Told], kind: str) -> set[UUID]:
    return {entry.actor for entry in entries if entry.actor_kind == kind and entry.actor}


def _subjects(entries: Iterable[Told]) -> set[UUID]:
    return {entry.subject for entry in entries if entry.subject}


def _by_id(rows: Iterable[Any]) -> dict[UUID, Any]:
    return {row.id: row for row in rows}


def _files(messages: dict[UUID, Message]) -> dict[UUID, list[Attachment]]:
    found: dict[UUID, list[Attachment]] = defaultdict(list)
    files = list(Attachment.objects.filter(message__in=messages).order_by("id"))
    sealed.open_all(files, "name")
    for file in files:
        found[file.message_id].append(file)
    return found


DRAFTS = {
    "review.action_proposed": "action",
    "review.action_written": "action",
    "review.action_edited": "after",
    "review.edit_refused": "after",
}


def draft_of(entry: Told) -> str:
    """Content id of the draft that an entry brings, or ""."""
    ref = entry.content.get(DRAFTS.get(entry.event, ""))
    return ref.id if ref else ""


def evidence_of(entry: Told) -> str:
    """Content id of what a proposal rests on, or ""."""
    ref = entry.content.get("evidence")
    return ref.id if ref else ""


def _exchanged(conversation: Conversation, entries: Iterable[Told], steps: Iterable[Step]) -> dict[str, dict[str, Any]]:
    """Drafts, evidence and answers of look-ups, read together."""
    wanted = {one for entry in entries for one in (draft_of(entry), evidence_of(entry))}
    wanted |= {step.response for step in steps if _is_look_up(step)}
    found = content.get_many(conversation.workspace_id, wanted - {""}) if wanted - {""} else {}
    return {identity: json.loads(data) for identity, data in found.items()}


def _is_look_up(step: Step) -> bool:
    return step.kind == Step.Kind.TOOL


ARRIVED = ("conversation.message_received", "conversation.message_delivered")


def _numbers(conversation: Conversation, entries: Sequence[Told], evidence: Iterable[dict[str, Any]]) -> dict[str, int]:
    """Mostly on this page; a page that begins later asks for the others."""
    known = {str(entry.subject): entry.number for entry in entries if entry.event in ARRIVED}
    missing = {place["message"] for one in evidence for place in _places(one) if "message" in place} - known.keys()
    if missing:
        rows = Entry.objects.filter(workspace=conversation.workspace_id, stream=conversation.id, event__in=ARRIVED, subject__in=missing)
        known |= {str(subject): number for subject, number in rows.values_list("subject", "stream_no")}
    return known


def _places(evidence: dict[str, Any]) -> list[dict[str, Any]]:
    kept = [
        *(evidence.get("spans") or {}).values(),
        *(evidence.get("elsewhere") or {}).values(),
        *((evidence.get("injection") or {}).get("signs") or ()),
    ]
    return [one.get("place") or {} for one in kept]


def _text(stored: dict[str, Any]) -> str:
    outbound = stored.get("outbound")
    return str(outbound["text"]) if outbound else json.dumps(stored.get("arguments", {}), indent=2, ensure_ascii=False)
