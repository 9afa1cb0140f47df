"""What a turn makes of what triage found: proposed beside the reply or in its place, once, and the same again in a replay."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from agents import actions as agent_actions
from agents import replay, sorting, turns
from agents.models import Agent, AgentVersion, Step, Turn
from agents.turns import dispatch
from connectors.models import Channel, Delivery
from conversations.models import Conversation
from kit.errors import InvalidInput
from policies import actions as policy_actions
from policies import packs
from review import outbounds
from review.models import Action, Item, Queue, TriageChange
from review.triage import undoing
from tests.agents.conftest import SMALL, Shop
from tests.agents.turns.test_killed_workers import finish, table_held
from tests.factories.versions import rewrite
from tests.fakes import model_server as fake
from tests.review.cast import member
from tests.support.workers import wait_for, worker

Runner = Callable[[UUID], Turn]
QUESTION = "What does a parcel to Switzerland cost?"
SPAM = "Dear website owner, we bring you to the first page of Google. Cheap SEO services, click here: http://rank.example !!!!"
pytestmark = pytest.mark.django_db(transaction=True)


def sort_by(shop: Shop, *rules: dict[str, Any]) -> None:
    rewrite(AgentVersion.objects.filter(id=shop.version.id), triage=list(rules))


def pack(shop: Shop) -> None:
    policy = policy_actions.create_policy(shop.workspace.id, "Replies", acting_user=None)
    policy_actions.activate(policy_actions.create_draft(policy, acting_user=None, rules=packs.load().rules), acting_user=None)


def of(turn: Turn) -> dict[str, Action]:
    return {one.tool or one.kind: one for one in Action.objects.filter(turn=turn.id, inline=False)}


def test_tags_are_set_by_themselves_beside_a_reply_that_waits(shop: Shop, run_turn: Runner) -> None:
    pack(shop)
    sort_by(
        shop, {"do": "tag", "value": "asks"}, {"do": "priority", "value": "high", "when": {"language": ["en"]}},
        {"do": "tag", "value": "german", "when": {"language": ["de"]}},
    )  # fmt: skip
    conversation, message = shop.mail(QUESTION)
    turn = run_turn(message)
    conversation.refresh_from_db()
    assert (conversation.tags, conversation.priority) == (["asks"], "high")
    assert {name: one.status for name, one in of(turn).items()} == {"reply": "held", "tag": "done", "priority": "done"}
    assert replay.replay(turn.id).as_dict()["differences"] == []


def test_spam_is_held_and_no_model_is_asked_for_it(shop: Shop, server: fake.ModelServer, run_turn: Runner) -> None:
    pack(shop)
    shop.use(SMALL)
    sort_by(
        shop,
        {"do": "close_spam", "when": {"spam": 0.9}},
        {"do": "priority", "value": "low"},
        {"do": "tag", "value": "spam", "when": {"spam": 0.9}},
    )
    _, message = shop.mail(SPAM, "Your website")
    turn = run_turn(message)
    assert {name: one.status for name, one in of(turn).items()} == {"close_spam": "held", "tag": "done"}
    assert server.requests == []
    assert Item.objects.get(turn=turn.id).kind == "approval"
    assert not Step.objects.filter(turn=turn, kind="model").exists()
    assert replay.replay(turn.id).as_dict()["differences"] == []
    assert TriageChange.objects.count() == 1  # the replay has carried out nothing


def test_a_customer_we_have_answered_is_no_spammer(shop: Shop, run_turn: Runner) -> None:
    sort_by(shop, {"do": "close_spam", "when": {"spam": 0.9}})
    _, message = shop.mail(QUESTION)
    assert set(of(run_turn(message))) == {"reply"}


def test_it_is_routed_to_a_queue_before_its_item_is_opened(shop: Shop, run_turn: Runner) -> None:
    pack(shop)
    Queue.objects.create(workspace=shop.workspace, name="Parcels", slug="parcels", order=200)
    sort_by(shop, {"do": "route", "value": "queue:parcels"})
    _, message = shop.mail(QUESTION)
    assert Item.objects.get(turn=run_turn(message).id).queue.slug == "parcels"


def test_another_agent_drafts_what_is_routed_to_it_and_hands_it_nowhere(shop: Shop, run_turn: Runner) -> None:
    pack(shop)
    other = Agent.objects.create(workspace=shop.workspace, name="Moss")
    version = AgentVersion.objects.create(agent=other, number=1, prompt="You answer.", triage=[{"do": "route", "value": "agent:Fern"}])
    Agent.objects.filter(id=other.id).update(active=version)
    sort_by(shop, {"do": "route", "value": "agent:Moss"})
    conversation, message = shop.mail(QUESTION)
    first = run_turn(message)
    assert {name: one.status for name, one in of(first).items()} == {"route": "done"}
    turns.answer(message, again=True)  # what the event does
    second = Turn.objects.exclude(id=first.id).get(conversation=conversation)
    assert second.agent_version == version
    assert set(of(second)) == {"reply"}
    assert replay.replay(first.id).as_dict()["differences"] == []


def test_what_a_person_has_undone_is_not_done_again(shop: Shop, run_turn: Runner) -> None:
    pack(shop)
    reviewer = member(shop.workspace, "ada", "owner")
    moss = Agent.objects.create(workspace=shop.workspace, name="Moss")
    Agent.objects.filter(id=moss.id).update(active=AgentVersion.objects.create(agent=moss, number=1, prompt="You answer."))
    sort_by(shop, {"do": "route", "value": "agent:Moss"}, {"do": "tag", "value": "asks"}, {"do": "tag", "value": "parcels"})
    conversation, message = shop.mail(QUESTION)
    done = of(run_turn(message))["route"]
    tagged = TriageChange.objects.get(after__tag="asks").action
    for action in (done, tagged):
        undoing.undo(action, acting_user=reviewer)
    turns.answer(message, again=True)  # what the event does
    second = Turn.objects.filter(conversation=conversation).latest("id")
    assert second.agent_version == shop.version
    assert set(of(second)) == {"reply"}
    conversation.refresh_from_db()
    assert (conversation.agent, conversation.tags) == (None, ["parcels"])
    assert replay.replay(second.id).as_dict()["differences"] == []


def test_a_second_letter_is_to_be_merged_into_the_first(shop: Shop, run_turn: Runner) -> None:
    pack(shop)
    sort_by(shop, {"do": "merge"})
    first, message = shop.mail(QUESTION, "Parcels")
    assert set(of(run_turn(message))) == {"reply"}  # there is no other one
    _, message = shop.mail("How long can I return a lamp?", "Return")
    turn = run_turn(message)
    merge = of(turn)["merge"]
    assert merge.status == "held"
    assert outbounds.load(turn.workspace_id, merge.content).arguments == {"into": str(first.id)}
    assert replay.replay(turn.id).as_dict()["differences"] == []


def test_a_letter_is_forwarded_only_where_the_channel_may(shop: Shop, run_turn: Runner) -> None:
    pack(shop)
    sort_by(shop, {"do": "forward", "value": "books@moss.example"})
    _, message = shop.mail(QUESTION)
    assert set(of(run_turn(message))) == {"reply"}
    Channel.objects.filter(id=shop.channel.id).update(parameters={"forward_to": ["books@moss.example"]})
    _, message = shop.mail("How long can I return a lamp?")
    turn = run_turn(message)
    forward = of(turn)["forward"]
    outbound = outbounds.load(turn.workspace_id, forward.content).outbound
    assert forward.status == "held"
    assert outbound is not None
    assert [one.address for one in outbound.to] == ["books@moss.example"]
    assert [one.name for one in outbound.attachments] == ["message.eml"]
    assert replay.replay(turn.id).as_dict()["differences"] == []


def test_a_worker_killed_while_it_proposes_leaves_one_tag(shop: Shop, service_environment: dict[str, str]) -> None:
    pack(shop)
    sort_by(shop, {"do": "tag", "value": "asks"})
    conversation, message = shop.mail(QUESTION)
    turn = turns.start(message)
    assert turn is not None
    with table_held("review_triagechange") as waits, worker(service_environment) as process:
        dispatch.wake(turn)
        wait_for(waits)
        process.kill()
        process.wait()
    assert TriageChange.objects.count() == 0
    assert finish(turn).status == "proposed"
    conversation.refresh_from_db()
    assert conversation.tags == ["asks"]
    assert TriageChange.objects.count() == 1
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        ({"value": "x"}, "has do"), ({"do": "burn"}, "do is one of"), ({"do": "tag", "value": "Two words"}, "a tag has letters"),
        ({"do": "priority", "value": "urgent"}, "high, normal or low"), ({"do": "route", "value": "x"}, "queue:"), ({"do": "merge", "value": "x"}, "no value"),
        ({"do": "close_spam", "when": {"spam": 0}}, "least share"), ({"do": "close_spam", "when": {"intent": ["spam"]}}, "list of"),
        ({"do": "close_spam", "when": {"mood": 1}}, "not known"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_is_refused_by_name(rule: dict[str, Any], wrong: str) -> None:
    with pytest.raises(InvalidInput, match=wrong):
        sorting.read([rule])


def test_a_version_names_only_what_is_there(shop: Shop) -> None:
    for rule, wrong in (
        ({"do": "route", "value": "queue:nowhere"}, "no queue nowhere"),
        ({"do": "route", "value": "agent:Nobody"}, "no agent Nobody"),
        ({"do": "forward", "value": "x@y.example"}, "may forward"),
    ):
        with pytest.raises(InvalidInput, match=wrong):
            agent_actions.create_version(shop.agent, triage=[rule], acting_user=None)
    made = agent_actions.create_version(shop.agent, triage=[{"do": "tag", "value": "asks"}], acting_user=None)
    assert made.triage == [{"do": "tag", "value": "asks"}]
    assert not Conversation.objects.exists()
