"""A turn with another policy, prompt or model: what would change, and proof that nothing else happens."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.utils import InternalError
from django.utils import timezone

from agents import actions as agent_actions
from agents import replay
from agents.models import Turn
from agents.replay.disarmed import Disarmed, asking, read_only, watched
from agents.suites import sets
from kit.errors import InvalidInput, NotFound
from policies import actions as policy_actions
from policies import settings_actions
from policies.models import Policy
from tests.agents.conftest import SMALL, Shop
from tests.agents.replay.test_recorded import QUESTION, activate, rule
from tests.agents.test_agents_and_commands import run
from tests.agents.turns.test_model_turns import answer
from tests.fakes import model_server as fake

Runner = Callable[[UUID], Turn]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def turn(shop: Shop, server: fake.ModelServer, run_turn: Runner) -> Turn:
    activate(shop.workspace, rule("A person looks", "true", "review"))
    for model, price in (("fake-small", "1"), ("fake-large", "10")):
        settings_actions.add_price(
            model, input_per_million=Decimal(price), output_per_million=Decimal(price), currency="EUR",
            valid_from=timezone.now() - timedelta(days=1), acting_user=None,
        )  # fmt: skip
    shop.use(SMALL)
    server.script(answer())
    return run_turn(shop.mail(f"{QUESTION} Mail me at mara@example.org.")[1])


def rows() -> dict[str, int]:
    """Of every table there is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relid::regclass::text FROM pg_catalog.pg_statio_user_tables ORDER BY 1")
        tables = [name for (name,) in cursor.fetchall()]
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in tables))
        return dict(cursor.fetchall())


def draft_of_policy(*rules: Any) -> str:
    policy = Policy.objects.get(name="Replies")
    version = policy_actions.create_draft(policy, acting_user=None, rules=rules)
    return f"Replies@{version.number}"


def test_another_policy_rules_on_the_same_drafts_and_no_model_is_asked(shop: Shop, turn: Turn, server: fake.ModelServer) -> None:
    name = draft_of_policy(
        rule("Well supported", "signals.grounded >= 0.9", "allow"),
        rule("Two people", "action.kind == 'reply'", "review", obligations=[{"kind": "approvals", "count": 2}]),
    )
    before, asked = rows(), server.count
    found = replay.compare(turn.id, replay.change(shop.workspace.id, policy=name))
    assert (found.sockets, server.count) == (0, asked)
    assert (found.recorded.policy, found.replayed.policy) == ("Replies v1", "Replies v2")
    assert [one.rules for one in found.replayed.actions] == [["Well supported", "Two people"]]
    assert found.replayed.actions[0].obligations == [{"kind": "approvals", "count": 2}]
    assert found.draft_is_same
    assert not found.same
    assert found.recorded.cost == found.replayed.cost
    assert {one["field"] for one in found.differences} == {"actions[0].obligations", "actions[0].rules"}
    assert rows() == before


def test_the_same_policy_says_the_same(shop: Shop, turn: Turn) -> None:
    found = replay.compare(turn.id, replay.change(shop.workspace.id, policy="Replies@1"))
    assert (found.same, found.draft_is_same, found.differences) == (True, True, [])


