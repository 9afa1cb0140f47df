"""What waits for a second person, and which policy holds: owners and policy admins agree or decline here."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.pages import WorkspaceRequest, workspace_page
from kit.errors import NotFound
from policies import requests
from policies.models import ActivationRequest
from portal.policies import shown


@workspace_page("edit_policy")
@require_GET
def waiting(request: WorkspaceRequest) -> HttpResponse:
    return render(
        request, "waits/waits.html", {"active": shown.active(request.workspace), "waiting": shown.waiting(request.workspace, request.user)}
    )


@workspace_page("edit_policy")
@require_POST
def decide(request: WorkspaceRequest, identity: UUID, verb: str) -> HttpResponse:
    """About exactly what was on the page. Who asked for it cannot agree to it."""
    found = ActivationRequest.objects.filter(id=identity, workspace=request.workspace).first()
    if found is None:
        raise NotFound("There is no such request.")
    if verb == "decline":
        requests.withdraw(found, acting_user=request.user)
        messages.success(request, "Declined. Nothing has changed.")
    else:
        requests.check_seen(found, request.POST.get("rules", ""))
        messages.success(request, f"{requests.agree(found, acting_user=request.user)} is active.")
    return redirect("policy-requests", request.workspace.slug)
