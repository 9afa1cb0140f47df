"""Versions of policies over HTTP: what one workspace has activated is a draft in another by its file."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from accounts.models import Role, User, Workspace
from audit.models import Entry
from kit.ids import uuid7
from policies import actions, packs
from policies.models import Policy, PolicyVersion
from tests.api.conftest import caller
from tests.review.cast import Desk, member

PATH = "/api/v1/policy-versions"
TEXT = "rules:\n- {name: Small, when: action.amount < 50.0, effect: allow, reason_code: small}\n"


def test_a_version_goes_out_as_a_file_and_comes_in_as_a_draft_with_the_same_rules(
    desk: Desk, rules_admin: User, rules_client: APIClient
) -> None:
    policy = actions.create_policy(desk.workspace.id, "Strict", acting_user=None)
    version = actions.create_draft(policy, acting_user=None, rules=packs.load("finance_four_eyes").rules, note="Four eyes")
    assert str(version.id) in [row["id"] for row in rules_client.get(f"{PATH}?status=draft&policy={policy.id}").json()["results"]]
    text = rules_client.get(f"{PATH}/{version.id}/file").json()["text"]
    made = rules_client.post(PATH, {"policy": "Copied", "text": text, "new": True}, format="json")
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["policy"], told["number"], told["status"], told["created_by"]) == ("Copied", 1, "draft", str(rules_admin.id))
    assert told["rules"] == rules_client.get(f"{PATH}/{version.id}").json()["rules"]
    again = rules_client.post(PATH, {"policy": str(policy.id), "text": text}, format="json").json()
    assert (again["policy"], again["number"]) == ("Strict", 2)
    events = Entry.objects.filter(actor=rules_admin.id, event__startswith="policy.").order_by("id").values_list("event", flat=True)
    assert list(events) == ["policy.created", "policy.draft_created", "policy.draft_created"]


def test_the_policy_of_another_workspace_narrows_as_one_that_is_not_there(desk: Desk, rules_client: APIClient) -> None:
    foreign = actions.create_policy(Workspace.objects.get(slug="not-moss").id, "Theirs", acting_user=None)
    for identity in (foreign.id, uuid7()):
        answer = rules_client.get(f"{PATH}?policy={identity}")
        assert (answer.status_code, answer.json()["results"]) == (200, [])


@pytest.mark.parametrize(("change", "status", "said"), [
    ({"policy": "Nobody's"}, 400, '"new": true'), ({"policy": str(uuid7())}, 400, "has no policy"),
    ({"text": TEXT.replace("amount", "amont"), "new": True}, 400, "Did you mean action.amount?"), ({"text": "rules: [", "new": True}, 400, "cannot be read as YAML"),
    ({"text": f"colour: red\n{TEXT}", "new": True}, 400, "nothing here is called colour"),
    ({"text": "", "new": True}, 400, ""), ({"policy": "x" * 90, "new": True}, 400, ""),
])  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_made(
    desk: Desk, rules_client: APIClient, change: dict[str, object], status: int, said: str
) -> None:
    before = Policy.objects.count(), PolicyVersion.objects.count()
    answer = rules_client.post(PATH, {"policy": "New", "text": TEXT, **change}, format="json")
    assert (answer.status_code, said in answer.json()["message"]) == (status, True), answer.json()
    assert (Policy.objects.count(), PolicyVersion.objects.count()) == before


def test_auditors_read_reviewers_and_strangers_see_none_and_a_key_makes_one_draft(desk: Desk, rules_client: APIClient) -> None:
    body = {"policy": "New", "text": TEXT, "new": True}
    headers = {"Idempotency-Key": "one"}
    first, second = (rules_client.post(PATH, body, format="json", headers=headers).json() for _ in range(2))
    assert first == second
    one = f"{PATH}/{first['id']}"
    auditor = caller(desk, member(desk.workspace, "looks", Role.AUDITOR))
    assert auditor.get(one).json()["rules"][0]["when"] == "action.amount < 50.0"
    assert auditor.post(PATH, body, format="json").status_code == 403
    reviewer = caller(desk, desk.reviewer)
    assert [reviewer.get(path).status_code for path in (one, f"{one}/file")] == [404, 404]
    assert reviewer.get(PATH).json()["results"] == []
    assert caller(desk, desk.owner, "policies:read").post(PATH, body, format="json").json()["code"] == "missing_scope"
