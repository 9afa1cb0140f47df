"""``manage.py run_turn``: what an agent would propose for a thread, and what the policy would say. Nothing is kept, nothing is sent."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from agents import trying
from agents.models import Agent
from conversations.memory import scope
from kit.commands import JsonLinesCommand, Record
from kit.errors import InvalidInput


class Command(JsonLinesCommand):
    help = "Run an agent on a thread of messages without delivering or keeping anything."
    example = (
        """echo '{"id": 1, "messages": [{"from": "customer", "text": "How long can I return a lamp?"}]}' """
        "| manage.py run_turn --workspace lindgren-moss --agent Fern"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workspace", required=True, help="Slug or id of the workspace.")
        parser.add_argument("--agent", required=True, help="Name of the agent, NAME@NUMBER for one of its versions.")

    def prepare(self, **options: Any) -> None:
        workspace = scope.workspace(options["workspace"])
        name, number = options["agent"], ""
        agents = Agent.objects.select_related("active").filter(workspace=workspace)
        agent = agents.filter(name=name).first()
        if agent is None and "@" in name:
            name, _, number = name.rpartition("@")
            agent = agents.filter(name=name).first()
        if agent is None:
            known = ", ".join(agents.order_by("name").values_list("name", flat=True)) or "none yet"
            raise CommandError(f"There is no agent {name!r} in this workspace. Known: {known}.")
        chosen = name != options["agent"]
        found = agent.active if not chosen else agent.versions.filter(number=number).first() if number.isdecimal() else None
        if found is None:
            raise CommandError(f"{name} has no {'version ' + repr(number) if chosen else 'active version'}.")
        self.version = found
        self.workspace = workspace

    def answer(self, record: Record) -> Record:
        subject = record.get("subject")
        if not isinstance(subject, str | None):
            raise InvalidInput("subject is a text.")
        return {"id": record.get("id"), **trying.run(self.workspace, self.version, record.get("messages"), subject or "")}
