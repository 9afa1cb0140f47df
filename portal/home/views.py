"""``/`` and the first page of a workspace."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.pages import WorkspaceRequest, workspace_page
from accounts.permissions import workspaces_of
from portal.shell.frame import last_workspace


@login_required
def start(request: HttpRequest) -> HttpResponse:
    """To the workspace last visited, or a page that says what to do without one."""
    workspace = last_workspace(request, workspaces_of(request.user))
    return redirect("home", workspace.slug) if workspace else render(request, "home/nowhere.html")


@workspace_page("view")
def home(request: WorkspaceRequest) -> HttpResponse:
    return render(request, "home/home.html")
