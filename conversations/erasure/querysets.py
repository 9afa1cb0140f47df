"""Who may see requests, holds and exports; nothing else lists them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from accounts.models import Membership, User, Workspace
from accounts.permissions import DUTIES, Who
from conversations.erasure.models import AccessExport, ErasureRequest, LegalHold
from kit.errors import NotFound


def _workspaces(user: Who) -> QuerySet[Membership, UUID]:
    rows = Membership.objects.filter(is_active=True, role__in=DUTIES["see_erasure"])
    return (rows.filter(user=user) if isinstance(user, User) else rows.none()).values_list("workspace_id", flat=True)


def requests_visible_to(user: Who) -> QuerySet[ErasureRequest]:
    rows = ErasureRequest.objects.select_related("requested_by", "confirmed_by", "contact", "workspace")
    return rows.filter(workspace_id__in=_workspaces(user))


def holds_visible_to(user: Who) -> QuerySet[LegalHold]:
    return LegalHold.objects.select_related("placed_by", "conversation", "contact").filter(workspace_id__in=_workspaces(user))


def exports_visible_to(user: Who) -> QuerySet[AccessExport]:
    return AccessExport.objects.select_related("requested_by", "contact", "workspace").filter(workspace_id__in=_workspaces(user))


def request_for(user: Who, workspace: Workspace, identity: UUID) -> ErasureRequest:
    """The same NotFound for one that is foreign and one that is not there."""
    found = requests_visible_to(user).filter(workspace=workspace, id=identity).first()
    if found is None:
        raise NotFound("There is no such request.")
    return found
