"""The fixed cast of the policy tests: one workspace, its policy admin, a reviewer, a stranger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.models import Membership, Role, User, Workspace
from policies import actions
from policies.engine import RuleSource
from policies.models import Policy, PolicyVersion


@dataclass(frozen=True)
class Cast:
    workspace: Workspace
    admin: User
    reviewer: User
    stranger: User
    policy: Policy


def assemble(slug: str = "acme") -> Cast:
    workspace = Workspace.objects.create(slug=slug, name=slug.title())
    people = {
        name: User.objects.create_user(f"{name}@{slug}.example", "pass-word-1", is_staff=True) for name in ("admin", "reviewer", "stranger")
    }
    Membership.objects.create(workspace=workspace, user=people["admin"], role=Role.POLICY_ADMIN)
    Membership.objects.create(workspace=workspace, user=people["reviewer"], role=Role.REVIEWER)
    policy = actions.create_policy(workspace.id, "Support", acting_user=people["admin"])
    return Cast(workspace, policy=policy, **people)


def rule(name: str, when: str, effect: str = "review", **more: Any) -> RuleSource:
    return RuleSource(id=name, name=name, when=when, effect=effect, reason_code=more.pop("reason_code", "test"), **more)


def active(cast: Cast, *rules: RuleSource) -> PolicyVersion:
    return actions.activate(actions.create_draft(cast.policy, acting_user=cast.admin, rules=rules), acting_user=cast.admin)
