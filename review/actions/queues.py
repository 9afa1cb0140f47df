"""Setting up queues: by who may edit policies; who may decide in them: by owners. Each change is an entry."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from accounts.models import Membership, Role, User
from accounts.permissions import require
from audit.recorder import record
from kit.errors import InvalidInput, TransitionError
from review import permissions
from review.models import Queue, QueueGroupObjectPermission, QueueUserObjectPermission

FIELDS: Final = frozenset({"name", "order", "guidelines", "lease_minutes", "due_minutes", "is_default"})
"""What may change. The short name stays: rules of frozen policy versions name the queue by it."""


_SHORT: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,79}")


def check_slug(slug: str) -> str:
    """The short name, if it is one: rules and entries of the ledger name the queue by it. Raises InvalidInput."""
    if not _SHORT.fullmatch(slug):
        raise InvalidInput("A short name has letters, digits, - and _, at most 80, and does not begin with -.")
    return slug


def create_queue(workspace: UUID, slug: str, values: Mapping[str, Any], *, acting_user: User) -> Queue:
    """``values`` by the names of FIELDS. Raises InvalidInput when the short name is none or is taken."""
    require(acting_user, workspace, "edit_policy")
    check_slug(slug)
    with transaction.atomic():
        if values.get("is_default"):
            _no_other_default(workspace)
        try:
            with transaction.atomic():
                queue = Queue.objects.create(workspace_id=workspace, slug=slug, **_known(values))
        except IntegrityError:
            raise InvalidInput(f"There is a queue with the short name {slug} already.") from None
        _record("review.queue_created", queue, acting_user, {"slug": slug, "fields": sorted(values)})
    return queue


def change_queue(queue: Queue, values: Mapping[str, Any], *, acting_user: User) -> Queue:
    """Change what ``values`` names; nothing is written when nothing differs."""
    require(acting_user, queue.workspace_id, "edit_policy")
    with transaction.atomic():
        locked = Queue.objects.select_for_update().get(id=queue.id)
        changed = sorted(name for name, value in _known(values).items() if getattr(locked, name) != value)
        if locked.is_default and values.get("is_default") is False:
            raise InvalidInput("A workspace has one default queue: make another one the default instead.")
        if changed:
            if "is_default" in changed:
                _no_other_default(locked.workspace_id)
            for name in changed:
                setattr(locked, name, values[name])
            locked.save(update_fields=changed)
            _record("review.queue_changed", locked, acting_user, {"fields": changed})
    return locked


def delete_queue(queue: Queue, *, acting_user: User) -> None:
    """Only a queue in which nothing has ever waited, and never the default one."""
    require(acting_user, queue.workspace_id, "edit_policy")
    with transaction.atomic():
        locked = Queue.objects.select_for_update().get(id=queue.id)
        if locked.is_default:
            raise TransitionError("The default queue cannot be deleted: make another one the default first.")
        if locked.items.exists():
            raise TransitionError("Items have waited in this queue; they are evidence, so it stays.")
        _record("review.queue_deleted", locked, acting_user, {"slug": locked.slug})
        locked.delete()


def set_deciders(queue: Queue, users: Collection[User], groups: Collection[Group], *, acting_user: User) -> None:
    """Exactly these may claim and decide (beside the owners). Each must be a reviewer of the workspace."""
    require(acting_user, queue.workspace_id, "edit_people")
    with transaction.atomic():
        Queue.objects.select_for_update().get(id=queue.id)
        old_users, old_groups = set(deciders(queue)), set(decider_groups(queue))
        new_users, new_groups = set(users), set(groups)
        _all_reviewers(queue, new_users - old_users)
        added: list[User | Group] = [*(new_users - old_users), *(new_groups - old_groups)]
        taken: list[User | Group] = [*(old_users - new_users), *(old_groups - new_groups)]
        for one in added:
            permissions.grant(queue, one, permissions.DECIDE)
        for one in taken:
            permissions.revoke(queue, one, permissions.DECIDE)
        data = {
            "granted": sorted(one.id for one in new_users - old_users), "revoked": sorted(one.id for one in old_users - new_users),
            "groups_granted": _codes(new_groups - old_groups), "groups_revoked": _codes(old_groups - new_groups),
        }  # fmt: skip
        if any(data.values()):
            _record("review.queue_grants_changed", queue, acting_user, data)


def deciders(queue: Queue) -> list[User]:
    ids = QueueUserObjectPermission.objects.filter(content_object=queue, permission__codename=permissions.DECIDE).values("user")
    return list(User.objects.filter(id__in=ids))


def decider_groups(queue: Queue) -> list[Group]:
    ids = QueueGroupObjectPermission.objects.filter(content_object=queue, permission__codename=permissions.DECIDE).values("group")
    return list(Group.objects.filter(id__in=ids))


def _all_reviewers(queue: Queue, users: Collection[User]) -> None:
    rows = Membership.objects.filter(workspace=queue.workspace_id, user__in=users, role=Role.REVIEWER, is_active=True)
    if rows.values("user").distinct().count() < len(users):
        raise InvalidInput("Only reviewers of the workspace can be given a queue. Make the person a reviewer first.")


def _codes(groups: Collection[Group]) -> list[str]:
    return sorted(f"group-{one.pk}" for one in groups)


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(values) - FIELDS)
    if unknown:
        raise InvalidInput(f"{', '.join(unknown)} cannot be set on a queue.")
    return dict(values)


def _no_other_default(workspace: UUID) -> None:
    Queue.objects.filter(workspace=workspace, is_default=True).update(is_default=False)


def _record(event: str, queue: Queue, user: User, data: Mapping[str, object]) -> None:
    record(event, workspace=queue.workspace_id, actor=user.as_actor(), subject=queue.id, data=data)
