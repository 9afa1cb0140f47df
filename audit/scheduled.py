"""Verification by the clock: everything, once a day, against the anchor file if there is one."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from django.db import connection

from audit.models import Verification
from audit.verify import verify_and_remember

logger = logging.getLogger(__name__)

EVERY = timedelta(hours=24)
LOCK_KEY = 0x5EA2


def verify_if_due() -> Verification | None:
    """None when the last run is recent or another worker is at it."""
    if _is_recent() or not _locked("pg_try_advisory_lock"):
        return None
    try:
        return None if _is_recent() else _verify()
    finally:
        _locked("pg_advisory_unlock")


def _verify() -> Verification:
    report, row = verify_and_remember()
    for finding in report.findings:
        logger.error("ledger.does_not_verify", extra={"kind": finding.kind, "workspace_id": finding.workspace, "seq": finding.seq})
    return row


def _is_recent() -> bool:
    return Verification.objects.filter(workspace=None, finished_at__gt=datetime.now(UTC) - EVERY).exists()


def _locked(function: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [LOCK_KEY])
        return bool(cursor.fetchone()[0])
