"""A turn as recorded comes out the same, and whatever was altered is named exactly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from accounts.models import Workspace
from agents import replay
from agents.models import Turn
from agents.replay import Replayed
from conversations.models import Conversation
from kit.errors import TransitionError
from policies import actions as policy_actions
from policies.engine import RuleSource
from policies.models import RulingRecord
from review.models import Action
from tests.agents.conftest import LARGE, SMALL, Shop
from tests.agents.turns.test_model_turns import answer, due_now
from tests.factories.people import make_workspace
from tests.factories.whole import whole_story
from tests.fakes import model_server as fake
from tests.support.tampering import tamper

Runner = Callable[[UUID], Turn]
QUESTION = "What does a parcel to Switzerland cost?"
pytestmark = pytest.mark.django_db(transaction=True)


def rule(name: str, when: str, effect: str, **fields: Any) -> RuleSource:
    return RuleSource("", name, when, effect, fields.get("queue", ""), fields.get("reason", "test"), fields.get("obligations", []))


def activate(workspace: Workspace, *rules: RuleSource) -> None:
    policy = policy_actions.create_policy(workspace.id, "Replies", acting_user=None)
    policy_actions.activate(policy_actions.create_draft(policy, acting_user=None, rules=rules), acting_user=None)


def named(found: Replayed) -> dict[tuple[str, str], tuple[Any, Any]]:
    return {(one.where, one.field): (one.recorded, one.replayed) for one in found.differences}


SCRIPTS: dict[str, list[fake.Behaviour]] = {
    "sure": [answer()],
    "unsure, so the large tier": [answer("Perhaps.", 0.2), answer()],
    "out of shape, repaired": [fake.say("Sure! 24 euros."), answer()],
    "the small tier is gone": [fake.status(404), answer()],
    "cannot answer": [answer(cannot_answer=True)] * 2,
    "a made-up placeholder": [answer("Write to <EMAIL_ADDRESS_7> please [1].")],
    "a personal text comes back": [answer("Dear <PERSON_1>, it costs 24.00 euros [1].")],
    "both are gone": [fake.status(404), fake.status(404)],
}


@pytest.mark.parametrize("effect", ["allow", "review", "deny"])
@pytest.mark.parametrize("script", SCRIPTS)
def test_every_way_a_turn_can_go_is_replayed_alike(
    shop: Shop, server: fake.ModelServer, run_turn: Runner, script: str, effect: str
) -> None:
    activate(shop.workspace, rule("Shown", "signals.grounded >= 0.0", effect, obligations=[{"kind": "approvals", "count": 2}]))
    shop.use(SMALL, LARGE)
    server.script(*SCRIPTS[script])
    _, message = shop.mail(f"{QUESTION} Mail me at mara@example.org.")
    turn = run_turn(message)
    asked = server.count
    found = replay.replay(turn.id)
    assert [one.as_dict() for one in found.differences] == []
    assert (found.sockets, server.count) == (0, asked)
    assert (found.steps, found.rulings) == (turn.steps.count(), Action.objects.filter(turn=turn.id).count())


def test_a_turn_that_was_tried_again_is_replayed_alike(shop: Shop, server: fake.ModelServer, run_turn: Runner) -> None:
    shop.use(SMALL, LARGE)
    server.script(answer("Perhaps.", 0.2), fake.status(429), fake.status(429), fake.status(429), answer("Well.", 0.3), answer())
    _, message = shop.mail(QUESTION)
    turn = run_turn(message)
    while turn.status == "prepared":
        due_now(turn)
        turn = run_turn(message)
    assert turn.status == "proposed"
    assert named(replay.replay(turn.id)) == {}


@pytest.mark.parametrize("text", ["How long can I return a lamp?", "Do you sell boats?", "I want to talk to a human being."])
def test_a_turn_without_a_model_is_replayed_alike(shop: Shop, run_turn: Runner, text: str) -> None:
    _, message = shop.mail(text)
    turn = run_turn(message)
    assert named(replay.replay(turn.id)) == {}


def test_a_turn_that_was_set_aside_while_it_waited_for_the_model_is_replayed_alike(
    shop: Shop, server: fake.ModelServer, run_turn: Runner
) -> None:
    from agents import turns

    shop.use(SMALL)
    server.script(fake.status(429, retry_after=60))
    conversation, message = shop.mail(QUESTION)
    turn = turns.start(message)
    assert turn is not None
    assert turns.run(turn.id) == "prepared"
    Conversation.objects.filter(id=conversation.id).update(version=conversation.version + 1)
    Turn.objects.filter(id=turn.id).update(next_attempt_at=timezone.now())
    turns.run(turn.id)
    assert Turn.objects.get(id=turn.id).status == "superseded"
    assert named(replay.replay(turn.id)) == {}


def test_a_turn_at_work_is_not_replayed(shop: Shop, server: fake.ModelServer) -> None:
    from agents import turns

    shop.use(SMALL)
    _, message = shop.mail(QUESTION)
    turn = turns.start(message)
    assert turn is not None
    with pytest.raises(TransitionError, match="still at work"):
        replay.replay(turn.id)


def test_a_story_that_was_edited_approved_and_delivered_is_replayed_alike() -> None:
    told = whole_story(make_workspace())
    turn = Turn.objects.get(conversation=told)
    assert RulingRecord.objects.filter(reference__in=Action.objects.filter(turn=turn.id)).count() > 1
    assert named(replay.replay(turn.id)) == {}


def test_settings_that_changed_since_are_no_difference(shop: Shop, server: fake.ModelServer, run_turn: Runner) -> None:
    """What a replay takes from the record: the name of the workspace in the prompt, the agent's name, the lines of the channel."""
    shop.use(SMALL)
    server.script(answer())
    _, message = shop.mail(QUESTION)
    turn = run_turn(message)
    for row, value in ((shop.workspace, "Moss & Sons"), (shop.agent, "Ivy"), (shop.channel, "Another")):
        row.name = value
        row.save()
    shop.channel.disclosure = "Something else."
    shop.channel.save()
    assert named(replay.replay(turn.id)) == {}


