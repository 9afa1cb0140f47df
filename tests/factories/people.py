"""People of a workspace. Names are fixed, so that a test reads like a story."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from accounts.models import Membership, Role, User, Workspace

PASSWORD = "a long sentence to sign in with"
NAMES = {
    Role.OWNER: "Olive Owner",
    Role.POLICY_ADMIN: "Paul Policy",
    Role.REVIEWER: "Rita Reviewer",
    Role.AUDITOR: "Aud Auditor",
    Role.AGENT_OPERATOR: "Otto Operator",
}


def make_workspace(slug: str = "moss", name: str = "Moss & Co") -> Workspace:
    return Workspace.objects.create(slug=slug, name=name)


def make_user(name: str, workspace: Workspace | None = None, *roles: Role) -> User:
    """``name@workspace.example``."""
    address = f"{name.lower().replace(' ', '.')}@{workspace.slug if workspace else 'nowhere'}.example"
    user = User.objects.create_user(address, PASSWORD, name=name)
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    for role in roles:
        assert workspace is not None, "a role is a role in a workspace"
        Membership.objects.create(workspace=workspace, user=user, role=role)
    return user


def member(workspace: Workspace, role: Role) -> User:
    """The one of the cast with this role; made on first use."""
    found = User.objects.filter(name=NAMES[role], memberships__workspace=workspace).first()
    return found or make_user(NAMES[role], workspace, role)
