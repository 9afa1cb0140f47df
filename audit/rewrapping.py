"""Changing the key-encryption key: every data key and every signing key is wrapped anew under the first key of COUNTERSIGN_KEY.

Content is not touched, so it takes minutes, not days, and nothing has to stop. Killed anywhere it is run again and does what is left.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from audit import keys, masterkey, signing
from audit.models import SigningKey, WrappedKey
from audit.recorder import INSTALLATION, record
from kit.actor import Actor

BATCH = 500
REWRAPPED = "audit.keys.rewrapped"


@dataclass(frozen=True, slots=True)
class Count:
    """``rewrapped`` now, ``current`` were wrapped by the first key before."""

    rewrapped: int
    current: int


def outdated() -> int:
    """How many keys another master key than the first has wrapped; 0: the others may be taken out of COUNTERSIGN_KEY."""
    tag = _tag()
    living = SigningKey.objects.filter(retired_at=None)
    return _others(tag).count() + sum(bytes(row.wrapped)[:4] != tag for row in living)


def rewrap(actor: Actor, progress: Callable[[int], None] = lambda done: None) -> Count:
    """Raises ImproperlyConfigured for a key that none of COUNTERSIGN_KEY has wrapped; what was done before stays done."""
    tag, done = _tag(), 0
    before = WrappedKey.objects.count() - _others(tag).count()
    while count := _batch(tag):
        done += count
        progress(done)
    signed = _signing(tag)
    if done + signed:
        with transaction.atomic():
            record(REWRAPPED, workspace=INSTALLATION, actor=actor, data={"data_keys": done, "signing_keys": signed, "master": tag.hex()})
    return Count(done + signed, before)


def _tag() -> bytes:
    return masterkey.parsed(settings.COUNTERSIGN_KEY)[0][0]


def _others(tag: bytes) -> QuerySet[WrappedKey]:
    return WrappedKey.objects.extra(where=["substring(wrapped FROM 1 FOR 4) <> %s"], params=[tag])


@transaction.atomic
def _batch(tag: bytes) -> int:
    """Rows that are erased meanwhile are gone and stay gone: an UPDATE brings nothing back."""
    rows = list(_others(tag).select_for_update(skip_locked=True).order_by("id")[:BATCH])
    for row in rows:
        row.wrapped = keys.wrap(row.id, keys.unwrap(row.id, bytes(row.wrapped)))
    WrappedKey.objects.bulk_update(rows, ["wrapped"])
    return len(rows)


@transaction.atomic
def _signing(tag: bytes) -> int:
    rows = [one for one in SigningKey.objects.select_for_update().filter(retired_at=None) if bytes(one.wrapped)[:4] != tag]
    for row in rows:
        signing.rewrap(row)
    return len(rows)
