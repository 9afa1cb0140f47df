"""What accounts write on the ledger. Addresses and names never stand there: ids, roles and methods do."""

from __future__ import annotations

from audit import events
from audit.events import CODE, CODES, COUNT, DIGEST, FLAG, ID, IDS, INSTANT, event

_MEMBERSHIP = {"user": ID, "role": CODE}
_GROUP = {"number": COUNT, "group": CODE, "users": IDS}

EVENTS = {
    "account.workspace_created": event("Workspace created", {"currency": CODE, "language": CODE}),
    "account.workspace_changed": event("Workspace changed", {"fields": CODES}),
    "account.user_created": event("Person added", {"user": ID, "invited": FLAG}),
    "account.membership_added": event("Role given", _MEMBERSHIP, required=("user", "role")),
    "account.membership_changed": event("Role changed", {**_MEMBERSHIP, "before": CODE}, required=("user", "role", "before")),
    "account.membership_removed": event("Role taken away", _MEMBERSHIP, required=("user", "role")),
    "account.group_created": event("Group made", _GROUP),
    "account.group_changed": event("Members of a group changed", _GROUP),
    "account.group_removed": event("Group removed", _GROUP),
    "account.signed_in": event("Signed in", {"method": CODE, "factor": CODE}, required=("method",)),
    "account.signed_out": event("Signed out"),
    "account.sign_in_failed": event("Sign-in failed", {"address": DIGEST, "known": FLAG}),
    "account.second_factor_failed": event("Second factor wrong", {"kind": CODE}),
    "account.password_changed": event("Password changed", {"how": CODE}),
    "account.second_factor_added": event("Second factor added", {"kind": CODE}),
    "account.second_factor_removed": event("Second factor removed", {"kind": CODE}),
    "account.recovery_codes_made": event("Recovery codes made", {"kind": CODE}),
    "account.address_changed": event("E-mail address changed", {"how": CODE}),
    "account.sso_connected": event("Single sign-on connected", {"provider": CODE}),
    "account.sso_removed": event("Single sign-on removed", {"provider": CODE}),
    "account.united": event("Accounts found to be one person", {"person": ID}),
    "account.token_created": event(
        "API token created", {"token": DIGEST, "user": ID, "scopes": CODES, "expires": INSTANT}, required=("token", "user", "scopes")
    ),
    "account.token_revoked": event("API token revoked", {"token": DIGEST, "user": ID}, required=("token", "user")),
}


def register() -> None:
    events.register_all(EVENTS)
