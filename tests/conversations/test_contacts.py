"""One person behind several addresses: joined, followed, and taken apart again."""

from __future__ import annotations

from decimal import Decimal

import pytest

from connectors.types import Address, AuthResults
from conversations import actions, contacts
from conversations.models import Contact, ContactAddress
from kit.errors import InvalidInput, NotAllowed, NotFound, TransitionError
from policies.budgets import actions as budgets
from policies.models import Limit
from tests.conversations.cast import BEN, MARA, MARA_AT_WORK, Cast, assemble

UNPROVEN = AuthResults(level="none")


@pytest.fixture
def home(cast: Cast) -> Contact:
    return cast.contact(cast.mail())


@pytest.fixture
def work(cast: Cast) -> Contact:
    return cast.contact(cast.mail("From work", subject="At work", sender=MARA_AT_WORK))


def found(cast: Cast, address: Address) -> Contact | None:
    return contacts.find(cast.workspace.id, "email", address.address)


def test_an_address_is_the_same_in_upper_and_lower_case(cast: Cast, home: Contact) -> None:
    assert found(cast, Address("Mara.Vogel@EXAMPLE.org")) == home
    assert found(cast, BEN) is None


def test_an_address_is_proven_once_and_the_ledger_says_when(cast: Cast) -> None:
    cast.mail("One", auth=UNPROVEN)
    assert ContactAddress.objects.get().verified_at is None
    cast.mail("Two")
    cast.mail("Three")
    assert ContactAddress.objects.get().verified_at is not None
    assert len(cast.entries("contact.address_verified")) == 1


def test_a_later_mail_without_proof_takes_none_away(cast: Cast, home: Contact) -> None:
    received = cast.mail("Who am I?", auth=UNPROVEN)
    assert ContactAddress.objects.get(contact=home).verified_at is not None
    assert cast.conversation(received).identity == "none"


def test_after_a_merge_both_addresses_find_the_survivor(cast: Cast, home: Contact, work: Contact) -> None:
    assert actions.merge(work, home, acting_user=cast.rosa) == home
    assert (found(cast, MARA), found(cast, MARA_AT_WORK)) == (home, home)
    assert [one.address for one in contacts.addresses(home)] == [MARA_AT_WORK.address, MARA.address]


def test_a_split_gives_each_its_own_back(cast: Cast, home: Contact, work: Contact) -> None:
    actions.merge(work, home, acting_user=cast.rosa)
    actions.split(work, acting_user=cast.rosa)
    assert (found(cast, MARA), found(cast, MARA_AT_WORK)) == (home, work)
    assert [entry.event for entry in (*cast.entries("contact.merged"), *cast.entries("contact.split"))] == [
        "contact.merged",
        "contact.split",
    ]


def test_a_limit_of_one_who_is_merged_holds_for_whoever_stands_for_both(cast: Cast, home: Contact, work: Contact) -> None:
    def limit(whose: Contact, unit: str, amount: int) -> None:
        budgets.set_limit(cast.workspace, unit=unit, per="customer", only=whose.id, period="day", amount=Decimal(amount), acting_user=None)

    limit(work, "calls", 10)
    limit(work, "tokens", 500)
    limit(home, "tokens", 300)
    actions.merge(work, home, acting_user=cast.rosa)
    held = set(Limit.objects.filter(only=home.id).values_list("unit", "amount"))
    assert held == {("calls", Decimal(10)), ("tokens", Decimal(300))}
    actions.split(work, acting_user=cast.rosa)
    assert Limit.objects.filter(only=work.id).count() == 2


def test_a_chain_of_merges_comes_apart_link_by_link(cast: Cast, home: Contact, work: Contact) -> None:
    ben = cast.contact(cast.mail(sender=BEN))
    actions.merge(work, home, acting_user=cast.rosa)
    actions.merge(home, ben, acting_user=cast.rosa)
    assert found(cast, MARA_AT_WORK) == ben
    assert contacts.family(ben.id) == {ben.id, home.id, work.id}
    actions.split(home, acting_user=cast.rosa)
    assert found(cast, MARA_AT_WORK) == home


def test_contacts_cannot_be_merged_in_a_ring(cast: Cast, home: Contact, work: Contact) -> None:
    actions.merge(work, home, acting_user=cast.rosa)
    with pytest.raises(InvalidInput):
        actions.merge(home, work, acting_user=cast.rosa)
    with pytest.raises(InvalidInput):
        actions.merge(home, home, acting_user=cast.rosa)
    assert found(cast, MARA_AT_WORK) == home


def test_merging_twice_and_splitting_twice_are_conflicts(cast: Cast, home: Contact, work: Contact) -> None:
    actions.merge(work, home, acting_user=cast.rosa)
    with pytest.raises(TransitionError):
        actions.merge(work, home, acting_user=cast.rosa)
    actions.split(work, acting_user=cast.rosa)
    with pytest.raises(TransitionError):
        actions.split(work, acting_user=cast.rosa)
    assert len(cast.entries("contact.merged")) == len(cast.entries("contact.split")) == 1


def test_an_auditor_may_not_merge_and_a_stranger_finds_nothing(cast: Cast, home: Contact, work: Contact) -> None:
    with pytest.raises(NotAllowed):
        actions.merge(work, home, acting_user=cast.auditor)
    with pytest.raises(NotFound):
        actions.merge(work, home, acting_user=cast.stranger)
    assert found(cast, MARA_AT_WORK) == work


def test_contacts_of_two_workspaces_are_never_one(cast: Cast, home: Contact) -> None:
    other = assemble("fern")
    foreign = other.contact(other.mail())
    assert foreign != home
    with pytest.raises(NotFound):
        actions.merge(home, foreign, acting_user=cast.rosa)
    assert found(cast, MARA) == home
