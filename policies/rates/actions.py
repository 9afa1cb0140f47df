"""Writes to rate limits. They hold from the very next ruling and the very next send on, in every worker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.permissions import require
from audit import recorder
from kit.actor import SYSTEM
from kit.errors import InvalidInput
from policies.rates import counting, subjects
from policies.rates.models import RateLimit

FIELDS: Final = ("name", "per", "only", "counts", "most", "seconds", "holds", "paces")
TAKEN: Final = "name: this workspace has a rate limit of that name."
_ANEW: Final = frozenset({"per", "only", "counts", "seconds"})
"""What another count belongs to: when one of these changes, counting begins anew."""


def checked(workspace: UUID, values: Mapping[str, Any], row: RateLimit | None = None) -> RateLimit:
    """The row as it would be stored, for a form to tell what does not fit. Raises InvalidInput that names the field."""
    kept = {name: getattr(row, name) for name in FIELDS} if row else {}
    wanted = RateLimit(workspace_id=workspace, **{**kept, **_only_known(values)})
    _check(wanted)
    others = RateLimit.objects.filter(workspace=workspace, name=wanted.name)
    if (others.exclude(id=row.id) if row else others).exists():
        raise InvalidInput(TAKEN)
    return wanted


def create(workspace: UUID, values: Mapping[str, Any], *, acting_user: User | None) -> RateLimit:
    """Counting begins now. Raises InvalidInput that names the field."""
    _require(acting_user, workspace)
    row = RateLimit(workspace_id=workspace, **_only_known(values))
    with _once(), transaction.atomic():
        _check(row)
        row.since = counting.begin(workspace)
        row.save()
        _record("rate_limit.created", row, acting_user, _told(row, FIELDS))
    return row


def change(limit: RateLimit, values: Mapping[str, Any], *, acting_user: User | None) -> RateLimit:
    """Change what is given. Another window, or another thing to count, begins with an empty count."""
    _require(acting_user, limit.workspace_id)
    given = _only_known(values)
    with _once(), transaction.atomic():
        row = RateLimit.objects.select_for_update().get(id=limit.id)
        changed = [name for name in FIELDS if name in given and getattr(row, name) != given[name]]
        for name in changed:
            setattr(row, name, given[name])
        _check(row)
        if changed:
            anew = not _ANEW.isdisjoint(changed)
            row.since = counting.begin(row.workspace_id) if anew else row.since
            row.save(update_fields=[*changed, "since"])
            _record("rate_limit.changed", row, acting_user, {"fields": changed, "anew": anew, **_told(row, changed)})
    return row


def count_anew(limit: RateLimit, *, acting_user: User | None) -> RateLimit:
    """Forget what was counted: after Redis has lost its memory the limit holds everything until somebody says so, or a window has passed."""
    _require(acting_user, limit.workspace_id)
    with transaction.atomic():
        row = RateLimit.objects.select_for_update().get(id=limit.id)
        row.since = counting.begin(row.workspace_id)
        row.save(update_fields=["since"])
        _record("rate_limit.counted_anew", row, acting_user, {})
    return row


def remove(limit: RateLimit, *, acting_user: User | None) -> None:
    """Nothing is limited by it any more; its counters end by themselves."""
    _require(acting_user, limit.workspace_id)
    with transaction.atomic():
        _record("rate_limit.removed", limit, acting_user, _told(limit, FIELDS))
        limit.delete()


def _only_known(values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(values) - set(FIELDS))
    if unknown:
        raise InvalidInput(f"{unknown[0]}: a rate limit has no such field; there are {', '.join(FIELDS)}.")
    given = dict(values)
    if "name" in given:
        given["name"] = " ".join(str(given["name"]).split())
    return given


def _check(row: RateLimit) -> None:
    try:
        row.clean_fields(exclude=["workspace"])
    except ValidationError as error:
        name, texts = next(iter(error.message_dict.items()))
        raise InvalidInput(f"{name}: {' '.join(texts)}") from None
    subjects.check(row.workspace_id, row.per, row.only)


class _once:  # noqa: N801 - reads as a statement
    """Names are unique; the database decides, and the person is told."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, IntegrityError) and "policies_rate_limit_name_once" in str(error):
            raise InvalidInput(TAKEN) from None


def _told(row: RateLimit, names: Any) -> dict[str, object]:
    """The name is free text, which no entry holds."""
    return {name: getattr(row, name) for name in names if name != "name" and getattr(row, name) != ""}


def _require(acting_user: User | None, workspace: UUID) -> None:
    if acting_user is not None:
        require(acting_user, workspace, "edit_policy")


def _record(event: str, row: RateLimit, user: User | None, data: dict[str, object]) -> None:
    actor = user.as_actor() if user else SYSTEM
    recorder.record(event, workspace=row.workspace_id, actor=actor, subject=row.id, data=data)
