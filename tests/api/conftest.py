"""The desk of the review tests, and callers of the API: by token, by session, as a stranger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts import tokens
from accounts.models import Role, User
from accounts.scopes import SCOPES
from review.models import Item
from tests.review.cast import Desk, member
from tests.review.conftest import busy_desk as busy_desk  # the same cast
from tests.review.conftest import desk as desk

Api = Callable[..., APIClient]


def caller(desk: Desk, user: User, *words: str, workspace: Any = None) -> APIClient:
    """A client with a token of ``user``; no words means all scopes."""
    _, token = tokens.create(user, workspace or desk.workspace, words or SCOPES, name="test", acting_user=None)
    client = APIClient(headers={"Authorization": f"Token {token}"})
    return client


def url(path: str, item: Item | None = None) -> str:
    return "/api/v1/" + (path.format(item.id) if item else path)


def decision(client: APIClient, item: Item, **more: Any) -> dict[str, Any]:
    """What a caller sends with a decision after having read the item."""
    return {"seen_digest": client.get(url("items/{}", item)).json()["seen_digest"], **more}


@pytest.fixture
def rules_admin(desk: Desk) -> User:
    return member(desk.workspace, "rules", Role.POLICY_ADMIN)


@pytest.fixture
def rules_client(desk: Desk, rules_admin: User) -> APIClient:
    return caller(desk, rules_admin)


@pytest.fixture
def reviewer(desk: Desk) -> APIClient:
    return caller(desk, desk.reviewer)
