"""The list of conversations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.pages import WorkspaceRequest, workspace_page
from conversations import covering, tags
from conversations.models import Conversation
from conversations.querysets import conversations_visible_to
from portal.conversations import paging
from portal.conversations.filters import Filters
from portal.conversations.finding import find
from portal.story.views import sees_all
from review.models import Item


@workspace_page("view")
@require_GET
def conversations(request: WorkspaceRequest) -> HttpResponse:
    filters = _filters(request, request.GET.dict())
    rows, following = paging.page(filters.narrow(_visible(request)), request.GET.get("before", ""))
    _cover(request, rows)
    context = {
        "rows": rows,
        "items": _open_items(request, rows),
        "filters": filters,
        "older": filters.query(before=following) if following else "",
        "newest": "before" in request.GET,
        "newest_query": filters.query(),
    }
    return render(request, "conversations/conversations.html", context)


@workspace_page("view")
@require_POST
def search(request: WorkspaceRequest) -> HttpResponse:
    """One hit leads straight to it. What was searched for stays out of every address and log."""
    words = request.POST.get("words", "")[:400]
    rows = list(find(_visible(request), request.workspace, words).order_by("-last_message_at", "-id")[: paging.PAGE])
    if len(rows) == 1:
        return redirect(reverse("story", args=[request.workspace.slug, rows[0].id]))
    _cover(request, rows)
    filters = _filters(request, {})
    context = {"rows": rows, "items": _open_items(request, rows), "filters": filters, "words": words, "searched": True}
    return render(request, "conversations/conversations.html", context)


def _filters(request: WorkspaceRequest, given: Mapping[str, str]) -> Filters:
    return Filters(given, list(request.workspace.channels.order_by("name")), tags.in_use(request.workspace.id))


def _visible(request: WorkspaceRequest) -> QuerySet[Conversation]:
    return conversations_visible_to(request.user).filter(workspace=request.workspace)


def _cover(request: WorkspaceRequest, rows: Sequence[Conversation]) -> None:
    if not sees_all(request):
        covering.cover(rows, request.workspace.id)


def _open_items(request: WorkspaceRequest, rows: Sequence[Conversation]) -> dict[UUID, Item]:
    """The open item of each, where the person may see its queue."""
    items = Item.objects.visible_to(request.user).open().select_related("queue").filter(conversation__in=rows)
    return {item.conversation_id: item for item in items.order_by("-created_at")}
