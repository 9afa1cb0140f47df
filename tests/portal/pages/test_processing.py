"""The record of processing: read from rows and settings, stated by those who may, each statement with its entry."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role, Workspace
from agents.models import Agent, AgentVersion
from audit import content
from audit.models import Entry
from connectors.models import Channel, Tool
from conversations.models import Contact, Conversation
from conversations.retention import actions as retaining
from conversations.retention import purging
from portal.processing import classes, statements
from portal.processing.models import Statement
from tests.factories.people import member

SignIn = Callable[[Role], Client]
PAGE = "/w/moss/privacy/processing/"
MODEL = "https://models.example.com/v1"


def record(client: Client) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(client.get(f"{PAGE}processing.json").content)
    return told


def state(client: Client, kind: str, key: str = "", **values: str) -> int:
    return client.post(f"{PAGE}state/", {"kind": kind, "key": key, **values}).status_code


def recipient(told: dict[str, Any], key: str) -> dict[str, Any]:
    [found] = [one for one in told["recipients"] if one["key"] == key]
    return dict(found)


def test_recipients_are_those_that_rows_and_settings_name_and_no_others(
    told: Conversation, workspace: Workspace, as_role: SignIn, settings: Any
) -> None:
    owner = as_role(Role.OWNER)
    before = {one["key"] for one in record(owner)["recipients"]}
    assert not any(key.startswith(("model:", "tool:")) for key in before)
    Channel.objects.filter(kind="email").update(parameters={"smtp_host": "smtp.example.com", "imap_host": "imap.example.com"})
    agent = Agent.objects.get(workspace=workspace)
    version = AgentVersion.objects.create(
        agent=agent, number=99, prompt="Be kind.", tiers=[{"tier": "small", "model": "m-1", "base_url": MODEL}, {"tier": "extractive"}]
    )
    Agent.objects.filter(id=agent.id).update(active=version)
    Tool.objects.create(
        workspace=workspace, name="orders.find", label="Find an order", adapter="http_json", kind="read",
        settings={"url": "https://orders.example.com/find", "headers": ["x"]},
    )  # fmt: skip
    settings.OPENAI_EMBEDDING_MODEL, settings.OPENAI_BASE_URL = "e-1", "http://127.0.0.1:9/v1"
    settings.COUNTERSIGN_ANCHORS = [*settings.COUNTERSIGN_ANCHORS, "mailto:auditor@example.net"]
    found = record(owner)
    keys = {one["key"] for one in found["recipients"]}
    assert {"mail:smtp.example.com", "mail:imap.example.com", "model:models.example.com", "tool:orders.example.com"} <= keys
    assert {"model:127.0.0.1", "anchor:example.net"} <= keys
    assert recipient(found, "model:models.example.com")["because"] == [f"{agent}: m-1"]
    assert recipient(found, "model:127.0.0.1")["region"] == "this machine"
    assert recipient(found, "model:models.example.com")["region"] == ""
    assert "The region of models.example.com is not stated." in found["missing"]
    Agent.objects.filter(id=agent.id).update(is_enabled=False)
    assert "model:models.example.com" not in {one["key"] for one in record(owner)["recipients"]}


def test_what_is_stated_stands_in_the_record_and_on_the_ledger_and_can_be_taken_back(
    told: Conversation, workspace: Workspace, as_role: SignIn
) -> None:
    owner = as_role(Role.OWNER)
    assert {"The controller is not named.", "No purpose is stated."} <= set(record(owner)["missing"])
    assert state(owner, "controller", name="Moss & Co <Ltd>", contact="privacy@moss.example") == 302
    assert state(owner, "purpose", "Answering customers", why="Questions about orders", basis="contract", people="Customers") == 302
    assert state(owner, "purpose", "Answering customers", why="Questions and claims", basis="contract") == 302
    found = record(owner)
    assert found["responsible"]["controller"] == {"name": "Moss & Co <Ltd>", "contact": "privacy@moss.example"}
    assert [(one["name"], one["why"]) for one in found["purposes"]] == [("Answering customers", "Questions and claims")]
    assert "Moss &amp; Co &lt;Ltd&gt;" in owner.get(PAGE).content.decode()
    assert "a contract (6.1 b)" in owner.get(f"{PAGE}print/").content.decode().lower()
    entries = list(Entry.objects.filter(event="processing.stated").order_by("id"))
    assert [json.loads(one.body)["data"] for one in entries] == [{"kind": "controller"}, {"kind": "purpose"}, {"kind": "purpose"}]
    before = json.loads(entries[1].body)["content"]["statement"]["id"]
    assert content.get_json(workspace.id, before)["values"]["why"] == "Questions about orders", "what was said before stays readable"
    assert "Moss" not in entries[0].body
    opened = f"/w/moss/evidence/entries/{entries[1].id}/content/statement/"
    assert opened in as_role(Role.AUDITOR).get(f"/w/moss/evidence/entries/{entries[1].id}/").content.decode()
    told_there = as_role(Role.AUDITOR).get(opened).content.decode()
    assert "Questions about orders" in told_there
    assert "Internal data" in told_there
    assert as_role(Role.POLICY_ADMIN).get(opened).status_code == 404
    assert owner.post(f"{PAGE}state/", {"kind": "purpose", "key": "Answering customers", "withdraw": "1"}).status_code == 302
    assert record(owner)["purposes"] == []
    assert Entry.objects.filter(event="processing.withdrawn").count() == 1


def test_a_region_that_is_stated_counts_also_for_a_local_address(told: Conversation, as_role: SignIn) -> None:
    owner = as_role(Role.OWNER)
    mail = next(one["key"] for one in record(owner)["recipients"] if one["key"].startswith("mail:"))
    assert state(owner, "recipient", mail, region="Iceland", role="processor", safeguard="Adequacy decision") == 302
    found = recipient(record(owner), mail)
    assert (found["region"], found["role"], found["safeguard"]) == ("Iceland", "processor", "Adequacy decision")


def test_where_a_tier_says_its_provider_is_stands_with_it_until_somebody_states_another(
    told: Conversation, workspace: Workspace, as_role: SignIn
) -> None:
    owner, agent = as_role(Role.OWNER), Agent.objects.get(workspace=workspace)
    here = {"base_url": MODEL, "region": "Frankfurt", "hosting": "own", "retention": "30 days"}
    tiers: list[dict[str, Any]] = [
        {"tier": "small", "model": "m-1", **here},
        {"tier": "large", "model": "m-2", **here, "classes": ["public"]},
    ]
    Agent.objects.filter(id=agent.id).update(active=AgentVersion.objects.create(agent=agent, number=99, prompt="Be kind.", tiers=tiers))
    found, key = record(owner), "model:models.example.com"
    assert recipient(found, key)["region"] == "Frankfurt"
    said = [(one["region"], one["hosting"], one["retention"], one["classes"]) for one in recipient(found, key)["places"]]
    assert said == [("Frankfurt", "own", "30 days", ["public"]), ("Frankfurt", "own", "30 days", None)]
    assert "The region of models.example.com is not stated." not in found["missing"]
    page = owner.get(PAGE).content.decode()
    assert "run by ourselves; kept there: 30 days; only public" in page
    assert state(owner, "recipient", key, region="Ireland") == 302
    assert recipient(record(owner), key)["region"] == "Ireland"
    assert "Frankfurt; run by ourselves" in owner.get(PAGE).content.decode()


def test_classes_retention_and_measures_are_what_is_in_force(
    told: Conversation, workspace: Workspace, as_role: SignIn, settings: Any
) -> None:
    owner = as_role(Role.OWNER)
    retaining.set_rule(workspace, "personal", 400, acting_user=member(workspace, Role.OWNER))
    settings.MAIL_SERVER_REQUIRE_TLS = True
    found = record(owner)
    assert {one["class"] for one in found["data"]} == {"public", "internal", "personal", "sensitive"}
    assert {one["what"]: one["rows"] for one in found["data"]}["files of messages"] == 1
    assert {one["class"]: one["days"] for one in found["retention"]["rules"]}["personal"] == 400
    measures = {one["name"]: one["holds"] for one in found["measures"]}
    assert measures["Mail in over TLS only"]
    assert not measures["Second factor"]
    settings.MAIL_SERVER_REQUIRE_TLS = False
    assert not {one["name"]: one["holds"] for one in record(owner)["measures"]}["Mail in over TLS only"]


@pytest.mark.parametrize(
    ("kind", "key", "values"),
    [
        ("controller", "", {}),
        ("controller", "two", {"name": "x"}),
        ("purpose", "", {"why": "x"}),
        ("purpose", "p", {"why": "x" * 2_001}),
        ("purpose", "p", {"basis": "because"}),
        ("weather", "", {"name": "x"}),
    ],
)
def test_what_says_nothing_or_too_much_is_refused_and_stays_on_the_page(
    workspace: Workspace, as_role: SignIn, kind: str, key: str, values: dict[str, str]
) -> None:
    assert state(as_role(Role.OWNER), kind, key, **values) == 400
    assert not Statement.objects.exists()


def test_who_may_not_sees_or_changes_nothing(workspace: Workspace, as_role: SignIn, as_stranger: Client) -> None:
    for path in (PAGE, f"{PAGE}print/", f"{PAGE}processing.json"):
        assert as_role(Role.AUDITOR).get(path).status_code == 200
        assert as_role(Role.REVIEWER).get(path).status_code == 403
        assert as_stranger.get(path).status_code == 404
    assert state(as_role(Role.AUDITOR), "controller", name="x") == 403
    assert state(as_stranger, "controller", name="x") == 404
    assert "State what only people know" not in as_role(Role.AUDITOR).get(PAGE).content.decode()


def test_the_class_of_a_content_follows_from_what_it_is(told: Conversation, workspace: Workspace) -> None:
    message = told.messages.order_by("seq").first()
    assert message is not None
    statements.state(workspace, "controller", "", {"name": "Moss"}, acting_user=member(workspace, Role.OWNER))
    entry = Entry.objects.get(event="processing.stated")
    ours = json.loads(entry.body)["content"]["statement"]["id"]
    found = {
        name: classes.of_content(workspace.id, one) for name, one in {"raw": message.raw, "words": message.content, "ours": ours}.items()
    }
    assert found == {"raw": "sensitive", "words": "personal", "ours": "internal"}


def test_what_was_purged_is_not_counted_any_more(told: Conversation, workspace: Workspace, as_role: SignIn) -> None:
    def counted() -> dict[str, int]:
        return {one["what"].partition(":")[0]: one["rows"] for one in record(as_role(Role.OWNER))["data"]}

    kept = ("originals of messages as they came", "files of messages", "conversations", "contacts")
    assert [counted()[one] for one in kept] == [1, 1, 1, 1]
    ago = timezone.now() - timedelta(days=900)
    Conversation.objects.filter(id=told.id).update(status="resolved", last_message_at=ago)
    Contact.objects.update(created_at=ago)
    retaining.set_rule(workspace, "sensitive", 400, acting_user=member(workspace, Role.OWNER))
    purging.purge(workspace)
    assert [counted()[one] for one in kept] == [0, 0, 1, 1]
    retaining.set_rule(workspace, "personal", 400, acting_user=member(workspace, Role.OWNER))
    purging.purge(workspace)
    assert [counted()[one] for one in kept] == [0, 0, 0, 0]
