"""The certificate of an erasure: what went, when, by whose word, and from when no copy can be read. It names nobody outside."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from audit import canonical, keys
from audit.recorder import record
from conversations.erasure.models import ErasureRequest
from kit import hub, jobs
from kit.actor import Actor

FORMAT = "countersign-erasure/1"
Status = ErasureRequest.Status


def issue(request_id: UUID) -> None:
    """In a transaction after the last key was destroyed, so that its clock is later than any process could have read one. Once."""
    with transaction.atomic():
        request = ErasureRequest.objects.select_for_update(of=("self",)).get(id=request_id)
        if request.status != Status.RUNNING:
            return
        now = _now()
        told = _certificate(request, now)
        request.status, request.finished_at, request.lookup, request.certificate = Status.DONE, now, "", told
        request.save(update_fields=["status", "finished_at", "lookup", "certificate"])
        counts = {"keys": told["keys"], "contents": told["contents"], "conversations": told["conversations"], "left": request.left}
        record(
            "erasure.finished", workspace=request.workspace_id, actor=Actor("user", request.confirmed_by_id, "worker"), subject=request.id,
            data={**counts, "certificate": digest_of(told), "unreadable_from": now + timedelta(seconds=keys.TTL)},
        )  # fmt: skip
        if request.job:
            jobs.finish(request.job, message="Erased. The certificate is ready.")
        hub.hint(f"workspace:{request.workspace_id}:review", type="erasure", id=str(request.id))


def digest_of(certificate: dict[str, Any]) -> str:
    """As it stands in the entry ``erasure.finished``: SHA-256 of the canonical JSON."""
    return hashlib.sha256(canonical.dumps(certificate).encode()).hexdigest()


def _now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def _certificate(request: ErasureRequest, now: datetime) -> dict[str, Any]:
    forgotten = now + timedelta(seconds=keys.TTL)
    return {
        "format": FORMAT,
        "request": str(request.id),
        "workspace": str(request.workspace_id),
        "requested": {"by": str(request.requested_by_id), "at": _text(request.requested_at)},
        "confirmed": {"by": str(request.confirmed_by_id), "at": _text(request.confirmed_at)},
        "started_at": _text(request.started_at),
        "finished_at": _text(now),
        "conversations": request.conversations.count(),
        "conversations_redacted": request.conversations.filter(is_redacted=True).count(),
        "keys": request.erased.get("audit_datakey", 0),
        "contents": request.erased.get("audit_content", 0),
        "erased": dict(sorted(request.erased.items())),
        "conversations_left_with_address": request.left,
        "unreadable_here_from": _text(forgotten),
        "unreadable_in_backups_from": _text(forgotten + timedelta(days=settings.COUNTERSIGN_KEY_BACKUP_DAYS)),
    }


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
