"""Before a version is activated: each required set must have run clean on that very version, and since it last grew."""

from __future__ import annotations

from django.db.models import Q

from agents.models import AgentVersion, ReplayRun, ReplaySet
from agents.suites import runs
from kit.errors import TransitionError
from policies import actions as policy_actions
from policies.activation import Word
from policies.models import PolicyVersion


def of_policy(version: PolicyVersion) -> list[Word]:
    """About every set of the workspace that is required or was tried on this version; rules that were edited since need a new run."""
    rules = policy_actions.digest_of(version)
    tried = Q(policy_version=version, rules=rules, agent_version=None, model="")
    sets = ReplaySet.objects.filter(workspace=version.workspace_id, replaymember__isnull=False).distinct().order_by("name")
    return [word for one in sets if (word := _word(one, tried))]


def of_agent(version: AgentVersion) -> list[Word]:
    """Only sets with turns of that agent."""
    tried = Q(agent_version=version, policy_version=None, rules="", model="")
    sets = ReplaySet.objects.filter(replaymember__turn__agent_version__agent=version.agent_id).distinct().order_by("name")
    return [word for one in sets if (word := _word(one, tried))]


def require_agent(version: AgentVersion) -> None:
    for word in of_agent(version):
        if word.refuses:
            raise TransitionError(word.text, code="not_ready")


def _word(chosen: ReplaySet, tried: Q) -> Word | None:
    last = ReplayRun.objects.filter(tried, set=chosen).order_by("-id").first()
    if last is None:
        told = f"The set {chosen} must run clean on this version first; it has not run on it."
        return Word(told, refuses=True) if chosen.is_required else None
    if last.finished_at is None:
        return Word(f"The set {chosen} is running on this version.", chosen.is_required, last.id)
    if last.created_at < chosen.changed_at:
        return Word(f"Turns were added to the set {chosen} since it ran on this version. Run it again.", chosen.is_required, last.id)
    said = runs.said(last.counts)
    if last.is_clean:
        return Word(f"The set {chosen} ran clean on this version: {said}.", run=last.id)
    return Word(f"The set {chosen} did not run clean on this version: {said}.", chosen.is_required, last.id)
