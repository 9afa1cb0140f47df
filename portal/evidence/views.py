"""The evidence page: for owners and auditors."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.pages import WorkspaceRequest, workspace_page
from audit.status import status
from audit.verify import verify_and_remember
from kit.errors import InvalidInput
from portal.evidence import explorer

AT_ONCE = 50_000
"""Entries that are verified while somebody waits for the page: a few seconds."""


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
        "at_once": AT_ONCE,
    }
    return render(request, "evidence/evidence.html", context)


@workspace_page("see_evidence")
@require_POST
def verify(request: WorkspaceRequest) -> HttpResponse:
    """Check every entry, link and content of the workspace now. The answer stands on the ledger."""
    if status(request.workspace.id).sealed > AT_ONCE:
        raise InvalidInput("This ledger is too long to wait for here. Run manage.py audit verify; its answer appears on this page.")
    report, _ = verify_and_remember(request.workspace.id, actor=request.user.as_actor())
    if report.ok:
        messages.success(request, f"The ledger is whole: {report.entries:,} entries checked.")
    else:
        messages.error(request, f"The ledger does not verify: {report.findings[0].detail}")
    return redirect("evidence", request.workspace.slug)