def test_another_prompt_asks_the_model_and_nothing_else_happens(
    shop: Shop, turn: Turn, server: fake.ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = agent_actions.create_version(shop.agent, prompt="You are brief.", tiers_wanted=[SMALL], acting_user=None)
    server.script(answer("It costs 24.00 euros, <EMAIL_ADDRESS_1> [1].", 0.7))
    before = rows()
    reached: list[tuple[str, int]] = []
    real = socket.socket.connect

    def connect(self: socket.socket, place: tuple[str, int]) -> None:
        reached.append(place)
        real(self, place)

    monkeypatch.setattr(socket.socket, "connect", connect)
    found = replay.compare(turn.id, replay.change(shop.workspace.id, agent=f"Fern@{version.number}"))
    assert {f"http://{host}:{port}" for host, port in reached} <= {server.base_url.removesuffix("/v1")}
    assert rows() == {**before, "policies_cost": before["policies_cost"] + 1, "audit_entry": before["audit_entry"] + 1}  # what it cost
    assert server.requests[-1][1]["messages"][0]["content"].startswith("You are brief.")
    reply = found.replayed.actions[0]
    assert reply.text.startswith("It costs 24.00 euros, mara@example.org [1].")
    assert reply.text.endswith(found.recorded.draft.partition("-- ")[2])
    assert (reply.effect, reply.confidence) == ("review", 0.7)
    assert found.same
    assert not found.draft_is_same
    assert "-A parcel to Switzerland costs 24.00 euros [1]." in found.as_dict()["draft_diff"]
    assert "mara@example.org" not in json.dumps(server.requests[-1][1])


def test_another_model_costs_another_price(shop: Shop, turn: Turn, server: fake.ModelServer) -> None:
    server.script(answer())
    found = replay.compare(turn.id, replay.change(shop.workspace.id, model="fake-large"))
    assert server.requests[-1][1]["model"] == "fake-large"
    was, now = (Decimal(side.cost["amounts"]["EUR"]) for side in (found.recorded, found.replayed))
    assert now == 10 * was
    assert found.replayed.model == "fake-large"
    assert found.same
    assert found.draft_is_same


def test_a_model_that_fails_would_hand_over(shop: Shop, turn: Turn, server: fake.ModelServer) -> None:
    server.script(fake.status(404))
    found = replay.compare(turn.id, replay.change(shop.workspace.id, model="gone"))
    assert [one.kind for one in found.replayed.actions] == ["hand_off"]
    assert found.replayed.error == "no_such_model"
    assert not found.same


def test_a_turn_whose_model_failed_can_be_tried_with_another(shop: Shop, server: fake.ModelServer, run_turn: Runner) -> None:
    shop.use(SMALL)
    server.script(fake.status(404), answer())
    failed = run_turn(shop.mail(QUESTION)[1])
    assert failed.status == "failed"
    found = replay.compare(failed.id, replay.change(shop.workspace.id, model="fake-large"))
    assert [one.kind for one in found.recorded.actions] == ["hand_off"]
    assert "24.00 euros" in found.replayed.draft


def test_an_agent_that_quotes_opens_no_socket(shop: Shop, turn: Turn) -> None:
    version = agent_actions.create_version(shop.agent, acting_user=None)
    found = replay.compare(turn.id, replay.change(shop.workspace.id, agent=f"Fern@{version.number}"))
    assert (found.replayed.tier, found.sockets) == ("extractive", 0)
    assert "24.00 euros" in found.replayed.draft


@pytest.mark.parametrize("given", [{"policy": "Replies@9"}, {"policy": "Other"}, {"agent": "Fern@9"}])
def test_what_is_not_there_is_named(shop: Shop, turn: Turn, given: dict[str, str]) -> None:
    with pytest.raises(NotFound, match=next(iter(given.values()))):
        replay.change(shop.workspace.id, **given)


def test_another_model_for_an_agent_that_asks_none_is_refused(shop: Shop, turn: Turn) -> None:
    agent_actions.create_version(shop.agent, acting_user=None)
    with pytest.raises(InvalidInput, match="asks no model"):
        replay.compare(turn.id, replay.change(shop.workspace.id, agent="Fern", model="x"))


def test_under_a_replay_a_socket_is_refused(turn: Turn) -> None:
    """What stands behind the count: with the same hands a replay could not have reached anything."""
    with watched() as watch, pytest.raises(Disarmed):
        socket.socket()
    assert watch.opened == 1
    with watched("http://127.0.0.1:9/v1") as watch, socket.socket() as one, pytest.raises(Disarmed):
        one.connect(("127.0.0.1", 10))
    assert watch.opened == 1
    socket.socket().close()


def test_under_a_replay_a_write_is_refused(turn: Turn) -> None:
    with pytest.raises(InternalError, match="read-only"), read_only():
        Turn.objects.filter(id=turn.id).update(error="x")
    assert Turn.objects.filter(id=turn.id).update(error="") == 1


def test_while_a_model_is_asked_a_write_is_refused(turn: Turn) -> None:
    with asking("http://127.0.0.1:9/v1"):
        assert Turn.objects.filter(id=turn.id).exists()
        with pytest.raises(Disarmed):
            Turn.objects.filter(id=turn.id).update(error="x")
    assert Turn.objects.filter(id=turn.id).update(error="") == 1


def test_the_command_answers_in_its_shape(shop: Shop, turn: Turn, server: fake.ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    sets.add(sets.create(shop.workspace.id, "Parcels", acting_user=None), [turn.id], acting_user=None)
    before = rows()
    asked = [{"turn": str(turn.id)}, {"turn": "x"}, {"conversation": str(turn.conversation_id)}, {"turn": str(shop.agent.id)}]
    asked += [{"set": "Parcels"}, {"set": "Other"}, {}]
    one, wrong, whole, absent, kept, unknown, nothing = run("replay", "--workspace", "moss", lines=asked, monkeypatch=monkeypatch)
    assert (kept["set"], kept["identical"], kept["turns"][0]["turn"]) == ("Parcels", True, str(turn.id))
    assert "no set called Other" in unknown["error"]
    assert "Name a turn" in nothing["error"]
    assert one == {"turn": str(turn.id), "identical": True, "differences": [], "sockets_opened": 0, "steps": 6, "rulings": 1}
    assert "must be an id" in wrong["error"]
    assert (whole["identical"], whole["sockets_opened"], len(whole["turns"])) == (True, 0, 1)
    assert "no such turn" in absent["error"]
    assert (wrong["turn"], absent["turn"], unknown["set"], nothing["turn"]) == ("x", str(shop.agent.id), "Other", None)
    told = [{"id": 7, "turn": str(turn.id), "policy": None}, {"id": 8, "turn": str(turn.id), "model": 5}, {"id": 9, "set": None}]
    plain, *refused = run("replay", "--workspace", "moss", lines=told, monkeypatch=monkeypatch)
    assert plain == {"id": 7, **one}
    assert [one["id"] for one in refused if "must be" in one["error"]] == [8, 9]
    name = draft_of_policy(rule("No", "true", "deny"))
    [other] = run("replay", "--policy", name, lines=[{"turn": str(turn.id)}], monkeypatch=monkeypatch)
    assert (other["identical"], other["same_rulings"], other["sockets_opened"]) == (False, False, 0)
    assert {"turn.actions[0].effect"} <= {f"{one['where']}.{one['field']}" for one in other["differences"]}
    assert {name for name, count in rows().items() if count != before[name]} <= {
        "policies_policyversion", "policies_policyrule", "audit_entry", "auditlog_logentry",
    }  # fmt: skip
