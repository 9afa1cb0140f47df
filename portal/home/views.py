"""``/``, the first page of a workspace, and what went out today."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from accounts.pages import WorkspaceRequest, workspace_page
from accounts.permissions import may, workspaces_of
from conversations import covering
from conversations.models import Conversation
from conversations.querysets import conversations_visible_to
from portal.home.today import midnight, sent_since, today
from portal.policies import shown as policies
from portal.shell.frame import last_workspace

MOST_SENT = 200


@login_required
def start(request: HttpRequest) -> HttpResponse:
    """To the workspace last visited, or a page that says what to do without one."""
    workspace = last_workspace(request, workspaces_of(request.user))
    return redirect("home", workspace.slug) if workspace else render(request, "home/nowhere.html")


@workspace_page("view")
@require_GET
def home(request: WorkspaceRequest) -> HttpResponse:
    """For htmx only the part that changes."""
    context = {
        "today": today(request.user, request.workspace),
        "sees_evidence": may(request.user, request.workspace.id, "see_evidence"),
        "requests": policies.number(request.workspace, request.user),
        "lacks_policy": policies.active(request.workspace) is None,
        "edits_policy": may(request.user, request.workspace.id, "edit_policy"),
    }
    return render(request, "home/now.html" if request.htmx else "home/home.html", context)


@workspace_page("view")
@require_GET
def sent(request: WorkspaceRequest) -> HttpResponse:
    """Deliveries of today, newest first, each with its conversation."""
    entries = list(sent_since(request.workspace.id, midnight(request.workspace)).order_by("-id")[:MOST_SENT])
    wanted = {entry.stream for entry in entries}
    rows = conversations_visible_to(request.user).filter(workspace=request.workspace, id__in=wanted)
    known: dict[object, Conversation] = {row.id: row for row in rows}
    if not may(request.user, request.workspace.id, "see_evidence"):
        covering.cover(known.values(), request.workspace.id)
    lines = [(entry, known[entry.stream]) for entry in entries if entry.stream in known]
    return render(request, "home/sent.html", {"lines": lines, "most": MOST_SENT})
