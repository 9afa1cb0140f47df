"""Which draft is good enough: the quoted one, or the next tier's. The agent's own number decides, nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from agents import extractive
from agents.drafts import Draft, Prepared
from agents.models import AgentVersion
from agents.tiers import Tier


def without_model(prepared: Prepared, usable: Sequence[Tier], version: AgentVersion, signature: str) -> Draft | None:
    """The extractive draft where it is enough: no model tier, sure enough, or the customer wants a person anyway."""
    if usable[0].is_model and not prepared.wants_person:
        return None
    draft = extractive.draft(prepared, signature)
    more = any(tier.is_model for tier in usable)
    return draft if not more or prepared.wants_person or sure(draft, version) else None


def sure(draft: Draft, version: AgentVersion) -> bool:
    return draft.confidence >= float(version.escalate_below)
