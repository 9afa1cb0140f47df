"""The pages and the API of replays: who may look, what they see, and what a set does."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts import tokens
from accounts.models import Role, Workspace
from agents.models import ReplayRun, ReplaySet, Turn
from audit.models import Entry
from conversations.models import Conversation
from kit.errors import TransitionError
from kit.ids import uuid7
from policies import actions as policy_actions
from policies.engine import RuleSource
from policies.models import Policy, PolicyVersion
from review.models import Action
from tests.factories.people import member

SignIn = Callable[[Role], Client]
pytestmark = pytest.mark.django_db(transaction=True)
SETS = "/api/v1/replay-sets"
CARD = "4111 1111 1111 1111"


def address(conversation: Conversation, rest: str = "replay/") -> str:
    return f"/w/moss/conversations/{conversation.id}/{rest}"


@pytest.fixture
def stricter(workspace: Workspace, told: Conversation) -> str:
    rule = RuleSource("", "Nobody answers <b>", "true", "deny", "", "test", [])
    version = policy_actions.create_draft(Policy.objects.get(workspace=workspace), acting_user=None, rules=[rule])
    return f"Replies@{version.number}"


def test_the_story_leads_to_a_replay_that_comes_out_identical(told: Conversation, as_role: SignIn) -> None:
    auditor = as_role(Role.AUDITOR)
    assert f'href="{address(told)}"' in auditor.get(address(told, "")).content.decode()
    assert 'name="policy"' not in auditor.get(address(told)).content.decode()
    answer = auditor.post(address(told))
    page = auditor.get(answer.headers["Location"]).content.decode()
    assert "clean: 1 identical" in page
    assert "Sockets opened: 0." in page
    assert list(Entry.objects.filter(event__startswith="replay.").order_by("at").values_list("event", flat=True)) == [
        "replay.started", "replay.finished",
    ]  # fmt: skip


def test_another_policy_stands_side_by_side(told: Conversation, as_role: SignIn, stricter: str) -> None:
    owner = as_role(Role.OWNER)
    page = owner.get(owner.post(address(told), {"policy": stricter}).headers["Location"]).content.decode()
    for said in (
        "As recorded",
        "Replayed",
        "Replies v1",
        "Replies v2",
        "not clean: 1 different",
        "Nobody answers &lt;b&gt;",
        "must answer",
    ):
        assert said in page, said
    assert page.count("<mark>") >= 4
    assert "<b>." not in page


def test_what_is_masked_for_reviewers_is_masked_here(told: Conversation, as_role: SignIn, stricter: str) -> None:
    conversation_of_card = Action.objects.get(conversation=told, kind="reply")
    assert conversation_of_card.agent is not None
    operator = as_role(Role.AGENT_OPERATOR)
    page = operator.get(operator.post(address(told), {"policy": stricter}).headers["Location"]).content.decode()
    assert "(for owners and auditors)" in page
    assert CARD not in page


@pytest.mark.parametrize(
    ("role", "looks", "changes"),
    [
        (Role.REVIEWER, 403, 403),
        (Role.AUDITOR, 200, 403),
        (Role.POLICY_ADMIN, 200, 302),
        (Role.AGENT_OPERATOR, 200, 302),
        (Role.OWNER, 200, 302),
    ],
)
def test_who_may_look_and_who_may_change(told: Conversation, as_role: SignIn, stricter: str, role: Role, looks: int, changes: int) -> None:
    client = as_role(role)
    assert {client.get(page).status_code for page in (address(told), "/w/moss/replays/")} == {looks}
    assert client.post("/w/moss/replays/sets/", {"name": "Regression"}).status_code == changes
    assert client.post(address(told), {"policy": stricter}).status_code == changes


def test_a_stranger_finds_nothing(told: Conversation, as_role: SignIn, as_stranger: Client) -> None:
    run = as_role(Role.OWNER).post(address(told)).headers["Location"]
    for page in (run, run.replace("/moss/", "/fern/"), address(told), address(told).replace("/moss/", "/fern/")):
        assert as_stranger.get(page).status_code == 404


def test_a_set_is_filled_run_required_and_emptied(told: Conversation, as_role: SignIn, stricter: str) -> None:
    client = as_role(Role.POLICY_ADMIN)
    page = client.post("/w/moss/replays/sets/", {"name": "Regression"}).headers["Location"]
    chosen = ReplaySet.objects.get()
    assert client.post(address(told, "replay/keep/"), {"set": str(chosen.id)}).status_code == 302
    assert "1 turn." in client.get(page).content.decode()
    assert client.post(f"{page}require/", {"required": "1"}).status_code == 302
    client.post(f"{page}run/", {"policy": stricter})
    run = ReplayRun.objects.get()
    assert (run.set, run.is_clean) == (chosen, False)
    version = run.policy_version
    assert version is not None
    step = f"/admin/policies/policyversion/{version.id}/activate/"
    assert "did not run clean on this version: 1 different" in client.get(step).content.decode()
    client.post(step)
    version.refresh_from_db()
    assert version.status == "draft"
    client.post(f"{page}remove/", {"turn": str(Turn.objects.get().id)})
    client.post(step)
    version.refresh_from_db()
    assert version.status == "active"
    assert client.post(f"{page}delete/").status_code == 302
    assert ReplayRun.objects.get().set is None


def api(workspace: Workspace, role: Role, *scopes: str) -> APIClient:
    _, token = tokens.create(member(workspace, role), workspace, scopes or ("replays:read", "replays:run"), name="test", acting_user=None)
    return APIClient(headers={"Authorization": f"Token {token}"})


def test_the_api_begins_a_replay_once_and_tells_how_it_ended(workspace: Workspace, told: Conversation, stricter: str) -> None:
    client, turn = api(workspace, Role.OWNER), str(Turn.objects.get().id)
    begun = client.post("/api/v1/replays", {"turn": turn, "policy": stricter}, format="json", headers={"Idempotency-Key": "one"})
    again = client.post("/api/v1/replays", {"turn": turn, "policy": stricter}, format="json", headers={"Idempotency-Key": "one"})
    assert (begun.status_code, begun.json()["is_clean"], again.json()) == (201, False, begun.json())
    assert ReplayRun.objects.count() == 1
    whole = client.get(f"/api/v1/replays/{begun.json()['id']}").json()
    assert whole["progress"]["status"] == "done"
    [result] = whole["results"]
    assert (result["turn"], result["state"], result["sockets"]) == (turn, "changed", 0)
    assert result["told"]["replayed"]["actions"][0]["effect"] == "deny"
    other = api(workspace, Role.POLICY_ADMIN).get(f"/api/v1/replays/{begun.json()['id']}").json()
    assert set(other["results"][0]["told"]) == {"differences"}
    assert "30 days" not in json.dumps(other)


def test_the_api_refuses_as_the_pages_do(workspace: Workspace, told: Conversation, stricter: str) -> None:
    whole = {"conversation": str(told.id)}
    assert api(workspace, Role.OWNER, "replays:read").post("/api/v1/replays", whole, format="json").status_code == 403
    assert api(workspace, Role.REVIEWER).post("/api/v1/replays", whole, format="json").status_code == 403
    auditor = api(workspace, Role.AUDITOR)
    assert auditor.post("/api/v1/replays", whole, format="json").json()["is_clean"] is True
    assert auditor.post("/api/v1/replays", {**whole, "policy": stricter}, format="json").status_code == 403
    assert auditor.post("/api/v1/replays", {**whole, "set": "x"}, format="json").status_code == 400
    assert auditor.post("/api/v1/replays", {"set": "x"}, format="json").status_code == 404
    assert auditor.post("/api/v1/replays", {"turn": str(workspace.id)}, format="json").status_code == 404


def test_a_set_is_kept_over_the_api_and_stands_in_the_way_of_an_activation_until_it_has_run_clean(
    told: Conversation, workspace: Workspace, stricter: str, as_role: SignIn
) -> None:
    client, turn = api(workspace, Role.POLICY_ADMIN), str(Turn.objects.get(conversation=told).id)
    made = [client.post(SETS, {"name": "Lamps"}, format="json", headers={"Idempotency-Key": "lamps"}) for _ in range(2)]
    assert (made[0].status_code, made[0].json()["size"], made[1].json()["id"]) == (201, 0, made[0].json()["id"])
    assert client.post(SETS, {"name": "Lamps"}, format="json").status_code == 400
    one = f"{SETS}/{made[0].json()['id']}"
    assert client.post(f"{one}/add", {"conversation": str(told.id)}, format="json").json()["turns"] == [turn]
    assert client.post(f"{one}/add", {"turns": [turn]}, format="json").json()["size"] == 1
    assert client.patch(one, {"is_required": True}, format="json").json()["is_required"] is True
    assert [(row["name"], row["size"], row["is_required"]) for row in client.get(SETS).json()["results"]] == [("Lamps", 1, True)]
    version = PolicyVersion.objects.get(policy__workspace=workspace, number=stricter.split("@")[1])
    with pytest.raises(TransitionError, match="must run clean on this version first"):
        policy_actions.activate(version, acting_user=None)
    run = client.post("/api/v1/replays", {"set": "Lamps", "policy": stricter}, format="json").json()
    assert (run["set"], run["is_clean"]) == (made[0].json()["id"], False)
    with pytest.raises(TransitionError, match="did not run clean on this version: 1 different"):
        policy_actions.activate(version, acting_user=None)
    page = as_role(Role.OWNER).get(f"/admin/policies/policyversion/{version.id}/activate/").content.decode()
    assert f'href="/w/moss/replays/{run["id"]}/"' in page
    assert client.post(f"{one}/remove", {"turns": [turn]}, format="json").json()["turns"] == []
    assert (client.delete(one).status_code, client.get(one).status_code) == (204, 404)


def test_sets_over_the_api_are_looked_at_by_those_who_replay_and_changed_by_those_who_run_agents_and_policies(
    told: Conversation, workspace: Workspace
) -> None:
    owner, auditor, reviewer = (api(workspace, role) for role in (Role.OWNER, Role.AUDITOR, Role.REVIEWER))
    one = f"{SETS}/{owner.post(SETS, {'name': 'Lamps'}, format='json').json()['id']}"
    assert (auditor.get(one).status_code, reviewer.get(one).status_code) == (200, 404)
    changes = ((SETS, {"name": "x"}), (f"{one}/add", {"conversation": str(told.id)}))
    assert [auditor.post(path, body, format="json").status_code for path, body in changes] == [403, 403]
    assert (auditor.patch(one, {"is_required": True}, format="json").status_code, auditor.delete(one).status_code) == (403, 403)
    assert [api(workspace, Role.OWNER, "replays:read").post(path, body, format="json").status_code for path, body in changes] == [403, 403]
    strange = str(uuid7())
    for body, status in (
        ({}, 400),
        ({"turns": [strange], "conversation": strange}, 400),
        ({"turns": [strange]}, 404),
        ({"conversation": strange}, 404),
    ):
        assert owner.post(f"{one}/add", body, format="json").status_code == status
