"""Who does something, as the ledger names them: an id, a kind and how they were authenticated; never a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Kind = Literal["user", "agent", "contact", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """``id`` is None only for the system; ``auth`` says how: password, password:totp, passkey, sso, session, token, mail:verified, visitor, worker, command."""

    kind: Kind
    id: UUID | None
    auth: str = ""


SYSTEM = Actor(kind="system", id=None, auth="worker")
