"""The evidence pages: for owners and auditors. Whoever else asks for the entries is told what a stranger is told."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.pages import WorkspaceRequest, workspace_page
from audit.explorer import Place
from audit.status import status
from portal.bundles.views import alarms
from portal.evidence import checking, explorer, saved, search

LATEST = 8


@workspace_page("see_evidence")
@require_GET
def evidence(request: WorkspaceRequest) -> HttpResponse:
    """How the ledger is doing, and its latest entries."""
    lines = explorer.page(search.asked({}).wanted(request.workspace.id), Place(), size=LATEST)
    context = {
        "ledger": status(request.workspace.id),
        "lines": lines,
        "running": checking.running(request.workspace.id),
        "alarms": alarms(request),
    }
    return render(request, "evidence/evidence.html", context)


@workspace_page("see_evidence", hidden=True)
@require_GET
def entries(request: WorkspaceRequest) -> HttpResponse:
    """All entries, narrowed as the address says, or as a saved view does."""
    given = request.GET.dict()
    view = saved.find(request.workspace, given.get("view", ""))
    asked = search.asked(saved.filters(view) if view else given)
    lines = explorer.page(asked.wanted(request.workspace.id), search.place(given))
    context = {
        "search": asked,
        "view": view,
        "views": saved.of(request.user, request.workspace),
        "lines": lines,
        "older": asked.at(lines.older),
        "newer": asked.at(lines.newer),
        "away": "before" in given or "after" in given,
        "kinds": explorer.kinds(),
        "actors": explorer.actors(request.workspace, asked.chosen.get("actor", "")),
    }
    return render(request, "evidence/entries.html", context)


@workspace_page("see_evidence", hidden=True)
@require_GET
def entry(request: WorkspaceRequest, entry: UUID) -> HttpResponse:
    """One entry with its proof."""
    return render(request, "evidence/entry.html", {"opened": explorer.opened(request.workspace, entry)})


@workspace_page("see_evidence", hidden=True)
@require_POST
def save_view(request: WorkspaceRequest) -> HttpResponse:
    view = saved.save(request.user, request.workspace, request.POST.get("name", ""), request.POST.dict())
    messages.success(request, f"Saved as {view.name}.")
    return redirect(f"{reverse('entries', args=[request.workspace.slug])}?view={view.id}")


@workspace_page("see_evidence", hidden=True)
@require_POST
def forget_view(request: WorkspaceRequest, view: UUID) -> HttpResponse:
    saved.forget(request.user, request.workspace, view)
    messages.success(request, "The saved view is gone. The entries are as they were.")
    return redirect("entries", request.workspace.slug)


@workspace_page("see_evidence")
@require_POST
def verify(request: WorkspaceRequest) -> HttpResponse:
    """Check every entry, link and content of the workspace now. The answer stands on the ledger."""
    report = checking.check(request.workspace, acting_user=request.user)
    if report is None:
        messages.info(request, "A worker verifies the ledger now. The answer appears here.")
    elif report.ok:
        messages.success(request, f"The ledger is whole: {report.entries:,} entries checked.")
    else:
        messages.error(request, f"The ledger does not verify: {report.findings[0].detail}")
    return redirect("evidence", request.workspace.slug)
