"""The evidence page: for owners and auditors."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.pages import WorkspaceRequest, workspace_page
from audit.status import status
from portal.evidence import checking, explorer


@workspace_page("see_evidence")
@require_GET
def evidence(request: WorkspaceRequest) -> HttpResponse:
    search = explorer.asked(request.GET.dict())
    lines, following = explorer.page(request.workspace, search, request.GET.get("before", ""))
    context = {
        "ledger": status(request.workspace.id),
        "search": search,
        "lines": lines,
        "older": search.query(before=following) if following else "",
        "newest": "before" in request.GET,
        "newest_query": search.query(),
        "kinds": explorer.kinds(),
        "people": explorer.people(request.workspace),
        "running": checking.running(request.workspace.id),
    }
    return render(request, "evidence/evidence.html", context)


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
