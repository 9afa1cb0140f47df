"""``/healthz``: the process is alive. ``/readyz``: what it cannot work without is there."""

from __future__ import annotations

from collections.abc import Callable

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "alive"})


def database_is_there() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def migrations_are_applied() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def redis_is_there() -> bool:
    with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2) as client:
        return bool(client.ping())


def passes(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (DatabaseError, redis.RedisError, ValueError, OSError):
        return False


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when database, schema and Redis answer, else 503; the body says only which part is missing."""
    parts = {"database": passes(database_is_there), "redis": passes(redis_is_there)}
    parts["migrations"] = parts["database"] and passes(migrations_are_applied)
    ready = all(parts.values())
    body = {"status": "ready" if ready else "not ready", "parts": {name: "ok" if fine else "missing" for name, fine in parts.items()}}
    return JsonResponse(body, status=200 if ready else 503)
