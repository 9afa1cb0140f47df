"""What somebody asks a bundle about, from a form or a request, and who may see which bundles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Membership, User, Workspace
from accounts.permissions import DUTIES, Who
from audit.bundle import selection
from audit.bundle.selection import About
from kit.errors import InvalidInput, NotFound
from kit.ids import as_uuid
from portal.models import EvidenceBundle
from portal.oversight.views import period


def about(workspace: Workspace, given: Mapping[str, str]) -> About:
    """``kind`` with ``id`` (conversation, decision), ``who`` (subject) or ``since`` and ``until`` (days). Raises InvalidInput, NotFound."""
    kind, identity = given.get("kind", ""), as_uuid(given.get("id", "").strip())
    if kind in ("conversation", "decision"):
        if identity is None:
            raise InvalidInput("Name it by its id.")
        choose = selection.conversation if kind == "conversation" else selection.decision
        return choose(identity, workspace.id)
    if kind == "subject":
        return selection.subject(given.get("who", "").strip() or given.get("id", ""), workspace.id)
    if kind == "period":
        return selection.period(workspace.id, *_days(workspace, given.get("since", ""), given.get("until", "")))
    raise InvalidInput("A bundle is about a conversation, a decision, a period or a subject.")


def _days(workspace: Workspace, first: str, last: str) -> tuple[datetime, datetime]:
    """What is left open reaches to the beginning of the workspace, or to now."""
    since, until = period(first or last, last or first)
    return (since if first else workspace.created_at), (until if last else timezone.now())


def visible_to(user: Who) -> QuerySet[EvidenceBundle]:
    mine = Membership.objects.filter(is_active=True, role__in=DUTIES["see_evidence"])
    rows = mine.filter(user=user) if isinstance(user, User) else mine.none()
    return EvidenceBundle.objects.select_related("made_by", "workspace").filter(
        workspace_id__in=rows.values_list("workspace_id", flat=True)
    )


def one_for(user: Who, workspace: Workspace, identity: UUID) -> EvidenceBundle:
    found = visible_to(user).filter(workspace=workspace, id=identity).first()
    if found is None:
        raise NotFound("There is no such bundle.")
    return found
