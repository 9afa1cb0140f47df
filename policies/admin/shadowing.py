"""The shadow of a version in the admin: begin and end it, read where it disagrees."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kit.errors import CountersignError
from policies import shadows
from policies.admin.access import person
from policies.admin.steps import version_or_404
from policies.backtests.chart import draw
from policies.models import PolicyVersion, RulingOutcome, Shadow, ShadowRuling

SHOWN: Final = 100


def shadow_page(model_admin: Any, request: HttpRequest, pk: UUID) -> HttpResponse:
    version = version_or_404(request, pk)
    if request.method == "POST":
        return _posted(request, version)
    every = list(Shadow.objects.filter(version=version).select_related("started_by").order_by("-since"))
    chosen = next((one for one in every if str(one.pk) == request.GET.get("shadow")), every[0] if every else None)
    other = (
        Shadow.objects.filter(workspace=version.workspace_id, ended_at=None)
        .exclude(version=version)
        .select_related("version__policy")
        .first()
    )
    context = {
        **model_admin.admin_site.each_context(request), "opts": model_admin.model._meta, "title": f"Shadow of {version}", "version": version,
        "shadows": every, "chosen": chosen, "other": other, **(_shown(chosen) if chosen else {}),
    }  # fmt: skip
    return render(request, "policies/admin/shadow.html", context)


def _posted(request: HttpRequest, version: PolicyVersion) -> HttpResponse:
    try:
        if request.POST.get("do") == "end":
            shadows.end(version, acting_user=person(request))
            messages.success(request, f"{version} is a draft again.")
        else:
            shadows.begin(version, acting_user=person(request))
            messages.success(request, f"{version} rules in the shadow from now on.")
    except CountersignError as problem:
        messages.error(request, problem.message)
    return redirect("admin:policies_policyversion_shadow", version.pk)


def _shown(chosen: Shadow) -> dict[str, Any]:
    rows = list(ShadowRuling.objects.filter(shadow=chosen, differs=True).select_related("record").order_by("-record")[:SHOWN])
    outcomes = dict(RulingOutcome.objects.filter(ruling__in=[row.record_id for row in rows]).values_list("ruling", "outcome"))
    return {
        "rows": [(row, outcomes.get(row.record_id, "")) for row in rows],
        "chart": draw(chosen.changes),
        "differing": ShadowRuling.objects.filter(shadow=chosen, differs=True).count(),
        "failed": ShadowRuling.objects.filter(shadow=chosen).exclude(error="").count(),
        "shown": SHOWN,
    }
