"""What a load balancer asks."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings


def test_it_says_that_it_is_alive_without_a_database(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "alive"}


@pytest.mark.django_db
def test_it_is_ready_when_database_migrations_and_redis_are_there(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.json() == {"status": "ready", "parts": {"database": "ok", "redis": "ok", "migrations": "ok"}}
    assert answer.status_code == 200


@pytest.mark.django_db
def test_it_is_not_ready_without_redis(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = "unix:///nowhere/redis.sock"
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"]["redis"] == "missing"
