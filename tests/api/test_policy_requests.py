"""A second person over HTTP: asked for, agreed to by another human, or declined."""

from __future__ import annotations

import pytest

from accounts.models import Membership, Role, User
from policies import actions
from policies.models import PolicyVersion
from tests.api.conftest import caller
from tests.review.cast import ALLOW, Desk

PATH = "/api/v1/policy-requests"


@pytest.fixture
def admin(desk: Desk) -> User:
    """With the owner two people may edit policies."""
    user = User.objects.create_user("admin@moss.example", None, name="Ada")
    Membership.objects.create(workspace=desk.workspace, user=user, role=Role.POLICY_ADMIN)
    return user


def draft(desk: Desk) -> PolicyVersion:
    return actions.create_draft(desk.policy, acting_user=None, rules=[ALLOW])


def test_one_asks_the_other_agrees_to_what_was_seen_and_it_is_active(desk: Desk, admin: User) -> None:
    version, owner, asking = draft(desk), caller(desk, desk.owner), caller(desk, admin)
    made = asking.post(PATH, {"version": str(version.id)}, format="json")
    assert (made.status_code, made.json()["status"], made.json()["number"]) == (201, "requested", version.number)
    one, rules = f"{PATH}/{made.json()['id']}", {"rules": made.json()["rules"]}
    assert asking.post(PATH, {"version": str(version.id)}, format="json").json()["code"] == "asked"
    assert asking.post(f"{one}/agree", rules, format="json").json()["code"] == "second_person"
    assert owner.post(f"{one}/agree", {"rules": "0" * 64}, format="json").json()["code"] == "stale"
    assert [row["id"] for row in owner.get(f"{PATH}?status=requested").json()["results"]] == [made.json()["id"]]
    agreed = owner.post(f"{one}/agree", rules, format="json")
    assert (agreed.status_code, agreed.json()["status"], agreed.json()["decided_by"]) == (200, "agreed", str(desk.owner.id))
    assert PolicyVersion.objects.get(id=version.id).status == "active"
    assert owner.get(f"{PATH}?status=requested").json()["results"] == []
    assert owner.post(f"{one}/agree", rules, format="json").status_code == 409


def test_it_is_declined_and_rules_edited_meanwhile_are_not_agreed_to(desk: Desk, admin: User) -> None:
    version, owner = draft(desk), caller(desk, desk.owner)
    made = caller(desk, admin).post(PATH, {"version": str(version.id), "kind": "activate"}, format="json").json()
    actions.set_rules(version, [ALLOW, ALLOW.__class__("", "more", "true", "deny", "", "test")], acting_user=admin)
    refused = owner.post(f"{PATH}/{made['id']}/agree", {"rules": made["rules"]}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "changed")
    assert owner.post(f"{PATH}/{made['id']}/decline").json()["status"] == "withdrawn"
    assert PolicyVersion.objects.get(id=version.id).status == "draft"


def test_reviewers_and_strangers_see_and_decide_nothing(desk: Desk, admin: User) -> None:
    version = draft(desk)
    made = caller(desk, admin).post(PATH, {"version": str(version.id)}, format="json").json()
    rules = {"rules": made["rules"]}
    reviewer = caller(desk, desk.reviewer)
    stranger = caller(desk, desk.stranger, workspace=desk.stranger.memberships.get().workspace)
    for client in (reviewer, stranger):
        assert client.get(PATH).json()["results"] == []
        assert client.post(f"{PATH}/{made['id']}/agree", rules, format="json").status_code == 404
        assert client.post(f"{PATH}/{made['id']}/decline").status_code == 404
    assert reviewer.post(PATH, {"version": str(version.id)}, format="json").status_code == 403
    assert stranger.post(PATH, {"version": str(version.id)}, format="json").status_code == 404
    assert (
        caller(desk, desk.owner, "policies:read").post(f"{PATH}/{made['id']}/agree", rules, format="json").json()["code"] == "missing_scope"
    )
