"""What a user may do with queues and items. django-guardian stays behind this module.

Owners decide everywhere in their workspace, reviewers where ``decide_queue`` was granted to them or a group of theirs, auditors
read everything and change nothing.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import Group
from django.db.models import Q, Subquery
from guardian.shortcuts import assign_perm, remove_perm

from accounts.models import User
from kit.errors import InvalidInput, NotAllowed, NotFound
from review import states
from review.models import Item, Queue
from review.querysets import Who, deciders_of

VIEW, DECIDE = "view_queue", "decide_queue"
_CACHE = "_decidable_queues"


def grant(queue: Queue, to: User | Group, *permissions: str) -> None:
    """Grant on one queue: ``view_queue``, ``decide_queue`` (which includes seeing)."""
    for name in permissions or (DECIDE,):
        assign_perm(_known(name), to, queue)
    _forget(to)


def revoke(queue: Queue, from_: User | Group, *permissions: str) -> None:
    for name in permissions or (VIEW, DECIDE):
        remove_perm(_known(name), from_, queue)
    _forget(from_)


def _known(name: str) -> str:
    if name not in (VIEW, DECIDE):
        raise InvalidInput(f"{name} is not a permission on queues; there are {VIEW} and {DECIDE}.")
    return name


def _forget(who: User | Group) -> None:
    who.__dict__.pop(_CACHE, None)


def decidable_queues(user: Who) -> frozenset[UUID]:
    """Ids of the queues the user may decide in; asked once per user object (a request)."""
    cache: frozenset[UUID] | None = user.__dict__.get(_CACHE)
    if cache is None:
        cache = user.__dict__[_CACHE] = frozenset(Queue.objects.decidable_by(user).values_list("id", flat=True))
    return cache


def deciding(queue: Queue) -> frozenset[UUID]:
    """Ids of everybody who may decide in it: the other way around, in one query."""
    return frozenset(deciders_of(queue).values_list("id", flat=True))


def item_for(user: Who, identity: UUID, *, workspace: UUID | None = None) -> Item:
    """The one door to an item: the same NotFound for one that is foreign and one that is not there."""
    rows = Item.objects.visible_to(user).select_related("queue", "conversation__channel", "claimed_by").filter(id=identity)
    found = (rows.filter(workspace=workspace) if workspace else rows).first()
    if found is None:
        raise NotFound("There is no such item, or it is in a queue that you cannot see.")
    return found


def queue_for(user: Who, identity: UUID | str, *, workspace: UUID) -> Queue:
    """By id or short name."""
    rows = Queue.objects.visible_to(user).filter(workspace=workspace)
    found = (rows.filter(id=identity) if isinstance(identity, UUID) else rows.filter(slug=identity)).first()
    if found is None:
        raise NotFound("There is no such queue, or you cannot see it.")
    return found


def require_decide(user: User, item: Item) -> None:
    """NotFound for who cannot even see it, NotAllowed for who can see but not decide."""
    if item.queue_id in decidable_queues(user):
        return
    if Item.objects.visible_to(user).filter(id=item.id).exists():
        raise NotAllowed("You can see this item but not decide it. Ask an owner of the workspace for the right on its queue.")
    raise NotFound("There is no such item, or it is in a queue that you cannot see.")


def has_agreed(user: User, item: Item) -> bool:
    """Whether this human, under whichever account, has agreed to the item in its present round. The statements say the same."""
    person = User.objects.values("person").filter(id=user.id)[:1]
    agreed = item.decisions.filter(round=item.round, verdict__in=("approve", "edit"))
    return agreed.filter(Q(person=Subquery(person)) | Q(user__person=Subquery(person))).exists()


def available_actions(item: Item, user: Who) -> tuple[str, ...]:
    """What ``user`` can do with ``item`` now, in the order of ``states.VERBS``: the one answer for page, API and verbs.

    Asks the database once per user object, so a list of items costs no more than one item.
    """
    if not isinstance(user, User) or item.queue_id not in decidable_queues(user):
        return ()
    return tuple(verb for verb in states.VERBS if _applies(verb, item, user))


def _applies(verb: str, item: Item, user: User) -> bool:
    kinds, starts, holder = states.VERBS[verb]
    if item.kind not in kinds or item.status not in starts:
        return False
    mine = item.claimed_by_id == user.id
    if verb == "claim":
        return item.status == Item.Status.WAITING or states.lease_is_over(item)
    return not holder or (mine and not states.lease_is_over(item))
