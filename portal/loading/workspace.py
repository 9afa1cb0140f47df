"""Who and where: people, roles, channels, queues with their grants, policy, tools, agent. One transaction: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import actions as people
from accounts.models import User, Workspace
from agents import actions as agents
from audit.recorder import record
from connectors import actions as connectors
from connectors import tool_actions
from connectors.models import Channel
from kit import events
from kit.actor import SYSTEM
from kit.models import Job
from policies import actions as policies
from policies import settings_actions
from policies.budgets import actions as budgets
from policies.budgets import rates
from policies.engine import RuleSource
from portal.loading import sign_ins, source, steps, wanting
from portal.loading.sign_ins import SignIn
from portal.loading.source import Row
from portal.orders.token import token
from review import permissions
from review.models import Queue

# The last four digits help a reviewer to find the payment; the whole number never helps anybody.
REDACTION = (("CREDIT_CARD", "reviewer", "partial"), ("IBAN_CODE", "reviewer", "partial"))
MODELS = {"small": "OPENAI_SMALL_MODEL", "large": "OPENAI_LARGE_MODEL"}


def slug() -> str:
    return str(source.written()["workspace"]["slug"])


@transaction.atomic
def create(var: Path) -> Job | None:
    """The sample workspace and the job that fills it; None when it is there already. Sign-ins are written before the commit."""
    if Workspace.objects.filter(slug=slug()).exists():
        return None
    written = source.written()
    workspace = _workspace(written["workspace"])
    for row in written["exchange_rates"]:
        _rate(row["source"], row["target"], Decimal(row["rate"]))
    users, found = _users(workspace, written["users"])
    queues = [_queue(workspace, row, users) for row in written["queues"]]
    channels = {row["key"]: _channel(workspace, row) for row in written["channels"]}
    data = {"channels": [one.id for one in channels.values()], "queues": [one.id for one in queues]}
    record("portal.sample_created", workspace=workspace.id, actor=SYSTEM, subject=workspace.id, data=data)
    for row in written["policies"]:
        _policy(workspace, row)
    for entity, surface, operator in REDACTION:
        settings_actions.set_redaction(workspace.id, entity, surface, operator, acting_user=None)
    for row in source.tools():
        _tool(workspace, row, token(var))
    for row in written["agents"]:
        _agent(workspace, row, [channels[one["key"]] for one in written["channels"] if one["agent"] == row["key"]])
    job = Job.objects.create(workspace=workspace.id, kind=wanting.KIND, total=steps.total(), message="Waiting for a worker")
    sign_ins.write(var, found)
    events.publish(wanting.WANTED, workspace=workspace.id, subject=job.id)
    return job


def _workspace(row: Row) -> Workspace:
    more = {"timezone": row["time_zone"], "currency": row["currency"], "language": row["languages"][0]}
    return people.create_workspace(row["slug"], row["name"], acting_user=None, **more)


def _rate(one: str, other: str, rate: Decimal) -> None:
    """So that limits in the workspace's money can be set at once; a rate that the installation has is left alone."""
    if rates.convert(Decimal(1), one, other, timezone.now()) is None:
        budgets.add_rate(one, other, rate, acting_user=None)


def _users(workspace: Workspace, rows: list[Row]) -> tuple[dict[str, User], list[SignIn]]:
    users, found = {}, []
    alone = not Workspace.objects.exclude(pk=workspace.pk).exists()
    for row in rows:
        password = sign_ins.new_password()
        user = people.create_user(workspace, row["email"], row["name"], acting_user=None, password=password, verified=True)
        if alone and row.get("is_staff"):  # prices, rates and groups are of the installation: somebody has to be able to change them
            user.is_staff = True
            user.save(update_fields=["is_staff"])
        for role in row["roles"]:
            people.add_membership(workspace, user, role, acting_user=None)
        users[row["key"]] = user
        found.append(SignIn(row["key"], user.email, password, bool(row["shown_at_start"])))
    return users, found


def _queue(workspace: Workspace, row: Row, users: Mapping[str, User]) -> Queue:
    queue = Queue.objects.create(
        workspace=workspace, slug=row["key"], name=row["name"], order=row["order"], guidelines=row["guidelines"],
        due_minutes=row["due_minutes"], is_default=bool(row.get("is_default")),
    )  # fmt: skip
    group = people.set_group(workspace, row["key"], [users[key] for key in row["members"]], acting_user=None)
    permissions.grant(queue, group)
    return queue


def _channel(workspace: Workspace, row: Row) -> Channel:
    told = {"translations": row["translations"]} if "translations" in row else {}
    return connectors.create_channel(
        workspace.id, row["kind"], row["name"], acting_user=None, address=row.get("address", ""), parameters={**row.get("parameters", {}), **told},
        texts={name: row.get(name, "") for name in connectors.TEXTS},
    )  # fmt: skip


def _policy(workspace: Workspace, row: Row) -> None:
    policy = policies.create_policy(workspace.id, row["name"], acting_user=None, description=row["about"])
    version = policies.create_draft(policy, acting_user=None, rules=[_rule(rule) for rule in row["rules"]])
    if row["active"]:
        policies.activate(version, acting_user=None)


def _rule(row: Row) -> RuleSource:
    return RuleSource(
        id=row["reason_code"], name=row["name"], when=row["when"], effect=row["effect"], queue=row.get("queue", ""),
        reason_code=row["reason_code"], obligations=row.get("obligations", []), order=row["order"],
    )  # fmt: skip


def _tool(workspace: Workspace, row: Row, secret: str) -> None:
    tool = tool_actions.create_tool(workspace.id, "http_json", row, acting_user=None)
    tool_actions.set_credential(tool, "token", secret, acting_user=None)


def _agent(workspace: Workspace, row: Row, channels: list[Channel]) -> None:
    agent = agents.create(workspace.id, row["name"], acting_user=None)
    tiers = [_tier(tier) for tier in row["tiers"]]
    threshold = Decimal(row["escalate_below"])
    version = agents.create_version(
        agent,
        prompt=row["prompt"],
        tiers_wanted=tiers,
        escalate_below=threshold,
        tools=row.get("tools", ()),
        triage=row.get("triage", ()),
        acting_user=None,
    )
    agents.activate(version, acting_user=None)
    agents.set_channels(agent, channels, acting_user=None)


def _tier(row: Mapping[str, Any]) -> dict[str, Any]:
    """The names of models belong to the installation's endpoint; without an endpoint only the extractive tier runs."""
    name = MODELS.get(str(row["tier"]))
    return {**row, "model": getattr(settings, name)} if name else dict(row)
