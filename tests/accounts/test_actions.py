"""Who may change who belongs to a workspace, and what always holds."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.core import mail
from django.db import connection

from accounts import actions, invitations
from accounts.models import Membership, Role, User, Workspace
from accounts.permissions import may, roles
from audit.models import Entry
from kit.errors import CountersignError, InvalidInput, NotAllowed, NotFound, TransitionError
from tests.accounts.conftest import Cast, assemble


def fresh(user: User) -> User:
    return User.objects.get(id=user.id)


def recorded(cast: Cast) -> list[str]:
    return list(Entry.objects.filter(workspace=cast.workspace.id).order_by("id").values_list("event", flat=True))


def test_an_owner_gives_and_takes_roles_and_each_stands_on_the_ledger(cast: Cast) -> None:
    before = len(recorded(cast))
    membership = actions.add_membership(cast.workspace, cast.stranger, Role.AUDITOR, acting_user=cast.owner)
    assert may(fresh(cast.stranger), cast.workspace.id, "see_evidence")
    actions.change_role(membership, Role.REVIEWER, acting_user=cast.owner)
    assert roles(fresh(cast.stranger), cast.workspace.id) == {Role.REVIEWER}
    actions.remove_membership(membership, acting_user=cast.owner)
    assert roles(fresh(cast.stranger), cast.workspace.id) == frozenset()
    assert recorded(cast)[before:] == ["account.membership_added", "account.membership_changed", "account.membership_removed"]


VERBS: list[Callable[[Cast, User], object]] = [
    lambda cast, user: actions.invite(cast.workspace, "new@acme.example", Role.REVIEWER, acting_user=user),
    lambda cast, user: actions.add_membership(cast.workspace, cast.stranger, Role.OWNER, acting_user=user),
    lambda cast, user: actions.change_role(cast.membership(cast.reviewer, Role.REVIEWER), Role.OWNER, acting_user=user),
    lambda cast, user: actions.remove_membership(cast.membership(cast.owner), acting_user=user),
    lambda cast, user: actions.change_workspace(cast.workspace, {"name": "Mine"}, acting_user=user),
    lambda cast, user: actions.set_group(cast.workspace, "safety", [cast.owner], acting_user=user),
]


@pytest.mark.parametrize("verb", VERBS)
def test_a_reviewer_may_not_and_a_stranger_finds_nothing(cast: Cast, verb: Callable[[Cast, User], object]) -> None:
    before = recorded(cast)
    with pytest.raises(NotAllowed):
        verb(cast, cast.reviewer)
    with pytest.raises(NotFound):
        verb(cast, cast.stranger)
    assert recorded(cast) == before


def test_the_last_owner_stays(cast: Cast) -> None:
    only = cast.membership(cast.owner)
    with pytest.raises(TransitionError, match="needs an owner"):
        actions.remove_membership(only, acting_user=cast.owner)
    with pytest.raises(TransitionError, match="needs an owner"):
        actions.change_role(only, Role.AUDITOR, acting_user=cast.owner)
    actions.add_membership(cast.workspace, cast.reviewer, Role.OWNER, acting_user=cast.owner)
    actions.remove_membership(only, acting_user=cast.owner)
    assert roles(fresh(cast.owner), cast.workspace.id) == frozenset()


def test_an_owner_who_can_no_longer_sign_in_does_not_count(cast: Cast) -> None:
    actions.add_membership(cast.workspace, cast.reviewer, Role.OWNER, acting_user=cast.owner)
    User.objects.filter(id=cast.reviewer.id).update(is_active=False)
    with pytest.raises(TransitionError, match="needs an owner"):
        actions.remove_membership(cast.membership(cast.owner), acting_user=cast.owner)


def test_two_owners_who_remove_each_other_at_once_leave_one(transactional_db: None) -> None:
    cast = assemble()
    actions.add_membership(cast.workspace, cast.reviewer, Role.OWNER, acting_user=None)
    start, outcomes = threading.Barrier(2), []

    def remove(actor: User, victim: User) -> None:
        try:
            start.wait(60)
            actions.remove_membership(cast.membership(victim), acting_user=fresh(actor))
            outcomes.append("removed")
        except CountersignError as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    pairs = [(cast.owner, cast.reviewer), (cast.reviewer, cast.owner)]
    threads = [threading.Thread(target=remove, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes)[-1] == "removed"
    assert len(outcomes) == 2
    assert Membership.objects.filter(workspace=cast.workspace, role=Role.OWNER, is_active=True).count() == 1


def test_a_new_account_lives_in_the_time_zone_of_its_workspace(cast: Cast) -> None:
    Workspace.objects.filter(id=cast.workspace.id).update(timezone="Europe/Berlin")
    cast.workspace.refresh_from_db()
    made = actions.create_user(cast.workspace, "new.person@acme.example", "New Person", acting_user=cast.owner)
    assert User.objects.get(id=made.id).timezone == "Europe/Berlin"


def test_an_invitation_makes_an_account_once_and_its_mail_holds_a_link(cast: Cast) -> None:
    membership = actions.invite(cast.workspace, " New.Person@Acme.Example ", Role.REVIEWER, acting_user=cast.owner, name="New Person")
    assert membership.user.email == "new.person@acme.example"
    assert not membership.user.has_usable_password()
    again = actions.invite(cast.workspace, "new.person@acme.example", Role.REVIEWER, acting_user=cast.owner)
    assert again.id == membership.id
    invitations.send(membership.user_id, cast.workspace.id)
    (sent,) = mail.outbox
    assert sent.to == ["new.person@acme.example"]
    assert "/accounts/password/reset/key/" in sent.body
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(("email", "role"), [("not an address", "reviewer"), ("new@acme.example", "king")])
def test_nonsense_is_refused(cast: Cast, email: str, role: str) -> None:
    with pytest.raises(InvalidInput):
        actions.invite(cast.workspace, email, role, acting_user=cast.owner)
    assert not User.objects.filter(email="new@acme.example").exists()


def test_a_group_has_exactly_the_named_members(cast: Cast) -> None:
    group = actions.set_group(cast.workspace, "safety", [cast.owner, cast.reviewer], acting_user=cast.owner)
    assert group.name == "acme:safety"
    actions.set_group(cast.workspace, "safety", [cast.reviewer], acting_user=cast.owner)
    assert list(group.user_set.all()) == [cast.reviewer]
