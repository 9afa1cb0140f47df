"""What the policy says about given facts."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import CommandError

from accounts.models import Workspace
from kit.commands import JsonLinesCommand, Record
from kit.errors import CountersignError, InvalidInput, NotFound
from policies import packs
from policies.engine import Program, compile_rules, evaluate
from policies.facts import ActionFacts
from policies.models import PolicyVersion
from policies.rulings import compile_version


@dataclass(frozen=True, slots=True)
class Chosen:
    """Rules to rule by, and how answers name them. ``program`` None: nothing is active, everything is review."""

    program: Program | None
    policy: str
    version: int | None


class Command(JsonLinesCommand):
    help = "Rule on facts, one JSON object a line: the shipped pack, or the version of a workspace."
    example = """echo '{"id": 1, "facts": {"action": {"kind": "reply"}}}' | manage.py rule --workspace lindgren-moss"""
    chosen: Chosen

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--workspace", help="slug or id; without it the shipped pack rules and no database is needed")
        parser.add_argument("--policy", help="name of a policy of the workspace; without a workspace a pack or a YAML file")
        parser.add_argument("--version", type=int, dest="number", help="number of a version, drafts too; without it the active one")

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """Django's own --version would be in the way of ours."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def prepare(self, **options: Any) -> None:
        try:
            self.chosen = of_pack(options["policy"], options["number"]) if options["workspace"] is None else of_workspace(options)
        except CountersignError as problem:
            raise CommandError(problem.message) from None

    def answer(self, record: Record) -> Record:
        return {"id": record.get("id"), **ruled(self.chosen, record.get("facts"))}


def ruled(chosen: Chosen, given: Any) -> Record:
    if not isinstance(given, dict):
        raise InvalidInput('facts must be an object, such as {"action": {"kind": "reply"}}.')
    facts = ActionFacts.written(given)
    if chosen.program is None:
        return {"effect": "review", "queue": "", "obligations": [], "rules": [], "reasons": ["no_active_policy"], "version": None}
    ruling = evaluate(chosen.program, facts)
    extra = {"engine_error": ruling.error} if ruling.error else {}
    return {
        **ruling.as_dict(),
        "version": chosen.version,
        "policy": chosen.policy,
        "used": list(ruling.used),
        "absent": list(facts.absent),
        **extra,
    }


def of_pack(name: str | None, number: int | None = None) -> Chosen:
    name = packs.DEFAULT if name is None else name
    path = Path(name)
    pack = packs.read(path) if path.suffix in (".yaml", ".yml", ".json") else packs.load(name)
    if number not in (None, pack.version):
        raise NotFound(f"{pack.name} is there in version {pack.version} only. Versions of a workspace need --workspace.")
    return Chosen(compile_rules(pack.rules), pack.name, pack.version)


def of_workspace(options: dict[str, Any]) -> Chosen:
    workspace = workspace_named(options["workspace"])
    rows = PolicyVersion.objects.filter(workspace=workspace).select_related("policy")
    named = options["policy"] is not None
    if named:
        rows = rows.filter(policy__name=options["policy"])
    if options["number"] is not None:
        rows = rows.filter(number=options["number"])
    elif named:
        rows = rows.order_by("-number").filter(status=PolicyVersion.Status.ACTIVE) or rows.order_by("-number")
    else:
        rows = rows.filter(status=PolicyVersion.Status.ACTIVE)
    return _only(list(rows[:2]), options)


def _only(found: list[PolicyVersion], options: dict[str, Any]) -> Chosen:
    named = options["policy"] is not None
    if not found and not named and options["number"] is None:
        return Chosen(None, "", None)
    if not found:
        raise NotFound("There is no such policy or version in this workspace.")
    if len(found) > 1 and not named:
        raise InvalidInput("Several policies have a version of that number; name one with --policy.")
    return Chosen(compile_version(found[0].id), found[0].policy.name, found[0].number)


def workspace_named(name: str) -> Workspace:
    """By slug or id. Raises NotFound."""
    try:
        found = Workspace.objects.filter(id=UUID(name)).first()
    except ValueError:
        found = Workspace.objects.filter(slug=name).first()
    if found is None:
        raise NotFound(f"There is no workspace {name}.")
    return found
