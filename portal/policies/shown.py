"""Requests as people read them: what would become active, and what that changes against what is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User, Workspace
from accounts.people import same_person
from accounts.permissions import may
from policies import actions, requests, second_person
from policies.comparing import RuleChange, compare
from policies.engine import RuleSource
from policies.models import ActivationRequest, PolicyVersion


@dataclass(frozen=True, slots=True)
class Waiting:
    """``mine``: this person has asked, so another one agrees. ``outdated``: the rules were edited since."""

    request: ActivationRequest
    mine: bool
    outdated: bool
    others: list[User]
    changes: list[RuleChange]
    unchanged: int


def active(workspace: Workspace) -> PolicyVersion | None:
    return PolicyVersion.objects.filter(workspace=workspace, status="active").select_related("policy", "activated_by").first()


def waiting(workspace: Workspace, user: User) -> list[Waiting]:
    """Oldest first."""
    version = active(workspace)
    now = actions.sources_of(version) if version else []
    rows = requests.waiting(workspace.id).select_related("requested_by", "version__policy").order_by("requested_at")
    return [_shown(one, now, user) for one in rows]


def number(workspace: Workspace, user: User) -> int:
    """How many this person could agree to."""
    if not may(user, workspace.id, "edit_policy"):
        return 0
    return requests.waiting(workspace.id).exclude(requested_by__person=user.person).count()


def _shown(request: ActivationRequest, now: Sequence[RuleSource], user: User) -> Waiting:
    changes = compare(now, actions.sources_of(request.version))
    differing = [one for one in changes if one.kind != "same"]
    return Waiting(
        request, same_person(request.requested_by, user), requests.is_outdated(request), second_person.others(request.workspace_id, request.requested_by),
        differing, len(changes) - len(differing),
    )  # fmt: skip
