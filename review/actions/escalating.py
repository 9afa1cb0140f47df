"""Passing an item on to the people of another queue."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from kit.errors import InvalidInput, NotFound
from review.actions.deciding import announce, check_seen, store_comment
from review.actions.holding import data_of, decision_of, hold, to_waiting
from review.models import Decision, Item, Queue


@transaction.atomic
def escalate(item: Item, queue: Queue, comment: str = "", *, acting_user: User, seen_digest: str | None = None) -> Item:
    """Let the item wait in ``queue`` (any of the workspace, also one the user cannot see into). Agreement given so far stays.

    ``seen_digest`` is None where there is no page that could be old.
    """
    if queue.workspace_id != item.workspace_id:
        raise NotFound("There is no such queue.")
    if queue.id == item.queue_id:
        raise InvalidInput("The item is in this queue already. Choose another one.")
    locked = hold(item, "escalate", acting_user)
    if seen_digest is not None:
        check_seen(locked, seen_digest)
    note = store_comment(locked, comment)
    decision = decision_of(locked, Decision.Verdict.ESCALATE, acting_user, comment=note)
    before, locked.queue = locked.queue_id, queue
    locked.save(update_fields=["queue", *to_waiting(locked)])
    data = {**data_of(locked, decision), "queue_before": before, "queue": queue.id}
    announce(locked, "review.item_escalated", acting_user, data, {"comment": note} if note else {})
    return locked
