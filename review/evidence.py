"""What belongs to a decision, for the bundle that proves it: its item, all that was decided on it, the actions and what became of them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from audit.bundle.finders import DecisionFound
from connectors.models import Delivery
from conversations.models import Message
from review.models import Action, Decision, Item


def decision(identity: UUID) -> DecisionFound | None:
    """By the id of a decision or of its item."""
    item = Item.objects.filter(Q(id=identity) | Q(decisions=identity)).first()
    if item is None:
        return None
    of_turn = Q(turn=item.turn) if item.turn else Q()
    mine = Q(item=item) | Q(id=item.about_id) if item.about_id else Q(item=item)
    actions = set(Action.objects.filter(mine | of_turn if of_turn else mine).values_list("id", flat=True))
    ids = {item.id, *actions, *Decision.objects.filter(item=item).values_list("id", flat=True)}
    ids |= set(Delivery.objects.filter(action__in=actions).values_list("id", flat=True))
    ids |= set(Message.objects.filter(action__in=actions).values_list("id", flat=True))
    return DecisionFound(item.workspace_id, item.conversation_id, frozenset(ids | ({item.turn} if item.turn else set())))
