"""The schema says what the API does; its page needs nothing from the network."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

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


def test_the_page_is_for_people_who_are_signed_in_and_loads_everything_from_here(client: Client, db: None) -> None:
    assert client.get("/api/docs/").status_code == 401
    client.force_login(get_user_model().objects.create_user("a@example.org"))
    page = client.get("/api/docs/")
    assert page.status_code == 200
    assert not UNREAL.search(page.content.decode())
    assert client.get("/api/schema/").status_code == 200
