"""A process that sends is killed with SIGKILL at the points that matter; what it leaves behind ends where it must."""

from __future__ import annotations

from datetime import timedelta

import pytest
import redis
from celery import current_app
from django.conf import settings
from django.utils import timezone

from connectors.models import Delivery
from conversations.models import Message
from kit import background
from review import release, tasks
from review.models import Item
from tests.fakes.smtp_server import SmtpServer
from tests.review.cast import Desk, approved, delivery_of, story, verified
from tests.review.killing import killed_while_sending
from tests.support.workers import wait_for, worker


def killed(point: str, item: Item, environment: dict[str, str]) -> Delivery:
    """The delivery as a process left it that died at ``point``."""
    killed_while_sending(point, delivery_of(item).id, environment)
    return delivery_of(item)


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What was handed to the broker, kept for the test to run."""
    calls: list[list[str]] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args, **options: calls.append(args) if name == "review.send" else None)
    return calls


def swept(item: Item, woken: list[list[str]]) -> str:
    """After the lease of the dead process has ended: sweep, and do what the broker was told."""
    past = timezone.now() - timedelta(seconds=5)
    Delivery.objects.filter(id=delivery_of(item).id, status="sending").update(claimed_until=past)
    release.sweep()
    background.settle(60)
    while woken:
        tasks.send(*woken.pop())
    return delivery_of(item).status


@pytest.mark.parametrize("point", ["before the network", "before the point of no return"])
def test_killed_before_the_final_dot_exactly_one_mail_leaves(
    busy_desk: Desk, server: SmtpServer, service_environment: dict[str, str], woken: list[list[str]], point: str
) -> None:
    item = approved(busy_desk)
    background.settle(60)
    woken.clear()
    left = killed(point, item, service_environment)
    assert (left.status, left.passed_point_of_no_return_at) == ("sending", None)
    assert server.mails == []
    assert release.send(left.id) == "sending", "the lease of the dead process still holds"
    assert swept(item, woken) == "sent"
    assert swept(item, woken) == "sent"
    assert len(server.mails) == 1
    assert Message.objects.filter(direction="out").count() == 1
    assert story(item)[-4:] == ["delivery_started", "delivery_retried", "delivery_started", "delivery_sent"]
    assert verified()


@pytest.mark.parametrize(("point", "mails"), [("past the point of no return", 0), ("after the answer", 1)])
def test_killed_once_it_may_have_left_a_person_is_asked_and_nothing_is_tried_again(
    busy_desk: Desk, server: SmtpServer, service_environment: dict[str, str], woken: list[list[str]], point: str, mails: int
) -> None:
    item = approved(busy_desk)
    background.settle(60)
    woken.clear()
    left = killed(point, item, service_environment)
    assert left.status == "sending"
    assert left.passed_point_of_no_return_at is not None
    assert swept(item, woken) == "unknown"
    assert swept(item, woken) == "unknown"
    assert len(server.mails) == mails
    asked = Item.objects.get(kind="delivery_unknown")
    assert (asked.status, asked.about, asked.priority) == ("waiting", item.actions.get(), 0)
    assert not Message.objects.filter(direction="out").exists()
    assert story(item)[-3:] == ["delivery_started", "delivery_unknown", "item_opened"]
    assert verified()


def test_a_backlog_is_woken_once_and_a_ticket_is_good_for_one_try(busy_desk: Desk, server: SmtpServer, woken: list[list[str]]) -> None:
    item = approved(busy_desk)
    background.settle(60)
    woken.clear()
    Delivery.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=5))
    assert [release.sweep(), release.sweep()] == [1, 0]
    assert background.settle(60)
    server.behaviour.dot = "451 later"
    (ticket,) = woken
    for _ in range(2):
        tasks.send(*ticket)
    assert delivery_of(item).attempts == 1
    Delivery.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=5))
    server.behaviour.dot = "250 taken"
    assert release.sweep() == 1
    assert background.settle(60)
    tasks.send(*woken[1])
    assert delivery_of(item).status == "sent"


def test_a_wake_that_was_lost_with_the_broker_s_memory_costs_only_time(
    busy_desk: Desk, server: SmtpServer, service_environment: dict[str, str]
) -> None:
    item = approved(busy_desk)
    assert background.settle(60)
    redis.Redis.from_url(settings.REDIS_URL).flushall()
    with worker(service_environment):
        Delivery.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=5))
        assert release.sweep() == 1
        assert release.sweep() == 0, "what was just woken is not woken again"
        wait_for(lambda: delivery_of(item).status == "sent")
    assert len(server.mails) == 1
    assert verified()
