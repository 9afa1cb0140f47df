"""How somebody signed in: what proved who they are, and the second factor on top. Read from the record that allauth keeps in the session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records

from accounts.models import User

FIRST = {"socialaccount": "sso", "password": "password", "password_reset": "password_reset", "code": "code"}


@dataclass(frozen=True, slots=True)
class SignIn:
    """``method``: password, passkey (without a password), sso, password_reset, code or other; ``factor``: totp, webauthn, recovery_codes or none."""

    method: str
    factor: str = ""

    def word(self) -> str:
        """What an entry says of an act: ``password``, ``password:totp``, ``passkey``; a session without a record is just ``session``."""
        method = "session" if self.method == "other" else self.method
        return f"{method}:{self.factor}" if self.factor else method


def of(request: Any, user: User) -> SignIn:
    """Of this session. A sign-in without allauth (the shell, a script) has none on record.

    Proving oneself once more before a change is no sign-in. A session may hold a first step that led nowhere: the last one counts, and
    only a factor that was shown after it.
    """
    found = SignIn("other")
    for record in get_authentication_records(request, user) if hasattr(request, "session") else ():
        if record.get("reauthenticated"):
            continue
        if record.get("method") == "mfa" and not record.get("passwordless"):
            found = SignIn(found.method, str(record.get("type")))
        else:
            found = SignIn(_method(record))
    return found


def _method(record: dict[str, Any]) -> str:
    return "passkey" if record.get("passwordless") else FIRST.get(str(record.get("method")), "other")
