"""The page of the emergency stop: pressed by a reviewer, lifted by an owner, seen on every page while it is in force."""

from __future__ import annotations

import pytest

from agents.models import Agent
from connectors import tool_actions
from kit.errors import NotFound
from review import actions, release, stop
from review.models import Item, Stop
from review.stop import Scope
from review.types import ProposedAction
from tests.factories.people import make_workspace
from tests.review.cast import ALLOW, REVIEW, Desk, delivery_of
from tests.review.pages import scenes
from tests.review.pages.conftest import SignIn, text_of


def page(desk: Desk, below: str = "") -> str:
    return f"/w/{desk.workspace.slug}/{below}"


def test_a_reviewer_presses_it_with_a_reason_and_every_page_says_so(desk: Desk, as_user: SignIn) -> None:
    reviewer = as_user(desk.reviewer)
    assert "Nothing leaves" not in text_of(reviewer.get(page(desk)))
    assert reviewer.post(page(desk, "stop/press/"), {"what": "all", "reason": "Wrong prices"}).status_code == 302
    for below in ("", "stop/", "review/", "conversations/"):
        assert "Nothing leaves" in text_of(reviewer.get(page(desk, below)))
    shown = text_of(reviewer.get(page(desk, "stop/")))
    assert "Everything is stopped" in shown
    assert "Wrong prices" in shown
    assert "Lift this stop" not in shown


def test_an_owner_lifts_it_and_a_reviewer_may_not(desk: Desk, as_user: SignIn) -> None:
    made = stop.declare(desk.workspace.id, acting_user=desk.reviewer)
    assert as_user(desk.reviewer).post(page(desk, f"stop/{made.id}/lift/")).status_code == 403
    owner = as_user(desk.owner)
    assert "Lift this stop" in text_of(owner.get(page(desk, "stop/")))
    assert owner.post(page(desk, f"stop/{made.id}/lift/")).status_code == 302
    assert not stop.standing(desk.workspace.id)
    assert "Lifted" in text_of(owner.get(page(desk, "stop/")))


def test_one_channel_is_offered_and_stopped_by_itself(desk: Desk, as_user: SignIn) -> None:
    channel = scenes.reply(desk).conversation.channel
    reviewer = as_user(desk.reviewer)
    assert reviewer.post(page(desk, "stop/press/"), {"what": f"channel:{channel.id}"}).status_code == 302
    assert f"The channel {channel.name} is stopped" in text_of(reviewer.get(page(desk, "stop/")))
    assert f"Stopped: The channel {channel.name}." in text_of(reviewer.get(page(desk)))


def test_a_tool_is_told_by_the_name_that_people_gave_it(desk: Desk, as_user: SignIn) -> None:
    values = {
        "name": "look_up_order", "label": "Look up an order", "description": "Gives the state of an order.", "kind": "read",
        "parameters": {"type": "object", "properties": {}},
    }  # fmt: skip
    tool_actions.create_tool(desk.workspace.id, "http_json", values, acting_user=None)
    stop.declare(desk.workspace.id, acting_user=desk.owner, scope=stop.Scope(tool="look_up_order"))
    assert "The tool Look up an order is stopped" in text_of(as_user(desk.reviewer).get(page(desk, "stop/")))


@pytest.mark.parametrize("what", ["channel:00000000-0000-7000-8000-000000000000", "agent:x", "nonsense"])
def test_what_is_not_offered_is_refused(desk: Desk, as_user: SignIn, what: str) -> None:
    assert as_user(desk.reviewer).post(page(desk, "stop/press/"), {"what": what}).status_code == 400
    assert not Stop.objects.exists()


def test_strangers_and_auditors_press_nothing(desk: Desk, as_user: SignIn) -> None:
    assert as_user(desk.stranger).post(page(desk, "stop/press/"), {"what": "all"}).status_code == 404
    assert as_user(desk.auditor).post(page(desk, "stop/press/"), {"what": "all"}).status_code == 403
    assert not Stop.objects.exists()


def test_every_agent_offered_can_be_stopped_also_one_that_has_done_nothing_yet(desk: Desk, as_user: SignIn) -> None:
    agent, reviewer = Agent.objects.create(workspace=desk.workspace, name="Newcomer"), as_user(desk.reviewer)
    assert f'value="agent:{agent.id}"' in text_of(reviewer.get(page(desk, "stop/")))
    assert reviewer.post(page(desk, "stop/press/"), {"what": f"agent:{agent.id}"}).status_code == 302
    assert "The agent Newcomer is stopped" in text_of(reviewer.get(page(desk, "stop/")))
    elsewhere = Agent.objects.create(workspace=make_workspace("heron"), name="Foreign")
    with pytest.raises(NotFound):
        stop.declare(desk.workspace.id, acting_user=desk.reviewer, scope=stop.Scope(agent=elsewhere.id))


def test_what_waits_for_the_stop_to_be_lifted_is_told_to_be_held_where_it_was_on_its_way(desk: Desk, as_user: SignIn) -> None:
    item = scenes.reply(desk)
    item = actions.approve(actions.claim(item, acting_user=desk.reviewer), item.seen_digest, acting_user=desk.reviewer)
    reviewer = as_user(desk.reviewer)
    address = page(desk, f"review/{item.id}/")
    assert "Allowed, about to leave" in text_of(reviewer.get(address))
    assert "1 on their way" in text_of(reviewer.get(page(desk)))
    stop.declare(desk.workspace.id, acting_user=desk.reviewer, scope=Scope(channel=item.conversation.channel_id))
    assert "Held by an emergency stop" in text_of(reviewer.get(address))
    assert "1 on their way" in text_of(reviewer.get(page(desk)))
    stop.declare(desk.workspace.id, acting_user=desk.reviewer)
    assert "1 held by the stop" in text_of(reviewer.get(page(desk)))


