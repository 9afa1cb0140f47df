"""What the gate would rule on one call of any tool after any trace; nothing is sent and nothing is written."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandError

from kit.commands import JsonLinesCommand, Record
from kit.errors import CountersignError
from policies.management.commands.rule import Chosen, of_workspace, workspace_named
from policies.provenance import given
from policies.rulings import rule_by


class Command(JsonLinesCommand):
    help = (
        "Rule on tool calls by the active policy of a workspace, one JSON object a line: tools, trace and call. The requester's identity is"
        ' verified unless a line says otherwise ("identity": "soft" or "none"); "today" names the day of the call.'
    )
    example = (
        """echo '{"id": 1, "tools": [{"name": "refund", "parameters": {"properties": {"order": {"type": "string"}}}, "writes": true}], """
        """"trace": [{"source": "requester", "text": "Please refund order A-7."}], "call": {"tool": "refund", "arguments": {"order": "A-7"}}}' """
        """| manage.py judge_call --workspace lindgren-moss"""
    )
    chosen: Chosen

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--workspace", required=True, help="slug or id of the workspace whose active version rules")

    def prepare(self, **options: Any) -> None:
        try:
            workspace_named(options["workspace"])
            self.chosen = of_workspace({**options, "policy": None, "number": None})
        except CountersignError as problem:
            raise CommandError(problem.message) from None

    def answer(self, record: Record) -> Record:
        return {"id": record.get("id"), **answered(self.chosen, record)}


def answered(chosen: Chosen, record: Mapping[str, Any]) -> Record:
    """Ruling, arguments with their sources, and the facts that were ruled on."""
    case = given.case(record)
    judged = given.judged(case)
    facts = given.facts(case, judged)
    ruling = rule_by(chosen.program, facts)
    told = facts.as_dict()
    return {
        "effect": ruling.effect, "arguments": judged.evidence(), "rules": [one.as_dict() for one in ruling.rules], "reasons": list(ruling.reasons),
        "queue": ruling.queue, "obligations": list(ruling.obligations), "version": chosen.version, "asked": judged.asked, "presumed": judged.presumed, "alone": judged.alone,
        "leaks": list(judged.leaks), "action": told["action"], "signals": {"injection": judged.injection}, "findings": given.findings(case),
        **({"engine_error": ruling.error} if ruling.error else {}),
    }  # fmt: skip
