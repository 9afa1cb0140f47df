"""Taking an item for a while: a lease that is renewed while the page is open and ends by itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from kit.actor import SYSTEM, Actor
from kit.errors import TransitionError
from review import heads, sql, states
from review.errors import LostClaim, SamePerson
from review.models import Item, Queue
from review.permissions import has_agreed, require_decide
from review.telling import tell


def claim_next(*, acting_user: User, workspace: UUID, queue: Queue | None = None) -> Item | None:
    """The most urgent item that the user may decide, leased to them; None when nothing waits for them. No two users get the same."""
    with transaction.atomic():
        item = sql.claim_next(acting_user.id, workspace, queue.id if queue else None)
        if item is not None:
            _record_claim(item, acting_user)
    if item is not None:
        _after_claim(item)
    return item


def claim_first(items: Iterable[UUID], *, acting_user: User) -> Item | None:
    """The first of these that the user may decide and nobody else was faster with; None when there is none."""
    for one in items:
        with transaction.atomic():
            item = sql.claim_one(acting_user.id, one)
            if item is not None:
                _record_claim(item, acting_user)
        if item is not None:
            _after_claim(item)
            return item
    return None


def claim(item: Item, *, acting_user: User) -> Item:
    """Lease this very item; again by its holder renews the lease. Raises TransitionError when somebody else was faster."""
    with transaction.atomic():
        claimed = sql.claim_one(acting_user.id, item.id)
        if claimed is None:
            raise _why_not(item, acting_user)
        _record_claim(claimed, acting_user)
    _after_claim(claimed)
    return claimed


def _record_claim(item: Item, user: User) -> None:
    tell(item, "review.item_claimed", user.as_actor(), {"queue": item.queue_id, "until": item.lease_until})


def _after_claim(item: Item) -> None:
    if not transaction.get_connection().in_atomic_block:
        heads.claimed(item.queue_id)


def _why_not(item: Item, user: User) -> Exception:
    require_decide(user, item)
    now = Item.objects.get(id=item.id)
    if now.is_open and has_agreed(user, now):
        return SamePerson("You have agreed to this already. It needs another person.")
    if now.is_open:
        return TransitionError("Somebody else was faster and has claimed this.", code="claimed")
    return TransitionError(states.sentence(now))


def renew(item: Item, *, acting_user: User) -> Item:
    """Extend the lease by the queue's time. Raises LostClaim when it has ended or somebody else holds the item."""
    until = timezone.now() + timedelta(minutes=_minutes(item))
    held = Item.objects.filter(id=item.id, status=Item.Status.CLAIMED, claimed_by=acting_user, lease_until__gt=timezone.now())
    if not held.update(lease_until=until):
        require_decide(acting_user, item)
        raise LostClaim("Your claim has ended. What you have typed is kept; claim it again to go on.")
    item.lease_until = until
    return item


def _minutes(item: Item) -> int:
    return Queue.objects.values_list("lease_minutes", flat=True).get(id=item.queue_id)


@transaction.atomic
def release(item: Item, *, acting_user: User) -> Item:
    """Give the item back to its queue. Raises LostClaim when it is not (any more) the user's."""
    locked = Item.objects.select_for_update().filter(id=item.id, status=Item.Status.CLAIMED, claimed_by=acting_user).first()
    if locked is None:
        require_decide(acting_user, item)
        raise LostClaim("This item is not claimed by you.")
    _to_waiting(locked, acting_user.as_actor(), expired=False)
    return locked


def _to_waiting(item: Item, actor: Actor, *, expired: bool) -> None:
    """The head comes last: whoever holds it must not wait for anything else."""
    item.status, item.claimed_by, item.claimed_at, item.lease_until = Item.Status.WAITING, None, None, None
    item.save(update_fields=["status", "claimed_by", "claimed_at", "lease_until"])
    tell(item, "review.item_released", actor, {"queue": item.queue_id, "expired": expired})
    heads.entered(item)


def release_expired(limit: int = 200) -> int:
    """Return items whose lease has ended to their queues; how many. Safe to run anywhere, any number of times."""
    over = _over().order_by("lease_until").values_list("id", flat=True)[:limit]
    return sum(_expire(identity) for identity in list(over))


def _over() -> models.QuerySet[Item]:
    return Item.objects.filter(status=Item.Status.CLAIMED, lease_until__lt=timezone.now())


@transaction.atomic
def _expire(identity: UUID) -> int:
    """One transaction per item: several streams of the ledger are never held at once."""
    item = _over().select_for_update(skip_locked=True).filter(id=identity).first()
    if item is None:
        return 0
    _to_waiting(item, SYSTEM, expired=True)
    return 1
