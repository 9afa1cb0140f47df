"""The schema says what the API does; its page needs nothing from the network."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.urls.converters import StringConverter
from drf_spectacular.generators import SchemaGenerator

from policies.budgets.api import LimitViews
from portal import api_urls
from tests.api.conftest import caller
from tests.review.cast import Desk

UNREAL = re.compile(r"(?:src|href)=[\"'](?:https?:)?//")


def test_it_is_generated_without_a_warning() -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=StringIO())


def test_every_post_takes_an_idempotency_key_and_every_call_names_its_refusals() -> None:
    generator: Any = SchemaGenerator
    paths = generator().get_schema(request=None, public=True)["paths"]
    calls = [(path, method, call) for path, methods in paths.items() for method, call in methods.items()]
    assert len(calls) >= 12
    for path, method, call in calls:
        assert {"401", "403", "404", "429"} <= set(call["responses"]), path
        named = {parameter["name"] for parameter in call.get("parameters", [])}
        assert (method == "post") == ("Idempotency-Key" in named), path


def test_an_address_takes_what_names_something_and_no_text_that_a_query_would_break_at() -> None:
    assert [
        str(one.pattern) for one in api_urls.urlpatterns if any(type(each) is StringConverter for each in one.pattern.converters.values())
    ] == []


@pytest.mark.parametrize(
    ("method", "path"), [("patch", "budgets/zzz"), ("delete", "budgets/zzz"), ("post", "stops/zzz/lift"), ("get", "items/zzz")]
)
def test_what_is_no_id_is_absent(desk: Desk, method: str, path: str) -> None:
    answer = getattr(caller(desk, desk.owner), method)(f"/api/v1/{path}", {"amount": "1"}, format="json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/json")
    assert answer.json()["code"] == "not_found"


def test_what_breaks_is_told_to_a_program_in_its_shape_with_a_reference_for_the_log(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(LimitViews, "get_queryset", breaks)
    program = caller(desk, desk.owner)
    program.raise_request_exception = False
    answer = program.get("/api/v1/budgets")
    assert (answer.status_code, answer.json()["code"]) == (500, "broken")
    assert "Reference: " in answer.json()["message"]
    assert "secret" not in answer.content.decode()


def test_the_page_is_for_people_who_are_signed_in_and_loads_everything_from_here(client: Client, db: None) -> None:
    assert client.get("/api/docs/").status_code == 401
    client.force_login(get_user_model().objects.create_user("a@example.org"))
    page = client.get("/api/docs/")
    assert page.status_code == 200
    assert not UNREAL.search(page.content.decode())
    assert client.get("/api/schema/").status_code == 200
