"""Runs that are kept, sets of turns, and what a set can keep from becoming active."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Role
from agents import actions as agent_actions
from agents import replay
from agents.models import ReplayResult, ReplayRun, ReplaySet, Turn
from agents.suites import runs, sets
from audit import content, keys
from audit.models import DataKey, Entry
from kit import jobs
from kit.errors import InvalidInput, NotAllowed, TransitionError
from kit.models import Job
from policies import actions as policy_actions
from policies import activation
from policies.models import Policy, PolicyVersion
from tests.agents.conftest import SMALL, Shop
from tests.agents.replay.test_recorded import QUESTION, activate, rule
from tests.agents.turns.test_model_turns import answer
from tests.factories.people import member
from tests.fakes import model_server as fake
from tests.support.workers import wait_for, worker

Runner = Callable[[UUID], Turn]
AS_RECORDED = replay.Change()
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def turns(shop: Shop, server: fake.ModelServer, run_turn: Runner) -> list[Turn]:
    activate(shop.workspace, rule("A person looks", "true", "review"))
    shop.use(SMALL)
    found = []
    for number in range(3):
        server.script(answer())
        found.append(run_turn(shop.mail(QUESTION, f"Parcel {number}")[1]))
    return found


@pytest.fixture
def kept(shop: Shop, turns: list[Turn]) -> ReplaySet:
    made = sets.create(shop.workspace.id, "Parcels", acting_user=None)
    sets.add(made, [turn.id for turn in turns], acting_user=None)
    return ReplaySet.objects.get(id=made.id)


def events(name: str) -> list[str]:
    return list(Entry.objects.filter(event__startswith=name).order_by("at").values_list("event", flat=True))


def policy_draft(*rules: Any) -> PolicyVersion:
    return policy_actions.create_draft(Policy.objects.get(name="Replies"), acting_user=None, rules=rules)


def change(shop: Shop, version: PolicyVersion) -> replay.Change:
    return replay.change(shop.workspace.id, policy=f"Replies@{version.number}")


def test_a_short_run_as_recorded_is_done_at_once_and_on_the_ledger(shop: Shop, kept: ReplaySet) -> None:
    run = runs.start_set(kept, AS_RECORDED, acting_user=None)
    assert (run.is_clean, run.counts["identical"], run.counts["sockets"]) == (True, 3, 0)
    assert events("replay") == ["replay_set.created", "replay_set.turns_added", "replay.started", "replay.finished"]
    job = Job.objects.get(id=run.job)
    assert (job.status, job.done, job.total, job.message) == ("done", 3, 3, "3 identical")
    result = ReplayResult.objects.filter(run=run).first()
    assert result is not None
    assert content.get_json(shop.workspace.id, result.content)["identical"] is True


def test_a_run_with_a_model_is_left_to_a_worker_that_may_wait(
    shop: Shop, kept: ReplaySet, server: fake.ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[tuple[UUID, bool]] = []
    monkeypatch.setattr(runs, "wake", lambda run, asks: woken.append((run, asks)))
    server.script(answer(), answer("It costs 24.00 euros [1].", 0.8), fake.status(404))
    run = runs.start_set(kept, replay.change(shop.workspace.id, model="fake-large"), acting_user=None)
    assert (woken, run.finished_at) == ([(run.id, True)], None)
    assert runs.work(run.id)
    run.refresh_from_db()
    assert {name: run.counts[name] for name in ("identical", "redrafted", "changed")} == {"identical": 1, "redrafted": 1, "changed": 1}
    assert run.is_clean is False
    assert not runs.work(run.id)


def test_a_worker_that_is_killed_leaves_the_rest_to_another(
    shop: Shop, kept: ReplaySet, server: fake.ModelServer, service_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = {**service_environment, "OPENAI_BASE_URL": server.base_url, "OPENAI_API_KEY": "sk-test-42"}
    monkeypatch.setattr(runs, "wake", lambda *told: None)
    run = runs.start_set(kept, replay.change(shop.workspace.id, model="fake-large"), acting_user=None)
    monkeypatch.undo()
    server.script(answer(), fake.stall(60))
    with worker(environment) as process:
        runs.wake(run.id, True)
        wait_for(lambda: server.count >= 5)  # three turns, and two of the run
        os.killpg(process.pid, signal.SIGKILL)
    assert ReplayResult.objects.filter(run=run).count() == 1
    assert not runs.work(run.id)
    ReplayRun.objects.filter(id=run.id).update(lease_until=timezone.now() - timedelta(minutes=1))
    assert runs.sweep() == 1
    assert runs.work(run.id)
    assert ReplayResult.objects.filter(run=run).count() == 3
    assert events("replay.finished") == ["replay.finished"]


def test_a_cancelled_run_stops_and_speaks_for_nothing(shop: Shop, kept: ReplaySet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "AT_ONCE", 0)
    monkeypatch.setattr(runs, "wake", lambda *told: None)
    run = runs.start_set(kept, AS_RECORDED, acting_user=None)
    jobs.cancel(run.job)
    assert runs.work(run.id)
    run.refresh_from_db()
    assert (run.is_clean, run.results.count()) == (False, 1)


def test_what_was_erased_is_no_difference(shop: Shop, kept: ReplaySet, turns: list[Turn]) -> None:
    with transaction.atomic():
        keys.destroy(set(DataKey.objects.filter(conversation=turns[0].conversation_id).values_list("id", flat=True)))
    run = runs.start_set(kept, AS_RECORDED, acting_user=None)
    assert (run.is_clean, run.counts["erased"], run.counts["identical"]) == (True, 1, 2)


def test_a_required_set_must_run_clean_on_the_very_version(shop: Shop, kept: ReplaySet, turns: list[Turn]) -> None:
    version = policy_draft(rule("A person looks, twice named", "true", "review"))
    sets.require_it(kept, True, acting_user=None)
    with pytest.raises(TransitionError, match="Parcels must run clean on this version first"):
        policy_actions.activate(version, acting_user=None)
    run = runs.start_set(kept, change(shop, version), acting_user=None)
    assert (run.is_clean, run.counts["identical"]) == (True, 3)
    assert [word.text for word in activation.words(version)] == ["The set Parcels ran clean on this version: 3 identical."]
    policy_actions.set_rules(version, [rule("Nothing leaves", "true", "deny")], acting_user=None)
    with pytest.raises(TransitionError, match="has not run on it"):
        policy_actions.activate(version, acting_user=None)
    assert runs.start_set(kept, change(shop, version), acting_user=None).counts["changed"] == 3
    with pytest.raises(TransitionError, match="did not run clean on this version: 3 different"):
        policy_actions.activate(version, acting_user=None)
    policy_actions.set_rules(version, [rule("Looked at", "true", "review")], acting_user=None)
    runs.start_set(kept, change(shop, version), acting_user=None)
    sets.remove(kept, [turns[0].id], acting_user=None)
    sets.add(kept, [turns[0].id], acting_user=None)
    with pytest.raises(TransitionError, match="Turns were added"):
        policy_actions.activate(version, acting_user=None)
    runs.start_set(kept, change(shop, version), acting_user=None)
    assert policy_actions.activate(version, acting_user=None).status == "active"


def test_a_rollback_is_never_kept_back(shop: Shop, kept: ReplaySet) -> None:
    first = PolicyVersion.objects.get()
    policy_actions.activate(policy_draft(rule("Open", "true", "allow")), acting_user=None)
    sets.require_it(kept, True, acting_user=None)
    assert policy_actions.rollback(first, acting_user=None).status == "active"


def test_an_agent_version_is_kept_back_by_sets_with_its_turns_only(shop: Shop, kept: ReplaySet, server: fake.ModelServer) -> None:
    version = agent_actions.create_version(shop.agent, prompt="You are brief.", tiers_wanted=[SMALL], acting_user=None)
    other = agent_actions.create(shop.workspace.id, "Ivy", acting_user=None)
    sets.require_it(kept, True, acting_user=None)
    agent_actions.activate(agent_actions.create_version(other, acting_user=None), acting_user=None)
    with pytest.raises(TransitionError, match="Parcels must run clean"):
        agent_actions.activate(version, acting_user=None)
    server.script(*[answer("It costs 24.00 euros [1].")] * 3)
    run = runs.start_set(kept, replay.change(shop.workspace.id, agent="Fern@2"), acting_user=None)
    runs.work(run.id)
    agent_actions.activate(version, acting_user=None)
    shop.agent.refresh_from_db()
    assert shop.agent.active == version


def test_a_set_that_is_not_required_keeps_nothing_back(shop: Shop, kept: ReplaySet) -> None:
    version = policy_draft(rule("Nothing leaves", "true", "deny"))
    runs.start_set(kept, change(shop, version), acting_user=None)
    assert [(word.refuses, word.text) for word in activation.words(version)] == [
        (False, "The set Parcels did not run clean on this version: 3 different.")
    ]
    assert policy_actions.activate(version, acting_user=None).status == "active"


def test_only_ended_turns_of_the_workspace_are_kept(shop: Shop, kept: ReplaySet, server: fake.ModelServer) -> None:
    from agents import turns as running

    _, message = shop.mail("Another question about Switzerland?")
    live = running.start(message)
    assert live is not None
    for turn in (live.id, shop.agent.id):
        with pytest.raises(InvalidInput):
            sets.add(kept, [turn], acting_user=None)


@pytest.mark.parametrize(
    ("role", "recorded", "changed"), [(Role.AUDITOR, True, False), (Role.OWNER, True, True), (Role.REVIEWER, False, False)]
)
def test_who_may_replay(shop: Shop, turns: list[Turn], role: Role, recorded: bool, changed: bool) -> None:
    person = member(shop.workspace, role)
    ids = [turns[0].id]
    for wanted, allowed in ((AS_RECORDED, recorded), (replay.change(shop.workspace.id, policy="Replies@1"), changed)):
        if allowed:
            assert runs.start(shop.workspace.id, ids, wanted, acting_user=person).counts["identical"] == 1
        else:
            with pytest.raises(NotAllowed):
                runs.start(shop.workspace.id, ids, wanted, acting_user=person)


def test_the_admin_saves_a_version_that_a_required_set_keeps_back(shop: Shop, kept: ReplaySet, client: Client) -> None:
    sets.require_it(kept, True, acting_user=None)
    client.force_login(member(shop.workspace, Role.OWNER))
    page = f"/admin/agents/agent/{shop.agent.id}/change/"
    data = {
        "name": "Fern", "is_enabled": "on", "prompt": "New words.", "tiers": "[]", "escalate_below": "0.50", "answers": [str(shop.channel.id)],
        "versions-TOTAL_FORMS": "0", "versions-INITIAL_FORMS": "0",
    }  # fmt: skip
    shown = client.post(page, data, follow=True).content.decode()
    assert "Fern v2 is saved and not active. The set Parcels must run clean on this version first" in shown
    shop.agent.refresh_from_db()
    assert (shop.agent.active, shop.agent.versions.count()) == (shop.version, 2)
    assert runs.start_set(kept, replay.change(shop.workspace.id, agent="Fern@2"), acting_user=None).asks_a_model
