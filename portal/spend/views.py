"""The page of what is spent, and its files."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.pages import WorkspaceRequest, workspace_page
from accounts.permissions import may
from kit.errors import InvalidInput
from portal.spend import exporting
from portal.spend.scope import Scope, read
from portal.spend.showing import Shown

LARGEST_OFFSET = 1_000_000


@workspace_page("see_spend")
@require_GET
def spend(request: WorkspaceRequest) -> HttpResponse:
    """A period that is none is said on the page, over the last days."""
    given, problem, status = request.GET.dict(), "", 200
    try:
        scope = read(request.workspace.id, given)
    except InvalidInput as refused:
        problem, status = refused.message, refused.status
        scope = read(request.workspace.id, {name: value for name, value in given.items() if name not in ("since", "until", "unit")})
    shown = Shown(request.workspace, request.user, scope, offset=offset(given.get("offset", "")))
    context = {
        "shown": shown, "scope": scope, "problem": problem, "may_price": may(request.user, request.workspace.id, "edit_policy"),
        "blind_query": scope.query(by="model"),
    }  # fmt: skip
    return render(request, "spend/spend.html", context, status=status)


def offset(text: str) -> int:
    """Where a page of a table begins."""
    return min(int(text), LARGEST_OFFSET) if text.isdecimal() and len(text) < 10 else 0


@workspace_page("see_spend")
@require_GET
def table(request: WorkspaceRequest) -> HttpResponse:
    scope = read(request.workspace.id, request.GET.dict())
    return _file(scope, request.workspace.slug, scope.by, exporting.as_csv(request.workspace, request.user, scope))


@workspace_page("see_spend")
@require_GET
def over_time(request: WorkspaceRequest) -> HttpResponse:
    scope = read(request.workspace.id, request.GET.dict())
    return _file(scope, request.workspace.slug, scope.unit, exporting.over_time_as_csv(scope))


def _file(scope: Scope, slug: str, what: str, text: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    name = f"spend-{slug}-{scope.first_day:%Y%m%d}-{scope.last_day:%Y%m%d}-by-{what}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
