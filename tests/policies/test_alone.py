"""Whoever takes the right to edit policies from all others is not alone by that."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from accounts import actions as people
from accounts.models import Membership, Role, User
from audit.models import Entry
from kit.errors import NotAllowed
from policies import actions, requests, second_person
from policies.models import PolicyVersion
from tests.policies.cast import Cast, active, rule


@pytest.fixture
def owner(cast: Cast) -> User:
    """Two people may edit policies: the policy admin of the cast, and this owner."""
    active(cast, rule("before", "true"))
    user = User.objects.create_user("owner@acme.example", "pass-word-1", name="Olive")
    Membership.objects.create(workspace=cast.workspace, user=user, role=Role.OWNER)
    return user


def draft(cast: Cast) -> PolicyVersion:
    return actions.create_draft(cast.policy, acting_user=None, rules=[rule("all leave", "true", "allow")])


def of_admin(cast: Cast) -> Membership:
    return Membership.objects.get(user=cast.admin)


def fresh(user: User) -> User:
    """Roles are asked once for each object."""
    return User.objects.get(id=user.id)


@pytest.mark.parametrize("way", ["removed", "demoted"])
def test_who_takes_it_from_the_other_activates_nothing_alone(cast: Cast, owner: User, way: str) -> None:
    version = draft(cast)
    if way == "removed":
        people.remove_membership(of_admin(cast), acting_user=owner)
    else:
        people.change_role(of_admin(cast), Role.AUDITOR, acting_user=owner)
    with pytest.raises(NotAllowed, match="so you cannot use it alone before") as refused:
        actions.activate(version, acting_user=fresh(owner))
    assert refused.value.code == "second_person"
    with pytest.raises(NotAllowed, match="so you cannot use it alone before"):
        actions.rollback(active_before(cast), acting_user=fresh(owner))
    client = Client()
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/admin/policies/policyversion/{version.pk}/activate/").content.decode()
    assert "you cannot use it alone before" in page
    assert ">Activate</button>" not in page


def active_before(cast: Cast) -> PolicyVersion:
    """A retired version, as the system itself left it."""
    found = PolicyVersion.objects.filter(policy=cast.policy, status="active").get()
    actions.activate(actions.create_draft(cast.policy, acting_user=None, rules=[rule("between", "true")]), acting_user=None)
    return PolicyVersion.objects.get(id=found.id)


def test_given_back_it_takes_both_again_and_another_person_may_stand_in(cast: Cast, owner: User) -> None:
    version = draft(cast)
    people.remove_membership(of_admin(cast), acting_user=owner)
    stand_in = User.objects.create_user("stand-in@acme.example", "pass-word-1")
    people.add_membership(cast.workspace, stand_in, Role.POLICY_ADMIN, acting_user=owner)
    asked = requests.ask(version, "activate", acting_user=fresh(owner))
    requests.agree(asked, acting_user=stand_in)
    assert PolicyVersion.objects.get(id=version.id).status == "active"
    assert '"alone"' not in Entry.objects.filter(event="policy.activated", subject=version.id).get().body


def test_after_some_days_or_where_others_took_it_one_person_is_alone_and_the_entry_says_so(
    cast: Cast, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = draft(cast)
    people.remove_membership(of_admin(cast), acting_user=owner)
    assert second_person.not_alone_until(cast.workspace.id, owner)
    monkeypatch.setattr(second_person, "AFTER_A_REMOVAL", timedelta(0))
    actions.activate(version, acting_user=fresh(owner))
    assert '"alone":true' in Entry.objects.filter(event="policy.activated", subject=version.id).get().body


def test_who_leaves_by_themselves_or_is_removed_at_the_shell_holds_nobody_up(cast: Cast, owner: User) -> None:
    second = User.objects.create_user("second@acme.example", "pass-word-1")
    Membership.objects.create(workspace=cast.workspace, user=second, role=Role.OWNER)
    people.remove_membership(Membership.objects.get(user=second), acting_user=second)
    people.remove_membership(of_admin(cast), acting_user=None)
    actions.activate(draft(cast), acting_user=fresh(owner))


def test_taking_another_role_is_nothing_of_the_sort(cast: Cast, owner: User) -> None:
    people.remove_membership(of_admin(cast), acting_user=None)
    people.remove_membership(Membership.objects.get(user=cast.reviewer), acting_user=owner)
    actions.activate(draft(cast), acting_user=fresh(owner))


def test_a_role_that_still_edits_policies_takes_nothing_away(cast: Cast, owner: User) -> None:
    people.change_role(of_admin(cast), Role.OWNER, acting_user=owner)
    people.remove_membership(of_admin(cast), acting_user=fresh(cast.admin))
    actions.activate(draft(cast), acting_user=fresh(owner))
