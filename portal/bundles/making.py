"""Making a bundle: asked for, made by a worker under a lease, kept under a key of its own, so that destroying the key takes it away.

    bundle = making.ask(workspace, selection.conversation(identity), acting_user=user)

A worker that is killed loses its lease, and another one begins anew under the same id. What an erasure takes out meanwhile makes the
attempt worthless: it is made again without it. Storing and handing out go piece by piece, however large it is: no transaction is long and
no process holds more than a piece.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain
from typing import IO
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from accounts.models import User, Workspace
from accounts.permissions import require
from audit import content, erasing
from audit.bundle import exporting
from audit.bundle.exporting import Made, Plan
from audit.bundle.selection import About
from audit.content import Piece
from audit.errors import ContentErased
from audit.recorder import record
from kit import events as domain
from kit import jobs
from kit.actor import SYSTEM, Actor
from kit.errors import CountersignError, InvalidInput, TransitionError
from kit.events import Event
from portal.models import EvidenceBundle

KIND = "evidence bundle"
WANTED = "portal.bundle_wanted"
HANDED_OUT = "portal.bundle_handed_out"
LEASE = timedelta(seconds=120)
ATTEMPTS = 5
PIECE = 4 * 1024 * 1024
LARGEST = 16 * 1024 * 1024 * 1024
Status = EvidenceBundle.Status
Rows = QuerySet[EvidenceBundle]


class Lost(Exception):
    """Another worker has it by now, or nobody wants it any more."""


class Broken(CountersignError):
    """What is stored of a bundle is not what was made; whoever downloads it gets no whole file."""

    code, status = "broken", 409


@transaction.atomic
def ask(workspace: Workspace, about: About, *, acting_user: User) -> EvidenceBundle:
    """A bundle that a worker makes; the one that is being made of the same, if there is one. Raises NotFound, NotAllowed."""
    require(acting_user, workspace.id, "see_evidence")
    Workspace.objects.select_for_update(no_key=True).get(id=workspace.id)
    what = {"kind": about.kind, "about": about.id, "since": about.since, "until": about.until}
    found = EvidenceBundle.objects.filter(workspace=workspace, status=Status.QUEUED, made_by=acting_user, **what).first()
    if found is not None:
        return found
    job = jobs.start(workspace.id, KIND, message="Waiting for a worker", created_by=acting_user.id)
    bundle = EvidenceBundle.objects.create(workspace=workspace, made_by=acting_user, job=job.id, **what)
    domain.publish(WANTED, workspace=workspace.id, subject=bundle.id)
    return bundle


def wanted(event: Event) -> None:
    work_on(event.subject)


def work_on(identity: UUID) -> None:
    """What the worker does; nothing for one that is made, or in the hands of another worker."""
    bundle = _claimed(identity)
    if bundle is None:
        return
    try:
        _discard(bundle)
        with tempfile.TemporaryFile() as file:
            plan = exporting.prepare(_about(bundle), actor=_actor(bundle), bundle=bundle.id, progress=_telling(bundle))
            made = exporting.write(plan, file, progress=_telling(bundle))
            if made.size > LARGEST:
                raise InvalidInput(f"It has more than {LARGEST >> 30} GB. Choose less, or use manage.py audit bundle.")
            _keep(bundle, plan, made, _stored(bundle, file, made.size))
    except Lost:
        return
    except ContentErased:  # between reading and writing
        _again(bundle)
    except CountersignError as refused:
        _fail(bundle, refused.message)


def _claimed(identity: UUID) -> EvidenceBundle | None:
    now = timezone.now()
    free = EvidenceBundle.objects.filter(Q(busy_until=None) | Q(busy_until__lt=now), id=identity, status=Status.QUEUED)
    if not free.update(busy_until=now + LEASE, attempt=F("attempt") + 1, is_stale=False):
        return None
    bundle = EvidenceBundle.objects.select_related("workspace", "made_by").get(id=identity)
    if bundle.attempt > ATTEMPTS:
        _fail(bundle, f"It was begun {ATTEMPTS} times and its worker was lost each time. Choose less, or use manage.py audit bundle.")
        return None
    return bundle


def _about(bundle: EvidenceBundle) -> About:
    return About(bundle.workspace_id, bundle.kind, bundle.about, bundle.since, bundle.until)


def _actor(bundle: EvidenceBundle) -> Actor:
    return bundle.made_by.as_actor("worker") if bundle.made_by else SYSTEM


def _telling(bundle: EvidenceBundle) -> exporting.Progress:
    """Renews the lease and tells who waits."""

    def tell(done: int, total: int, said: str) -> None:
        if not _mine(bundle).update(busy_until=timezone.now() + LEASE):
            raise Lost
        jobs.advance(bundle.job, done, total=total or None, message=said)

    return tell


def _mine(bundle: EvidenceBundle) -> Rows:
    return EvidenceBundle.objects.filter(id=bundle.id, attempt=bundle.attempt, status=Status.QUEUED)


@transaction.atomic
def _discard(bundle: EvidenceBundle) -> None:
    """Pieces that an attempt has left."""
    erasing.destroy_subject(bundle.workspace_id, frozenset({bundle.id}), actor=SYSTEM, reason="bundle_begun_again")


def _stored(bundle: EvidenceBundle, file: IO[bytes], size: int) -> list[str]:
    """Each piece in a transaction of its own, and only while the bundle is still this worker's."""
    file.seek(0)
    tell, stored = _telling(bundle), list[str]()
    for part in iter(lambda: file.read(PIECE), b""):
        tell(len(stored), -(-size // PIECE), "Storing")
        with transaction.atomic():
            row = _mine(bundle).select_for_update().first()
            if row is None:
                raise Lost
            if row.is_stale:
                raise ContentErased("An erasure ran meanwhile.")
            stored += [content.put_many(row.workspace_id, [Piece(part, None, row.id, "application/zip")])[0].id]
    return stored


@transaction.atomic
def _keep(bundle: EvidenceBundle, plan: Plan, made: Made, pieces: list[str]) -> None:
    """With the row held: an erasure that runs meanwhile either finds the bundle, or has marked it as stale."""
    row = _mine(bundle).select_for_update().first()
    if row is None:
        raise Lost
    if row.is_stale:
        _again(bundle)
        return
    row.pieces, row.streams = pieces, sorted(plan.chosen.streams)
    row.status, row.busy_until, row.finished_at = Status.READY, None, timezone.now()
    row.expires_at = row.finished_at + timedelta(days=settings.COUNTERSIGN_BUNDLE_DAYS)
    row.sha256, row.size, row.entries, row.contents, row.erased = made.sha256, made.size, made.entries, made.contents, made.erased
    row.save()
    jobs.finish(row.job, message="Ready.")


@transaction.atomic
def _again(bundle: EvidenceBundle) -> None:
    if _mine(bundle).update(busy_until=None, is_stale=False):
        domain.publish(WANTED, workspace=bundle.workspace_id, subject=bundle.id)


@transaction.atomic
def _fail(bundle: EvidenceBundle, why: str) -> None:
    """The pieces go only while the bundle is still this worker's: afterwards they are those of the one that has it."""
    if _mine(bundle).update(status=Status.FAILED, busy_until=None, problem=why[:300], finished_at=timezone.now()):
        _discard(bundle)
        jobs.fail(bundle.job, why)


def hand_out(bundle: EvidenceBundle, *, acting_user: User) -> Iterator[bytes]:
    """The zip, piece by piece. The entry is committed before its first byte leaves. Raises TransitionError before it is ready and when it is gone."""
    require(acting_user, bundle.workspace_id, "see_evidence")
    if bundle.status != Status.READY or bundle.is_over:
        raise TransitionError(
            "This bundle is not ready yet." if bundle.status == Status.QUEUED else "This bundle is gone; ask for it again."
        )
    parts = _read(bundle)
    first = next(parts)
    with transaction.atomic():
        told: dict[str, object] = {"bundle": bundle.id, "sha256": bundle.sha256}
        record(HANDED_OUT, workspace=bundle.workspace_id, actor=acting_user.as_actor(), subject=bundle.about, data=told)
    return chain([first], parts)


def _read(bundle: EvidenceBundle) -> Iterator[bytes]:
    """The last piece leaves only where all of it is what was made. An erasure, or the end of its time, breaks a download off."""
    digest = hashlib.sha256()
    for left, piece in enumerate(bundle.pieces, start=1 - len(bundle.pieces)):
        data = content.get(bundle.workspace_id, piece)
        digest.update(data)
        if left == 0 and digest.hexdigest() != bundle.sha256:
            raise Broken(
                "What is stored of this bundle is not what was made. Make it anew, and let an operator run manage.py audit verify."
            )
        yield data


def remove(bundles: Rows, status: str, reason: str) -> int:
    """Destroy the keys of these, which are ready; in the caller's transaction. The second time there is nothing to do."""
    rows = list(bundles.filter(status=Status.READY).select_for_update().order_by("id"))
    for row in rows:
        erasing.destroy_subject(row.workspace_id, frozenset({row.id}), actor=SYSTEM, reason=reason)
        row.status, row.pieces, row.streams = status, [], []
        row.save(update_fields=["status", "pieces", "streams"])
    return len(rows)


def sweep() -> None:
    """What a lost worker has left is begun again; what has lain ready for its time goes."""
    now = timezone.now()
    with transaction.atomic():
        for row in EvidenceBundle.objects.select_for_update(skip_locked=True).filter(status=Status.QUEUED, busy_until__lt=now):
            EvidenceBundle.objects.filter(id=row.id).update(busy_until=None)
            domain.publish(WANTED, workspace=row.workspace_id, subject=row.id)
    for identity in EvidenceBundle.objects.filter(status=Status.READY, expires_at__lt=now).values_list("id", flat=True):
        with transaction.atomic():
            remove(EvidenceBundle.objects.filter(id=identity), Status.EXPIRED, "bundle_expired")
