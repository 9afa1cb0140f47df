"""The sample: complete, the same when loaded again, and whole after an interruption at any place."""

from __future__ import annotations

import json
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import Membership, Role, User, Workspace
from accounts.people import same_person
from accounts.permissions import may
from agents.models import Agent
from audit.models import Entry
from connectors import tool_actions
from connectors.models import Channel, Tool
from conversations.memory.models import Document
from conversations.models import Conversation, Message
from kit.models import DomainEvent, Job
from policies.budgets import actions as budgets
from policies.models import ExchangeRate, PolicyVersion, RedactionRule
from portal.embedded import prepared
from portal.loading import renewing, sign_ins, source, steps, workspace
from portal.management.commands.up import sign_ins as shown_sign_ins
from review.models import Queue
from review.permissions import decidable_queues


@pytest.fixture
def var(tmp_path: Path, settings: Settings) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path


@pytest.fixture
def job(var: Path, db: None) -> Job:
    made = workspace.create(var)
    assert made is not None
    return made


def run(job_id: UUID) -> Job:
    """All steps, one after the other."""
    while steps.step(job_id):
        pass
    return Job.objects.get(id=job_id)


def user(key: str) -> User:
    return User.objects.get(email=next(row["email"] for row in source.written()["users"] if row["key"] == key))


def test_people_have_their_roles_and_passwords_that_work(job: Job, var: Path, client: Client) -> None:
    assert Membership.objects.filter(workspace=job.workspace).count() == len(source.written()["users"])
    assert Membership.objects.get(user=user("owner")).role == Role.OWNER
    shown = shown_sign_ins()
    assert [role for role, _, _ in shown] == ["owner", "second_owner", "policy_admin", "reviewer", "second_reviewer", "auditor"]
    for _, email, password in shown:
        answer = client.post(reverse("account_login"), {"login": email, "password": password})
        assert answer.status_code == 302
        client.logout()
    assert (var / sign_ins.FILE).stat().st_mode & 0o077 == 0


def test_what_takes_two_people_can_be_tried_with_those_who_are_shown(job: Job) -> None:
    able = [one for one in (user("owner"), user("second_owner"), user("policy_admin")) if may(one, job.workspace, "erase")]
    assert len(able) == 3
    assert not any(same_person(one, other) for one in able for other in able if one != other)
    assert len([one for one in able if may(one, job.workspace, "edit_policy")]) == 3


def test_passwords_differ_from_person_to_person_and_from_installation_to_installation() -> None:
    assert len({sign_ins.new_password() for _ in range(200)}) == 200


def test_reviewers_decide_where_their_group_may_and_nowhere_else(job: Job) -> None:
    slugs = {queue.id: queue.slug for queue in Queue.objects.filter(workspace=job.workspace)}
    mine = {slugs[one] for one in decidable_queues(user("reviewer"))}
    assert mine == {"safety", "refunds", "suspicious", "general"}
    assert {slugs[one] for one in decidable_queues(user("second_reviewer"))} == set(slugs.values())
    assert decidable_queues(user("auditor")) == frozenset()
    assert Queue.objects.get(workspace=job.workspace, is_default=True).slug == "general"


def test_policy_agent_and_channels_are_ready(job: Job) -> None:
    assert PolicyVersion.objects.get(workspace=job.workspace, status="active").rules.count() >= 10
    agent = Agent.objects.get(workspace=job.workspace)
    assert agent.active is not None
    assert set(agent.channels.all()) == set(Channel.objects.filter(workspace=job.workspace))
    assert all(channel.disclosure for channel in agent.channels.all())
    assert RedactionRule.objects.filter(workspace=job.workspace).exists()


def test_a_limit_of_money_can_be_set_at_once(job: Job) -> None:
    owner = User.objects.get(email="ingrid.moss@lindgren-moss.example")
    limit = budgets.set_limit(
        Workspace.objects.get(), unit="money", per="workspace", period="month", amount=Decimal(500), acting_user=owner
    )
    assert (limit.currency, ExchangeRate.objects.count()) == ("EUR", 1)


def test_everything_of_it_stands_on_the_ledger(job: Job) -> None:
    events = set(Entry.objects.filter(workspace=job.workspace).values_list("event", flat=True))
    assert {
        "account.workspace_created",
        "account.membership_added",
        "portal.sample_created",
        "policy.activated",
        "agent.version_activated",
    } <= events


def test_all_documents_letters_and_chats_are_in_after_the_run(job: Job) -> None:
    done = run(job.id)
    manifest = json.loads((source.FOLDER / "mailbox" / "manifest.json").read_text(encoding="utf-8"))["messages"]
    expected = [entry["expected"] for entry in manifest]
    messages = Message.objects.filter(workspace=job.workspace, channel__kind="email")
    assert (done.status, done.done, done.total) == ("done", steps.total(), steps.total())
    assert done.finished_at is not None
    assert Document.objects.filter(workspace=job.workspace, is_current=True).count() == 30
    assert messages.count() == len(expected) - expected.count("duplicate")
    assert messages.exclude(machine="").count() == expected.count("machine")
    assert messages.exclude(quarantined="").count() == expected.count("quarantined")
    said = Message.objects.filter(workspace=job.workspace, channel__kind="chat")
    assert said.count() == len(source.chats())
    assert said.values("conversation").distinct().count() == 3


