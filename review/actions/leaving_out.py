"""Leaving out: one thing that triage wants is not done, the rest of the item stays to be decided on."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.recorder import record
from kit.errors import InvalidInput
from policies import outcomes
from policies.models import RulingOutcome
from review.actions.deciding import check_seen
from review.actions.editing import rebind
from review.actions.holding import hold
from review.models import Action, Item


@transaction.atomic
def leave_out(item: Item, action: UUID, seen_digest: str, *, acting_user: User) -> Item:
    """Whoever holds the item takes one triage action out of it; what was agreed before was agreed to something else.

    Raises InvalidInput where there is no such action, or nothing would be left: that is a rejection.
    """
    check_seen(item, seen_digest)
    locked = hold(item, "edit", acting_user)
    held = locked.actions.select_for_update(of=("self",)).filter(status=Action.Status.HELD)
    found = held.filter(id=action, kind=Action.Kind.TRIAGE).first()
    if found is None:
        raise InvalidInput("There is no such triage action in this item that could be left out.")
    if held.count() == 1:
        raise InvalidInput("Nothing else is in this item. Reject it instead.")
    found.status, found.finished_at = Action.Status.REJECTED, timezone.now()
    found.save(update_fields=["status", "finished_at"])
    outcomes.record(found.id, RulingOutcome.Outcome.REJECTED, 0)
    rebind(locked)
    record(
        "review.triage_left_out", workspace=locked.workspace_id, actor=acting_user.as_actor(), subject=found.id, stream=locked.conversation_id,
        data={"action": found.id, "tool": found.tool, "digest": found.digest, "item": locked.id, "round": locked.round},
    )  # fmt: skip
    return locked
