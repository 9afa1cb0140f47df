"""A turn that a rate limit held is replayed from what was recorded, never from the window of today."""

from __future__ import annotations

import pytest
import redis
from django.conf import settings

from agents import replay
from policies import rates
from policies.rates import actions as limits
from review.models import Action, Item
from tests.agents.conftest import SMALL, Shop
from tests.agents.replay.test_recorded import QUESTION, Runner, activate, named, rule
from tests.agents.turns.test_model_turns import answer
from tests.fakes import model_server as fake

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_turn_over_the_cap_is_replayed_alike_when_the_limit_and_its_counts_are_gone(
    shop: Shop, server: fake.ModelServer, run_turn: Runner
) -> None:
    activate(shop.workspace, rule("All", "true", "allow"))
    limit = limits.create(shop.workspace.id, {"name": "One", "per": "channel", "most": 1, "seconds": 60}, acting_user=None)
    case = rates.Case(shop.workspace.id, "reply", shop.channel.id)
    assert rates.take(case, shop.workspace.id, approved=False).may_leave
    shop.use(SMALL)
    server.script(answer())
    _, message = shop.mail(QUESTION)
    turn = run_turn(message)
    action = Action.objects.get(turn=turn.id, kind="reply")
    assert action.ruling is not None
    assert (action.status, action.ruling.reasons) == ("held", ["rate_limit_reached"])
    assert Item.objects.get(turn=turn.id).returned_because.startswith("The limit “One” has no room")
    limits.remove(limit, acting_user=None)
    redis.Redis.from_url(settings.REDIS_URL).flushall()
    assert named(replay.replay(turn.id)) == {}


def test_a_turn_that_was_under_the_cap_is_replayed_alike_when_there_is_no_room_any_more(
    shop: Shop, server: fake.ModelServer, run_turn: Runner
) -> None:
    activate(shop.workspace, rule("All", "rate.channel <= 1.0", "allow"))
    limit = limits.create(shop.workspace.id, {"name": "One", "per": "channel", "most": 2, "seconds": 60}, acting_user=None)
    shop.use(SMALL)
    server.script(answer())
    _, message = shop.mail(QUESTION)
    turn = run_turn(message)
    assert Action.objects.get(turn=turn.id, kind="reply").status == "allowed"
    limits.change(limit, {"most": 1}, acting_user=None)
    assert rates.take(rates.Case(shop.workspace.id, "reply", shop.channel.id), shop.workspace.id, approved=False).may_leave
    assert named(replay.replay(turn.id)) == {}
