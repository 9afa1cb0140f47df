"""Activate, copy, roll back: a page that says what will happen, and a button that does it (by POST)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kit.errors import CountersignError
from policies import actions, activation
from policies.admin.access import editable, person
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
        return _run(request, version, step)
    active = (
        PolicyVersion.objects.filter(workspace=version.workspace_id, status=PolicyVersion.Status.ACTIVE).select_related("policy").first()
    )
    context = {**model_admin.admin_site.each_context(request), "title": step.title, "step": step, "version": version, "active": active}
    context |= {"opts": model_admin.model._meta, "rules": actions.sources_of(version)}
    context["words"] = activation.words(version) if name == "activate" else []
    return render(request, "policies/admin/step.html", context)


def _run(request: HttpRequest, version: PolicyVersion, step: Step) -> HttpResponse:
    try:
        result = step.run(version, acting_user=person(request))
    except CountersignError as problem:
        messages.error(request, problem.message)
        return redirect("admin:policies_policyversion_change", version.pk)
    messages.success(request, step.done.format(result))
    return redirect("admin:policies_policyversion_change", result.pk)
