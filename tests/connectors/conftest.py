from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Membership, Role, User, Workspace
from connectors.models import Channel


@pytest.fixture
def workspace(db: None) -> Workspace:
    return Workspace.objects.create(slug="acme", name="Acme")


@pytest.fixture
def operator(workspace: Workspace) -> User:
    return member(workspace, "operator", Role.AGENT_OPERATOR)


@pytest.fixture
def reviewer(workspace: Workspace) -> User:
    return member(workspace, "reviewer", Role.REVIEWER)


@pytest.fixture
def stranger(db: None) -> User:
    return User.objects.create_user("stranger@else.example", "pass-word-1", is_staff=True)


def member(workspace: Workspace, name: str, role: Role) -> User:
    user = User.objects.create_user(f"{name}@acme.example", "pass-word-1", is_staff=True)
    Membership.objects.create(workspace=workspace, user=user, role=role)
    return user


@pytest.fixture
def mailbox(workspace: Workspace) -> Callable[..., Channel]:
    """Makes an e-mail channel; the parameters are those of its settings."""

    def make(address: str = "support@acme.example", **parameters: Any) -> Channel:
        return Channel.objects.create(workspace=workspace, kind="email", name=address, address=address, parameters=parameters)

    return make
