"""The page of what waits for a second person: it shows what would change, and only another human agrees."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Role, Workspace
from policies import actions, requests
from policies.engine import RuleSource
from policies.models import ActivationRequest, PolicyVersion
from tests.factories.people import member

SignIn = Callable[[Role], Client]
PAGE = "/w/moss/policies/"


@pytest.fixture
def asked(workspace: Workspace) -> ActivationRequest:
    member(workspace, Role.OWNER)
    policy = actions.create_policy(workspace.id, "Support", acting_user=None)
    version = actions.create_draft(
        policy, acting_user=None, rules=[RuleSource("", "Small ones leave", "action.amount < 50.0", "allow", "", "small")]
    )
    return requests.ask(version, "activate", acting_user=member(workspace, Role.POLICY_ADMIN))


def test_the_second_person_finds_it_on_home_looks_and_agrees(asked: ActivationRequest, as_role: SignIn) -> None:
    owner = as_role(Role.OWNER)
    home = owner.get("/w/moss/").content.decode()
    assert "waits for you as the second person" in " ".join(home.replace("policy version ", "").split())
    assert "No policy is active." in home
    page = owner.get(PAGE).content.decode()
    assert "Activation of Support v1" in page
    assert "action.amount &lt; 50.0" in page
    agree = f"{PAGE}requests/{asked.id}/agree/"
    assert owner.post(agree, {"rules": "0" * 64}).status_code == 409
    assert owner.post(agree, {"rules": asked.rules}).status_code == 302
    assert PolicyVersion.objects.get().status == "active"
    after = owner.get(PAGE).content.decode()
    assert "Nothing waits for a second person." in after
    assert "<b>Support v1</b> holds" in after
    assert "No policy is active." not in owner.get("/w/moss/").content.decode()


def test_who_asked_sees_that_others_agree_and_may_take_it_back(asked: ActivationRequest, as_role: SignIn) -> None:
    admin = as_role(Role.POLICY_ADMIN)
    assert "second person" not in admin.get("/w/moss/").content.decode()
    page = admin.get(PAGE).content.decode()
    assert "You asked for it, so somebody else agrees" in page
    assert "it becomes active" not in page
    assert admin.post(f"{PAGE}requests/{asked.id}/agree/", {"rules": asked.rules}).status_code == 403
    assert admin.post(f"{PAGE}requests/{asked.id}/decline/").status_code == 302
    asked.refresh_from_db()
    assert (asked.status, PolicyVersion.objects.get().status) == ("withdrawn", "draft")


def test_rules_that_were_edited_since_can_only_be_declined(asked: ActivationRequest, as_role: SignIn) -> None:
    actions.set_rules(asked.version, [RuleSource("", "All", "true", "allow", "", "all")], acting_user=None)
    page = as_role(Role.OWNER).get(PAGE).content.decode()
    assert "The rules were changed since." in page
    assert "it becomes active" not in page


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.AUDITOR])
def test_others_have_no_such_page(asked: ActivationRequest, as_role: SignIn, as_stranger: Client, role: Role) -> None:
    for client, status in ((as_role(role), 403), (as_stranger, 404)):
        assert client.get(PAGE).status_code == status
        for verb in ("agree", "decline"):
            assert client.post(f"{PAGE}requests/{asked.id}/{verb}/", {"rules": asked.rules}).status_code == status
    home = as_role(role).get("/w/moss/").content.decode()
    assert "No policy is active." in home
    assert "second person" not in home
    asked.refresh_from_db()
    assert asked.status == "requested"
