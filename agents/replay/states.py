"""Where everything stands: what followed from the rulings, and where the rows stand after all that the ledger tells of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any, Final

from agents.models import Turn
from agents.replay.differences import Difference, compare, compare_all
from agents.replay.proposing import name_of
from agents.replay.records import Records
from audit.story import Told
from review import following, obligations
from review.models import Action, Item, Queue
from review.types import Ruled

_OUTCOMES: Final = {"proposed": Turn.Status.PROPOSED, "superseded": Turn.Status.SUPERSEDED, "failed": Turn.Status.FAILED}
_ACTION_AFTER: Final = {
    "review.action_allowed": Action.Status.ALLOWED,
    "review.delivery_sent": Action.Status.DONE,
    "review.delivery_failed": Action.Status.FAILED,
    "review.delivery_unknown": Action.Status.UNKNOWN,
    "review.triage_done": Action.Status.DONE,
    "review.triage_failed": Action.Status.FAILED,
    "review.triage_left_out": Action.Status.REJECTED,
}
_PASSED: Final = ("review.action_allowed", "review.triage_done", "review.triage_failed")
_QUIET: Final = (
    "review.action_edited", "review.delivery_started", "review.delivery_retried", "review.delivery_paced", "review.edit_refused",
    "review.delivery_asked_after", "review.triage_undone",
)  # fmt: skip
"""About an action, and leaves it where it is."""
_ITEM_AFTER: Final = {
    "review.item_opened": Item.Status.WAITING,
    "review.item_claimed": Item.Status.CLAIMED,
    "review.item_released": Item.Status.WAITING,
    "review.item_returned": Item.Status.WAITING,
    "review.item_superseded": Item.Status.SUPERSEDED,
}
_WITH_OUTCOME: Final = ("review.item_approved", "review.item_edited", "review.item_rejected")


def of_turn(turn: Turn, records: Records) -> Iterator[Difference]:
    finished = records.about("agent.turn_finished", [turn.id])
    if not finished:
        yield Difference("turn", "entry", None, "agent.turn_finished")
        return
    data = finished[-1].data
    status = _OUTCOMES.get(str(data.get("outcome")), str(data.get("outcome")))
    yield from compare_all("turn", {"status": status, "entries": 1}, {"status": turn.status, "entries": len(finished)})
    if status == Turn.Status.FAILED:
        yield from compare("turn", "error", data.get("error"), turn.error)
    yield from compare("turn", "actions", bool(records.proposed), status in (Turn.Status.PROPOSED, Turn.Status.FAILED))


def of_submission(records: Records, rows: Sequence[Action], ruled: Sequence[Ruled]) -> Iterator[Difference]:
    """What the entries of the submission say, against what follows from the replayed rulings."""
    after = following.statuses(ruled)
    allowed = {str(row.id) for row, status in zip(rows, after, strict=True) if status == Action.Status.ALLOWED}
    told = {str(one.subject) for one in records.submission if one.event in _PASSED}
    yield from compare("turn", "allowed", sorted(told), sorted(allowed))
    opened: list[Told | None] = [one for one in records.submission if one.event == "review.item_opened"]
    wanted: list[following.Wanted | None] = [one for one in (following.item(ruled), following.sorting(ruled)) if one]
    for entry, one in zip_longest(opened or [None], wanted or [None]):
        yield from _item(records, entry, one)
    for row, status in zip(rows, after, strict=True):
        yield from _action(records, row, status)


def _item(records: Records, opened: Told | None, wanted: following.Wanted | None) -> Iterator[Difference]:
    recorded = opened.data if opened else None
    if opened is None or recorded is None or wanted is None:
        yield from compare("item", "kind", recorded and recorded.get("kind"), wanted and wanted.kind)
        return
    replayed: dict[str, Any] = {
        "kind": wanted.kind,
        "reason": wanted.reason,
        "approvals_needed": obligations.approvals(wanted.rules) if wanted.kind == Item.Kind.APPROVAL else 1,
        "content_digest": wanted.content_digest or None,
        "ruling_digest": wanted.ruling_digest or None,
    }
    yield from compare_all("item", {name: recorded.get(name) for name in replayed}, replayed)
    yield from _queue(opened, wanted.queue)
    yield from _item_row(records, opened)


def _queue(opened: Told, slug: str) -> Iterator[Difference]:
    """Only where the queue that the ruling names was there already: one that was missing left it to the default queue."""
    named = Queue.objects.filter(slug=slug, workspace__items=opened.subject).first() if slug else None
    if named and opened.subject and named.id < opened.subject:
        yield from compare("item", "queue", opened.data.get("queue"), str(named.id))


def _item_row(records: Records, opened: Told) -> Iterator[Difference]:
    row = next((one for one in records.items if one.id == opened.subject), None)
    if row is None:
        yield Difference("item", "row", str(opened.subject), None)
        return
    status: str | None = None
    for entry in records.entries:
        if entry.subject == row.id:
            status = _after(entry, status)
    if status is not None:
        yield from compare("item", "status", status, row.status)


def _after(entry: Told, before: str | None) -> str | None:
    if entry.event in _WITH_OUTCOME:
        return str(entry.data.get("outcome"))
    if entry.event == "review.item_moved_on":
        return before
    return _ITEM_AFTER.get(entry.event)


def _action(records: Records, row: Action, submitted: str) -> Iterator[Difference]:
    """The row stands where the last entry about it leaves it; where an entry leaves that open, nothing is claimed."""
    status: str | None = next(
        (_ACTION_AFTER[one.event] for one in records.submission if one.subject == row.id and one.event in _PASSED), submitted
    )
    end = records.submission[-1].number if records.submission else 0
    for entry in records.entries:
        if entry.number > end:
            status = _moved(entry, row, status)
    if status is not None:
        yield from compare(name_of(row), "status", status, row.status)


def _moved(entry: Told, row: Action, before: str | None) -> str | None:
    if entry.data.get("action") == str(row.id) or entry.subject == row.id:
        return before if entry.event in _QUIET else _ACTION_AFTER.get(entry.event)
    if entry.subject is None or entry.subject != row.item_id or row.kind == Action.Kind.HAND_OFF:
        return before
    if entry.event in _WITH_OUTCOME:
        decided = {
            Item.Status.APPROVED: Action.Status.ALLOWED,
            Item.Status.EDITED: Action.Status.ALLOWED,
            Item.Status.REJECTED: Action.Status.REJECTED,
        }
        return decided.get(Item.Status(str(entry.data.get("outcome"))), before)
    return None if entry.event in ("review.item_superseded", "review.item_returned", "review.item_closed") else before
