"""The one Redis client of a process, for what may be missed: hints, limits. It gives up after two seconds."""

from __future__ import annotations

from functools import lru_cache

import redis
from django.conf import settings


def client() -> redis.Redis:
    return _client(settings.REDIS_URL)


@lru_cache(maxsize=8)
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)
