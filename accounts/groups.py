"""Groups of accounts: rules name them, queues are given to them. They are of the installation, so its staff changes them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.contrib.auth.models import Group
from django.db import transaction

from accounts.models import Membership, User
from audit.events import is_code
from audit.recorder import INSTALLATION, Recording, record_many
from kit import statements
from kit.actor import SYSTEM
from kit.errors import InvalidInput, NotAllowed, NotFound

TAKEN = "There is a group of this name already."
GONE = "Somebody has removed this group meanwhile."


@transaction.atomic
def create(name: str, members: Iterable[User], *, acting_user: User | None) -> Group:
    _alone(acting_user)
    group = Group.objects.create(name=free(name, None))
    group.user_set.set(members)
    _record("account.group_created", group, _members(group), _members(group), acting_user)
    return group


@transaction.atomic
def change(group: Group, name: str, members: Iterable[User], *, acting_user: User | None) -> Group:
    """Another name, other members; exactly these are in it afterwards."""
    locked = _locked(group, acting_user)
    before, named = _members(locked), locked.name
    locked.name = free(name, locked)
    locked.save(update_fields=["name"])
    locked.user_set.set(members)
    after = _members(locked)
    if (before, named) != (after, locked.name):
        _record("account.group_changed", locked, before | after, after, acting_user)
    return locked


@transaction.atomic
def remove(group: Group, *, acting_user: User | None) -> None:
    """What was granted to it goes with it."""
    locked = _locked(group, acting_user)
    _record("account.group_removed", locked, _members(locked), frozenset(), acting_user)
    locked.delete()


def _alone(acting_user: User | None) -> None:
    """Whether they may at all, and one at a time until the end of the transaction: names are told apart without regard to capitals, which no
    index says.
    """
    if acting_user is not None and not (acting_user.is_staff and acting_user.is_active):
        raise NotAllowed("Groups are of the whole installation; a staff member changes them.")
    _hold_names()


def _hold_names() -> None:
    statements.ask("SELECT pg_advisory_xact_lock(hashtextextended('accounts.groups', 0))")


def _locked(group: Group, acting_user: User | None) -> Group:
    _alone(acting_user)
    found = Group.objects.select_for_update().filter(pk=group.pk).first()
    if found is None:
        raise NotFound(GONE)
    return found


def hold(group: Group) -> None:
    """Until the end of the transaction it stays. Raises InvalidInput where it is gone."""
    _hold_names()
    if not Group.objects.select_for_update().filter(pk=group.pk).exists():
        raise InvalidInput(GONE, field="name")


def free(name: str, mine: Group | None) -> str:
    """Until the end of the transaction no other group takes it. Raises InvalidInput where one has it."""
    _hold_names()
    told = " ".join(name.split())
    if not told:
        raise InvalidInput("A group needs a name.", field="name")
    others = Group.objects.exclude(pk=mine.pk) if mine else Group.objects
    if others.filter(name__iexact=told).exists():
        raise InvalidInput(TAKEN, field="name")
    return told


def _members(group: Group) -> frozenset[UUID]:
    return frozenset(group.user_set.values_list("id", flat=True))


def _record(event: str, group: Group, touched: frozenset[UUID], members: frozenset[UUID], acting_user: User | None) -> None:
    """Each workspace of whom it touches gets an entry with its own people; one that touches nobody belongs to the installation."""
    homes: dict[UUID, set[UUID]] = {}
    for workspace, user in Membership.objects.filter(user__in=touched, is_active=True).values_list("workspace", "user"):
        homes.setdefault(workspace, set()).add(user)
    named = {"group": group.name} if is_code(group.name) else {}
    actor = acting_user.as_actor() if acting_user else SYSTEM
    record_many(
        [
            Recording(event, workspace, actor, None, None, {"number": group.pk, "users": sorted(own & members), **named})
            for workspace, own in (sorted(homes.items()) or [(INSTALLATION, set(members))])
        ]
    )
