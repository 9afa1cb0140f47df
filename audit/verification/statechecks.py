"""What the ledger keeps beside its entries, against the entries: destroyed keys, where the sealer stands, epochs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import connection

from audit.recorder import INSTALLATION
from audit.verification.findings import Finding, Kind
from audit.verification.goneby import GoneBy

_WITH_DESTROYED_KEYS = """
    SELECT DISTINCT workspace::text FROM audit_datakey
    WHERE destroyed_at IS NOT NULL AND coalesce(workspace = %(workspace)s::uuid, true) ORDER BY 1
"""
# The last entry that was sealed in the epoch that the sealer is in. While it still seals what an older epoch left, nothing can be said.
_STANDS = """
    SELECT t.epoch, (t.xid, coalesce(t.entry, %(nobody)s::uuid)) < (last.xid, last.id), (t.xid, coalesce(t.entry, %(nobody)s::uuid)) > (last.xid, last.id)
    FROM (SELECT 1) one LEFT JOIN audit_sealerstate t ON t.id = 1
    LEFT JOIN LATERAL (
      SELECT e.xid, e.id FROM audit_entry e JOIN audit_seal s ON s.entry = e.id WHERE e.epoch = t.epoch ORDER BY e.xid DESC, e.id DESC LIMIT 1
    ) last ON t.epoch = (SELECT max(number) FROM audit_epoch)
"""
_EPOCHS = """
    WITH told AS (
      SELECT DISTINCT ON (number) * FROM (
        SELECT j.body #>> '{data,epoch}' AS number, j.body #>> '{data,system_identifier}' AS cluster, id FROM audit_entry e
        CROSS JOIN LATERAL (SELECT CASE WHEN pg_input_is_valid(e.body, 'jsonb') THEN e.body::jsonb END AS body) j
        WHERE e.workspace = %(installation)s::uuid AND e.event = 'audit.epoch.opened') AS opened ORDER BY number, id)
    SELECT coalesce(t.number, r.number::text), t.id::text, r.number IS NULL FROM told t FULL JOIN audit_epoch r ON r.number::text = t.number
    WHERE t.cluster IS DISTINCT FROM r.system_identifier ORDER BY 1 LIMIT 1
"""


def of_keys(workspace: UUID | None, bad: set[str]) -> Iterator[Finding]:
    """``bad``: workspaces whose content is known not to fit."""
    for (place,) in _rows(_WITH_DESTROYED_KEYS, workspace=workspace):
        key = None if place in bad else GoneBy(place).untold()
        if key:
            yield Finding("content", place, None, None, f"The data key {key} is marked as destroyed, and no entry says that it was.")


def of_the_sealer(walked: int) -> Iterator[Finding]:
    """The sealer goes on from its own row: set back it stumbles over its seals, set ahead it passes entries by. ``walked``: entries with a seal."""
    ((epoch, behind, ahead),) = _rows(_STANDS, nobody=UUID(int=0))
    if (epoch is None and walked) or behind:
        yield _found("restored", "The sealer's row says less than has been sealed: an older one was put in its place, or it is gone.")
    elif ahead:
        yield _found("truncated", "The sealer's row says more than has been sealed.")
    for number, entry, gone in _rows(_EPOCHS, installation=INSTALLATION):
        detail = f"Epoch {number} is gone." if gone else f"Epoch {number} is not the one that the ledger announced."
        yield Finding("deleted" if gone else "edited", str(INSTALLATION), None, entry, detail)


def _found(kind: Kind, detail: str) -> Finding:
    return Finding(kind, str(INSTALLATION), None, None, detail)


def _rows(query: str, **values: UUID | None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())
