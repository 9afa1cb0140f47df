"""The one module that listens to signals of others: sign-in, factors, addresses, single sign-on. Each becomes an entry on the ledger.

A person may belong to several workspaces; each of them gets the entry, so that its owner and auditor see it. What belongs to no
workspace is recorded for the installation. A wrong password names the address by a keyed hash only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.socialaccount import signals as social
from django.contrib.auth import signals as auth
from django.db import transaction

from accounts import people, signins
from accounts.models import Membership, User
from audit import keys
from audit.events import is_code
from audit.recorder import INSTALLATION, Recording, record_many
from kit.actor import SYSTEM, Actor


def connect() -> None:
    """Called once from ``ready()``."""
    pairs: dict[Any, Any] = {
        auth.user_logged_in: signed_in,
        auth.user_logged_out: signed_out,
        auth.user_login_failed: sign_in_failed,
        account.user_signed_up: signed_up,
        account.password_set: password_changed,
        account.password_changed: password_changed,
        account.password_reset: password_reset,
        account.email_confirmed: address_confirmed,
        account.email_changed: address_changed,
        mfa.authenticator_added: factor_added,
        mfa.authenticator_removed: factor_removed,
        mfa.authenticator_reset: codes_made,
        mfa.authentication_failed: factor_failed,
        social.social_account_added: sso_connected,
        social.social_account_removed: sso_removed,
    }
    for signal, receiver in pairs.items():
        signal.connect(receiver, dispatch_uid=f"accounts.{receiver.__name__}")


def signed_in(request: Any, user: User, **kwargs: Any) -> None:
    join(user)
    how = signins.of(request, user)
    user.authenticated_by = how.word()
    _record("account.signed_in", user, {"method": how.method, **({"factor": how.factor} if how.factor else {})})


def signed_up(user: User, **kwargs: Any) -> None:
    """By themselves: where the installation lets people, or by its identity provider."""
    _record("account.user_created", user, {"user": user.id, "invited": False})


def signed_out(request: Any, user: User | None, **kwargs: Any) -> None:
    if isinstance(user, User):
        _record("account.signed_out", user, {})


def sign_in_failed(credentials: Mapping[str, Any], **kwargs: Any) -> None:
    address = str(credentials.get("email") or credentials.get("username") or "").strip().lower()[:254]
    user = User.objects.filter(email=address).first() if address else None
    data = {"address": keys.lookup_hash(INSTALLATION, f"sign-in:{address}"), "known": user is not None}
    _write("account.sign_in_failed", _workspaces(user), SYSTEM, user.id if user else None, data)


def password_changed(user: User, **kwargs: Any) -> None:
    _record("account.password_changed", user, {"how": "by_user"})


def password_reset(user: User, **kwargs: Any) -> None:
    _record("account.password_changed", user, {"how": "by_mail"})


def address_confirmed(email_address: Any, **kwargs: Any) -> None:
    join(email_address.user)
    _record("account.address_changed", email_address.user, {"how": "confirmed"})


def address_changed(user: User, **kwargs: Any) -> None:
    join(user)
    _record("account.address_changed", user, {"how": "primary"})


def factor_added(user: User, authenticator: Any, **kwargs: Any) -> None:
    _record("account.second_factor_added", user, {"kind": _kind(authenticator)})


def factor_removed(user: User, authenticator: Any, **kwargs: Any) -> None:
    _record("account.second_factor_removed", user, {"kind": _kind(authenticator)})


def codes_made(user: User, authenticator: Any, **kwargs: Any) -> None:
    _record("account.recovery_codes_made", user, {"kind": _kind(authenticator)})


def factor_failed(user: User, authenticator: Any = None, **kwargs: Any) -> None:
    _record("account.second_factor_failed", user, {"kind": _kind(authenticator)})


def sso_connected(sociallogin: Any, **kwargs: Any) -> None:
    confirmed = people.confirm(sociallogin.user, [one.email for one in sociallogin.email_addresses if one.verified])
    join(sociallogin.user)
    if confirmed:
        _record("account.address_changed", sociallogin.user, {"how": "confirmed"})
    _record("account.sso_connected", sociallogin.user, {"provider": _code(sociallogin.account.provider)})


def sso_removed(socialaccount: Any, **kwargs: Any) -> None:
    _record("account.sso_removed", socialaccount.user, {"provider": _code(socialaccount.provider)})


def join(user: User) -> None:
    """Accounts that turn out to be one human get one person id, which four-eyes asks for."""
    before = user.person
    if people.unite(user) != before:
        _record("account.united", user, {"person": user.person})


def _kind(authenticator: Any) -> str:
    return _code(getattr(authenticator, "type", ""))


def _code(value: object) -> str:
    return str(value) if is_code(value) else "other"


def _record(event: str, user: User, data: Mapping[str, object]) -> None:
    _write(event, _workspaces(user), user.as_actor(), user.id, data)


def _workspaces(user: User | None) -> Iterable[UUID]:
    mine = Membership.objects.filter(user=user, is_active=True).values_list("workspace_id", flat=True).distinct() if user else ()
    return sorted(set(mine)) or [INSTALLATION]


def _write(event: str, workspaces: Iterable[UUID], actor: Actor, subject: UUID | None, data: Mapping[str, object]) -> None:
    with transaction.atomic():
        record_many([Recording(event, workspace, actor, subject, None, data) for workspace in workspaces])
