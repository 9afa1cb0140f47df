"""Idempotency-Key: the same request again gets the answer that was given, and nothing happens twice.

The key's row is written in the transaction of the work: two at once wait for each other at the unique index, and a process killed in
between leaves neither the work nor the key. Refusals are not remembered, because nothing happened.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from kit.errors import CountersignError, InvalidInput, TransitionError
from kit.models import IdempotencyKey

KEPT: Final = timedelta(hours=24)
LONGEST: Final = 128


class KeyReused(CountersignError):
    """The key was used for another request."""

    code, status = "idempotency_key_reused", 422


@dataclass(frozen=True, slots=True)
class Answer:
    """``body`` is JSON without personal data: ids, states, digests, what members set up. ``repeated``: it was given before."""

    status: int
    body: Any
    repeated: bool = False


def once(workspace: UUID, user: UUID, key: str, request: bytes, work: Callable[[], Answer]) -> Answer:
    """The answer of ``work``, done at most once for this key of this user. ``request`` is what the key stands for, as bytes."""
    if len(key) > LONGEST or not key.isprintable():
        raise InvalidInput(f"An Idempotency-Key has at most {LONGEST} printable characters.")
    digest = hashlib.sha256(request).hexdigest()
    scope = {"workspace": workspace, "user": user, "key": key}
    IdempotencyKey.objects.filter(**scope, created_at__lt=timezone.now() - KEPT).delete()
    found = IdempotencyKey.objects.filter(**scope).first()
    if found is not None:
        return _given(found, digest)
    try:
        with transaction.atomic():
            row = _take(scope, digest)
            answer = work()
            IdempotencyKey.objects.filter(id=row.id).update(status=answer.status, response=answer.body)
            return answer
    except _Taken:
        return _given(IdempotencyKey.objects.get(**scope), digest)


class _Taken(Exception):
    pass


def _take(scope: dict[str, Any], digest: str) -> IdempotencyKey:
    try:
        with transaction.atomic():
            return IdempotencyKey.objects.create(**scope, request_digest=digest)
    except IntegrityError as error:
        raise _Taken from error
    except OperationalError as error:  # lock_timeout: the first one still works
        raise TransitionError("The same request is being worked on. Ask again in a moment.", code="in_progress") from error


def _given(row: IdempotencyKey, digest: str) -> Answer:
    if row.request_digest != digest:
        raise KeyReused("This Idempotency-Key was used for another request. Take a new one.")
    return Answer(row.status, row.response, repeated=True)


def forget(older_than: timedelta = KEPT) -> int:
    """Delete keys whose time is over; how many."""
    count, _ = IdempotencyKey.objects.filter(created_at__lt=timezone.now() - older_than).delete()
    return count
