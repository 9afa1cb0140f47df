"""A workspace with its people, for the pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Role, User, Workspace
from conversations.models import Conversation
from tests.factories.people import make_user, make_workspace, member
from tests.factories.whole import whole_story


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


@pytest.fixture
def told(workspace: Workspace) -> Conversation:
    """A whole story, from the mail to its delivered answer."""
    return whole_story(workspace)


@pytest.fixture
def stranger(workspace: Workspace) -> User:
    """Owns another workspace and knows this one's addresses."""
    return make_user("Sam Stranger", make_workspace("fern", "Fern Ltd"), Role.OWNER)


@pytest.fixture
def as_role(workspace: Workspace) -> Callable[[Role], Client]:
    def sign_in(role: Role) -> Client:
        client = Client()
        client.force_login(member(workspace, role))
        return client

    return sign_in


@pytest.fixture
def as_stranger(stranger: User) -> Client:
    client = Client()
    client.force_login(stranger)
    return client