@pytest.fixture
def turn(shop: Shop, server: fake.ModelServer, run_turn: Runner) -> Turn:
    activate(shop.workspace, rule("Shown", "signals.grounded >= 0.0", "review", obligations=[{"kind": "approvals", "count": 2}]))
    shop.use(SMALL)
    server.script(answer())
    _, message = shop.mail(QUESTION)
    return run_turn(message)


def test_an_altered_ruling_is_named(turn: Turn) -> None:
    record = RulingRecord.objects.get(reference=Action.objects.get(turn=turn.id).id)
    tamper("UPDATE policies_rulingrecord SET effect = 'allow' WHERE id = %s", record.id)
    found = named(replay.replay(turn.id))
    assert [(where.startswith("ruling 1 on reply"), field, values) for (where, field), values in found.items()] == [
        (True, "effect", ("allow", "review"))
    ]


def test_an_altered_rule_of_an_active_version_is_named(turn: Turn) -> None:
    tamper("UPDATE policies_policyrule SET effect = 'allow' WHERE name = 'Shown'")
    found = named(replay.replay(turn.id))
    assert found["policy Replies v1", "rules"][0] != found["policy Replies v1", "rules"][1]
    ruling = next(where for where, field in found if field == "effect" and where.startswith("ruling 1"))
    assert found[ruling, "effect"] == ("review", "allow")
    assert found["item", "kind"] == ("approval", None)


def test_an_altered_prompt_is_named(turn: Turn) -> None:
    tamper("UPDATE agents_agentversion SET prompt = 'You promise refunds.' WHERE id = %s", turn.agent_version_id)
    [(where, field)] = named(replay.replay(turn.id))
    number = turn.steps.get(kind="model").number
    assert (where, field) == (f"step {number} (model)", "request.messages[0].content")


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE agents_step SET cost = 0.5, currency = 'EUR' WHERE kind = 'model'", ("step 4 (model)", "cost")),
        ("UPDATE agents_step SET milliseconds = 999999 WHERE kind = 'recall'", ("step 3 (recall)", "milliseconds")),
        ("UPDATE agents_step SET summary = '{}' WHERE kind = 'triage'", ("step 1 (triage)", "summary.language")),
        ("UPDATE agents_step SET summary = '{}' WHERE kind = 'propose'", ("step 6 (propose)", "summary.actions")),
        ("UPDATE agents_turn SET status = 'failed'", ("turn", "status")),
        ("UPDATE review_action SET status = 'done'", ("reply", "status")),
        ("UPDATE review_action SET digest = repeat('ab', 32)", ("reply", "digest")),
        ("UPDATE review_action SET confidence = 0.1", ("reply", "confidence")),
        ("UPDATE review_item SET status = 'approved', decided_at = now()", ("item", "status")),
        ("DELETE FROM agents_step WHERE kind = 'recall'", ("step 3", "row")),
    ],
)
def test_an_altered_row_is_named(turn: Turn, statement: str, expected: tuple[str, str]) -> None:
    tamper(statement)
    found = [(where.split(" ")[0] if where.startswith("reply") else where, field) for where, field in named(replay.replay(turn.id))]
    assert expected in found


def test_a_ruling_that_is_gone_is_named(turn: Turn) -> None:
    tamper("UPDATE review_action SET ruling_id = NULL")
    tamper("DELETE FROM policies_rulingrecord")
    found = named(replay.replay(turn.id))
    assert ("review", None) in found.values()


def test_the_answer_of_the_model_decides_what_is_drafted(turn: Turn) -> None:
    """A step that points to another turn's answer: found both on the ledger and in what follows from it."""
    step = turn.steps.get(kind="model")
    other = turn.steps.get(kind="triage")
    tamper("UPDATE agents_step SET response = %s WHERE id = %s", other.response, step.id)
    fields = {field for _, field in named(replay.replay(turn.id))}
    assert "content.response" in fields
    assert "draft" in fields


def test_the_five_hundred(shop: Shop, server: fake.ModelServer, run_turn: Runner) -> None:
    """As ``python -m bench replay`` does with five hundred."""
    activate(shop.workspace, rule("Shown", "true", "review"))
    shop.use(SMALL)
    turns = []
    for number in range(6):
        server.script(answer(f"A parcel to Switzerland costs 24.00 euros [1]. It is parcel {number}."))
        turns.append(run_turn(shop.mail(f"{QUESTION} {number}")[1]))
    policies = replay.Policies()
    found = [replay.replay(one.id, policies) for one in turns]
    assert [(one.identical, one.sockets) for one in found] == [(True, 0)] * 6
