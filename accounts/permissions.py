"""Who may do what in a workspace: the roles of a user, asked once, and the duties each role brings."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists

from accounts.models import Membership, Role, User, Workspace
from kit.errors import NotAllowed, NotFound

Who = User | AnonymousUser

DUTIES: dict[str, frozenset[Role]] = {
    "view": frozenset(Role),
    "review": frozenset({Role.OWNER, Role.REVIEWER}),
    "edit_policy": frozenset({Role.OWNER, Role.POLICY_ADMIN}),
    "edit_agent": frozenset({Role.OWNER, Role.AGENT_OPERATOR}),
    "edit_channel": frozenset({Role.OWNER, Role.AGENT_OPERATOR}),
    "edit_people": frozenset({Role.OWNER}),
    "see_evidence": frozenset({Role.OWNER, Role.AUDITOR}),
    "erase": frozenset({Role.OWNER, Role.POLICY_ADMIN}),
    "see_erasure": frozenset({Role.OWNER, Role.POLICY_ADMIN, Role.AUDITOR}),
    "replay": frozenset({Role.OWNER, Role.AUDITOR, Role.POLICY_ADMIN, Role.AGENT_OPERATOR}),
    "change_replay": frozenset({Role.OWNER, Role.POLICY_ADMIN, Role.AGENT_OPERATOR}),
    "see_spend": frozenset({Role.OWNER, Role.POLICY_ADMIN, Role.AUDITOR}),
    "see_all": frozenset({Role.OWNER, Role.AUDITOR}),
}
CONFIGURING = frozenset({Role.OWNER, Role.POLICY_ADMIN, Role.AGENT_OPERATOR})


def roles(user: Who, workspace_id: UUID) -> frozenset[Role]:
    """The active roles of ``user`` there; empty for a stranger. Cached on the user object for the length of a request."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    cache: dict[UUID, frozenset[Role]] = user.__dict__.setdefault("_roles", {})
    if workspace_id not in cache:
        found = Membership.objects.filter(user=user, workspace_id=workspace_id, is_active=True).values_list("role", flat=True)
        cache[workspace_id] = frozenset(Role(value) for value in found)
    return cache[workspace_id]


def may(user: Who, workspace_id: UUID, duty: str) -> bool:
    """Whether one of the user's roles brings ``duty``. An unknown duty is a mistake in the code and raises."""
    return bool(DUTIES[duty] & roles(user, workspace_id))


def require(user: Who, workspace_id: UUID, duty: str) -> None:
    """NotFound for a stranger (nothing to see here), NotAllowed for a member without the duty."""
    if not roles(user, workspace_id):
        raise NotFound("There is no such page.")
    if not may(user, workspace_id, duty):
        raise NotAllowed("Your role does not include this. Ask an owner of the workspace.")


def may_configure(user: Who) -> bool:
    """Whether the user may enter the admin: a role that edits something anywhere, or staff of the installation. Pages there ask again."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return user.is_staff or Membership.objects.filter(user=user, is_active=True, role__in=CONFIGURING).exists()


def workspaces_of(user: Who, **marks: Exists) -> list[Workspace]:
    """Workspaces in which the user has an active role, by name; each with ``marks`` as attributes, so that a caller saves a query."""
    if not isinstance(user, User):
        return []
    return list(Workspace.objects.filter(memberships__user=user, memberships__is_active=True).annotate(**marks).distinct().order_by("name"))


def workspace_for(user: Who, slug: str) -> Workspace:
    """The one door to a workspace: the same NotFound for one that is foreign and one that is not there."""
    workspace = Workspace.objects.filter(slug=slug).first()
    if workspace is None or not roles(user, workspace.id):
        raise NotFound("There is no such workspace, or you are not a member of it.")
    return workspace
