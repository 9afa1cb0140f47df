from __future__ import annotations

import json
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts.models import Membership, Role, User
from agents import actions
from agents.models import Agent, AgentVersion, Step, Turn
from audit.models import Content, Entry
from conversations.models import Conversation, Message
from kit.errors import InvalidInput, NotAllowed, NotFound, TransitionError
from review.models import Action
from tests.agents.conftest import SMALL, Shop
from tests.fakes import model_server as fake


def member(shop: Shop, role: Role, name: str) -> User:
    user = User.objects.create_user(f"{name}@example.org", "a-long-password-1", is_staff=True)
    Membership.objects.create(workspace=shop.workspace, user=user, role=role)
    return user


def run(command: str, *args: str, lines: list[Any], monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    out = StringIO()
    monkeypatch.setattr("sys.stdin", StringIO("\n".join(json.dumps(line) for line in lines)))
    call_command(command, *args, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_changed_prompt_is_a_new_version_and_both_are_on_the_ledger(shop: Shop) -> None:
    operator = member(shop, Role.AGENT_OPERATOR, "operator")
    version = actions.create_version(shop.agent, prompt="Be brief.", tiers_wanted=[SMALL], acting_user=operator)
    actions.activate(version, acting_user=operator)
    shop.agent.refresh_from_db()
    assert (version.number, shop.agent.active_id) == (2, version.id)
    events = list(Entry.objects.filter(event__startswith="agent.").order_by("id").values_list("event", flat=True))
    assert events == ["agent.version_created", "agent.version_activated"]
    with pytest.raises(TransitionError):
        actions.activate(version, acting_user=operator)


def test_a_reviewer_may_not_and_a_stranger_sees_nothing(shop: Shop) -> None:
    with pytest.raises(NotAllowed):
        actions.disable(shop.agent, acting_user=member(shop, Role.REVIEWER, "reviewer"))
    with pytest.raises(NotFound):
        actions.disable(shop.agent, acting_user=User.objects.create_user("stranger@example.org"))
    shop.agent.refresh_from_db()
    assert shop.agent.is_enabled


@pytest.mark.parametrize(
    "tiers",
    [
        [{"tier": "huge"}],
        [{"tier": "small"}],
        [{"tier": "small", "model": "x", "key": "sk-1"}],
        [{"tier": "small", "model": "x", "max_tokens": "many"}],
        [{"tier": "small", "model": "x", "max_tokens": 0}],
        [{"tier": "small", "model": "x", "max_tokens": -800}],
        [{"tier": "small", "model": "x", "max_tokens": float("inf")}],
        [{"tier": "small", "model": "x", "max_tokens": 10.9}],
        [{"tier": "small", "model": "x", "max_tokens": True}],
        [{"tier": "small", "model": "x", "timeout": True}],
        [{"tier": "small", "model": "x", "timeout": 10**400}],
        [{"tier": "small", "model": "x", "temperature": -1}],
        [{"tier": "small", "model": "x", "temperature": float("nan")}],
        [{"tier": "small", "model": "x", "timeout": 0}],
        [{"tier": "small", "model": "x", "timeout": 3600}],
        [{"tier": "small", "model": "x" * 121}],
        [{"tier": "small", "model": "x\0"}],
        [{"tier": "small", "model": "x", "region": "here\nthere"}],
        [{"tier": "small", "model": "x", "base_url": "ftp://models.example"}],
        [{"tier": "small", "model": "x", "base_url": "https://["}],
        [{"tier": "small", "model": "x", "base_url": "models.example/v1"}],
        [{"tier": "small", "model": "x", "base_url": "https://models.example:abc/v1"}],
        [{"tier": "small", "model": "x", "base_url": "https://models.example:99999/v1"}],
        [{"tier": "small", "model": "x", "base_url": "https://models.example:0/v1"}],
        [{"tier": "small", "model": "x", "base_url": "http://models example"}],
        [{"tier": "small", "model": "x", "base_url": " https://models.example"}],
        [{"tier": "small", "model": "x", "base_url": "https://models,example"}],
    ],
)
def test_tiers_that_make_no_sense_are_refused_with_what_to_do(shop: Shop, tiers: list[dict[str, Any]]) -> None:
    with pytest.raises(InvalidInput, match="Tier 1"):
        actions.create_version(shop.agent, tiers_wanted=tiers, acting_user=None)


@pytest.mark.parametrize(
    "setting",
    [
        {"max_tokens": 10.0}, {"temperature": 0}, {"timeout": 1.5}, {"base_url": "http://[::1]:8080/v1"}, {"base_url": "https://bücher.example/v1"},
        {"base_url": "http://vllm_1:8000"},
    ],
)  # fmt: skip
def test_tiers_that_a_call_can_take_are_stored_as_they_were_written(shop: Shop, setting: dict[str, Any]) -> None:
    wanted = {"tier": "small", "model": "x", **setting}
    assert actions.create_version(shop.agent, tiers_wanted=[wanted], acting_user=None).tiers == [wanted]


def test_the_admin_makes_a_version_of_an_edit_and_hides_other_workspaces(shop: Shop, client: Client) -> None:
    owner = member(shop, Role.OWNER, "owner")
    client.force_login(owner)
    page = f"/admin/agents/agent/{shop.agent.id}/change/"
    data = {
        "name": "Fern", "is_enabled": "on", "prompt": "New words.", "tiers": "[]", "escalate_below": "0.60", "answers": [str(shop.channel.id)],
        "versions-TOTAL_FORMS": "0", "versions-INITIAL_FORMS": "0",
    }  # fmt: skip
    assert client.post(page, data).status_code == 302
    shop.agent.refresh_from_db()
    assert shop.agent.active is not None
    assert (shop.agent.active.number, shop.agent.active.prompt, shop.agent.active.escalate_below) == (2, "New words.", Decimal("0.60"))
    stranger = User.objects.create_user("stranger@example.org", is_staff=True, is_superuser=True)
    client.force_login(stranger)
    assert client.get(page).status_code in (302, 403, 404)


def test_the_admin_renames_by_an_entry_and_changes_nothing_where_nothing_differs(shop: Shop, client: Client) -> None:
    client.force_login(member(shop, Role.OWNER, "owner"))
    page = f"/admin/agents/agent/{shop.agent.id}/change/"
    data = {
        "name": "Moss", "is_enabled": "on", "prompt": shop.version.prompt, "tiers": "[]", "escalate_below": "0.50",
        "answers": [str(shop.channel.id)], "versions-TOTAL_FORMS": "0", "versions-INITIAL_FORMS": "0",
    }  # fmt: skip
    assert client.post(page, data).status_code == 302
    assert client.post(page, data).status_code == 302
    shop.agent.refresh_from_db()
    assert shop.agent.name == "Moss"
    assert list(Entry.objects.filter(event__startswith="agent.").values_list("event", flat=True)) == ["agent.renamed"]
    assert LogEntry.objects.get_for_object(shop.agent).filter(action=LogEntry.Action.UPDATE, changes__has_key="name").count() == 1


def test_run_turn_answers_in_its_shape_and_keeps_nothing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = (Conversation, Message, Turn, Step, Action, Entry, Content)
    before = [model.objects.count() for model in counted]
    asked = [{"id": 7, "messages": [{"from": "customer", "text": "What does a parcel to Switzerland cost?"}]}, {"id": 8, "messages": []}]
    answers = run("run_turn", "--workspace", "moss", "--agent", "Fern", lines=asked, monkeypatch=monkeypatch)
    first = answers[0]["actions"][0]
    assert (answers[0]["id"], first["kind"], first["tool"]) == (7, "reply", None)
    assert "24.00 euros" in first["arguments"]["text"]
    assert first["ruling"]["effect"] == "review"
    assert {step["kind"] for step in answers[0]["steps"]} == {"triage", "redact", "recall", "ground"}
    assert "messages" in answers[1]["error"]
    assert [model.objects.count() for model in counted] == before


def test_run_turn_takes_no_version_that_is_not_there_and_no_subject_that_is_none(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Fern@9", "Fern@x", "Fern@", "fern"):
        with pytest.raises(CommandError):
            run("run_turn", "--workspace", "moss", "--agent", name, lines=[], monkeypatch=monkeypatch)
    shop.agent.name = "Fern@home"
    shop.agent.save(update_fields=["name"])
    messages = [{"from": "customer", "text": "What does a parcel to Switzerland cost?"}]
    asked = [
        {"id": 1, "messages": messages},
        {"id": 2, "messages": messages, "subject": None},
        {"id": 3, "messages": messages, "subject": 5},
    ]
    for name in ("Fern@home", "Fern@home@1"):
        plain, none, wrong = run("run_turn", "--workspace", "moss", "--agent", name, lines=asked, monkeypatch=monkeypatch)
        assert plain["actions"] == none["actions"]
        assert wrong == {"id": 3, "error": "subject is a text."}


def test_run_turn_uses_the_model_where_one_is_set(shop: Shop, server: fake.ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.use(SMALL)
    asked = [{"id": 1, "messages": [{"from": "customer", "text": "What does a parcel to Switzerland cost?"}]}]
    answer = run("run_turn", "--workspace", "moss", "--agent", "Fern", lines=asked, monkeypatch=monkeypatch)[0]
    assert answer["actions"][0]["tier"] == "small"
    assert answer["cost"]["unpriced_tokens"] > 0
    server.script(fake.status(404))
    failed = run("run_turn", "--workspace", "moss", "--agent", "Fern", lines=asked, monkeypatch=monkeypatch)[0]
    assert [one["kind"] for one in failed["actions"]] == ["hand_off"]


def test_ground_answers_in_its_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [
        {"id": "a", "draft": "Hello,\n\nDelivery takes 3 days. Delivery takes 4 days.", "passages": ["Delivery takes three days."]},
        {"id": "b", "draft": "Delivery takes 3 days.", "passages": [{"id": "p9", "text": "Delivery takes three days."}]},
        {"id": "c", "draft": 4, "passages": []},
    ]
    answers = run("ground", lines=lines, monkeypatch=monkeypatch)
    supported = [one["supported"] for one in answers[0]["sentences"]]
    assert supported == [True, True, False]
    assert answers[0]["score"] == 0.5
    assert answers[1]["sentences"][0]["passage"] == "p9"
    assert "error" in answers[2]


def test_a_version_is_shown_by_name_and_number(shop: Shop) -> None:
    assert str(AgentVersion.objects.get(id=shop.version.id)) == "Fern v1"
    assert Agent.objects.count() == 1


def test_a_version_stays_as_it_is_also_for_a_bulk_write_and_before_a_turn_ran_it(shop: Shop) -> None:
    mine, prompt = AgentVersion.objects.filter(id=shop.version.id), shop.version.prompt
    for change in ({"prompt": "Say yes."}, {"tools": ["refund"]}, {"tiers": [SMALL]}, {"triage": [{"do": "close_spam"}]}, {"number": 2}):
        with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
            mine.update(**change)
    assert mine.update(created_by=None) == 1
    shop.version.refresh_from_db()
    assert (shop.version.prompt, shop.version.tools) == (prompt, [])


def test_a_version_that_a_turn_ran_cannot_go(shop: Shop) -> None:
    unused = AgentVersion.objects.create(agent=shop.agent, number=2, prompt="You answer kindly.")
    conversation, message = shop.mail("What does a parcel to Switzerland cost?")
    Turn.objects.get_or_create(
        workspace=shop.workspace, conversation=conversation, agent_version=shop.version, conversation_version=99, message=message
    )
    with pytest.raises(IntegrityError, match="A turn ran this version"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM agents_agentversion WHERE id = %s", [shop.version.id])
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM agents_agentversion WHERE id = %s", [unused.id])
    assert list(shop.agent.versions.all()) == [shop.version]
