"""What is posted about one triage action: leave it out of an item, or undo what it did."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.pages import WorkspaceRequest, workspace_page
from kit.errors import TransitionError
from kit.ids import as_uuid
from review import actions
from review.permissions import item_for
from review.triage import kinds, undoing


@workspace_page("review")
@require_POST
def undo(request: WorkspaceRequest, action: UUID) -> HttpResponse:
    """Back to where the button stood. That things have moved on is said there, too."""
    found = undoing.action_for(request.user, action, workspace=request.workspace.id)
    try:
        undoing.undo(found, str(request.POST.get("reason", "")), acting_user=request.user)
    except TransitionError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"Undone: {kinds.KINDS[found.tool].label.lower()}.")
    item = as_uuid(str(request.POST.get("item", "")))
    if item is not None:
        return redirect("review:item", request.workspace.slug, item)
    return redirect("story", request.workspace.slug, found.conversation_id)


@workspace_page("review")
@require_POST
def leave_out(request: WorkspaceRequest, item: UUID, action: UUID) -> HttpResponse:
    found = item_for(request.user, item, workspace=request.workspace.id)
    actions.leave_out(found, action, str(request.POST.get("seen", "")), acting_user=request.user)
    messages.success(request, "Left out. The rest is still yours to decide.")
    return redirect("review:item", request.workspace.slug, item)
