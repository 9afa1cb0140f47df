"""What a surface may see of a text."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import CommandError

from kit.commands import JsonLinesCommand, Record
from kit.errors import CountersignError, InvalidInput
from kit.ids import as_uuid
from policies import channel_names
from policies.management.commands.rule import workspace_named
from policies.models import RedactionFigures
from policies.redaction import operators, redact


def _channel(workspace: UUID | None, given: str | None) -> UUID | None:
    """Raises InvalidInput for what is no channel of the workspace."""
    if given is None:
        return None
    found = as_uuid(given)
    if workspace is None or found not in channel_names.known(workspace):
        raise InvalidInput("--channel takes the id of a channel of --workspace.")
    return found


class Command(JsonLinesCommand):
    help = "Find personal and secret data in texts, one JSON object a line, and treat it for a surface."
    example = """echo '{"id": 1, "text": "write to jane@example.com"}' | manage.py redact --surface model"""
    workspace: UUID | None
    channel: UUID | None
    surface: str

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--surface", choices=operators.SURFACES, default="model")
        parser.add_argument(
            "--figures", type=int, metavar="TEXTS", help="plant values in so many generated texts and print what is found, a line a type"
        )
        parser.add_argument("--keep", action="store_true", help="keep the figures of --figures for the page in the admin")
        parser.add_argument("--seed", type=int, default=1, help="of the texts of --figures; another seed makes others")
        parser.add_argument(
            "--workspace", help="slug or id, for its own rules and recognisers; without it the shipped defaults and no database"
        )
        parser.add_argument("--channel", help="id of one of its channels, whose rules come before those for all")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["figures"] is None:
            return super().handle(*args, **options)
        if options["figures"] < 1:
            raise CommandError("--figures takes how many texts to make: 1 or more.")
        from policies.redaction.figures.evaluating import evaluated, lines  # makes texts from what all recognisers look for: seconds

        told = evaluated(options["figures"], options["seed"])
        for row in lines(told):
            self.emit(row)
        if options["keep"]:
            RedactionFigures.objects.create(told=told)
        return None

    def prepare(self, **options: Any) -> None:
        self.surface = options["surface"]
        try:
            self.workspace = None if options["workspace"] is None else workspace_named(options["workspace"]).id
            self.channel = _channel(self.workspace, options["channel"])
        except CountersignError as problem:
            raise CommandError(problem.message) from None

    def answer(self, record: Record) -> Record:
        text, language = record.get("text"), record.get("language") or ""
        if not isinstance(text, str) or not isinstance(language, str):
            raise InvalidInput("text must be a text, and language a code such as de.")
        redacted = redact(
            text, workspace=self.workspace, channel=self.channel, surface=self.surface, language=language[:2].lower(), everything=True
        )
        return {"id": record.get("id"), "findings": [finding.as_dict() for finding in redacted.findings], "text": redacted.text}
