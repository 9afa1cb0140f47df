"""The form that asks why a field is to be shown, and the field as it then stands in its place."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.pages import WorkspaceRequest, workspace_page
from conversations.models import Conversation
from kit.errors import CountersignError
from kit.ids import as_uuid
from policies.redaction import labels
from review.pages.texts import Part, plain
from review.revealing import actions, limits, places
from review.revealing.actions import Revealed
from review.revealing.models import Reveal


@workspace_page("review")
@require_http_methods(["GET", "POST"])
def reveal(request: WorkspaceRequest, field: str) -> HttpResponse:
    """Without JavaScript a page of its own, and back to where the field stands; for htmx the form, and the field in its place."""
    conversation = places.conversation_of(field, request.user, request.workspace.id)
    if request.method == "POST":
        return _revealed(request, conversation, field)
    return _form(request, conversation, field, {})


def _form(request: WorkspaceRequest, conversation: Conversation, field: str, typed: dict[str, Any], status: int = 200) -> HttpResponse:
    found = actions.look(conversation, field, request.user)
    context = {
        "field": field, "name": labels.named(found.type), "masked": found.masked, "minutes": limits.of(request.workspace).minutes,
        "reasons": Reveal.Reason.choices, "back": _back(request, conversation), "from_item": _item(request), "conversation": conversation, **typed,
    }  # fmt: skip
    return _kept_nowhere(render(request, "review/parts/reveal.html" if request.htmx else "review/reveal.html", context, status=status))


def _revealed(request: WorkspaceRequest, conversation: Conversation, field: str) -> HttpResponse:
    reason, note = request.POST.get("reason", ""), request.POST.get("note", "")
    try:
        shown = actions.reveal(conversation, field, reason, note, acting_user=request.user)
    except CountersignError as error:
        if request.htmx or error.status == 404:
            raise
        return _form(request, conversation, field, {"problem": error.message, "reason": reason, "note": note}, error.status)
    if not request.htmx:
        return redirect(_back(request, conversation))
    context = {"parts": [part_of(shown)], "from_item": _item(request)}
    return _kept_nowhere(render(request, "review/parts/text.html", context))


def part_of(shown: Revealed) -> Part:
    row = shown.row
    title = f"{labels.named(row.type).capitalize()}, shown to you for a short while"
    return Part(plain(shown.value), "revealed", title, row.field, row.until, shown.masked)


def _item(request: WorkspaceRequest) -> UUID | None:
    return as_uuid(request.GET.get("item", "") or request.POST.get("item", ""))


def _back(request: WorkspaceRequest, conversation: Conversation) -> str:
    item = _item(request)
    return (
        reverse("review:item", args=[request.workspace.slug, item])
        if item
        else reverse("story", args=[request.workspace.slug, conversation.id])
    )


def _kept_nowhere(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
