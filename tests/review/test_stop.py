"""The emergency stop: from its moment on nothing leaves, what had left is listed, and only an owner lifts it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from audit.models import Entry
from audit.testing import mark_recorded
from connectors.models import Delivery, Tool
from kit.errors import NotAllowed, NotFound, TransitionError
from review import release, stop
from review.models import Stop
from review.release import sending
from review.stop import Scope
from tests.fakes.smtp_server import SmtpServer
from tests.review.cast import Desk, approved, delivery_of, story, verified

pytestmark = pytest.mark.django_db(transaction=True)


def test_while_a_stop_is_in_force_nothing_leaves_and_after_it_everything_does(busy_desk: Desk, server: SmtpServer) -> None:
    item = approved(busy_desk)
    stop.declare(busy_desk.workspace.id, acting_user=busy_desk.reviewer)
    assert release.send(delivery_of(item).id) == "pending"
    assert server.commands == []
    stop.lift(busy_desk.workspace.id, acting_user=busy_desk.owner)
    assert delivery_of(item).next_attempt_at <= timezone.now()
    assert release.send(delivery_of(item).id) == "sent"
    assert len(server.mails) == 1
    assert verified()


def test_a_stop_that_comes_before_the_final_dot_keeps_the_mail_back(
    busy_desk: Desk, server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    item, real = approved(busy_desk), sending.pass_point_of_no_return

    def stopped(intent: Any) -> None:
        stop.declare(busy_desk.workspace.id, acting_user=busy_desk.reviewer)
        real(intent)

    monkeypatch.setattr(sending, "pass_point_of_no_return", stopped)
    assert release.send(delivery_of(item).id) == "pending"
    assert server.mails == []
    assert "DATA" in server.commands
    assert story(item)[-1] == "delivery_retried"
    monkeypatch.setattr(sending, "pass_point_of_no_return", real)
    stop.lift(busy_desk.workspace.id, acting_user=busy_desk.owner)
    assert release.send(delivery_of(item).id) == "sent"
    assert len(server.mails) == 1


def test_what_had_passed_its_point_is_listed(busy_desk: Desk, server: SmtpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    item, real = approved(busy_desk), sending.pass_point_of_no_return

    def passed(intent: Any) -> None:
        real(intent)
        stop.declare(busy_desk.workspace.id, acting_user=busy_desk.reviewer)

    monkeypatch.setattr(sending, "pass_point_of_no_return", passed)
    assert release.send(delivery_of(item).id) == "sent"
    assert str(delivery_of(item).id) in Entry.objects.get(event="review.stop_declared").body


def test_who_may_stop_and_who_may_lift(busy_desk: Desk) -> None:
    workspace = busy_desk.workspace.id
    with pytest.raises(NotAllowed):
        stop.declare(workspace, acting_user=busy_desk.auditor)
    with pytest.raises(NotFound):
        stop.declare(workspace, acting_user=busy_desk.stranger)
    stop.declare(workspace, acting_user=busy_desk.reviewer)
    with pytest.raises(TransitionError):
        stop.declare(workspace, acting_user=busy_desk.second)
    with pytest.raises(NotAllowed):
        stop.lift(workspace, acting_user=busy_desk.reviewer)
    stop.lift(workspace, acting_user=busy_desk.owner)
    with pytest.raises(TransitionError):
        stop.lift(workspace, acting_user=busy_desk.owner)
    assert Stop.objects.get().lifted_by == busy_desk.owner


def test_a_stop_holds_in_its_own_workspace_only(busy_desk: Desk, server: SmtpServer) -> None:
    from tests.review.cast import assemble

    elsewhere = assemble("fern")
    stop.declare(elsewhere.workspace.id, acting_user=elsewhere.owner)
    assert release.send(delivery_of(approved(busy_desk)).id) == "sent"
    assert Delivery.objects.get().status == "sent"


def test_one_agent_channel_or_tool_is_stopped_and_nothing_else(busy_desk: Desk, server: SmtpServer) -> None:
    item = approved(busy_desk)
    agent, channel = item.actions.get().agent, item.conversation.channel_id
    for scope in (Scope(agent=agent), Scope(channel=channel)):
        made = stop.declare(busy_desk.workspace.id, acting_user=busy_desk.reviewer, scope=scope, reason="It sends nonsense.")
        assert release.send(delivery_of(item).id) == "pending"
        assert not stop.in_force(busy_desk.workspace.id), "the rest goes on"
        stop.lift(busy_desk.workspace.id, acting_user=busy_desk.owner, stop=made.id)
    with transaction.atomic():
        mark_recorded()
        Tool.objects.create(workspace=busy_desk.workspace, name="refund", label="Refund", kind="write", adapter="http_json")
    stop.declare(busy_desk.workspace.id, acting_user=busy_desk.reviewer, scope=Scope(tool="refund"))
    assert release.send(delivery_of(item).id) == "sent"
    assert len(server.mails) == 1
    assert verified()


def test_a_stop_of_one_thing_stands_beside_one_of_everything_and_its_reason_is_content(busy_desk: Desk) -> None:
    workspace = busy_desk.workspace.id
    channel = approved(busy_desk).conversation.channel_id
    narrow = stop.declare(workspace, acting_user=busy_desk.reviewer, scope=Scope(channel=channel), reason="Odd replies")
    whole = stop.declare(workspace, acting_user=busy_desk.reviewer)
    with pytest.raises(TransitionError):
        stop.declare(workspace, acting_user=busy_desk.second, scope=Scope(channel=channel))
    assert stop.standing(workspace) == [whole, narrow]
    assert stop.reasons(whole.workspace_id, [whole, narrow]) == {narrow.id: "Odd replies"}
    assert "Odd replies" not in Entry.objects.filter(event="review.stop_declared").earliest("id").body
    with pytest.raises(NotFound):
        stop.declare(workspace, acting_user=busy_desk.reviewer, scope=Scope(tool="unknown"))


def test_a_stop_waits_for_nobody_and_everything_after_it_is_held(busy_desk: Desk, server: SmtpServer) -> None:
    """Queued, scheduled and claimed sends: none of them leaves after the stop has committed, and none is lost."""
    items = [approved(busy_desk) for _ in range(3)]
    Delivery.objects.filter(id=delivery_of(items[1]).id).update(next_attempt_at=timezone.now() + timedelta(seconds=1))
    stop.declare(busy_desk.workspace.id, acting_user=busy_desk.reviewer)
    Delivery.objects.update(next_attempt_at=timezone.now())
    assert [release.send(delivery_of(one).id) for one in items] == ["pending"] * 3
    assert server.mails == []
    stop.lift(busy_desk.workspace.id, acting_user=busy_desk.owner)
    assert {release.send(delivery_of(one).id) for one in items} == {"sent"}
    assert len(server.mails) == 3
