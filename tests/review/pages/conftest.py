from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from review.models import Item

CEILING = 20
SignIn = Callable[[User], Client]


@pytest.fixture
def as_user() -> SignIn:
    """A browser without JavaScript, signed in."""

    def carry(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return carry


@pytest.fixture
def few_queries() -> Callable[[Client, str], Any]:
    """Fetch a page and hold it to the ceiling, frame and session included. The first page after a sign-in also writes the session once."""

    def fetch(client: Client, address: str) -> Any:
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(address)
        assert answer.status_code == 200
        assert len(seen) < CEILING, "\n".join(one["sql"][:110] for one in seen.captured_queries)
        return answer

    return fetch


def address(item: Item, verb: str = "") -> str:
    return f"/w/{item.workspace.slug}/review/{item.id}/{verb + '/' if verb else ''}"


def text_of(answer: Any) -> str:
    return html.unescape(answer.content.decode())
