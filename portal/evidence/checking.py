"""A verification that somebody asked for on the page: at once where that is a matter of seconds, else by a worker."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.models import User, Workspace
from audit.status import status
from audit.verification.findings import Report
from audit.verify import verify_and_remember
from kit import events, jobs
from kit.actor import SYSTEM
from kit.errors import TransitionError
from kit.events import Event
from kit.models import Job

AT_ONCE = 50_000
"""Entries that are verified while somebody waits for the page."""

KIND = "verification"
WANTED = "portal.verification_wanted"


def check(workspace: Workspace, *, acting_user: User) -> Report | None:
    """The answer, or None when a worker has been asked. Raises TransitionError while one is at it."""
    if running(workspace.id):
        raise TransitionError("A verification is running. Its answer appears on this page.")
    if status(workspace.id).sealed <= AT_ONCE:
        return verify_and_remember(workspace.id, actor=acting_user.as_actor())[0]
    with transaction.atomic():
        job = jobs.start(workspace.id, KIND, message="Waiting for a worker", created_by=acting_user.id)
        events.publish(WANTED, workspace=workspace.id, subject=job.id)
    return None


def running(workspace: UUID) -> Job | None:
    return Job.objects.filter(workspace=workspace, kind=KIND, status__in=jobs.OPEN).first()


def wanted(event: Event) -> None:
    work(event.subject)


def work(job_id: UUID) -> None:
    """What the worker does; a job that has ended is left alone. How far it is cannot be told: all is read in one snapshot that writes nothing."""
    job = Job.objects.filter(id=job_id, status__in=jobs.OPEN).first()
    if job is None or not jobs.advance(job_id, 0, message="Reading the whole ledger"):
        return
    user = User.objects.filter(id=job.created_by).first() if job.created_by else None
    report, _ = verify_and_remember(job.workspace, actor=user.as_actor("worker") if user else SYSTEM)
    if report.ok:
        jobs.finish(job_id, message=f"Whole: {report.entries:,} entries checked.")
    else:
        jobs.fail(job_id, f"Does not verify: {report.findings[0].detail}")
