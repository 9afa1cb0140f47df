"""The pages of oversight reports, for owners and auditors; others are told what a stranger is told."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Workspace
from accounts.pages import WorkspaceRequest, workspace_page
from kit.errors import CountersignError, InvalidInput, NotFound, TransitionError
from kit.models import Job
from portal.models import OversightReport
from portal.oversight import making
from portal.oversight.shown import Shown, names

MOST = 50
EAST, WEST = timedelta(hours=14), timedelta(hours=12)
"""How much earlier, or later, a day begins than in UTC."""


@workspace_page("see_evidence", hidden=True)
@require_GET
def overview(request: WorkspaceRequest) -> HttpResponse:
    return _page(request)


def _page(request: WorkspaceRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    first, last = last_month(timezone.localdate())
    context = {
        "reports": _reports(request.workspace)[:MOST],
        "job": Job.objects.filter(workspace=request.workspace.id, kind=making.KIND).order_by("-id").first(),
        "since": request.POST.get("since") or first.isoformat(),
        "until": request.POST.get("until") or last.isoformat(),
        "problem": problem,
    }
    template = "oversight/state.html" if request.htmx else "oversight/overview.html"
    return render(request, template, context, status=status)


def last_month(today: date) -> tuple[date, date]:
    """Its first and last day."""
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


@workspace_page("see_evidence", hidden=True)
@require_POST
def ask(request: WorkspaceRequest) -> HttpResponse:
    """A worker makes it. What was typed stays on the page when it is no period."""
    try:
        since, until = period(request.POST.get("since", ""), request.POST.get("until", ""))
        making.ask(request.workspace, since, until, acting_user=request.user)
    except CountersignError as refused:
        return _page(request, problem=refused.message, status=refused.status)
    messages.success(request, "A worker makes the report. It appears here.")
    return redirect("oversight", request.workspace.slug)


def period(first: str, last: str) -> tuple[datetime, datetime]:
    """Both days as a person writes them, in the reader's zone; the last one is within. Raises InvalidInput."""
    return _midnight(first), _midnight(last, following=True)


def within(reports: QuerySet[OversightReport], first: str, last: str) -> QuerySet[OversightReport]:
    """Those whose period lies within these days, in whichever zone they were asked for; an empty one is open. Raises InvalidInput."""
    if first:
        reports = reports.filter(since__gte=_midnight(first, zone=UTC) - EAST)
    return reports.filter(until__lte=_midnight(last, following=True, zone=UTC) + WEST) if last else reports


def _midnight(text: str, *, following: bool = False, zone: tzinfo | None = None) -> datetime:
    """In the reader's zone where none is given."""
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None or not 1970 < day.year < 9999:
        raise InvalidInput("A day is written like 2026-11-25.")
    return datetime.combine(day + timedelta(days=following), time.min, zone or timezone.get_current_timezone())


@workspace_page("see_evidence", hidden=True)
@require_GET
def report(request: WorkspaceRequest, report: UUID) -> HttpResponse:
    return render(request, "oversight/report.html", {"shown": Shown(_made(request.workspace, report))})


@workspace_page("see_evidence", hidden=True)
@require_GET
def printed(request: WorkspaceRequest, report: UUID) -> HttpResponse:
    """The same on paper: one column, nothing but the report."""
    return render(request, "oversight/printed.html", {"shown": Shown(_made(request.workspace, report))})


@workspace_page("see_evidence", hidden=True)
@require_GET
def as_json(request: WorkspaceRequest, report: UUID) -> HttpResponse:
    """With ``?names`` the names of today beside it."""
    return as_file(_made(request.workspace, report), named="names" in request.GET)


def as_file(report: OversightReport, *, named: bool) -> HttpResponse:
    """The very text whose SHA-256 stands on the ledger, or that with the names of today beside it. Raises TransitionError before it is made."""
    if report.body is None:
        raise TransitionError("The report is not made yet; its status says how far it is.", code="not_ready")
    body = report.body | ({"names": names(report.workspace_id, report.body)} if named else {})
    response = HttpResponse(making.text_of(body), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="oversight-{report.since:%Y%m%d}-{report.last_day:%Y%m%d}.json"'
    response["Cache-Control"] = "private, no-store"
    return response


def _made(workspace: Workspace, identity: UUID) -> OversightReport:
    found = _reports(workspace).filter(id=identity).first()
    if found is None:
        raise NotFound("There is no such report.")
    return found


def _reports(workspace: Workspace) -> QuerySet[OversightReport]:
    """Those that are made."""
    return OversightReport.objects.filter(workspace=workspace, body__isnull=False).select_related("made_by").order_by("-id")
