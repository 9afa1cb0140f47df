"""Steps as rows: contents, rows and entries of a leg, each kind in one statement, in the transaction that moves the turn on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from agents.models import Step, Turn
from agents.preparing import StepDraft
from audit import content
from audit.content import ContentRef, Piece
from audit.recorder import Recording, record_many
from kit import rows
from kit.actor import Actor
from kit.compiled import Compiled
from kit.ids import uuid7

_WRITTEN = Compiled(lambda turn: Step.objects.filter(turn=turn).order_by("number"))


def actor_of(turn: Turn) -> Actor:
    return Actor("agent", turn.agent_version.agent_id, "worker")


def written(turn: Turn) -> list[Step]:
    """All so far, oldest first; the next ones are numbered from there without another look."""
    found = _WRITTEN(turn.id)
    turn.written_steps = len(found)
    return found


def save(turn: Turn, drafts: Sequence[StepDraft]) -> None:
    """Store what was exchanged, the rows and one entry a step."""
    rows.insert(*noted(turn, drafts))


def noted(turn: Turn, drafts: Sequence[StepDraft]) -> list[Step]:
    """What was exchanged and the entries are stored; the rows are for the statement that moves the turn on (``states.move``)."""
    before = Step.objects.filter(turn=turn).count() if turn.written_steps is None else turn.written_steps
    refs = _contents(turn, drafts)
    made = [_row(turn, number, draft, refs) for number, draft in enumerate(drafts, start=before + 1)]
    record_many([_entry(turn, row, draft, refs) for row, draft in zip(made, drafts, strict=True)])
    turn.written_steps = before + len(made)
    return made


Refs = dict[tuple[int, str], ContentRef]


def _contents(turn: Turn, drafts: Sequence[StepDraft]) -> Refs:
    wanted: dict[tuple[int, str], Any] = {}
    for draft in drafts:
        wanted |= {(id(draft), name): value for name in ("request", "response") if (value := getattr(draft, name)) is not None}
    scope = (turn.conversation_id, turn.conversation.contact_id)
    stored = content.put_many(turn.workspace_id, [Piece(_plain(value), *scope) for value in wanted.values()])
    return dict(zip(wanted, stored, strict=True))


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | bytes | dict | list) else {"value": value}


def _row(turn: Turn, number: int, draft: StepDraft, refs: Refs) -> Step:
    request, response = refs.get((id(draft), "request")), refs.get((id(draft), "response"))
    return Step(
        id=draft.id or uuid7(),
        turn=turn,
        number=number,
        kind=draft.kind,
        tier=draft.tier,
        model=draft.model,
        request=request.id if request else "",
        response=response.id if response else "",
        summary=dict(draft.summary),
        milliseconds=draft.milliseconds,
        input_tokens=draft.input_tokens,
        output_tokens=draft.output_tokens,
        cost=draft.cost,
        currency=draft.currency,
        error=draft.error,
    )


def _entry(turn: Turn, row: Step, draft: StepDraft, refs: Refs) -> Recording:
    data: dict[str, Any] = {"turn": turn.id, "number": row.number, "kind": row.kind, "milliseconds": row.milliseconds}
    told = {"tier": row.tier, "model": row.model.replace(" ", "_"), "error": row.error, "currency": row.currency}
    data |= {name: value for name, value in told.items() if value}
    if row.kind == Step.Kind.MODEL:
        data |= {"input_tokens": row.input_tokens, "output_tokens": row.output_tokens}
    if row.cost is not None:
        data |= {"cost": row.cost, "price": draft.price}
    contents = {name: refs[id(draft), name] for name in ("request", "response") if (id(draft), name) in refs}
    return Recording("agent.step_recorded", turn.workspace_id, actor_of(turn), row.id, turn.conversation_id, data, contents)
