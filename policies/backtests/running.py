"""A back-test from its start to its end: parts under a lease, each stored with the place it reached."""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.permissions import require
from audit.recorder import record
from kit import jobs
from kit.actor import SYSTEM
from kit.errors import InvalidInput
from kit.models import Job
from policies import outcomes
from policies.actions import digest_of
from policies.backtests import past
from policies.backtests.tally import Tally
from policies.engine import Program, evaluate
from policies.models import BackTest, PolicyVersion
from policies.rulings import compile_version
from policies.validation import require_some

logger = logging.getLogger(__name__)

KIND: Final = "back-test"
MOST: Final = 100_000
AT_ONCE: Final = 500
"""Rulings that are tried while somebody waits for the page."""
PART: Final = 2000
LEASE = timedelta(minutes=2)
SHIFT = 60.0
"""Seconds after which a worker hands the rest to the next."""


def start(
    version: PolicyVersion, *, acting_user: User | None, most: int = 10_000, since: datetime | None = None, until: datetime | None = None
) -> BackTest:
    """Begin; finished already where it is short. Raises InvalidInput for a version without rules or an impossible period."""
    if acting_user is not None:
        require(acting_user, version.workspace_id, "edit_policy")
    if not 1 <= most <= MOST:
        raise InvalidInput(f"A back-test takes 1 to {MOST:,} rulings.")
    end = until or timezone.now()
    if since is not None and since >= end:
        raise InvalidInput("The period ends before it begins.")
    test = _begun(version, acting_user, most, since, end)
    if past.count(version.workspace_id, end, since, min(most, AT_ONCE + 1)) <= AT_ONCE:
        work(test.id)
        test.refresh_from_db()
    else:
        transaction.on_commit(partial(wake, test.id), robust=True)
    return test


@transaction.atomic
def _begun(version: PolicyVersion, user: User | None, most: int, since: datetime | None, until: datetime) -> BackTest:
    require_some(version.rules.exists())
    job = jobs.start(version.workspace_id, KIND, message="Waiting for a worker", created_by=user.id if user else None)
    test = BackTest.objects.create(
        workspace_id=version.workspace_id, version=version, rules=digest_of(version), most=most, since=since, until=until, job=job.id,
        tally=Tally().as_dict(), created_by=user,
    )  # fmt: skip
    data = {"version": version.id, "rules": test.rules, "most": most}
    actor = user.as_actor() if user else SYSTEM
    record("policy.back_test_started", workspace=test.workspace_id, actor=actor, subject=test.id, data=data)
    return test


def wake(test: UUID) -> None:
    """The sweeper follows an unreachable broker."""
    from policies.tasks import back_test  # the task works off the back-test, which wakes the next one

    try:
        back_test.apply_async(args=(str(test),))
    except Exception:  # noqa: BLE001 - whatever the broker's client raises, the row stays
        logger.warning("back_test.wake_failed")


def sweep() -> int:
    """Wake every back-test that has not ended and that nobody has worked on for a while; how many."""
    now = timezone.now()
    late = now - timedelta(seconds=15)
    idle = BackTest.objects.filter(Q(lease_until=None, created_at__lt=late) | Q(lease_until__lt=late), finished_at=None)
    found = list(idle.order_by("created_at")[:20])
    for test in found:
        if idle.filter(id=test.id).update(lease_until=now):
            wake(test.id)
    return len(found)


def work(test_id: UUID) -> bool:
    """A shift on a back-test that nobody else has; whether it is over. Safe to call any number of times."""
    if not _claimed(test_id):
        return False
    test = BackTest.objects.select_related("version").get(id=test_id)
    if digest_of(test.version) != test.rules:
        return _finish(test, "changed")
    total = _total(test)
    program, tally, end = compile_version(test.version_id), Tally.read(test.tally), time.monotonic() + SHIFT
    while _part(test, program, tally):
        told = f"{tally.seen:,} of {total:,} rulings"
        if not jobs.advance(test.job, tally.seen, total=total, message=told):
            return _finish(test, "cancelled")
        if time.monotonic() > end:
            BackTest.objects.filter(id=test.id).update(lease_until=timezone.now())
            wake(test.id)
            return False
    return _finish(test, "done" if digest_of(test.version) == test.rules else "changed")


def _total(test: BackTest) -> int:
    """How many there are, counted by the first shift only: the next ones find it with the job."""
    known = Job.objects.values_list("total", flat=True).get(id=test.job)
    return known or past.count(test.workspace_id, test.until, test.since, test.most)


def _claimed(test_id: UUID) -> bool:
    now = timezone.now()
    free = BackTest.objects.filter(Q(lease_until=None) | Q(lease_until__lte=now), id=test_id, finished_at=None)
    return bool(free.update(lease_until=now + LEASE))


def _part(test: BackTest, program: Program, tally: Tally) -> bool:
    """Rule on the next ones and keep how far it came; False when there are no more."""
    left = min(PART, test.most - tally.seen)
    found = past.part(test.workspace_id, test.reached_at or test.until, test.since, test.reached, left) if left > 0 else []
    if not found:
        return False
    count(test.workspace_id, found, program, tally)
    test.reached_at, test.reached = found[-1].at, found[-1].id
    BackTest.objects.filter(id=test.id).update(
        tally=tally.as_dict(), reached_at=test.reached_at, reached=test.reached, lease_until=timezone.now() + LEASE
    )
    return True


def count(workspace: UUID, found: list[past.Ruled], program: Program, tally: Tally) -> None:
    facts = past.facts_of(workspace, {row.facts for row in found})
    costs = outcomes.costs_of([row.reference for row in found])
    for row in found:
        known = facts.get(row.facts)
        if known is None:
            tally.skip(row)
        else:
            tally.add(row, evaluate(program, known), costs.get(row.reference))


def _finish(test: BackTest, ended: str) -> bool:
    tally = Tally.read(BackTest.objects.values_list("tally", flat=True).get(id=test.id))
    with transaction.atomic():
        rows = BackTest.objects.filter(id=test.id, finished_at=None)
        if not rows.update(finished_at=timezone.now(), lease_until=None, ended=ended):
            return True
        data = {"version": test.version_id, "rules": test.rules, "most": test.most, "ended": ended}
        data |= {"ruled": tally.ruled, "unreadable": tally.unreadable, "changed": tally.changed}
        record("policy.back_test_finished", workspace=test.workspace_id, actor=SYSTEM, subject=test.id, data=data)
    if ended == "changed":
        jobs.fail(test.job, "The rules were edited while it ran. Start it again.")
    else:
        jobs.finish(test.job, message=f"{tally.changed:,} of {tally.ruled:,} would be ruled otherwise")
    return True