def test_letters_of_one_thread_meet_in_one_conversation(job: Job) -> None:
    run(job.id)
    manifest = json.loads((source.FOLDER / "mailbox" / "manifest.json").read_text(encoding="utf-8"))["messages"]
    threads = {entry["thread"] for entry in manifest}
    assert Conversation.objects.filter(workspace=job.workspace, channel__kind="email").count() == len(threads)


@pytest.mark.parametrize("interrupted_after", [0, 3, 17, 30])
def test_interrupted_anywhere_and_run_again_nothing_is_missing_or_doubled(job: Job, interrupted_after: int) -> None:
    for _ in range(interrupted_after):
        steps.step(job.id)
    before = Job.objects.get(id=job.id)
    for number in range(before.done, min(before.done + steps.STEP, before.total)):
        steps._unit(job.workspace, number)  # done, and killed before the place was moved
    done = run(job.id)
    assert done.status == "done"
    letters = Message.objects.filter(workspace=job.workspace)
    assert letters.count() == letters.values("content_hash", "external_lookup").distinct().count()
    assert Document.objects.filter(workspace=job.workspace).count() == 30


def test_two_workers_at_the_same_step_move_the_place_once(job: Job) -> None:
    stale = Job.objects.get(id=job.id)
    steps.step(job.id)
    steps._advance(stale, stale.done + steps.STEP)
    assert Job.objects.get(id=job.id).done == steps.STEP
    assert DomainEvent.objects.filter(name="portal.sample_wanted").count() == 2, "one for the start, one for the next step"


def test_a_letter_that_cannot_be_taken_in_does_not_hold_up_the_rest(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: object, **kwargs: object) -> None:
        raise ValueError("this one")

    Job.objects.filter(id=job.id).update(done=steps.total() - 3)
    monkeypatch.setattr(steps, "parse", fails)
    assert run(job.id).status == "done"


def test_the_command_says_what_it_does_and_changes_nothing_the_second_time(var: Path, db: None) -> None:
    first, second = StringIO(), StringIO()
    call_command("load_sample", "--later", stdout=first)
    written = (var / sign_ins.FILE).read_bytes()
    assert "126 documents and messages follow" in first.getvalue()
    call_command("load_sample", stdout=second)
    assert second.getvalue().splitlines()[-2].startswith("126/126")
    third = StringIO()
    call_command("load_sample", stdout=third)
    assert "complete already" in third.getvalue()
    assert Workspace.objects.count() == 1
    assert Group.objects.count() == Queue.objects.count()
    assert (var / sign_ins.FILE).read_bytes() == written


OLD = ("reconcile_url", "reconcile_state", "reconcile_done", "reconcile_answer")


def aged(name: str) -> Tool:
    """The tool as the version before shipped it."""
    tool = Tool.objects.get(name=name)
    kept = {key: value for key, value in tool.settings.items() if key not in OLD}
    assert kept != tool.settings
    return tool_actions.change_tool(tool, {"settings": kept}, acting_user=None)


def shipped(name: str) -> dict[str, Any]:
    return next(dict(tool_actions.checked("http_json", one)["settings"]) for one in source.tools() if one["name"] == name)


def test_tools_of_an_older_sample_get_what_came_since_and_keep_what_people_changed(job: Job) -> None:
    for name in ("refund", "change_address", "book_slot"):
        aged(name)
    changed, moved = Tool.objects.get(name="change_address"), Tool.objects.get(name="book_slot")
    tool_actions.change_tool(moved, {"settings": {**moved.settings, "url": "http://orders.internal/else"}}, acting_user=user("owner"))
    tool_actions.change_tool(changed, {"price": "0.5"}, acting_user=user("owner"))
    before = Entry.objects.count()
    call_command("prepare", stdout=(out := StringIO()))
    assert "brought up to date: change_address, refund." in out.getvalue()
    assert Tool.objects.get(name="refund").settings == shipped("refund")
    changed.refresh_from_db()
    assert (changed.settings, str(changed.price)) == (shipped("change_address"), "0.500000")
    moved.refresh_from_db()
    assert moved.settings["url"].endswith("/else")
    assert "reconcile_url" not in moved.settings
    assert Entry.objects.count() == before + 2
    assert renewing.tools() == []


def test_what_somebody_took_out_of_a_sample_tool_stays_out(job: Job) -> None:
    tool = Tool.objects.get(name="refund")
    bare = {key: value for key, value in tool.settings.items() if key not in OLD}
    tool_actions.change_tool(tool, {"settings": bare}, acting_user=user("owner"))
    assert renewing.tools() == []
    tool.refresh_from_db()
    assert tool.settings == bare


def test_a_workspace_that_only_has_the_name_of_the_sample_is_left_alone(db: None) -> None:
    mine = Workspace.objects.create(slug=workspace.slug(), name="Mine")
    values = {key: value for key, value in source.tools()[1].items() if key not in ("settings", "name")}
    bare = {key: value for key, value in shipped("refund").items() if key not in OLD}
    tool_actions.create_tool(mine.id, "http_json", {**values, "name": "refund", "settings": bare}, acting_user=None)
    assert renewing.tools() == []


def test_a_start_looks_again_when_the_tools_of_the_sample_are_others(tmp_path: Path) -> None:
    first = prepared.fingerprint(tmp_path)
    (tmp_path / "portal/sample").mkdir(parents=True)
    (tmp_path / "portal/sample/tools.json").write_text("[]")
    assert prepared.fingerprint(tmp_path) != first
