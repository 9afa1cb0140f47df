"""Shared by the rarer verbs: hold the item, check that it is the user's, write what they decided."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from accounts.models import User
from audit.content import ContentRef
from review import locks, seen, states
from review.actions.deciding import announce
from review.errors import LostClaim
from review.models import Decision, Item
from review.permissions import require_decide


def hold(item: Item, verb: str, user: User) -> Item:
    """The item locked, with ``verb`` allowed and the claim the user's. The conversation is locked before it."""
    require_decide(user, item)
    locks.conversation(item.conversation_id)
    locked = Item.objects.select_for_update().get(id=item.id)
    states.check(verb, locked)
    if locked.claimed_by_id != user.id or states.lease_is_over(locked):
        raise LostClaim("Your claim has ended. What you have typed is kept; claim it again to go on.")
    return locked


def decision_of(item: Item, verdict: str, user: User, *, comment: ContentRef | None = None, **digests: str) -> Decision:
    """``digests`` where the decision is about something else than the item's own content: content_digest, ruling_digest, seen_digest."""
    person = User.objects.values_list("person", flat=True).get(id=user.id)
    return Decision.objects.create(
        workspace_id=item.workspace_id,
        item=item,
        user=user,
        person=person,
        round=item.round,
        verdict=verdict,
        comment=comment.id if comment else "",
        content_digest=digests.get("content_digest", item.content_digest),
        seen_digest=digests.get("seen_digest", item.seen_digest),
        ruling_digest=digests.get("ruling_digest", item.ruling_digest),
        seconds=since_claimed(item),
    )


def since_claimed(item: Item) -> int:
    """Seconds that whoever has claimed it has had it by now."""
    return max(0, int((timezone.now() - item.claimed_at).total_seconds())) if item.claimed_at else 0


def data_of(item: Item, decision: Decision) -> dict[str, object]:
    """Of the item as the decision has left it."""
    return {
        "decision": decision.id,
        "person": decision.person,
        "round": item.round,
        "reason": decision.reason_code,
        "outcome": item.status,
        "seconds": decision.seconds,
        "seen_digest": decision.seen_digest,
        **seen.by(decision.user_id, item.id).told(decision.seen_digest),
    }


def finish(item: Item, verdict: str, event: str, user: User, *, comment: ContentRef | None = None) -> Item:
    """Decide, and the item is done by it."""
    return end(item, decision_of(item, verdict, user, comment=comment), event, user, comment=comment)


def end(
    item: Item, decision: Decision, event: str, user: User, *, comment: ContentRef | None = None, more: Mapping[str, object] | None = None
) -> Item:
    """The item is done by this decision."""
    item.status, item.decided_at, item.lease_until = Item.Status.DONE, timezone.now(), None
    item.save(update_fields=["status", "decided_at", "lease_until"])
    announce(item, event, user, {**data_of(item, decision), **(more or {})}, {"comment": comment} if comment else {})
    return item


def to_waiting(item: Item) -> list[str]:
    """Let go of the claim; the names of the changed fields."""
    item.status, item.claimed_by, item.claimed_at, item.lease_until, item.decided_at = Item.Status.WAITING, None, None, None, None
    return ["status", "claimed_by", "claimed_at", "lease_until", "decided_at"]
