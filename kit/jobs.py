"""Long work that someone watches: a row with its place, moved by compare-and-set, told to open pages at most twice a second.

job = jobs.start(workspace, "import", total=400, message="Waiting for a worker")
jobs.advance(job.id, 20, message="Message 20 of 400")   # False: cancelled or ended, so stop
jobs.finish(job.id)
"""

from __future__ import annotations

import logging
from functools import partial
from typing import Any
from uuid import UUID

import redis
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from kit import background, hub, shared_redis
from kit.models import Job

logger = logging.getLogger(__name__)
OPEN = (Job.Status.QUEUED, Job.Status.RUNNING)
QUIET = 500
"""Milliseconds between two hints about the progress of one job, over all processes."""


def start(workspace: UUID, kind: str, *, total: int = 0, message: str = "", created_by: UUID | None = None) -> Job:
    """A queued job. ``total`` 0: not yet known."""
    job = Job.objects.create(workspace=workspace, kind=kind, total=total, message=message[:300], created_by=created_by)
    _tell(job.id, workspace)
    return job


def advance(job_id: UUID, done: int, *, was: int | None = None, total: int | None = None, message: str | None = None) -> bool:
    """Say that ``done`` units are behind us. False when the job has ended or, with ``was``, somebody else has moved it; it never goes back."""
    here = _open(job_id).filter(done__lte=done) if was is None else _open(job_id).filter(done=was)
    values: dict[str, Any] = {"done": done, "status": Job.Status.RUNNING}
    values |= {"total": total} if total is not None else {}
    values |= {"message": message[:300]} if message is not None else {}
    moved = bool(here.update(**values))
    if moved:
        errand = partial(_tell_progress, job_id, _workspace(job_id))
        transaction.on_commit(partial(background.soon, errand), robust=True)
    return moved


def finish(job_id: UUID, *, message: str | None = None, was: int | None = None) -> bool:
    """Done, all of it. False when it had ended before or, with ``was``, somebody else has moved it."""
    job = (_open(job_id) if was is None else _open(job_id).filter(done=was)).first()
    done = {"done": job.total} if job and job.total else {}
    return _end(job_id, Job.Status.DONE, message, was, **done)


def fail(job_id: UUID, message: str) -> bool:
    """``message`` says what failed, what is safe and what to do."""
    return _end(job_id, Job.Status.FAILED, message, None)


def cancel(job_id: UUID, *, message: str = "Cancelled") -> bool:
    """The worker learns of it at its next ``advance``."""
    return _end(job_id, Job.Status.CANCELLED, message, None)


def is_open(job_id: UUID) -> bool:
    return _open(job_id).exists()


def _open(job_id: UUID) -> QuerySet[Job]:
    return Job.objects.filter(id=job_id, status__in=OPEN)


def _end(job_id: UUID, status: str, message: str | None, was: int | None, **values: Any) -> bool:
    rows = _open(job_id) if was is None else _open(job_id).filter(done=was)
    values |= {"message": message[:300]} if message is not None else {}
    ended = bool(rows.update(status=status, finished_at=timezone.now(), **values))
    if ended:
        _tell(job_id, _workspace(job_id))
    return ended


def _workspace(job_id: UUID) -> UUID:
    return Job.objects.values_list("workspace", flat=True).get(id=job_id)


def _tell(job_id: UUID, workspace: UUID) -> None:
    hub.hint(room(workspace), type="job", id=str(job_id))


def _tell_progress(job_id: UUID, workspace: UUID) -> None:
    """After the commit. What is left out here is told by the next one, and the end is always told."""
    if _is_due(job_id):
        hub.tell_now(room(workspace), type="job", id=str(job_id))


def room(workspace: UUID) -> str:
    return f"workspace:{workspace}:review"


def _is_due(job_id: UUID) -> bool:
    try:
        return bool(shared_redis.client().set(f"countersign:job:{job_id}", "1", nx=True, px=QUIET))
    except redis.RedisError:
        logger.warning("job.hint_failed")
        return False
