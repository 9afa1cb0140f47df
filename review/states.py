"""Which verb applies to which item, as data: every verb, page and answer of the API consults this table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils import timezone

from kit.errors import TransitionError
from review.errors import LostClaim
from review.models import Item

Status = Item.Status
Kind = Item.Kind

# verb -> (kinds of item it applies to, statuses it starts from, whether only the holder of the claim may)
VERBS: Final[Mapping[str, tuple[frozenset[str], frozenset[str], bool]]] = {
    "claim": (frozenset(Kind), frozenset({Status.WAITING, Status.CLAIMED}), False),
    "renew": (frozenset(Kind), frozenset({Status.CLAIMED}), True),
    "release": (frozenset(Kind), frozenset({Status.CLAIMED}), True),
    "approve": (frozenset({Kind.APPROVAL}), frozenset({Status.CLAIMED}), True),
    "edit": (frozenset({Kind.APPROVAL}), frozenset({Status.CLAIMED}), True),
    "reject": (frozenset({Kind.APPROVAL}), frozenset({Status.CLAIMED}), True),
    "answer": (frozenset({Kind.HAND_OFF}), frozenset({Status.CLAIMED}), True),
    "escalate": (frozenset(Kind), frozenset({Status.CLAIMED}), True),
    "close": (frozenset({Kind.HAND_OFF, Kind.QUARANTINE}), frozenset({Status.CLAIMED}), True),
    "left": (frozenset({Kind.DELIVERY_UNKNOWN}), frozenset({Status.CLAIMED}), True),
    "again": (frozenset({Kind.DELIVERY_UNKNOWN}), frozenset({Status.CLAIMED}), True),
    "cancel": (frozenset({Kind.DELIVERY_UNKNOWN}), frozenset({Status.CLAIMED}), True),
}

_DONE = {
    Status.APPROVED: "It was approved already.",
    Status.EDITED: "It was edited and approved already.",
    Status.REJECTED: "It was rejected already.",
    Status.SUPERSEDED: "The customer has written again, so this draft was set aside.",
    Status.DONE: "It was closed already.",
    Status.WAITING: "Claim it first.",
    Status.CLAIMED: "Somebody is working on it.",
}


def check(verb: str, item: Item) -> None:
    """Raise TransitionError with a plain sentence when ``verb`` does not apply to ``item`` as it stands."""
    kinds, starts, for_holder = VERBS[verb]
    if item.kind not in kinds:
        raise TransitionError(f"An item of the kind {Kind(item.kind).label.lower()} has no {verb}.", code="wrong_kind")
    if item.status == Status.WAITING and for_holder:
        raise LostClaim("Nobody holds this item: claim it, or claim it again. What you have typed is kept.")
    if item.status not in starts:
        raise TransitionError(_DONE[Status(item.status)])


def sentence(item: Item) -> str:
    """Why nothing more can be done with ``item`` as it stands."""
    return _DONE[Status(item.status)]


def lease_is_over(item: Item) -> bool:
    return item.lease_until is None or item.lease_until <= timezone.now()
