"""What a turn needs from rows: the thread it answers, and what its earlier legs have found."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from agents import answering, calls, structured
from agents.drafts import Call, Draft, Prepared, prepared_from
from agents.models import Step, Turn
from agents.preparing import Said
from agents.turns import steps
from audit import content
from connectors.providers import answers
from conversations import documents
from conversations.models import Conversation, Message
from kit.compiled import Compiled

PREPARING = (Step.Kind.TRIAGE, Step.Kind.REDACT, Step.Kind.RECALL)
LONGEST_THREAD = 12  # messages
MOST_STEPS = 200  # of earlier turns, looked through for placeholders

_READABLE = Message.objects.filter(quarantined="", machine="").exclude(direction=Message.Direction.NOTE).order_by("-seq")
_THREAD: Compiled[Message] = Compiled(
    lambda conversation: _READABLE.filter(conversation=conversation).annotate(
        others=Exists(Conversation.objects.filter(merged_into=OuterRef("conversation")))
    )[:LONGEST_THREAD]
)
_NAMED = Compiled(
    lambda conversation, turn: (
        Step.objects.filter(turn__conversation=conversation, turn__lt=turn, kind__in=[Step.Kind.REDACT, Step.Kind.TOOL])
        .exclude(response="")
        .order_by("-turn_id", "-number")[:MOST_STEPS]
    )
)
_MESSAGE = Compiled(lambda message: Message.objects.filter(id=message))


def thread(turn: Turn) -> tuple[list[Said], Message]:
    """The last messages up to the one answered, oldest first, and that message's row. Notes and unreadable mail are left out."""
    newest = _newest(turn.conversation_id)
    at = next(index for index, row in enumerate(newest) if row.id == turn.message)
    kept = list(reversed(newest[at:]))
    loaded = documents.load_many(kept)
    said = [Said("customer" if row.direction == Message.Direction.INBOUND else "us", loaded[row.id], str(row.id)) for row in kept]
    return said, kept[-1]


def _newest(conversation: UUID) -> list[Message]:
    """Newest first; what was merged into the conversation stands in its place by time."""
    found = _THREAD(conversation)
    if found and vars(found[0])["others"]:
        found += list(_READABLE.filter(conversation__merged_into=conversation)[:LONGEST_THREAD])
        found.sort(key=lambda row: (row.created_at, row.seq), reverse=True)
    return found


def answered_message(turn: Turn) -> tuple[documents.MessageDocument, Message]:
    [row] = _MESSAGE(turn.message)
    return documents.load_message(row), row


def prepared(turn: Turn) -> Prepared:
    """What the first leg found, from its steps."""
    return prepared_from({name: value for found in _responses(turn, PREPARING) for name, value in found.items()})


def so_far(turn: Turn) -> dict[str, Any]:
    """What is recorded of the first leg and can still be read: all, some of it, or nothing."""
    written = {step.kind: step.response for step in steps.written(turn) if step.kind in PREPARING}
    found = content.get_readable(turn.workspace_id, written.values())
    return {name: value for raw in found.values() for name, value in json.loads(raw).items()}


def names_so_far(turn: Turn) -> dict[str, str]:
    """Placeholders that earlier turns of the conversation gave, with what they stand for. They lie in the steps, encrypted under the
    conversation's key: where that is gone, or a turn was erased, nothing comes back."""
    rows = list(_NAMED(turn.conversation_id, turn.id))
    last = next((at for at, row in enumerate(rows) if row.kind == Step.Kind.REDACT), len(rows))
    wanted = [row.response for row in rows[: last + 1]]  # each holds what came before it, but for what tools told since
    found = content.get_many(turn.workspace_id, wanted)
    names: dict[str, str] = {}
    for told in (json.loads(found[name]) for name in wanted if name in found):
        names |= {name: value for name, value in dict(told.get("names") or {}).items() if name not in names}
    return names


def drafted(turn: Turn, prepared: Prepared) -> Draft:
    """The draft of the last model call, read from exactly what the model answered, with what had been looked up for it."""
    step = next((one for one in reversed(steps.written(turn)) if one.kind == Step.Kind.MODEL and not one.error), None)
    if step is None:
        raise LookupError("an answered turn without an answer")
    raw = content.get(turn.workspace_id, step.response)
    reply, fault = structured.parse(answers.text_of(_value(raw)))
    if reply is None:
        raise LookupError(f"the recorded answer has lost its shape: {fault}")
    wanted = [Call(one.tool, one.arguments) for one in reply.calls] if prepared.tools else []
    return answering.draft(reply, step.tier, step.model, len(prepared.passages), wanted, _talk(turn, prepared, step))


def _talk(turn: Turn, prepared: Prepared, last: Step) -> calls.Talk:
    """The look-ups of the talk that ended with ``last``: back to the one that began it."""
    talk, rows = calls.Talk(prepared, calls.in_a_try, last.tier), list[Step]()
    for step in reversed([one for one in steps.written(turn) if one.number < last.number]):
        if step.kind == Step.Kind.TOOL and step.tier == last.tier:
            rows.insert(0, step)
        if step.tier != last.tier or (step.kind == Step.Kind.TOOL and step.summary.get("place") == 0):
            break
    found = content.get_many(turn.workspace_id, [name for row in rows for name in (row.request, row.response)])
    for row in rows:
        talk.take_back(json.loads(found[row.request]), json.loads(found[row.response]), looked_up="action" in row.summary)
    return talk


def _responses(turn: Turn, kinds: Collection[Step.Kind]) -> list[dict[str, Any]]:
    newest = {step.kind: step for step in steps.written(turn) if step.kind in kinds}
    found = content.get_many(turn.workspace_id, [step.response for step in newest.values()])
    return [json.loads(found[step.response]) for step in newest.values()]


def _value(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return raw.decode("utf-8", "replace")
