"""Try a version, drafts too, on a real case or on pasted facts: rule by rule what matched and why. Nothing is written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.admin_base import person
from accounts.permissions import may
from audit import content
from kit import commands
from kit.errors import CountersignError, InvalidInput
from policies.admin.steps import version_or_404
from policies.engine import RuleOutcome, Ruling, evaluate, explain
from policies.engine.obligations import said
from policies.facts import ActionFacts
from policies.models import Effect, PolicyVersion, RulingRecord
from policies.redaction.covering import Cover
from policies.redaction.rules import rules_of
from policies.rulings import compile_version

RECENT = 20
RECIPIENTS = "action.recipients"
SAMPLE = {
    "action": {"kind": "reply"},
    "arguments": {},
    "signals": {"confidence": 0.8, "injection": 0.0},
    "conversation": {"identity": "verified"},
}


Told = tuple[RuleOutcome, list[tuple[str, str, bool]]]
"""A rule and the facts that it read: name, value as a condition would write it, whether it was absent."""
LONGEST = 160
"""Characters of a value that are shown."""


@dataclass(frozen=True, slots=True)
class Trial:
    """``facts`` are shown with their values; ``record`` is the stored ruling to compare with, if one was chosen."""

    ruling: Ruling
    outcomes: list[RuleOutcome]
    facts: ActionFacts
    record: RulingRecord | None

    @property
    def same(self) -> bool:
        return self.record is not None and self.record.effect == self.ruling.effect

    @property
    def deciding(self) -> list[Told]:
        """Rules that matched, and those that could not be answered."""
        return [(one, told(one)) for one in self.outcomes if one.outcome != "not matched"]

    @property
    def others(self) -> list[Told]:
        return [(one, told(one)) for one in self.outcomes if one.outcome == "not matched"]

    @property
    def obliged(self) -> list[str]:
        """What must also happen, in words."""
        return [said(one) for one in self.ruling.obligations]


def told(outcome: RuleOutcome) -> list[tuple[str, str, bool]]:
    """The facts a rule read, long ones cut."""
    texts = ((name, json.dumps(value, ensure_ascii=False, default=str)) for name, value in outcome.facts.items())
    return [(name, text if len(text) <= LONGEST else f"{text[:LONGEST]}…", name in outcome.absent) for name, text in texts]


def try_page(model_admin: Any, request: HttpRequest, pk: UUID) -> HttpResponse:
    version = version_or_404(request, pk)
    trial, pasted, problem = _trial(request, version)
    recent = list(RulingRecord.objects.filter(workspace=version.workspace_id).order_by("-created_at")[:RECENT])
    if trial and trial.record and trial.record not in recent:
        recent.insert(0, trial.record)
    context = {
        **model_admin.admin_site.each_context(request), "opts": model_admin.model._meta, "title": f"Try {version}", "version": version,
        "trial": trial, "pasted": pasted, "problem": problem, "recent": recent,
        "effects": Effect.values,
    }  # fmt: skip
    return render(request, "policies/admin/try.html", context)


def _trial(request: HttpRequest, version: PolicyVersion) -> tuple[Trial | None, str, str]:
    """(result, facts as text, what is wrong). Facts come by POST: they may hold personal data, and addresses are logged."""
    pasted = request.POST.get("facts", "") if request.method == "POST" else ""
    try:
        if pasted:
            return _ruled(version, parsed(pasted), None), pasted, ""
        record = stored_record(request.GET.get("record", ""), version.workspace_id)
        if record is None:
            return None, json.dumps(SAMPLE, indent=2), ""
        facts = ActionFacts.build(content.get_json(version.workspace_id, record.facts))
        return (*_covered(request, version.workspace_id, _ruled(version, facts, record)), "")
    except CountersignError as problem:
        return None, pasted or json.dumps(SAMPLE, indent=2), problem.message


def _covered(request: HttpRequest, workspace: UUID, trial: Trial) -> tuple[Trial, str]:
    """A real case was ruled on by its own addresses, and is shown with them as this reader may see them."""
    told = trial.facts.as_dict()
    cover = Cover({} if may(person(request), workspace, "see_evidence") else rules_of(workspace))
    hidden = {one: cover.address(one) for one in told["action"]["recipients"]}
    told["action"]["recipients"] = list(hidden.values())
    rows = [replace(one, facts={**one.facts, **_without(one.facts, hidden)}) for one in trial.outcomes]
    return replace(trial, outcomes=rows), json.dumps(told, indent=2, ensure_ascii=False)


def _without(facts: Mapping[str, Any], hidden: Mapping[str, str]) -> dict[str, Any]:
    return {RECIPIENTS: [hidden.get(one, one) for one in facts[RECIPIENTS]]} if RECIPIENTS in facts else {}


def parsed(pasted: str) -> ActionFacts:
    given, problem = commands.parsed(pasted)
    if problem:
        raise InvalidInput(f"This {problem}.")
    if not isinstance(given, dict):
        raise InvalidInput('Facts are an object, such as {"action": {"kind": "reply"}}.')
    return ActionFacts.written(given.get("facts", given) if isinstance(given.get("facts"), dict) else given)


def stored_record(wanted: str, workspace: UUID) -> RulingRecord | None:
    if not wanted:
        return None
    try:
        found = RulingRecord.objects.filter(pk=UUID(wanted), workspace=workspace).select_related("version__policy").first()
    except ValueError:
        found = None
    if found is None:
        raise InvalidInput("There is no such ruling in this workspace.")
    return found


def _ruled(version: PolicyVersion, facts: ActionFacts, record: RulingRecord | None) -> Trial:
    program = compile_version(version.id)
    return Trial(evaluate(program, facts), explain(program, facts), facts, record)
