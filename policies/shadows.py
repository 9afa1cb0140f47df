"""A version that rules beside the active one on what really happens, and changes nothing.

It never stands in the way of a ruling: a sweep reads what was ruled since, with its stored facts, and notes what the shadow says. Nothing
waits for that, and whatever fails there fails alone.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from accounts.models import User
from kit.errors import TransitionError
from policies import actions
from policies.backtests import past
from policies.backtests.past import Ruled
from policies.engine import Program, evaluate
from policies.models import PolicyVersion, Shadow, ShadowRuling
from policies.rulings import compile_version
from policies.validation import require_some

logger = logging.getLogger(__name__)

PART: Final = 1000
LATE: Final = timedelta(minutes=10)
"""A ruling that is committed this long after it was given is still seen."""
_NEW: Final = f"""
    SELECT r.id, r.reference, r.effect, r.queue, r.obligations, r.facts, r.created_at, '', 0 FROM policies_rulingrecord r
     WHERE r.workspace_id = %s AND r.created_at >= %s AND {past.FIRST}
       AND NOT EXISTS (SELECT FROM policies_shadowruling s WHERE s.shadow_id = %s AND s.record_id = r.id)
     ORDER BY r.created_at, r.id LIMIT %s
"""  # noqa: S608 - put together from constants


def begin(version: PolicyVersion, *, acting_user: User | None) -> Shadow:
    """Let a draft rule in the shadow from now on; its rules do not change while it does. Raises TransitionError when another one does."""
    require_some(version.rules.exists())
    try:
        with transaction.atomic():
            actions.into_shadow(version, acting_user)
            return Shadow.objects.create(
                workspace_id=version.workspace_id, version=version, rules=actions.digest_of(version), started_by=acting_user
            )
    except IntegrityError:
        raise TransitionError("Another version rules in the shadow. End that first.") from None


@transaction.atomic
def end(version: PolicyVersion, *, acting_user: User | None) -> None:
    """It is a draft again. What it disagreed with stays to be read."""
    actions.out_of_shadow(version, acting_user)
    actions.end_shadow(version)


def sweep() -> int:
    """Compare what has been ruled since; how many rulings. One workspace's trouble is not another's."""
    return sum(_safely(shadow) for shadow in Shadow.objects.filter(ended_at=None).values_list("id", flat=True))


def _safely(shadow: UUID) -> int:
    try:
        return compare(shadow)
    except Exception:
        logger.exception("shadow.failed")
        return 0


def compare(shadow_id: UUID) -> int:
    """The next rulings that this shadow has not seen; 0 also where somebody else is at it."""
    with transaction.atomic():
        shadow = Shadow.objects.select_for_update(skip_locked=True).filter(id=shadow_id, ended_at=None).first()
        found = _new(shadow) if shadow else []
        if shadow and found:
            _note(shadow, found, compile_version(shadow.version_id))
        return len(found)


def _new(shadow: Shadow) -> list[Ruled]:
    since = max(shadow.since, shadow.reached_at - LATE) if shadow.reached_at else shadow.since
    with connection.cursor() as cursor:
        cursor.execute(_NEW, [shadow.workspace_id, since, shadow.id, PART])
        return [past.ruled(*row) for row in cursor.fetchall()]


def _note(shadow: Shadow, found: list[Ruled], program: Program) -> None:
    facts = past.facts_of(shadow.workspace_id, {row.facts for row in found})
    rows = []
    for ruled in found:
        known = facts.get(ruled.facts)
        if known is None:
            shadow.unreadable += 1
            rows.append(ShadowRuling(shadow=shadow, record_id=ruled.id))
            continue
        ruling = evaluate(program, known)
        change = f"{ruled.effect}>{ruling.effect}"
        shadow.changes[change] = shadow.changes.get(change, 0) + 1
        rows.append(
            ShadowRuling(
                shadow=shadow, record_id=ruled.id, effect=ruling.effect, queue=ruling.queue, reasons=list(ruling.reasons),
                error=ruling.error, differs=(ruling.effect, ruling.queue, list(ruling.obligations)) != (ruled.effect, ruled.queue, ruled.obligations),
            )
        )  # fmt: skip
    ShadowRuling.objects.bulk_create(rows)
    shadow.compared += len(found)
    shadow.reached_at = max(filter(None, [shadow.reached_at, found[-1].at]))
    shadow.save(update_fields=["compared", "unreadable", "changes", "reached_at"])
