"""The page of evidence bundles, for owners and auditors; others are told what a stranger is told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from uuid import UUID

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from accounts.pages import WorkspaceRequest, workspace_page
from audit.bundle import alarm
from kit.errors import CountersignError
from kit.models import Job
from portal.bundles import asking, making
from portal.models import EvidenceBundle

MOST = 50


@workspace_page("see_evidence", hidden=True)
@require_GET
def overview(request: WorkspaceRequest) -> HttpResponse:
    return _page(request)


def _page(request: WorkspaceRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    rows = list(asking.visible_to(request.user).filter(workspace=request.workspace).order_by("-id")[:MOST])
    jobs = Job.objects.in_bulk([row.job for row in rows if row.status == EvidenceBundle.Status.QUEUED])
    context = {
        "bundles": [(row, jobs.get(row.job)) for row in rows],
        "moving": bool(jobs),
        "alarms": alarms(request),
        "typed": {name: request.POST.get(name, "")[:400] for name in ("kind", "who", "since", "until")},
        "problem": problem,
    }
    return render(request, "bundles/state.html" if request.htmx else "bundles/overview.html", context, status=status)


def alarms(request: WorkspaceRequest) -> list[tuple[str, alarm.Alarm]]:
    """Who took out much within an hour of the last day."""
    found = alarm.current(request.workspace.id)
    users = User.objects.in_bulk([one.by for one in found if one.by])
    return [(str(users.get(one.by, "A former member")) if one.by else "A command", one) for one in found]


@workspace_page("see_evidence", hidden=True)
@require_POST
def ask(request: WorkspaceRequest) -> HttpResponse:
    """A worker makes it. What was typed stays on the page when there is nothing of the sort."""
    try:
        about = asking.about(
            request.workspace, {name: request.POST.get(name, "")[:400] for name in ("kind", "id", "who", "since", "until")}
        )
        making.ask(request.workspace, about, acting_user=request.user)
    except CountersignError as refused:
        return _page(request, problem=refused.message, status=refused.status)
    messages.success(request, "A worker makes the bundle. It appears here.")
    return redirect("bundles", request.workspace.slug)


@workspace_page("see_evidence", hidden=True)
@require_GET
def download(request: WorkspaceRequest, bundle: UUID) -> StreamingHttpResponse:
    return as_file(asking.one_for(request.user, request.workspace, bundle), request.user, request)


def as_file(bundle: EvidenceBundle, user: User, request: HttpRequest) -> StreamingHttpResponse:
    """Under ASGI Django would gather what a plain iterator gives before it sends any of it."""
    pieces = making.hand_out(bundle, acting_user=user)
    response = StreamingHttpResponse(_awaited(pieces) if isinstance(request, ASGIRequest) else pieces, content_type="application/zip")
    response["Content-Length"] = str(bundle.size)
    response["Content-Disposition"] = f'attachment; filename="evidence-{bundle.kind}-{bundle.id}.zip"'
    response["Cache-Control"] = "no-store"
    return response


async def _awaited(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    while piece := await sync_to_async(lambda: next(pieces, b""))():
        yield piece
