"""Signing in and what belongs to it stands on the ledger, without a name or an address."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client
from django.urls import reverse

from accounts import signins
from accounts.models import User
from accounts.people import same_person
from accounts.signals import join
from accounts.signins import SignIn
from audit.models import Entry
from tests.accounts.conftest import PASSWORD, Cast


def entries(event: str, **fields: Any) -> list[dict[str, Any]]:
    return [json.loads(entry.body) for entry in Entry.objects.filter(event=event, **fields).order_by("id")]


def sign_in(client: Client, user: User, password: str = PASSWORD) -> Any:
    return client.post(reverse("account_login"), {"login": user.email, "password": password})


def test_sign_in_and_sign_out_are_recorded_for_the_workspace(client: Client, cast: Cast) -> None:
    assert sign_in(client, cast.owner).status_code == 302
    client.post(reverse("account_logout"))
    (entry,) = entries("account.signed_in", workspace=cast.workspace.id)
    assert entry["actor"] == str(cast.owner.id)
    assert entry["data"] == {"method": "password"}
    assert len(entries("account.signed_out", workspace=cast.workspace.id)) == 1
    assert entries("account.signed_in", workspace=cast.other.id) == []


def test_a_wrong_password_is_recorded_without_the_address(client: Client, cast: Cast) -> None:
    sign_in(client, cast.owner, "wrong")
    (entry,) = entries("account.sign_in_failed", workspace=cast.workspace.id)
    assert entry["data"]["known"] is True
    assert cast.owner.email not in json.dumps(entry)


def test_an_unknown_address_is_recorded_for_the_installation(client: Client, cast: Cast) -> None:
    client.post(reverse("account_login"), {"login": "nobody@acme.example", "password": "wrong"})
    (entry,) = entries("account.sign_in_failed")
    assert (entry["workspace"], entry["data"]["known"]) == ("00000000-0000-0000-0000-000000000000", False)


def test_a_changed_password_is_recorded(client: Client, cast: Cast) -> None:
    sign_in(client, cast.owner)
    new = "four quiet lamps"
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert [entry["data"] for entry in entries("account.password_changed")] == [{"how": "by_user"}]


def test_recovery_codes_and_the_second_factor_are_recorded(client: Client, cast: Cast) -> None:
    from allauth.mfa import signals as mfa

    authenticator = RecoveryCodes.activate(cast.owner).instance
    mfa.authenticator_added.send(sender=type(authenticator), request=None, user=cast.owner, authenticator=authenticator)
    mfa.authenticator_removed.send(sender=type(authenticator), request=None, user=cast.owner, authenticator=authenticator)
    assert [entry["data"]["kind"] for entry in entries("account.second_factor_added")] == ["recovery_codes"]
    assert len(entries("account.second_factor_removed")) == 1


def test_accounts_with_one_verified_address_become_one_person_on_sign_in(client: Client, cast: Cast) -> None:
    assert not same_person(cast.owner, cast.reviewer)
    EmailAddress.objects.create(user=cast.reviewer, email="private@home.example", verified=True)
    EmailAddress.objects.create(user=cast.owner, email="Private@home.example", verified=False)
    join(cast.owner)
    assert not same_person(User.objects.get(id=cast.owner.id), cast.reviewer), "an unverified address proves nothing"
    EmailAddress.objects.filter(user=cast.owner, email="Private@home.example").update(verified=True)
    sign_in(client, cast.reviewer)
    assert same_person(User.objects.get(id=cast.owner.id), User.objects.get(id=cast.reviewer.id))
    assert len(entries("account.united", workspace=cast.workspace.id)) >= 1


def test_what_somebody_does_says_how_they_signed_in(client: Client, cast: Cast) -> None:
    sign_in(client, cast.owner)
    new = "four quiet lamps"
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert [entry["auth"] for entry in entries("account.password_changed")] == ["password"]


def test_a_session_without_a_record_is_called_a_session(client: Client, cast: Cast) -> None:
    client.force_login(cast.owner)
    client.post(reverse("account_logout"))
    assert [entry["auth"] for entry in entries("account.signed_out")] == ["session"]
    assert entries("account.signed_in")[0]["data"] == {"method": "other"}


def test_only_a_factor_shown_after_the_last_first_step_counts(cast: Cast) -> None:
    def of(*records: dict[str, Any]) -> SignIn:
        held = {"account_authentication_methods_user": str(cast.owner.id), "account_authentication_methods": list(records)}
        return signins.of(SimpleNamespace(session=held), cast.owner)

    password, sso = {"method": "password"}, {"method": "socialaccount"}
    totp, again = {"method": "mfa", "type": "totp"}, {"method": "password", "reauthenticated": True}
    assert of(password, totp, again) == SignIn("password", "totp")
    assert of(password, totp, sso) == SignIn("sso")
    assert of(password, sso, totp) == SignIn("sso", "totp")
    assert of({"method": "mfa", "type": "webauthn", "passwordless": True}).word() == "passkey"
    assert of().word() == "session"
