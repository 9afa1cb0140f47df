"""The fixed cast: two workspaces; an owner, a reviewer and a stranger, each with a password."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from accounts import actions
from accounts.models import Membership, Role, User, Workspace

PASSWORD = "three quiet lamps"


@dataclass
class Cast:
    workspace: Workspace
    other: Workspace
    owner: User
    reviewer: User
    stranger: User

    def membership(self, user: User, role: str = Role.OWNER) -> Membership:
        return Membership.objects.get(workspace=self.workspace, user=user, role=role)


def assemble() -> Cast:
    workspace = actions.create_workspace("acme", "Acme", acting_user=None)
    other = actions.create_workspace("other", "Other", acting_user=None)
    people = {
        name: actions.create_user(workspace, f"{name}@acme.example", name.title(), acting_user=None, password=PASSWORD, verified=True)
        for name in ("owner", "reviewer", "stranger")
    }
    actions.add_membership(workspace, people["owner"], Role.OWNER, acting_user=None)
    actions.add_membership(workspace, people["reviewer"], Role.REVIEWER, acting_user=None)
    actions.add_membership(other, people["stranger"], Role.OWNER, acting_user=None)
    return Cast(workspace, other, **people)


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble()
