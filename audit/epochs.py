"""Epochs: a dump restored into another cluster meets transaction ids that start anew, so (epoch, xid) keeps the order of sealing total."""

from __future__ import annotations

from django.db import connection, transaction

from audit.models import Epoch
from audit.recorder import INSTALLATION, record
from kit.actor import SYSTEM


def system_identifier() -> str:
    """The number that initdb gave this cluster; a dump does not carry it, a physical copy does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT system_identifier::text FROM pg_control_system()")
        return str(cursor.fetchone()[0])


def current() -> int:
    """The number of the epoch of this cluster, opened if the last one belongs to another cluster.

    Opening waits for writers in flight and holds new ones for a moment, so that no later row carries the older number.
    """
    here = system_identifier()
    with transaction.atomic():
        last = Epoch.objects.order_by("-number").first()
        if last and last.system_identifier == here:
            return last.number
        return _open((last.number if last else 0) + 1, here)


def _open(number: int, here: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE audit_entry IN SHARE MODE")
    Epoch.objects.create(number=number, system_identifier=here)
    record("audit.epoch.opened", workspace=INSTALLATION, actor=SYSTEM, data={"epoch": number, "system_identifier": here})
    return number
