"""What the first page says: what waits, what is late, what went out today, whether the ledger is whole, what is still running."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User, Workspace
from agents.models import Turn
from audit.models import Entry
from audit.status import Status as Ledger
from audit.status import status
from connectors.models import Delivery
from kit import jobs
from kit.ids import first_id_at
from kit.models import Job
from review import clock
from review.models import Decision
from review.pages import queues
from review.pages.queues import CAP, Count, QueueSummary

LIVE_TURNS = (Turn.Status.QUEUED, Turn.Status.PREPARED, Turn.Status.ANSWERED)
LEAVING = (Delivery.Status.PENDING, Delivery.Status.SENDING)
RECENT = timedelta(minutes=10)
SENT = "review.delivery_sent"


@dataclass(frozen=True, slots=True)
class Today:
    """``jobs`` run or have ended a moment ago; ``drafting`` turns and ``leaving`` deliveries are not finished."""

    queues: list[QueueSummary]
    waiting: Count
    late: Count
    next_due: datetime | None
    sent: Count
    decided: Count
    ledger: Ledger
    jobs: list[Job]
    drafting: Count
    leaving: Count

    @property
    def is_running(self) -> bool:
        return bool(self.drafting or self.leaving or any(job.status in jobs.OPEN for job in self.jobs))


def today(user: User, workspace: Workspace) -> Today:
    """In about ten queries, none of which grows with the workspace: each count stops at a cap."""
    shown, since = queues.summaries(user, workspace), midnight(workspace)
    return Today(
        queues=shown,
        waiting=queues.total([one.waiting for one in shown]),
        late=queues.total([one.late for one in shown]),
        next_due=min((one.next_due for one in shown if one.next_due), default=None),
        sent=_count(sent_since(workspace.id, since)),
        decided=_count(Decision.objects.filter(workspace=workspace, created_at__gte=since)),
        ledger=status(workspace.id),
        jobs=_jobs(workspace.id),
        drafting=_count(Turn.objects.filter(workspace=workspace, status__in=LIVE_TURNS)),
        leaving=_count(Delivery.objects.filter(workspace=workspace, status__in=LEAVING)),
    )


def midnight(workspace: Workspace) -> datetime:
    """When today began where the workspace is."""
    zone = clock.zone_of(workspace)
    return datetime.combine(timezone.now().astimezone(zone).date(), time.min, zone)


def sent_since(workspace: UUID, since: datetime) -> QuerySet[Entry]:
    """Entries of deliveries: an entry's id begins with its time, so this reads today's alone."""
    return Entry.objects.filter(workspace=workspace, id__gte=first_id_at(since), event=SENT)


def _count(rows: QuerySet[Any]) -> Count:
    return Count.of(rows.order_by()[: CAP + 1].count())


def _jobs(workspace: UUID) -> list[Job]:
    """What runs or waits, and what ended a moment ago; a few at most."""
    news = Q(status__in=jobs.OPEN) | Q(finished_at__gt=timezone.now() - RECENT)
    return list(Job.objects.filter(news, workspace=workspace).order_by("-created_at")[:5])
