"""What a surface may see of a text."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import CommandError

from kit.commands import JsonLinesCommand, Record
from kit.errors import CountersignError, InvalidInput
from policies.management.commands.rule import workspace_named
from policies.redaction import operators, redact


class Command(JsonLinesCommand):
    help = "Find personal and secret data in texts, one JSON object a line, and treat it for a surface."
    example = """echo '{"id": 1, "text": "write to jane@example.com"}' | manage.py redact --surface model"""
    workspace: UUID | None
    surface: str

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--surface", choices=operators.SURFACES, default="model")
        parser.add_argument(
            "--figures", type=int, metavar="TEXTS", help="plant values in so many generated texts and print what is found, a line a type"
        )
        parser.add_argument("--seed", type=int, default=1, help="of the texts of --figures; another seed makes others")
        parser.add_argument("--workspace", help="slug or id, for its own rules; without it the shipped defaults and no database")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["figures"] is None:
            return super().handle(*args, **options)
        if options["figures"] < 1:
            raise CommandError("--figures takes how many texts to make: 1 or more.")
        from policies.redaction.figures import rows  # makes texts from what all recognisers look for: seconds

        for row in rows(options["figures"], options["seed"]):
            self.emit(row)
        return None

    def prepare(self, **options: Any) -> None:
        self.surface = options["surface"]
        try:
            self.workspace = workspace_named(options["workspace"]).id if options["workspace"] else None
        except CountersignError as problem:
            raise CommandError(problem.message) from None

    def answer(self, record: Record) -> Record:
        text, language = record.get("text"), record.get("language") or ""
        if not isinstance(text, str) or not isinstance(language, str):
            raise InvalidInput("text must be a text, and language a code such as de.")
        redacted = redact(text, workspace=self.workspace, surface=self.surface, language=language[:2].lower(), everything=True)
        return {"id": record.get("id"), "findings": [finding.as_dict() for finding in redacted.findings], "text": redacted.text}
