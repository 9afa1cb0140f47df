"""A process that calls a tool is killed with SIGKILL between doing and recording; the service says what became of it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from connectors import tool_actions
from connectors.models import Delivery, Tool
from portal.loading import source
from review import release
from review.models import Action, Item
from review.types import ProposedAction
from tests.fakes.order_desk import OrderDesk, started
from tests.fakes.smtp_server import SmtpServer
from tests.review.cast import Desk, approved, delivery_of, story, verified
from tests.review.killing import killed_while_sending

pytestmark = pytest.mark.django_db(transaction=True)
REFUND = ProposedAction("tool", "refund", arguments={"order": "40651", "amount": 20})


@pytest.fixture
def service(tmp_path: Path, settings: Any, busy_desk: Desk) -> Iterator[OrderDesk]:
    """The order desk, and the sample's own tool to refund there."""
    running = started(tmp_path)
    settings.TOOLS_PRIVATE_HOSTS = [f"orders.internal=127.0.0.1:{running.port}"]
    values = dict(next(one for one in source.tools() if one["name"] == "refund"))
    tool = tool_actions.create_tool(busy_desk.workspace.id, "http_json", values, acting_user=None)
    tool_actions.set_credential(tool, "token", running.secret, acting_user=None)
    yield running
    running.process.kill()
    running.process.wait()


@pytest.fixture
def calls(service: OrderDesk, busy_desk: Desk) -> tuple[Action, Action]:
    tool, reply = approved(busy_desk, busy_desk.reply("We paid you back."), REFUND).actions.order_by("position")
    return tool, reply


def killed(point: str, tool: Action, service: OrderDesk, environment: dict[str, str]) -> Delivery:
    """The delivery as a process left it that died at ``point``; its lease is over."""
    due(tool)
    private = f"orders.internal=127.0.0.1:{service.port}"
    killed_while_sending(point, delivery_of(tool).id, {**environment, "TOOLS_PRIVATE_HOSTS": private})
    Delivery.objects.filter(action=tool.id, status="sending").update(claimed_until=timezone.now() - timedelta(seconds=1))
    return delivery_of(tool)


def due(tool: Action) -> None:
    Delivery.objects.filter(action=tool.id, status="pending").update(next_attempt_at=timezone.now())


def swept(tool: Action) -> str:
    """Settle what the dead process held, and do what is due then."""
    release.sweep()
    due(tool)
    return release.send(delivery_of(tool).id)


def refundable(service: OrderDesk) -> float:
    return float(service.ask("GET", "/orders/40651")[1]["refundable"])


@pytest.mark.parametrize("safe", [True, False])
def test_killed_between_the_answer_and_its_record_the_service_says_that_it_was_done(
    calls: tuple[Action, Action], service: OrderDesk, server: SmtpServer, service_environment: dict[str, str], safe: bool
) -> None:
    tool, reply = calls
    tool_actions.change_tool(Tool.objects.get(), {"safe_to_repeat": safe}, acting_user=None)
    left = killed("after the answer", tool, service, service_environment)
    assert (left.status, left.passed_point_of_no_return_at is not None, refundable(service)) == ("sending", True, 29.0)
    assert swept(tool) == "sent"
    assert release.send(delivery_of(reply).id) == "sent"
    assert (refundable(service), len(server.mails), delivery_of(tool).external_id) == (29.0, 1, "R-00001")
    assert not Item.objects.filter(kind="delivery_unknown").exists()
    assert verified()


def test_killed_before_the_first_byte_it_is_done_once_where_one_key_is_one_result(
    calls: tuple[Action, Action], service: OrderDesk, server: SmtpServer, service_environment: dict[str, str]
) -> None:
    tool, _ = calls
    killed("past the point of no return", tool, service, service_environment)
    assert refundable(service) == 49.0
    assert swept(tool) == "sent"
    assert refundable(service) == 29.0


def test_killed_before_the_first_byte_what_may_not_be_repeated_waits_for_the_service_to_tell(
    calls: tuple[Action, Action], service: OrderDesk, server: SmtpServer, service_environment: dict[str, str]
) -> None:
    tool, _ = calls
    tool_actions.change_tool(Tool.objects.get(), {"safe_to_repeat": False}, acting_user=None)
    killed("past the point of no return", tool, service, service_environment)
    assert swept(tool) == "pending"
    assert refundable(service) == 49.0
    late = service.ask("POST", "/orders/40651/refunds", {"amount": 20}, key=delivery_of(tool).key)
    assert late[0] == 201, "a call that was still on its way"
    assert swept(tool) == "sent"
    assert refundable(service) == 29.0


def test_a_service_that_stood_still_and_goes_on_has_done_it_once(
    calls: tuple[Action, Action], service: OrderDesk, server: SmtpServer
) -> None:
    tool, reply = calls
    tool_actions.change_tool(Tool.objects.get(), {"timeout": 3}, acting_user=None)
    service.process.send_signal(signal.SIGSTOP)
    assert swept(tool) == "pending", "no answer, and nobody knows"
    service.process.send_signal(signal.SIGCONT)
    while (status := swept(tool)) == "pending":
        pass
    assert (status, refundable(service), delivery_of(tool).external_id) == ("sent", 29.0, "R-00001")
    assert release.send(delivery_of(reply).id) == "sent"


def test_killed_while_asking_it_is_asked_again(
    calls: tuple[Action, Action], service: OrderDesk, server: SmtpServer, service_environment: dict[str, str]
) -> None:
    tool, _ = calls
    killed("after the answer", tool, service, service_environment)
    release.sweep()
    left = killed("while asking", tool, service, service_environment)
    assert (left.status, left.passed_point_of_no_return_at) == ("sending", None)
    assert swept(tool) == "sent"
    assert refundable(service) == 29.0
    told = [one.removeprefix("delivery_") for one in story(Item.objects.get(actions=tool.id)) if one.startswith("delivery_")]
    assert told == ["started", "retried", "asked_after", "retried", "asked_after", "sent"]
