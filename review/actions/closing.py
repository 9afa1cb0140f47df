"""Closing what has no approve: a hand-off that a person has dealt with, a message that could not be read."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from review.actions.deciding import store_comment
from review.actions.holding import finish, hold
from review.models import Decision, Item


@transaction.atomic
def close(item: Item, comment: str = "", *, acting_user: User) -> Item:
    """Say that a person has dealt with it. Nothing leaves."""
    locked = hold(item, "close", acting_user)
    return finish(locked, Decision.Verdict.CLOSE, "review.item_closed", acting_user, comment=store_comment(locked, comment))
