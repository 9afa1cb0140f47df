"""The story's page, what opens on it, and the verbs of the conversation."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.pages import WorkspaceRequest, workspace_page
from accounts.permissions import may
from conversations import actions
from kit.errors import InvalidInput
from portal.story import reading

VERBS = {"resolve": (actions.resolve, "Resolved."), "reopen": (actions.reopen, "Reopened.")}


@workspace_page("view")
@require_GET
def story(request: WorkspaceRequest, conversation: UUID) -> HttpResponse:
    """The whole page; for htmx only what follows the entry number ``after``."""
    found = reading.conversation_for(request.user, request.workspace, conversation)
    told = reading.read(found, after=_number(request.GET.get("after", "0")), all_seeing=sees_all(request), reader=request.user)
    may_replay = may(request.user, request.workspace.id, "replay")
    context = {
        "story": told,
        "may_try": told.may_try(request.user),
        "may_replay": may_replay,
        "verbs": told.verbs(request.user),
        "may_undo": may(request.user, request.workspace.id, "review"),
        "may_hold": told.may_hold(request.user),
        "title": told.subject,
    }
    response = render(request, "story/moments.html" if request.htmx else "story/story.html", context)
    if told.mask.revealed:
        response["Cache-Control"] = "no-store"
    return response


@workspace_page("view")
@require_GET
def said(request: WorkspaceRequest, conversation: UUID, message: UUID) -> HttpResponse:
    """To where a message stands in its story, which is long; also one of a conversation that was merged into this one."""
    found = reading.conversation_for(request.user, request.workspace, conversation)
    own, number = reading.place_of(found, message)
    return redirect(f"{reverse('story', args=[request.workspace.slug, own])}?after={number - 1}#entry-{number}")


def sees_all(request: WorkspaceRequest) -> bool:
    """Owners and auditors may look at originals; what reviewers see is masked by the workspace's rules."""
    return may(request.user, request.workspace.id, "see_evidence")


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 15:
        raise InvalidInput("after is the number of an entry.")
    return int(text)


@workspace_page("review")
@require_POST
def act(request: WorkspaceRequest, conversation: UUID, verb: str) -> HttpResponse:
    found = reading.conversation_for(request.user, request.workspace, conversation)
    change, said = VERBS[verb]
    change(found, acting_user=request.user)
    messages.success(request, said)
    return redirect("story", request.workspace.slug, found.id)
