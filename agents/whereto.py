"""Where data may go: which classes of data are in a request, and whether the provider of a tier may have them.

Asked before each call that really leaves, the repair and the round after a look-up included; a replay reads what was recorded then.
"""

from __future__ import annotations

from typing import Any

from agents.calls import Talk
from agents.tiers import Tier
from connectors.providers.errors import ProviderError

REFUSED = "may_not_go_there"


def classes_in(talk: Talk) -> set[str]:
    """Of the passages shown, of findings in the letters, and of what tools have answered so far. A passage without a class is internal."""
    found = {passage.data_class or "internal" for passage in talk.prepared.passages}
    found |= {"personal"} if talk.prepared.types or talk.every_name else set()
    return found | ({"tool"} if talk.looked else set())


def check(tier: Tier, talk: Talk, request: dict[str, Any]) -> None:
    """Raises ProviderError, with no attempt made and the request for the record, where a class may not go to this provider."""
    kept = sorted(classes_in(talk) - set(tier.classes)) if tier.classes is not None else []
    if kept:
        place = ", ".join(filter(None, (tier.region, tier.hosting))) or "a place that is not stated"
        message = f"Data of class {', '.join(kept)} may not go to {tier.model} ({place})."
        raise ProviderError(message, code=REFUSED, permanent=True, attempts=0, request={**request, "model": tier.model})
