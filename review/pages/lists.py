"""Pages that list: what waits, what was decided today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import User
from accounts.pages import WorkspaceRequest, workspace_page
from conversations import tags
from kit.ids import as_uuid
from review import clock
from review.models import Decision, Item, Queue
from review.pages import desk, paging, queues, rows, tagged
from review.permissions import queue_for

RAIL = 20
HELD = 50
DECIDED = 100


@workspace_page()
@require_GET
def waiting(request: WorkspaceRequest) -> HttpResponse:
    """All that waits, as it would be claimed, with what is late and what is the user's."""
    return render(request, "review/waiting.html", _waiting(request))


@workspace_page()
@require_GET
def waiting_part(request: WorkspaceRequest) -> HttpResponse:
    """The part that is fetched again when something has changed."""
    return render(request, "review/parts/waiting.html", _waiting(request))


def _waiting(request: WorkspaceRequest) -> dict[str, Any]:
    summaries = queues.summaries(request.user, request.workspace)
    chosen = next((one for one in summaries if one.queue.slug == request.GET.get("queue")), None)
    shown = [chosen] if chosen else summaries
    after, tag = paging.read_key(request.GET.get("after", "")), tagged.asked(request.GET.get("tag", ""))
    where = [one.queue.id for one in shown]
    return {
        "title": chosen.queue.name if chosen else "Review",
        "queues": summaries,
        "queue": chosen.queue if chosen else None,
        "after": request.GET.get("after", ""),
        "tag": tag,
        "tags": tagged.with_asked(tags.in_use(request.workspace.id), tag),
        "waiting": queues.tagged(where, tag) if tag else queues.total([one.waiting for one in shown]),
        "late": None if tag else queues.total([one.late for one in shown]),
        "next_due": None if tag else min((one.next_due for one in shown if one.next_due), default=None),
        "may_claim": any(one.may_decide for one in shown),
        "now": timezone.now(),
        **_lines(request.user, where, after, tag),
    }


def _lines(user: User, where: Sequence[UUID], after: paging.Key, tag: str) -> dict[str, Any]:
    ids, more = paging.waiting_ids(where, after, tag=tag)
    items, held = rows.in_this_order(user, ids), _held(user, where, tag)
    lines = rows.rows_of([*held, *items], user)
    taken = lines[: len(held)]
    return {
        "mine": [line for line in taken if line.mine],
        "others": [line for line in taken if not line.mine],
        "lines": lines[len(held) :],
        "following": str(paging.key_of(items[-1])) if more and items else "",
        "is_first": after == paging.BEFORE_ALL,
    }


def _held(user: User, where: Sequence[UUID], tag: str) -> list[Item]:
    """What is claimed just now. A lease that has ended counts as waiting once the sweep has put it back."""
    held = Item.objects.visible_to(user).filter(queue__in=where, status=Item.Status.CLAIMED, lease_until__gt=timezone.now())
    held = held.filter(tags.carries(tag, path="conversation__")) if tag else held
    return list(rows.joined(held).order_by("lease_until")[:HELD])


@workspace_page()
@require_GET
def rail(request: WorkspaceRequest) -> HttpResponse:
    """The short list beside an item, fetched again when something has changed."""
    queue = queue_for(request.user, request.GET.get("queue", ""), workspace=request.workspace.id)
    return render(request, "review/parts/rail.html", _rail(request.user, queue, as_uuid(request.GET.get("item", ""))))


def _rail(user: User, queue: Queue, current: UUID | None) -> dict[str, Any]:
    items = rail_items(user, queue, current)
    return rail_values(user, queue, current, items, rows.covers_of(items))


def rail_items(user: User, queue: Queue, current: UUID | None) -> list[Item]:
    """The head of a queue that the user may see; the open item stands first when it is not among those that wait."""
    ids, _ = paging.waiting_ids([queue.id], limit=RAIL)
    return rows.in_this_order(user, ids if current is None or current in ids else [current, *ids])


def rail_values(user: User, queue: Queue, current: UUID | None, items: Sequence[Item], of: rows.Covers) -> dict[str, Any]:
    lines, summary = rows.short_rows_of(items, user, of), queues.summary_of(user, queue)
    more = summary.waiting.number > sum(one.status == Item.Status.WAITING for one in items)
    return {"summary": summary, "rail": lines, "more": more, "current": current, "now": timezone.now()}


@workspace_page()
@require_GET
def decided(request: WorkspaceRequest) -> HttpResponse:
    """What was decided today, where the workspace is."""
    zone = clock.zone_of(request.workspace)
    since = datetime.combine(timezone.now().astimezone(zone).date(), time.min, zone)
    found = Decision.objects.filter(workspace=request.workspace, created_at__gte=since, item__in=Item.objects.visible_to(request.user))
    joined = found.select_related("user", "item__queue", "item__conversation__preview", "item__conversation__contact")
    shown = list(joined.order_by("-created_at")[:DECIDED])
    of = rows.covers_of([one.item for one in shown])
    lines = [(one, rows.titled(one.item, of), desk.reason_label(one.reason_code)) for one in shown]
    return render(request, "review/decided.html", {"title": "Decided today", "lines": lines, "cap": DECIDED, "zone": zone.key})
