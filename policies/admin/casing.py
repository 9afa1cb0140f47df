"""The test cases of a version's policy in the admin: saved from the page to try it, each with what this version says to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kit.errors import CountersignError, NotFound
from policies import cases
from policies.admin.access import person
from policies.admin.steps import version_or_404
from policies.admin.trying import parsed, stored_record
from policies.models import PolicyCase, PolicyVersion


def cases_page(model_admin: Any, request: HttpRequest, pk: UUID) -> HttpResponse:
    version = version_or_404(request, pk)
    if request.method == "POST":
        return _posted(request, version)
    found = cases.tried(version)
    context = {
        **model_admin.admin_site.each_context(request), "opts": model_admin.model._meta, "title": f"Test cases of {version}",
        "version": version, "tried": found, "held": sum(one.holds for one in found),
    }  # fmt: skip
    return render(request, "policies/admin/cases.html", context)


def _posted(request: HttpRequest, version: PolicyVersion) -> HttpResponse:
    try:
        if "remove" in request.POST:
            cases.remove(_case(version, request.POST["remove"]), acting_user=person(request))
            messages.success(request, "Removed.")
        else:
            made = _saved(request, version)
            messages.success(request, f"{made} must give {made.effect} from now on before a version becomes active.")
    except CountersignError as problem:
        messages.error(request, problem.message)
    return redirect("admin:policies_policyversion_cases", version.pk)


def _saved(request: HttpRequest, version: PolicyVersion) -> PolicyCase:
    ruling = stored_record(request.POST.get("record", ""), version.workspace_id)
    return cases.save(
        version.policy, request.POST.get("name", ""), request.POST.get("effect", ""), acting_user=person(request), ruling=ruling,
        facts=None if ruling else parsed(request.POST.get("facts", "")),
    )  # fmt: skip


def _case(version: PolicyVersion, wanted: str) -> PolicyCase:
    try:
        return PolicyCase.objects.get(policy=version.policy_id, pk=UUID(wanted))
    except (ValueError, PolicyCase.DoesNotExist):
        raise NotFound("There is no such test case.") from None
