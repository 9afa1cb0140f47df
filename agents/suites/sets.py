"""Saved sets of turns: every change is a verb with an entry."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import require
from agents.models import ReplayMember, ReplaySet, Turn
from audit.recorder import record
from kit.actor import SYSTEM
from kit.errors import InvalidInput, NotFound

MOST = 5_000


@transaction.atomic
def create(workspace: UUID, name: str, *, is_required: bool = False, acting_user: User | None) -> ReplaySet:
    _allowed(workspace, acting_user)
    name = name.strip()[:80]
    if not name:
        raise InvalidInput("Give the set a name.")
    try:
        with transaction.atomic():
            made = ReplaySet.objects.create(
                workspace_id=workspace, name=name, is_required=is_required, changed_at=timezone.now(), created_by=acting_user
            )
    except IntegrityError:
        raise InvalidInput(f"There is already a set called {name}.") from None
    _record("replay_set.created", made, acting_user, {"is_required": is_required})
    return made


@transaction.atomic
def add(chosen: ReplaySet, turns: Sequence[UUID], *, acting_user: User | None) -> int:
    """How many are new. Raises InvalidInput for a turn of another workspace, one at work, and one that proposed nothing."""
    locked = _locked(chosen, acting_user)
    found = Turn.objects.filter(id__in=turns, workspace=locked.workspace_id, status__in=(Turn.Status.PROPOSED, Turn.Status.FAILED))
    if found.count() < len(set(turns)):
        raise InvalidInput("Only turns of this workspace that have ended with a proposal can be kept in a set.")
    known = set(locked.turns.values_list("id", flat=True))
    new = [turn for turn in dict.fromkeys(turns) if turn not in known]
    if len(known) + len(new) > MOST:
        raise InvalidInput(f"A set holds at most {MOST:,} turns.")
    if new:
        ReplayMember.objects.bulk_create([ReplayMember(set=locked, turn_id=turn) for turn in new])
        locked.changed_at = timezone.now()
        locked.save(update_fields=["changed_at"])
        _record("replay_set.turns_added", locked, acting_user, {"turns": new})
    return len(new)


@transaction.atomic
def remove(chosen: ReplaySet, turns: Sequence[UUID], *, acting_user: User | None) -> int:
    locked = _locked(chosen, acting_user)
    members = ReplayMember.objects.filter(set=locked, turn__in=turns)
    gone = list(members.values_list("turn_id", flat=True))
    if gone:
        members.delete()
        _record("replay_set.turns_removed", locked, acting_user, {"turns": gone})
    return len(gone)


@transaction.atomic
def require_it(chosen: ReplaySet, is_required: bool, *, acting_user: User | None) -> None:
    locked = _locked(chosen, acting_user)
    if locked.is_required != is_required:
        locked.is_required = chosen.is_required = is_required
        locked.save(update_fields=["is_required"])
        _record("replay_set.requirement_changed", locked, acting_user, {"is_required": is_required})


@transaction.atomic
def delete(chosen: ReplaySet, *, acting_user: User | None) -> None:
    """Its runs stay."""
    locked = _locked(chosen, acting_user)
    _record("replay_set.deleted", locked, acting_user, {})
    locked.delete()


def _locked(chosen: ReplaySet, acting_user: User | None) -> ReplaySet:
    _allowed(chosen.workspace_id, acting_user)
    locked = ReplaySet.objects.select_for_update().filter(id=chosen.id).first()
    if locked is None:
        raise NotFound("There is no such set.")
    return locked


def _allowed(workspace: UUID, acting_user: User | None) -> None:
    if acting_user is not None:
        require(acting_user, workspace, "change_replay")


def _record(event: str, chosen: ReplaySet, user: User | None, data: dict[str, object]) -> None:
    record(event, workspace=chosen.workspace_id, actor=user.as_actor() if user else SYSTEM, subject=chosen.id, data=data)
