"""What purges took since the last entry that sums them up. A purge that was killed leaves the saying to the next one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

from django.db import transaction
from django.db.models import F

from audit.recorder import record
from conversations.retention.models import PurgeProgress
from kit.actor import Actor

COUNTED = ("conversations", "contents", "people", "documents")


class Took(Protocol):
    """Told of what goes, in the transaction in which it goes."""

    def __call__(self, **counts: int) -> None: ...


def count(workspace: UUID, data_class: str, days: int, counts: Mapping[str, int]) -> None:
    """The last thing in its transaction: purges that run beside each other wait here for one another."""
    row, _ = PurgeProgress.objects.select_for_update().get_or_create(workspace_id=workspace, data_class=data_class, defaults={"days": days})
    PurgeProgress.objects.filter(id=row.id).update(days=days, **{name: F(name) + number for name, number in counts.items()})


def left(workspace: UUID) -> list[str]:
    """Classes of which something went that no entry sums up."""
    return list(PurgeProgress.objects.filter(workspace=workspace).order_by("data_class").values_list("data_class", flat=True))


@transaction.atomic
def sum_up(workspace: UUID, data_class: str, *, held: int = 0, actor: Actor) -> None:
    """An entry for all that went since the last one; none where nothing did."""
    row = PurgeProgress.objects.select_for_update().filter(workspace=workspace, data_class=data_class).first()
    if row is None:
        return
    counts = {name: getattr(row, name) for name in COUNTED}
    record("retention.purged", workspace=workspace, actor=actor, data={"data_class": data_class, "days": row.days, "held": held, **counts})
    row.delete()
