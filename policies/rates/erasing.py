"""Counts of a person's addresses: gone with the person. They are digests and end by themselves; all the same nothing of them stays."""

from __future__ import annotations

import redis

from audit.erasers import Counts, Redaction, Subject
from kit import shared_redis
from policies.rates import cases
from policies.rates.models import RateLimit

COUNTERS = f"redis:{cases.PREFIX}"


class RateEraser:
    """An unreachable Redis keeps nothing from going on: its counters end within the window of their limit."""

    covers = (COUNTERS,)

    def locate(self, subject: Subject) -> Counts:
        names = _names(subject)
        try:
            return {COUNTERS: int(shared_redis.client().exists(*names))} if names else {}
        except redis.RedisError:
            return {}

    def erase(self, workspace: object, conversation: object) -> Counts:
        return {}

    def redact(self, redaction: Redaction) -> Counts:
        return {}

    def finish(self, subject: Subject) -> Counts:
        names = _names(subject)
        try:
            return {COUNTERS: int(shared_redis.client().delete(*names))} if names else {}
        except redis.RedisError:
            return {}


def _names(subject: Subject) -> list[str]:
    limits = RateLimit.objects.filter(workspace=subject.workspace, per=RateLimit.Per.RECIPIENT)
    return [cases.key(limit, lookup) for limit in limits for lookup in sorted(subject.lookups)]
