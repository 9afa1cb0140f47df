"""API tokens: made (shown once), revoked, and recognised in a request. A token belongs to one user and one workspace."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from rest_framework.exceptions import AuthenticationFailed

from accounts import scopes
from accounts.models import ApiToken, User, Workspace
from accounts.permissions import may, require, roles
from audit.recorder import record
from kit.actor import SYSTEM
from kit.errors import InvalidInput, NotAllowed

LONGEST: Final = timedelta(days=366)
DEFAULT: Final = timedelta(days=90)
SAMPLED: Final = timedelta(minutes=1)


@transaction.atomic
def create(
    user: User,
    workspace: Workspace,
    words: Iterable[str],
    *,
    name: str,
    acting_user: User | None,
    lifetime: timedelta = DEFAULT,
) -> tuple[ApiToken, str]:
    """The row and the token itself, which is kept nowhere. For oneself as a member; for others by an owner. None: the shell."""
    words = scopes.checked(words)
    if not roles(user, workspace.id):
        raise InvalidInput("The user has no role in this workspace, so a token would open nothing.")
    _allowed(user, workspace.id, acting_user)
    if not timedelta(0) < lifetime <= LONGEST:
        raise InvalidInput(f"A token lives between one and {LONGEST.days} days.")
    row, token = ApiToken.objects.create(user=user, workspace=workspace, name=name.strip()[:80] or "API", scopes=words, expiry=lifetime)
    _record("account.token_created", row, acting_user, {"scopes": words, "expires": row.expiry})
    return row, str(token)


@transaction.atomic
def revoke(token: ApiToken, *, acting_user: User | None) -> None:
    """The next request with it is refused."""
    _allowed(token.user, token.workspace_id, acting_user)
    _record("account.token_revoked", token, acting_user, {})
    token.delete()


def _allowed(user: User, workspace: UUID, acting_user: User | None) -> None:
    if acting_user is None:
        return
    require(acting_user, workspace, "view")
    if acting_user.id != user.id and not may(acting_user, workspace, "edit_people"):
        raise NotAllowed("Tokens of other people are made and revoked by an owner of the workspace.")


def _record(event: str, token: ApiToken, acting_user: User | None, data: dict[str, object]) -> None:
    named = {"token": fingerprint(token), "user": token.user_id, **data}
    record(event, workspace=token.workspace_id, actor=acting_user.as_actor() if acting_user else SYSTEM, subject=token.user_id, data=named)


def fingerprint(token: ApiToken) -> str:
    """A name for the token on the ledger: SHA-256 of the stored digest, so it opens nothing."""
    return hashlib.sha256(token.digest.encode()).hexdigest()


class ApiTokenAuthentication(TokenAuthentication):
    """``Authorization: Token cs_...``. Expired tokens stay as rows, so that a list shows why one no longer works."""

    def authenticate_credentials(self, token: bytes) -> tuple[User, ApiToken]:
        text = token.decode("utf-8", "replace")
        row = self._find(text)
        if row is None or (row.expiry and row.expiry <= timezone.now()):
            raise AuthenticationFailed("The token is not valid: unknown, revoked or expired.")
        if not roles(row.user, row.workspace_id):
            raise AuthenticationFailed("The token's user is no longer a member of its workspace.")
        row.user.authenticated_by = "token"
        self._note_use(row)
        return row.user, row

    def _find(self, text: str) -> ApiToken | None:
        rows = ApiToken.objects.filter(digest=_digest(text))  # the primary key; the text itself never reaches the database
        found: ApiToken | None = rows.select_related("user", "workspace").first()
        return found

    def _note_use(self, row: ApiToken) -> None:
        """To the minute: a row written with every request would be the busiest of the house."""
        now = timezone.now()
        if row.last_used_at is None or now - row.last_used_at > SAMPLED:
            ApiToken.objects.filter(pk=row.pk).update(last_used_at=now)


def _digest(text: str) -> Any:
    try:
        return hash_token(text)
    except (TypeError, ValueError):
        return ""
