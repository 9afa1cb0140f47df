"""A delivery whose outcome nobody knows: only a person may say that it left, send it again, or let it be."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from connectors.models import Delivery
from conversations import outbound as conversation_outbound
from kit.errors import TransitionError
from review import deliveries, locks, outbounds
from review.actions.deciding import store_comment
from review.actions.holding import finish, hold
from review.models import Action, Decision, Item

Status = Delivery.Status


@transaction.atomic
def it_left(item: Item, comment: str = "", *, acting_user: User) -> Item:
    """The mail arrived: the conversation gets it as delivered."""
    locks.conversation(item.conversation_id, to_change=True)
    locked, action, delivery = _hold(item, "left", acting_user)
    stored = outbounds.load(action.workspace_id, delivery.payload)
    if stored.outbound is not None and action.kind == Action.Kind.REPLY:
        conversation_outbound.record_delivered(
            action.conversation_id, action=action.id, outbound=stored.outbound, external_id=delivery.external_id, tls=delivery.tls,
            actor=acting_user.as_actor(),
        )  # fmt: skip
    _settle(delivery, Status.SENT, action, Action.Status.DONE)
    return _finish(locked, Decision.Verdict.LEFT, acting_user, comment)


@transaction.atomic
def send_again(item: Item, comment: str = "", *, acting_user: User) -> Item:
    """It did not arrive: try once more. It is ruled again before it leaves, and dropped if the customer has written since; what a person
    says stands above what an earlier attempt may have done."""
    locked, action, delivery = _hold(item, "again", acting_user)
    delivery.passed_point_of_no_return_at, delivery.attempts, delivery.next_attempt_at = None, 0, timezone.now()
    delivery.unclear_since = None
    _settle(delivery, Status.PENDING, action, Action.Status.ALLOWED)
    deliveries.wake_after_commit([delivery.id])
    return _finish(locked, Decision.Verdict.AGAIN, acting_user, comment)


@transaction.atomic
def cancel(item: Item, comment: str = "", *, acting_user: User) -> Item:
    """Let it be: whether it left stays unknown, and nothing more is tried."""
    locked, action, delivery = _hold(item, "cancel", acting_user)
    _settle(delivery, Status.CANCELLED, action, Action.Status.REJECTED)
    return _finish(locked, Decision.Verdict.CANCEL, acting_user, comment)


def _hold(item: Item, verb: str, user: User) -> tuple[Item, Action, Delivery]:
    locked = hold(item, verb, user)
    action = Action.objects.select_for_update(of=("self",)).get(items_about=locked.id)
    delivery = Delivery.objects.select_for_update().get(action=action.id)
    if delivery.status != Status.UNKNOWN:
        raise TransitionError("The outcome of this delivery has been settled already.")
    return locked, action, delivery


def _settle(delivery: Delivery, status: str, action: Action, action_status: str) -> None:
    now = timezone.now()
    delivery.status, delivery.claimed_until = status, None
    delivery.finished_at = None if status == Status.PENDING else now
    delivery.save()
    action.status, action.finished_at = action_status, delivery.finished_at
    action.save(update_fields=["status", "finished_at"])


def _finish(item: Item, verdict: str, user: User, comment: str) -> Item:
    return finish(item, verdict, "review.delivery_resolved", user, comment=store_comment(item, comment))
