"""Activate, copy, roll back: a page that says what will happen, and a button that does it (by POST)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.people import same_person
from kit.errors import CountersignError, TransitionError
from policies import actions, activation, requests, second_person
from policies.admin.access import editable, person
from policies.comparing import compare
from policies.engine import RuleSource
from policies.engine.obligations import said
from policies.models import PolicyVersion


@dataclass(frozen=True, slots=True)
class Step:
    title: str
    consequence: str
    button: str
    run: Callable[..., PolicyVersion]
    done: str


STEPS: Final = {
    "activate": Step(
        "Activate this version",
        "From the very next ruling on these rules hold everywhere in the workspace. The version active now is retired.",
        "Activate",
        actions.activate,
        "{} is active.",
    ),
    "copy": Step(
        "New version from this one",
        "A draft with the same rules is made. Nothing changes until you activate it.",
        "Make a draft",
        actions.new_version_from,
        "{} is a draft; edit its rules, then activate it.",
    ),
    "rollback": Step(
        "Roll back to this version",
        "A new version with these rules becomes active at once. The version active now is retired.",
        "Roll back",
        actions.rollback,
        "{} is active.",
    ),
}


def version_or_404(request: HttpRequest, pk: UUID) -> PolicyVersion:
    """Foreign and absent versions look the same."""
    version = PolicyVersion.objects.filter(pk=pk, workspace__in=editable(request)).select_related("policy", "workspace").first()
    if version is None:
        raise Http404("There is no such version.")
    return version


def step_page(model_admin: Any, request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    version, step = version_or_404(request, pk), STEPS[name]
    if request.method == "POST":
        return _run(request, version, name, step)
    active = (
        PolicyVersion.objects.filter(workspace=version.workspace_id, status=PolicyVersion.Status.ACTIVE).select_related("policy").first()
    )
    context = {**model_admin.admin_site.each_context(request), "title": step.title, "step": step, "version": version, "active": active}
    context |= {"opts": model_admin.model._meta, "rules": in_words(actions.sources_of(version))}
    context["words"] = activation.words(version) if name == "activate" else []
    if name in requests.Kind.values:
        context |= _second(request, version)
    if name in requests.Kind.values and active not in (None, version):
        context |= {**changes_of(version, active), "differs": True}
    return render(request, "policies/admin/step.html", context)


def in_words(rules: Sequence[RuleSource]) -> list[tuple[RuleSource, list[str]]]:
    """Each with what must also happen, for the table of rules."""
    return [(rule, [said(one) for one in rule.obligations]) for rule in rules]


def changes_of(version: PolicyVersion, base: PolicyVersion | None) -> dict[str, Any]:
    """For the table of what differs from ``base``; None is a version without rules."""
    changes = compare(actions.sources_of(base) if base else [], actions.sources_of(version))
    return {"changes": [one for one in changes if one.kind != "same"], "unchanged": sum(one.kind == "same" for one in changes)}


def _second(request: HttpRequest, version: PolicyVersion) -> dict[str, Any]:
    """Who has to agree beside the one who looks at the page, and whether somebody has asked already."""
    asked, user = requests.open_request(version), person(request)
    mine = asked is not None and same_person(asked.requested_by, user)
    context = {"asked": asked, "mine": mine, "outdated": asked is not None and requests.is_outdated(asked), "alone": False}
    if second_person.is_needed(version.workspace_id):
        return context | {"needed": True, "others": second_person.others(version.workspace_id, user)}
    return context | {"needed": False, "alone": True, "not_before": second_person.not_alone_until(version.workspace_id, user)}


def _run(request: HttpRequest, version: PolicyVersion, name: str, step: Step) -> HttpResponse:
    wanted = request.POST.get("do", "")
    try:
        if wanted == "ask":
            requests.ask(version, name, acting_user=person(request))
            return _told(request, version, "Asked. Nothing changes until a second person agrees.")
        if wanted in ("agree", "withdraw"):
            return _decided(request, version, wanted)
        result = step.run(version, acting_user=person(request))
    except CountersignError as problem:
        messages.error(request, problem.message)
        return redirect("admin:policies_policyversion_change", version.pk)
    return _told(request, result, step.done.format(result))


def _decided(request: HttpRequest, version: PolicyVersion, wanted: str) -> HttpResponse:
    """About the very request that was on the page. A newer one must be looked at first."""
    asked = requests.open_request(version)
    if asked is None or str(asked.id) != request.POST.get("request"):
        raise TransitionError("This request no longer waits for a second person.")
    if wanted == "withdraw":
        requests.withdraw(asked, acting_user=person(request))
        done = "Withdrawn" if same_person(asked.requested_by, person(request)) else "Declined"
        return _told(request, version, f"{done}. Nothing has changed.")
    result = requests.agree(asked, acting_user=person(request))
    return _told(request, result, f"{result} is active.")


def _told(request: HttpRequest, version: PolicyVersion, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("admin:policies_policyversion_change", version.pk)
