"""Making a report: asked for on the page or by the API, made by a worker part by part, its digest put on the ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.models import User, Workspace
from audit import canonical
from audit.recorder import record
from kit import events as domain
from kit import jobs
from kit.actor import SYSTEM
from kit.errors import InvalidInput, TransitionError
from kit.events import Event
from kit.models import Job
from portal.models import OversightReport
from portal.oversight import coverage, people, work
from portal.oversight.scope import Json, Scope, plain

FORMAT = "countersign-oversight/1"
KIND = "oversight report"
WANTED = "portal.oversight_wanted"
LONGEST_DAYS = 370


class Part(NamedTuple):
    """One chapter: its name in the JSON, what a person who waits reads, and what makes it."""

    name: str
    label: str
    make: Callable[[Scope], object]


PARTS = (
    Part("actions", "What agents did", work.actions),
    Part("decisions", "What people decided", people.decisions),
    Part("attention", "How closely they looked", people.attention),
    Part("four_eyes", "Decisions by several people", people.four_eyes),
    Part("overrides", "Where people changed drafts", people.overrides),
    Part("hand_offs", "What was handed to people", work.hand_offs),
    Part("stops", "Emergency stops", work.stops),
    Part("policies", "Policy versions in force", work.policies),
    Part("agents", "Agent versions at work", work.agents),
    Part("changes", "Changes to the set-up", work.changes),
    Part("verifications", "Verifications of the ledger", coverage.verifications),
    Part("seals", "Seals of the period", coverage.seals),
)
STEPS = len(PARTS) + len(coverage.CHECKS)


def ask(workspace: Workspace, since: datetime, until: datetime, *, acting_user: User) -> OversightReport:
    """A report that a worker makes. Raises InvalidInput for a period that is none, TransitionError while another one is made here."""
    if not since < until:
        raise InvalidInput("The last day lies before the first: exchange the two.")
    if since > timezone.now():
        raise InvalidInput("The period lies in the future: nothing can be told of it yet.")
    if (until - since).days > LONGEST_DAYS:
        raise InvalidInput(f"A report covers at most a year ({LONGEST_DAYS} days): ask for several.")
    with transaction.atomic():
        Workspace.objects.select_for_update().get(id=workspace.id)
        if Job.objects.filter(workspace=workspace.id, kind=KIND, status__in=jobs.OPEN).exists():
            raise TransitionError("A report is being made already, and only one is made at a time. Wait until it is there.")
        job = jobs.start(workspace.id, KIND, total=STEPS, message="Waiting for a worker", created_by=acting_user.id)
        report = OversightReport.objects.create(workspace=workspace, since=since, until=until, made_by=acting_user, job=job.id)
        domain.publish(WANTED, workspace=workspace.id, subject=report.id)
    return report


def wanted(event: Event) -> None:
    work_on(event.subject)


def work_on(identity: UUID) -> None:
    """What the worker does. One that is made already is left alone; one that was broken off is made anew."""
    report = OversightReport.objects.select_related("workspace", "made_by").filter(id=identity, body__isnull=True).first()
    if report is None or not jobs.is_open(report.job):
        return
    try:
        body = _made(report)
    except DatabaseError:
        jobs.fail(report.job, "The database did not answer. Nothing was changed; ask for the report again.")
        raise
    if body is not None:
        _keep(report, body)


def _made(report: OversightReport) -> Json | None:
    """None when it was cancelled on the way."""
    scope = Scope(report.workspace_id, report.since, report.until)
    parts, total = {}, len(PARTS)
    for number, part in enumerate(PARTS):
        if not jobs.advance(report.job, number, message=part.label):
            return None
        parts[part.name] = part.make(scope)
    checks = []
    for number, check in enumerate(coverage.CHECKS, start=total):
        if not jobs.advance(report.job, number, message="Entries against what was done"):
            return None
        checks.append(coverage.check(scope, check))
    head = {"format": FORMAT, "workspace": str(report.workspace_id), "since": plain(report.since), "until": plain(report.until)}
    return {**head, **parts, "coverage": checks}


def text_of(body: Json) -> str:
    """The report's own text, whose SHA-256 stands on the ledger: canonical JSON."""
    return canonical.dumps(body)


def _keep(report: OversightReport, body: Json) -> None:
    digest = hashlib.sha256(text_of(body).encode()).hexdigest()
    with transaction.atomic():
        if not OversightReport.objects.filter(id=report.id, body__isnull=True).update(body=body, digest=digest, made_at=timezone.now()):
            return
        actor = report.made_by.as_actor("worker") if report.made_by else SYSTEM
        data = {"since": report.since, "until": report.until, "digest": digest}
        record("portal.oversight_reported", workspace=report.workspace_id, actor=actor, subject=report.id, data=data)
        jobs.finish(report.job, message="Made.")
