"""The page that tells who was shown what of which was masked, and how long a field stands open."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User, Workspace
from accounts.pages import WorkspaceRequest, workspace_page
from accounts.permissions import may
from audit import explorer
from audit.explorer import Wanted
from audit.story import Told
from kit.errors import InvalidInput
from policies.redaction import labels
from review.revealing import limits
from review.revealing.models import Reveal

MOST = 100
DAY = timedelta(days=1)


@workspace_page("see_erasure")
@require_GET
def reveals(request: WorkspaceRequest) -> HttpResponse:
    rows = Reveal.objects.filter(workspace=request.workspace)
    context = {
        "lines": [(one, labels.named(one.type)) for one in rows.select_related("user").order_by("-id")[:MOST]],
        "people": _people(rows),
        "alerts": alerts(request.workspace),
        "limits": limits.of(request.workspace),
        "most": MOST,
        "now": timezone.now(),
        "may_set": may(request.user, request.workspace.id, "edit_policy"),
    }
    return render(request, "privacy/reveals.html", context)


def _people(rows: QuerySet[Reveal]) -> list[tuple[str, int]]:
    """Of the last day, the most first."""
    counted = rows.filter(created_at__gt=timezone.now() - DAY).order_by().values_list("user").annotate(number=Count("id"))
    numbers = dict(counted.order_by("-number")[:20])
    users = User.objects.in_bulk(numbers)
    return [(str(users[one]), number) for one, number in numbers.items()]


def alerts(workspace: Workspace) -> list[tuple[str, Told]]:
    """Of the last day: who revealed many fields within an hour."""
    wanted = Wanted(workspace.id, event="review.many_revealed", since=timezone.now() - DAY)
    found = [one.told for one in explorer.page(wanted, size=10).found]
    users = User.objects.in_bulk([one.actor for one in found if one.actor])
    return [(str(users.get(one.actor) or "a former member") if one.actor else "", one) for one in found]


@workspace_page("edit_policy")
@require_POST
def set_limits(request: WorkspaceRequest) -> HttpResponse:
    given = {name: request.POST.get(name, "").strip() for name in limits.FIELDS}
    if not all(value.isdecimal() and len(value) < 6 for value in given.values()):
        raise InvalidInput("Minutes and numbers are whole numbers.")
    limits.change(request.workspace, acting_user=request.user, **{name: int(value) for name, value in given.items()})
    messages.success(request, "Changed. What stands open now keeps its time.")
    return redirect("reveals", request.workspace.slug)
