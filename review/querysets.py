"""What a user may see of queues and items. Nothing else lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Membership, Role, User

if TYPE_CHECKING:
    from review.models import Item, Queue  # noqa: F401 - named in the bases below

SEE_ALL = (Role.OWNER, Role.AUDITOR)
Who = User | AnonymousUser


def workspaces_with(user: User, *roles: Role) -> models.QuerySet[Membership, UUID]:
    active = Membership.objects.filter(user=user, is_active=True, role__in=roles)
    return active.values_list("workspace_id", flat=True)


class QueueQuerySet(models.QuerySet["Queue"]):
    def granted_to(self, user: User, *codenames: str) -> Self:
        """Queues with a direct or a group grant; the grant counts only while the user is a reviewer there."""
        direct = Q(queueuserobjectpermission__user=user, queueuserobjectpermission__permission__codename__in=codenames)
        group = Q(queuegroupobjectpermission__group__user=user, queuegroupobjectpermission__permission__codename__in=codenames)
        granted = self.model._default_manager.filter(direct | group).values("id")
        return self.filter(id__in=granted, workspace_id__in=workspaces_with(user, Role.REVIEWER))

    def visible_to(self, user: Who) -> Self:
        """Owners and auditors see every queue of their workspace, reviewers those granted to them."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        granted = self.granted_to(user, "view_queue", "decide_queue").values("id")
        return self.filter(Q(workspace_id__in=workspaces_with(user, *SEE_ALL)) | Q(id__in=granted))

    def decidable_by(self, user: Who) -> Self:
        """Owners decide everywhere, reviewers where they hold decide_queue, auditors nowhere."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        granted = self.granted_to(user, "decide_queue").values("id")
        return self.filter(Q(workspace_id__in=workspaces_with(user, Role.OWNER)) | Q(id__in=granted))


def deciders_of(queue: Queue) -> models.QuerySet[User]:
    """``decidable_by`` the other way around: everybody who may decide there."""
    roles = Membership.objects.filter(workspace=queue.workspace_id, is_active=True)
    direct = User.objects.filter(
        queueuserobjectpermission__content_object=queue, queueuserobjectpermission__permission__codename="decide_queue"
    )
    group = User.objects.filter(
        groups__queuegroupobjectpermission__content_object=queue, groups__queuegroupobjectpermission__permission__codename="decide_queue"
    )
    granted = Q(id__in=direct.values("id")) | Q(id__in=group.values("id"))
    reviewer = Q(id__in=roles.filter(role=Role.REVIEWER).values("user"))
    return User.objects.filter(Q(id__in=roles.filter(role=Role.OWNER).values("user")) | reviewer & granted, is_active=True)


class ItemQuerySet(models.QuerySet["Item"]):
    def _queues(self) -> QueueQuerySet:
        related: Any = self.model._meta.get_field("queue").related_model
        queues: QueueQuerySet = related._default_manager.all()
        return queues

    def visible_to(self, user: Who) -> Self:
        return self.filter(queue__in=self._queues().visible_to(user).values("id"))

    def decidable_by(self, user: Who) -> Self:
        return self.filter(queue__in=self._queues().decidable_by(user).values("id"))

    def open(self) -> Self:
        return self.filter(status__in=("waiting", "claimed"))

    def late(self) -> Self:
        return self.open().filter(due_at__lt=timezone.now())