def test_what_was_given_back_to_a_person_is_not_counted_among_what_waits_to_leave(desk: Desk, as_user: SignIn) -> None:
    desk.policy_says(ALLOW)
    back = desk.submit(scenes.answer(desk), conversation=scenes.write(desk, scenes.LETTER, "Given back")).actions[0]
    desk.policy_says(REVIEW)
    item = scenes.reply(desk)
    actions.approve(actions.claim(item, acting_user=desk.reviewer), item.seen_digest, acting_user=desk.reviewer)
    assert release.send(delivery_of(back).id) == "held"
    stop.declare(desk.workspace.id, acting_user=desk.reviewer)
    assert '<b class="num">1</b> delivery waits to leave.' in text_of(as_user(desk.reviewer).get(page(desk, "stop/")))


def test_a_page_that_is_open_fetches_what_it_says_of_stops(desk: Desk, as_user: SignIn) -> None:
    reviewer = as_user(desk.reviewer)
    assert text_of(reviewer.get(page(desk, "stop/notice/"))).strip() == ""
    stop.declare(desk.workspace.id, acting_user=desk.reviewer)
    assert "Nothing leaves." in text_of(reviewer.get(page(desk, "stop/notice/")))
    assert reviewer.get("/w/elsewhere/stop/notice/").status_code == 404


ALL_HELD = "An emergency stop is in force: what you let go here is held."


def test_before_anything_is_let_go_the_desk_says_that_a_stop_would_hold_it(desk: Desk, as_user: SignIn) -> None:
    refund, unclear, denied = scenes.refund(desk), scenes.unclear(desk), scenes.denied(desk)
    reviewer = as_user(desk.reviewer)
    for item in (refund, unclear, denied):
        reviewer.post(page(desk, f"review/{item.id}/claim/"))
        assert "emergency stop" not in text_of(reviewer.get(page(desk, f"review/{item.id}/")))
    stop.declare(desk.workspace.id, acting_user=desk.reviewer)
    for item in (refund, unclear, denied):
        assert ALL_HELD in text_of(reviewer.get(page(desk, f"review/{item.id}/")))
    refused = reviewer.post(page(desk, f"review/{refund.id}/approve/"), {"seen": "something else"})
    assert refused.status_code == 409
    assert f'id="held" role="status" hx-get="{page(desk, f"review/{refund.id}/")}"' in text_of(refused)
    stop.lift(desk.workspace.id, acting_user=desk.owner)
    assert ALL_HELD not in text_of(reviewer.get(page(desk, f"review/{refund.id}/")))


def with_calls(desk: Desk, *tools: str) -> Item:
    for name in tools:
        values = {
            "name": name,
            "label": name.capitalize(),
            "description": "Does it.",
            "kind": "write",
            "parameters": {"type": "object", "properties": {}},
        }
        tool_actions.create_tool(desk.workspace.id, "http_json", values, acting_user=None)
    calls = [ProposedAction("tool", name, arguments={}, evidence={"action": {"writes": True}}) for name in tools]
    return desk.waiting(*calls, scenes.answer(desk), conversation=scenes.write(desk, scenes.LETTER, "Two calls"))


def test_what_a_stop_of_one_tool_holds_is_named_and_a_reply_waits_for_it(desk: Desk, as_user: SignIn) -> None:
    address, reviewer = page(desk, f"review/{with_calls(desk, 'refund', 'rebook').id}/"), as_user(desk.reviewer)
    stop.declare(desk.workspace.id, acting_user=desk.reviewer, scope=Scope(tool="close_spam"))
    assert "An emergency stop holds" not in text_of(reviewer.get(address))
    stop.declare(desk.workspace.id, acting_user=desk.reviewer, scope=Scope(tool="refund"))
    told = "An emergency stop holds “Refund” until an owner lifts it, and the reply waits, too. The rest goes ahead."
    assert told in text_of(reviewer.get(address))
    stop.declare(desk.workspace.id, acting_user=desk.reviewer, scope=Scope(tool="rebook"))
    told = "An emergency stop holds “Refund” and “Rebook” until an owner lifts it, and the reply waits, too."
    shown = text_of(reviewer.get(address))
    assert told in shown
    assert "The rest goes ahead" not in shown


def test_a_stop_of_an_agent_does_not_hold_what_a_person_answers(desk: Desk, as_user: SignIn) -> None:
    denied, waiting = scenes.denied(desk), scenes.reply(desk)
    agent = waiting.actions.get().agent
    assert agent is not None
    stop.declare(desk.workspace.id, acting_user=desk.reviewer, scope=Scope(agent=agent))
    reviewer = as_user(desk.reviewer)
    for item in (denied, waiting):
        reviewer.post(page(desk, f"review/{item.id}/claim/"))
    assert ALL_HELD not in text_of(reviewer.get(page(desk, f"review/{denied.id}/")))
    assert ALL_HELD in text_of(reviewer.get(page(desk, f"review/{waiting.id}/")))
    stop.declare(desk.workspace.id, acting_user=desk.reviewer, scope=Scope(channel=denied.conversation.channel_id))
    assert ALL_HELD in text_of(reviewer.get(page(desk, f"review/{denied.id}/")))
