"""The page of stops: what is stopped, by its name, and what was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, Workspace
from agents import actions as agents
from connectors import actions as channels
from connectors.models import Tool
from kit.ids import uuid7
from portal.stops import shown
from review import stop
from review.models import Stop
from review.stop import Scope
from tests.factories.people import member


def asked(work: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as found:
        work()
    return len(found)


def test_each_is_called_by_its_name_and_many_ask_no_more_than_a_few(workspace: Workspace, as_role: Callable[[Role], Client]) -> None:
    owner = member(workspace, Role.OWNER)
    agent = agents.create(workspace.id, "Support", acting_user=owner)
    channel = channels.create_channel(workspace.id, "chat", "Website", acting_user=owner)
    Tool.objects.create(workspace=workspace, adapter="http_json", name="refund", label="Refund an order", kind="write", parameters={})
    gone = uuid7()
    for scope, reason in (
        (Scope(agent=agent.id), "Odd replies"), (Scope(channel=channel.id), ""), (Scope(tool="refund"), "Refunds twice"), (Scope(tool="tag"), ""),
    ):  # fmt: skip
        stop.declare(workspace.id, acting_user=owner, reason=reason, scope=scope)
    told = [(one.what, one.reason) for one in shown.standing(workspace)]
    assert told == [
        ("The agent Support", "Odd replies"), ("The channel Website", ""), ("The tool Refund an order", "Refunds twice"), ("Triage: tag", ""),
    ]  # fmt: skip
    few = asked(lambda: shown.standing(workspace))
    for one in stop.standing(workspace.id):
        stop.lift(workspace.id, acting_user=owner, stop=one.id)
    for name in ("a", "b", "c"):
        made = agents.create(workspace.id, name, acting_user=owner)
        stop.declare(workspace.id, acting_user=owner, reason=f"As {name} is odd", scope=Scope(agent=made.id))
    assert asked(lambda: shown.standing(workspace)) <= few
    assert asked(lambda: shown.earlier(workspace)) <= few
    page = as_role(Role.OWNER).get(f"/w/{workspace.slug}/stop/").content.decode()
    assert "The agent b" in page
    assert "Refunds twice" in page
    assert shown.names([Stop(workspace=workspace, agent=gone)]).popitem()[1] == f"The agent {gone}"
