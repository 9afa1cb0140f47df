"""Every web address is authorised or listed as public with a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.public import PUBLIC

VALUES = {
    "int": "1",
    "uuid": "0192d3a0-7c1b-7000-8000-123456789012",
    "slug": "some-slug",
    "str": "some",
    "path": "some/path",
}
REFUSED = (401, 403, 404, 405)


def routes(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route


@cache
def all_routes() -> list[str]:
    return sorted(set(routes(get_resolver().url_patterns)))


def address(route: str) -> str:
    """A route with an example in place of each parameter."""
    filled = re.sub(r"<(?:(\w+):)?\w+>", lambda found: VALUES.get(found.group(1) or "str", "some"), route)
    filled = re.sub(r"\(\?P<\w+>[^()]*(?:\([^()]*\)[^()]*)*\)", "1", filled)
    return "/" + re.sub(r"[\^$\\?]|\(\?:[^)]*\)", "", filled).lstrip("/")


def excuse(route: str) -> str | None:
    return next((key for key in PUBLIC if route == key or (key.endswith("*") and route.startswith(key[:-1]))), None)


def is_refused(client: Client, route: str, method: str) -> bool:
    answer = client.generic(method, address(route))
    to_sign_in = answer.status_code in (301, 302) and "/login/" in answer.headers.get("Location", "")
    return to_sign_in or answer.status_code in REFUSED


def test_there_are_addresses_to_look_at() -> None:
    assert "healthz" in all_routes()
    assert any(route.startswith("admin/") for route in all_routes())


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_address_refuses_a_stranger_unless_it_is_listed_as_public(client: Client, method: str) -> None:
    open_ones = [route for route in all_routes() if not excuse(route) and not is_refused(client, route, method)]
    assert open_ones == [], "authorise these, or list them with a reason in tests/architecture/public.py"


def test_no_excuse_has_outlived_its_address() -> None:
    used = {excuse(route) for route in all_routes()}
    assert set(PUBLIC) - used == set()


@pytest.mark.django_db
def test_no_excuse_stands_for_an_address_that_refuses_anyway(client: Client) -> None:
    exact = [route for route in all_routes() if route in PUBLIC and not route.startswith("admin/")]
    needless = [route for route in exact if is_refused(client, route, "GET") and is_refused(client, route, "POST")]
    assert needless == []


def test_every_excuse_says_why() -> None:
    assert [key for key, reason in PUBLIC.items() if len(reason.split()) < 3] == []
