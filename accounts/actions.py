"""Who belongs to a workspace and in which role. ``acting_user`` None is the system itself: the shell, the sample data.

Every verb asks for ``edit_people``, locks the workspace's row (so that two owners cannot take each other's role away at the same
moment and leave none) and records on the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from accounts import invitations, places
from accounts.models import Membership, Role, User, Workspace
from accounts.permissions import require
from audit.recorder import record
from kit.actor import SYSTEM
from kit.errors import InvalidInput, TransitionError

EDITABLE = ("name", "timezone", "currency", "language")
LAST_OWNER = "A workspace needs an owner. Make somebody else owner first."


@transaction.atomic
def create_workspace(slug: str, name: str, *, acting_user: User | None, **fields: str) -> Workspace:
    """A new workspace; a person who makes one owns it."""
    if Workspace.objects.filter(slug=slug).exists():
        raise InvalidInput(f"There is already a workspace under the address {slug}.")
    places.check(fields)
    workspace = Workspace.objects.create(slug=slug, name=name, **fields)
    data = {"currency": workspace.currency, "language": workspace.language}
    _record("account.workspace_created", workspace.id, acting_user, workspace.id, data)
    if acting_user is not None:
        _give(workspace, acting_user, Role.OWNER, None)
    return workspace


@transaction.atomic
def change_workspace(workspace: Workspace, values: Mapping[str, str], *, acting_user: User | None) -> Workspace:
    locked = _locked(workspace.id, acting_user)
    changed = [name for name in EDITABLE if name in values and getattr(locked, name) != values[name]]
    places.check({name: values[name] for name in changed})
    for name in changed:
        setattr(locked, name, values[name])
    if changed:
        locked.save(update_fields=changed)
        _record("account.workspace_changed", locked.id, acting_user, locked.id, {"fields": changed})
    return locked


@transaction.atomic
def create_user(
    workspace: Workspace, email: str, name: str, *, acting_user: User | None, password: str | None = None, verified: bool = False
) -> User:
    """The account under this address, made if there is none. Without a password it cannot sign in until one was set by mail or SSO.

    ``verified`` says that the address is known to be theirs without a confirming mail.
    """
    _locked(workspace.id, acting_user)
    address = _address(email)
    found = User.objects.filter(email=address).first()
    if found is not None:
        return found
    user = User.objects.create_user(address, password, name=name.strip(), timezone=workspace.timezone)
    EmailAddress.objects.create(user=user, email=address, primary=True, verified=verified)
    _record("account.user_created", workspace.id, acting_user, user.id, {"user": user.id, "invited": password is None})
    return user


@transaction.atomic
def invite(workspace: Workspace, email: str, role: str, *, acting_user: User | None, name: str = "") -> Membership:
    """Account, role, and a mail with a link to set a password; the mail names the workspace and nothing else."""
    user = create_user(workspace, email, name, acting_user=acting_user)
    membership = add_membership(workspace, user, role, acting_user=acting_user)
    transaction.on_commit(lambda: invitations.send_later(user, workspace), robust=True)
    return membership


@transaction.atomic
def add_membership(workspace: Workspace, user: User, role: str, *, acting_user: User | None) -> Membership:
    """Give a role; one that was taken away comes back. The same twice changes nothing."""
    _locked(workspace.id, acting_user)
    return _give(workspace, user, _role(role), acting_user)


def _give(workspace: Workspace, user: User, role: Role, acting_user: User | None) -> Membership:
    membership, made = Membership.objects.get_or_create(workspace=workspace, user=user, role=role)
    if not made and membership.is_active:
        return membership
    if not made:
        membership.is_active = True
        membership.save(update_fields=["is_active"])
    _record("account.membership_added", workspace.id, acting_user, membership.id, {"user": user.id, "role": role.value})
    return membership


@transaction.atomic
def change_role(membership: Membership, role: str, *, acting_user: User | None) -> Membership:
    """Another role in place of this one. Raises TransitionError when no owner would be left."""
    locked = _membership(membership, acting_user)
    new, before = _role(role), locked.role
    if new == before:
        return locked
    if Membership.objects.filter(workspace_id=locked.workspace_id, user_id=locked.user_id, role=new).exists():
        raise InvalidInput(f"This person is {new.label.lower()} here already. Take the other role away instead.")
    _keep_an_owner(locked)
    locked.role = new
    locked.save(update_fields=["role"])
    data = {"user": locked.user_id, "role": new.value, "before": before}
    _record("account.membership_changed", locked.workspace_id, acting_user, locked.id, data)
    return locked


@transaction.atomic
def remove_membership(membership: Membership, *, acting_user: User | None) -> None:
    """Take the role away; the row stays, inactive. Raises TransitionError when no owner would be left."""
    locked = _membership(membership, acting_user)
    if not locked.is_active:
        return
    _keep_an_owner(locked)
    locked.is_active = False
    locked.save(update_fields=["is_active"])
    data = {"user": locked.user_id, "role": locked.role}
    _record("account.membership_removed", locked.workspace_id, acting_user, locked.id, data)


@transaction.atomic
def set_group(workspace: Workspace, key: str, members: Iterable[User], *, acting_user: User | None) -> Group:
    """A group of this workspace (``<slug>:<key>``) with exactly these members; grants on queues go to groups."""
    _locked(workspace.id, acting_user)
    group, _ = Group.objects.get_or_create(name=f"{workspace.slug}:{key}")
    wanted = {user.id: user for user in members}
    if set(group.user_set.values_list("id", flat=True)) == set(wanted):
        return group
    group.user_set.set(wanted.values())
    data = {"group": key, "users": sorted(wanted)}
    _record("account.group_changed", workspace.id, acting_user, workspace.id, data)
    return group


def _locked(workspace: UUID, acting_user: User | None) -> Workspace:
    if acting_user is not None:
        require(acting_user, workspace, "edit_people")
    return Workspace.objects.select_for_update().get(id=workspace)


def _membership(membership: Membership, acting_user: User | None) -> Membership:
    _locked(membership.workspace_id, acting_user)
    return Membership.objects.select_for_update().get(id=membership.id)


def is_last_owner(membership: Membership) -> bool:
    if membership.role != Role.OWNER or not membership.is_active:
        return False
    owners = Membership.objects.filter(workspace_id=membership.workspace_id, role=Role.OWNER, is_active=True, user__is_active=True)
    return not owners.exclude(id=membership.id).exists()


def _keep_an_owner(leaving: Membership) -> None:
    """Under the workspace's lock, so the count holds until the commit."""
    if is_last_owner(leaving):
        raise TransitionError(LAST_OWNER, code="last_owner")


def _role(value: str) -> Role:
    if value not in Role.values:
        raise InvalidInput(f"{value} is not a role. Roles: {', '.join(Role.values)}.")
    return Role(value)


def _address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise InvalidInput("That is not an e-mail address.") from None
    return address


def _record(event: str, workspace: UUID, acting_user: User | None, subject: UUID, data: Mapping[str, object]) -> None:
    record(event, workspace=workspace, actor=acting_user.as_actor() if acting_user else SYSTEM, subject=subject, data=data)
