"""Rate limits: what is over one waits for a person, whatever rules allow; counted once, at the moment of leaving, and never past the cap."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
import redis
from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from audit import content
from audit.models import Entry
from connectors import tool_actions
from connectors.models import Delivery
from kit import shared_redis
from kit.ids import uuid7
from policies import budgets, rates
from policies.budgets import actions as budgets_actions
from policies.rates import actions as limits
from policies.rates.cases import PREFIX
from policies.rates.models import RateLimit
from review import actions, facts, gate, release
from review.models import Action, Item
from review.types import ProposedAction
from tests.fakes.smtp_server import SmtpServer
from tests.review.cast import ALLOW, CUSTOMER, DENY, Desk, approved, delivery_of, fresh, rule, story, verified
from tests.review.killing import killed_while_sending
from tests.review.test_tools import REFUND, Refund
from tests.review.test_tools import refund as refund  # the same tool
from tests.support.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
NOBODY = "redis://127.0.0.1:9/0"


def limit(desk: Desk, most: int, per: str = "agent", *, seconds: int = 3600, **more: Any) -> RateLimit:
    values = {"name": f"{most} per {per}", "per": per, "most": most, "seconds": seconds, **more}
    return limits.create(desk.workspace.id, values, acting_user=desk.owner)


def numbers(found: RateLimit) -> dict[bytes, int]:
    """What Redis has counted for a limit, by counter."""
    client = shared_redis.client()
    return {name: int(client.zcard(name)) for name in client.scan_iter(f"{PREFIX}*{found.id.hex}:{found.since}:*")}


def send(action: Action) -> str:
    Delivery.objects.filter(action=action.id, status="pending").update(next_attempt_at=timezone.now())
    return release.send(delivery_of(action).id)


def submitted(desk: Desk, *proposed: ProposedAction) -> Action:
    return desk.submit(*proposed).actions[0]


def approve(desk: Desk, item: Item) -> Item:
    mine = actions.claim(item, acting_user=desk.reviewer)
    return actions.approve(mine, mine.seen_digest, acting_user=desk.reviewer)


def facts_of(action: Action) -> dict[str, Any]:
    assert action.ruling is not None
    return dict(content.get_json(action.workspace_id, action.ruling.facts)["rate"])


def test_over_the_cap_a_person_is_asked_and_told_why(busy_desk: Desk, server: SmtpServer) -> None:
    busy_desk.policy_says(ALLOW)
    found = limit(busy_desk, 2)
    first, second = submitted(busy_desk), submitted(busy_desk)
    assert [send(first), send(second)] == ["sent", "sent"]
    third = busy_desk.submit()
    assert third.item is not None
    ruling = third.actions[0].ruling
    assert ruling is not None
    assert (ruling.effect, ruling.reasons, ruling.used) == ("review", ["rate_limit_reached"], ["rate.state"])
    assert [one["effect"] for one in ruling.rules] == ["allow"], "the rule that would have let it through is named"
    assert third.item.returned_because == "The limit “2 per agent” has no room for it now, so it does not leave by itself."
    assert facts_of(third.actions[0])["state"] == "full"
    assert facts_of(third.actions[0])["agent"] == 1.5
    assert list(numbers(found).values()) == [2]
    assert len(server.mails) == 2
    approve(busy_desk, third.item)
    assert send(third.actions[0]) == "sent", "what a person approves leaves"
    assert list(numbers(found).values()) == [3], "and is counted"
    assert verified()


def test_fifty_at_once_on_a_cap_of_ten_and_exactly_ten_leave_by_themselves(busy_desk: Desk, server: SmtpServer) -> None:
    busy_desk.policy_says(ALLOW)
    found = limit(busy_desk, 10)
    allowed = [submitted(busy_desk) for _ in range(50)]
    assert {one.status for one in allowed} == {"allowed"}, "all were ruled on before any had left"
    for start in range(0, 50, 25):
        at_once([partial(release.send, delivery_of(one).id) for one in allowed[start : start + 25]])
    assert len(server.mails) == 10
    statuses = sorted(Delivery.objects.values_list("status", flat=True))
    assert statuses == ["held"] * 40 + ["sent"] * 10
    assert list(numbers(found).values()) == [10]
    waiting = Item.objects.filter(kind="approval", status="waiting")
    assert waiting.count() == 40, "nothing is lost"
    assert {one.returned_because for one in waiting} == {"The limit “10 per agent” has no room for it now, so it does not leave by itself."}
    back = waiting.first()
    assert back is not None
    ruling = back.actions.get().ruling
    assert ruling is not None
    assert (ruling.effect, ruling.reasons) == ("review", ["rate_limit_reached"])
    assert verified()


def test_proposed_by_many_workers_at_once_no_more_than_the_cap_leave(busy_desk: Desk, server: SmtpServer) -> None:
    busy_desk.policy_says(ALLOW)
    found = limit(busy_desk, 3, "workspace")
    letters = [busy_desk.letter() for _ in range(12)]

    def turn(conversation: Any) -> None:
        action = busy_desk.submit(conversation=conversation).actions[0]
        if action.status == "allowed":
            release.send(delivery_of(action).id)

    assert at_once([partial(turn, one) for one in letters]) == [None] * 12
    assert len(server.mails) == 3
    assert list(numbers(found).values()) == [3]
    assert Item.objects.filter(status="waiting").count() == 9


def test_one_that_is_tried_again_counts_once_and_is_not_in_its_own_way(busy_desk: Desk, server: SmtpServer) -> None:
    busy_desk.policy_says(ALLOW)
    found = limit(busy_desk, 1)
    action = submitted(busy_desk)
    server.behaviour.dot = "451 later"
    assert [send(action), send(action)] == ["pending", "pending"]
    assert list(numbers(found).values()) == [1]
    server.behaviour.dot = "250 taken"
    assert send(action) == "sent"
    assert list(numbers(found).values()) == [1]
    assert busy_desk.submit().item is not None


@pytest.mark.parametrize("point", ["counted", "before the network", "before the point of no return"])
def test_killed_in_the_middle_it_is_counted_once_and_leaves_once(
    busy_desk: Desk, server: SmtpServer, service_environment: dict[str, str], point: str
) -> None:
    busy_desk.policy_says(ALLOW)
    found = limit(busy_desk, 2)
    action = submitted(busy_desk)
    killed_while_sending(point, delivery_of(action).id, service_environment)
    assert list(numbers(found).values()) == [1]
    Delivery.objects.filter(status="sending").update(claimed_until=timezone.now() - timedelta(seconds=5))
    release.sweep()
    assert send(action) == "sent"
    assert len(server.mails) == 1
    assert list(numbers(found).values()) == [1]
    assert send(submitted(busy_desk)) == "sent", "the other place is still free"
    assert busy_desk.submit().item is not None


def test_what_a_person_approved_waits_for_room_where_the_limit_says_so(busy_desk: Desk, server: SmtpServer) -> None:
    found = limit(busy_desk, 1, "workspace", paces=True)
    first, second = approved(busy_desk), approved(busy_desk)
    one, other = first.actions.get(), second.actions.get()
    assert [send(one), send(other), send(other)] == ["sent", "pending", "pending"]
    assert len(server.mails) == 1
    delivery = delivery_of(other)
    assert delivery.error == "paced"
    assert delivery.next_attempt_at > timezone.now()
    assert (fresh(second).status, story(second).count("delivery_paced")) == ("approved", 1), "nobody is asked again"
    limits.count_anew(found, acting_user=busy_desk.owner)
    assert send(other) == "sent"
    assert len(server.mails) == 2
    assert verified()


def test_each_recipient_has_a_count_of_their_own_and_no_key_names_them(busy_desk: Desk, server: SmtpServer) -> None:
    busy_desk.policy_says(ALLOW)
    found = limit(busy_desk, 1, "recipient")
    to_another = ProposedAction("reply", outbound=busy_desk.outbound(to="ola@customer.example"), confidence=0.8)
    assert send(submitted(busy_desk)) == "sent"
    assert send(submitted(busy_desk, to_another)) == "sent"
    assert busy_desk.submit().item is not None
    assert sorted(numbers(found).values()) == [1, 1]
    dumped = "".join(f"{name!r}{shared_redis.client().dump(name)!r}" for name in shared_redis.client().scan_iter(f"{PREFIX}*"))
    for word in (CUSTOMER, "mara", "ola", "customer.example"):
        assert word not in dumped


def test_a_limit_counts_what_it_says_and_of_whom(busy_desk: Desk, server: SmtpServer, refund: type[Refund]) -> None:
    busy_desk.policy_says(ALLOW)
    calls = limit(busy_desk, 1, "tool", only="refund", counts="calls")
    other = limit(busy_desk, 1, "agent", only="", counts="lookups")
    tool, reply = busy_desk.submit(busy_desk.reply(), REFUND).actions[::-1]
    assert [send(tool), send(reply)] == ["sent", "sent"]
    assert (list(numbers(calls).values()), numbers(other)) == ([1], {})
    assert send(submitted(busy_desk)) == "sent", "a reply is no call"
    held = busy_desk.submit(busy_desk.reply(), REFUND)
    assert held.item is not None
    assert {one.status for one in held.actions} == {"held"}
    assert len(refund.calls) == 1


def test_a_limit_that_does_not_hold_is_told_to_the_rules(busy_desk: Desk, server: SmtpServer) -> None:
    careful = rule("half of it is enough", "rate.channel > 0.5", "review", queue="legal")
    busy_desk.policy_says(ALLOW, careful)
    limit(busy_desk, 4, "channel", holds=False)
    assert [send(submitted(busy_desk)), send(submitted(busy_desk))] == ["sent", "sent"]
    third = busy_desk.submit()
    assert third.item is not None
    assert third.item.queue == busy_desk.legal
    assert (facts_of(third.actions[0])["channel"], facts_of(third.actions[0])["state"]) == (0.75, "ok")
    assert third.item.returned_because == ""


def test_no_limit_turns_a_denial_into_less(busy_desk: Desk, server: SmtpServer) -> None:
    busy_desk.policy_says(ALLOW)
    limit(busy_desk, 1)
    send(submitted(busy_desk))
    busy_desk.policy_says(DENY)
    action = submitted(busy_desk)
    assert action.ruling is not None
    assert (action.status, action.ruling.effect) == ("denied", "deny")


def test_without_redis_what_has_a_cap_waits_and_all_else_goes_on(busy_desk: Desk, server: SmtpServer) -> None:
    busy_desk.policy_says(ALLOW)
    other = limit(busy_desk, 5, "tool")
    with override_settings(REDIS_URL=NOBODY):
        assert submitted(busy_desk).status == "allowed", "no limit covers a reply"
    limits.remove(other, acting_user=busy_desk.owner)
    limit(busy_desk, 5)
    already = submitted(busy_desk)
    with override_settings(REDIS_URL=NOBODY):
        held = busy_desk.submit()
        assert held.item is not None
        ruling = held.actions[0].ruling
        assert ruling is not None
        assert (ruling.effect, ruling.reasons) == ("review", ["rate_limit_unknown"])
        assert held.item.returned_because == "The limit “5 per agent” cannot be read now, so nothing that it covers leaves by itself."
        assert send(already) == "held", "what was allowed before waits as well"
        assert send(approve(busy_desk, held.item).actions.get()) == "sent", "a person may let it leave"
    assert Item.objects.filter(status="waiting").count() == 1
    assert len(server.mails) == 1


def test_a_redis_that_has_forgotten_is_not_an_empty_window(busy_desk: Desk, server: SmtpServer) -> None:
    busy_desk.policy_says(ALLOW)
    found = limit(busy_desk, 5)
    assert send(submitted(busy_desk)) == "sent"
    redis.Redis.from_url(settings.REDIS_URL).flushall()
    held = busy_desk.submit()
    assert held.item is not None
    assert facts_of(held.actions[0])["state"] == "unknown"
    assert facts_of(held.actions[0])["agent"] == 0.0, "a default, for nobody knows"
    limits.count_anew(found, acting_user=busy_desk.owner)
    assert send(submitted(busy_desk)) == "sent", "somebody has said that counting begins anew"
    assert Entry.objects.filter(event="rate_limit.counted_anew", subject=found.id).count() == 1


def test_once_a_whole_window_has_been_counted_the_limit_is_known_again(busy_desk: Desk) -> None:
    busy_desk.policy_says(ALLOW)
    limit(busy_desk, 5, seconds=3600)
    client = redis.Redis.from_url(settings.REDIS_URL)
    client.flushall()
    assert submitted(busy_desk).status == "held"
    mark = f"{PREFIX}{{{busy_desk.workspace.id.hex}}}:since"
    client.set(mark, int(client.get(mark) or 0) - 3_600_001)
    assert submitted(busy_desk).status == "allowed"


def test_look_ups_are_refused_over_their_cap(busy_desk: Desk, refund: type[Refund]) -> None:
    busy_desk.policy_says(ALLOW)
    values = {
        "name": "orders",
        "label": "Orders",
        "description": "Reads.",
        "kind": "read",
        "parameters": {"type": "object", "properties": {}},
    }
    tool_actions.create_tool(busy_desk.workspace.id, "refunds", values, acting_user=None)
    limit(busy_desk, 2, "tool", only="orders", counts="lookups")
    conversation = busy_desk.letter()

    def look() -> release.Looked:
        return release.look_up(
            conversation_id=conversation.id, conversation_version=conversation.version, turn=uuid7(), agent=busy_desk.agent,
            agent_facts={"name": "Fern", "version": 1, "tier": "small"}, signals={"injection": 0.0}, proposed=ProposedAction("tool", "orders"),
        )  # fmt: skip

    assert [look().status for _ in range(3)] == ["done", "done", "refused"]
    assert len(refund.calls) == 2
    assert "has no room for it now" in look().message


def test_a_preview_counts_nothing(busy_desk: Desk) -> None:
    busy_desk.policy_says(ALLOW)
    found = limit(busy_desk, 1)
    conversation = busy_desk.letter()
    for _ in range(3):
        (ruling,) = gate.preview(
            conversation, [busy_desk.reply()], agent_facts={"name": "Fern"}, signals={"injection": 0.0}, agent=busy_desk.agent.id
        )
        assert ruling.effect == "allow"
    assert numbers(found) == {}


def test_a_preview_knows_what_the_agent_has_used_up(busy_desk: Desk) -> None:
    busy_desk.policy_says(rule("used up", "budget.state == 'hard'"), ALLOW)
    most, soft = Decimal(10), Decimal("0.8")
    budgets_actions.set_limit(busy_desk.workspace, unit="tokens", per="agent", period="day", amount=most, soft_share=soft, acting_user=None)
    agent, conversation = busy_desk.agent.id, busy_desk.letter()
    budgets.spent(budgets.Payer(busy_desk.workspace.id, agent=agent), budgets.Spending("model", "m", uuid7(), "small", 100, 0))
    for who, effect in ((agent, "review"), (uuid7(), "allow")):
        (ruling,) = gate.preview(conversation, [busy_desk.reply()], agent_facts={"name": "Fern"}, signals={"injection": 0.0}, agent=who)
        assert ruling.effect == effect


def test_the_window_slides(busy_desk: Desk) -> None:
    """A place is free again exactly one window after it was taken, not at the turn of some minute."""
    found = limit(busy_desk, 2, "workspace", seconds=10)
    case = rates.Case(busy_desk.workspace.id, "reply", busy_desk.channel.id)
    first, second, third = uuid7(), uuid7(), uuid7()
    assert rates.take(case, first, approved=False).may_leave
    assert rates.take(case, second, approved=False).may_leave
    refused = rates.take(case, third, approved=False)
    assert not refused.may_leave
    assert timedelta(0) < refused.wait <= timedelta(seconds=10)
    client, (name,) = shared_redis.client(), numbers(found)
    client.zincrby(name, -10_001, first.hex)
    assert rates.take(case, third, approved=False).may_leave
    assert set(client.zrange(name, 0, -1)) == {second.hex.encode(), third.hex.encode()}
    assert not rates.take(case, first, approved=False).may_leave


def test_a_replay_does_not_miss_facts_that_nobody_knew_of_then(busy_desk: Desk) -> None:
    """Rulings from before there were limits tell nothing of them."""
    action = submitted(busy_desk)
    assert action.ruling is not None
    stored = content.get_json(action.workspace_id, action.ruling.facts)
    before = {group: value for group, value in stored.items() if group != "rate"}
    before["absent"] = [name for name in stored["absent"] if not name.startswith("rate.")]
    agent, signals = {"name": "Fern", "version": 1, "tier": "extractive"}, {"injection": 0.0, "urgency": "normal"}
    known = facts.as_recorded(before, busy_desk.reply(), agent=agent, signals=signals)
    assert facts.known_then(before, known) == before
    assert facts.known_then(stored, facts.as_recorded(stored, busy_desk.reply(), agent=agent, signals=signals)) == stored
