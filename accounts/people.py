"""Which accounts are one human: those that share a verified e-mail address or an SSO subject."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models.functions import Lower

from accounts.models import User


def same_person(a: User | UUID, b: User | UUID) -> bool:
    """Whether two accounts (or two person ids) stand for the same human. Four-eyes asks this and nothing else."""
    return _person(a) == _person(b)


def _person(who: User | UUID) -> UUID:
    return who.person if isinstance(who, User) else who


def unite(user: User) -> UUID:
    """Give ``user`` and every account that shares an address or SSO subject with it one person id; returns it.

    The oldest account's id wins, so that decisions already recorded under it keep their meaning.
    """
    with transaction.atomic():
        ids = _connected(user)
        accounts = list(User.objects.select_for_update().filter(id__in=ids).order_by("date_joined", "id"))
        person = accounts[0].person
        merged = {account.person for account in accounts}
        User.objects.filter(person__in=merged).update(person=person)
    user.person = person
    return person


def confirm(user: User, addresses: Sequence[str]) -> bool:
    """Addresses that the identity provider vouches for need no confirming mail; whether one of the account's was not confirmed before."""
    mine = EmailAddress.objects.filter(user=user, verified=False, email__in=[address.lower() for address in addresses])
    taken = EmailAddress.objects.filter(verified=True, email__in=mine.values("email")).values("email")
    count: int = mine.exclude(email__in=list(taken.values_list("email", flat=True))).update(verified=True)
    return count > 0


def _connected(user: User) -> set[UUID]:
    ids = {user.id}
    addresses = EmailAddress.objects.filter(user=user, verified=True).annotate(low=Lower("email")).values_list("low", flat=True)
    shared = EmailAddress.objects.filter(verified=True).annotate(low=Lower("email")).filter(low__in=list(addresses))
    ids.update(shared.values_list("user_id", flat=True))
    for provider, uid in SocialAccount.objects.filter(user=user).values_list("provider", "uid"):
        ids.update(SocialAccount.objects.filter(provider=provider, uid=uid).values_list("user_id", flat=True))
    return ids
