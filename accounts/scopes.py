"""What an API token may be used for; a token holds some of these words and never more rights than its user."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kit.errors import InvalidInput

SCOPES: Final[dict[str, str]] = {
    "conversations:read": "Read conversations and their messages",
    "items:read": "Read items, with what is proposed and why",
    "items:claim": "Claim items, renew and give back the claim",
    "items:decide": "Approve, edit, reject and escalate claimed items",
    "items:reveal": "See single masked fields for a reason, each on the ledger",
    "decisions:read": "Read decisions",
    "privacy:read": "Read requests to erase, their certificates, legal holds, retention and the record of processing",
    "privacy:write": "Ask for erasures and access exports, confirm those of others, place and lift legal holds, change retention",
    "replays:read": "Read replays, what came out of them, and sets of turns",
    "replays:run": "Replay recorded turns, keep sets of them",
    "evidence:read": "Read the entries of the ledger and oversight reports, as an auditor or owner",
    "policies:read": "Read rate limits, versions of policies and requests for a second person about them",
    "policies:write": "Change rate limits, agree to a policy version or decline it, as an owner or policy admin",
    "redaction:read": "Read redaction rules and own recognisers, as an owner, policy admin or auditor",
    "redaction:write": "Add, change and retire redaction rules and own recognisers, as an owner or policy admin",
    "tools:read": "Read how tools are set up, without their secrets, as an owner, operator of agents or auditor",
    "tools:write": "Add and change tools, set their secrets, as an owner or operator of agents",
    "spend:read": "Read what agents spend, as an owner, policy admin or auditor",
    "stops:read": "Read emergency stops",
    "stops:press": "Press and lift emergency stops",
    "budgets:read": "Read limits of budgets and which thresholds they reached",
    "budgets:write": "Set, change and remove limits of budgets",
    "evidence:export": "Make and download evidence bundles, make oversight reports, as an auditor or owner",
}


def checked(words: Iterable[str]) -> list[str]:
    """``words`` in the order of ``SCOPES``, each once. Raises InvalidInput for none at all or an unknown one."""
    given = {word.strip() for word in words if word.strip()}
    unknown = sorted(given - SCOPES.keys())
    if unknown or not given:
        wrong = f"{', '.join(unknown)} is no scope. " if unknown else "A token needs at least one scope. "
        raise InvalidInput(f"{wrong}Scopes: {', '.join(SCOPES)}.")
    return [word for word in SCOPES if word in given]
