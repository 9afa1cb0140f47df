"""The page of the emergency stop: any reviewer presses it, owners lift it, everybody of the workspace sees it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.pages import WorkspaceRequest, workspace_page
from accounts.permissions import may
from portal.stops import shown
from review import stop


@workspace_page("view")
@require_GET
def stops(request: WorkspaceRequest) -> HttpResponse:
    context = {
        "standing": shown.standing(request.workspace),
        "earlier": shown.earlier(request.workspace),
        "choices": shown.choices(request.workspace),
        "held": shown.held(request.workspace),
        "may_stop": may(request.user, request.workspace.id, "review"),
        "may_lift": may(request.user, request.workspace.id, "edit_people"),
        "longest": stop.LONGEST_REASON,
    }
    return render(request, "stops/stops.html", context)


@workspace_page("view")
@require_GET
def notice(request: WorkspaceRequest) -> HttpResponse:
    """What stands on top of every page while something is stopped, for those that are open."""
    return render(request, "shell/stopped_notice.html")


@workspace_page("review")
@require_POST
def declare(request: WorkspaceRequest) -> HttpResponse:
    what = shown.scope(request.workspace, request.POST.get("what", ""))
    made = stop.declare(request.workspace.id, acting_user=request.user, scope=what, reason=request.POST.get("reason", ""))
    messages.success(request, f"{shown.name(made)} is stopped. What waits is held, not lost.")
    return redirect("stops", request.workspace.slug)


@workspace_page("edit_people")
@require_POST
def lift(request: WorkspaceRequest, identity: UUID) -> HttpResponse:
    stop.lift(request.workspace.id, acting_user=request.user, stop=identity)
    messages.success(request, "The stop is lifted. What waited is ruled again and leaves by itself.")
    return redirect("stops", request.workspace.slug)
