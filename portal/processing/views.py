"""The page of the record, what is stated on it, the view to print and the file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.pages import WorkspaceRequest, workspace_page
from accounts.permissions import may
from kit.errors import CountersignError
from portal.processing import reading, statements
from portal.processing.models import Statement


@workspace_page("see_erasure")
@require_GET
def processing(request: WorkspaceRequest) -> HttpResponse:
    return _page(request, {})


def _page(request: WorkspaceRequest, typed: dict[str, Any], status: int = 200) -> HttpResponse:
    found = reading.read(request.workspace)
    may_state = may(request.user, request.workspace.id, "erase")
    context = {
        "record": reading.words(found), "may_state": may_state, "bases": statements.BASES.items(), "roles": statements.ROLES.items(),
        "people": [(kind.value, kind.label, found["responsible"][kind] or {}) for kind in reading.PEOPLE], **typed,
    }  # fmt: skip
    return render(request, "processing/processing.html", context, status=status)


@workspace_page("see_erasure")
@require_GET
def printed(request: WorkspaceRequest) -> HttpResponse:
    return render(request, "processing/printed.html", {"record": reading.words(reading.read(request.workspace))})


@workspace_page("see_erasure")
@require_GET
def as_json(request: WorkspaceRequest) -> HttpResponse:
    response = JsonResponse(reading.read(request.workspace), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="processing-{request.workspace.slug}.json"'
    return response


@workspace_page("erase")
@require_POST
def state(request: WorkspaceRequest) -> HttpResponse:
    """Say something, or with ``withdraw`` take it back. What was typed stays on the page when it is refused."""
    kind, key = request.POST.get("kind", ""), request.POST.get("key", "")
    values = {name: request.POST.get(name, "") for name in statements.FIELDS.get(kind, ())}
    try:
        if "withdraw" in request.POST:
            statements.withdraw(request.workspace, kind, key, acting_user=request.user)
        else:
            statements.state(request.workspace, kind, key, values, acting_user=request.user)
    except CountersignError as refused:
        typed = {"key": key, **values} if kind == Statement.Kind.PURPOSE else {}
        return _page(request, {"problem": refused.message, "typed": typed}, status=refused.status)
    messages.success(request, "Withdrawn." if "withdraw" in request.POST else "Stated, with an entry on the ledger.")
    return redirect("processing", request.workspace.slug)
