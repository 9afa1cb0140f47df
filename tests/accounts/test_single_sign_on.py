"""Sign-in by an identity provider: a real one on this machine, configured by the documented variables."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse

from accounts.actions import invite
from accounts.models import Role, User
from audit.models import Entry
from portal import settings as portal_settings
from portal.people.adapter import NoPlainText
from tests.accounts.conftest import PASSWORD, Cast
from tests.fakes.oidc_provider import CLIENT, SECRET, OidcProvider, Person

LOGIN = "/accounts/oidc/oidc/login/"


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[OidcProvider]:
    with OidcProvider() as running:
        configure(monkeypatch, settings, running.url)
        yield running


def configure(monkeypatch: pytest.MonkeyPatch, settings: Any, url: str, **more: str) -> None:
    values = {"OIDC_SERVER_URL": url, "OIDC_CLIENT_ID": CLIENT, "OIDC_CLIENT_SECRET": SECRET, "OIDC_NAME": "Moss login", **more}
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {**settings.SOCIALACCOUNT_PROVIDERS["openid_connect"], "APPS": portal_settings.oidc_apps()}
    }


def sign_in(client: Client, address: str = LOGIN) -> Any:
    """As a browser would: press the button, follow to the provider, come back."""
    leaving = client.post(address)
    assert leaving.status_code == 200
    assert leaving.templates[0].name == "socialaccount/leaving.html", leaving.content
    back = urlsplit(httpx.get(leaving.context["target"]).headers["Location"])
    return client.get(f"{back.path}?{back.query}")


def signed_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def told(event: str) -> list[dict[str, Any]]:
    return [json.loads(entry.body) for entry in Entry.objects.filter(event=event).order_by("id")]


def test_the_sign_in_page_offers_the_provider_by_its_name(client: Client, provider: OidcProvider, db: None) -> None:
    assert "Moss login" in client.get(reverse("account_login")).content.decode()


def test_a_known_person_signs_in_and_is_the_same_account(client: Client, cast: Cast, provider: OidcProvider) -> None:
    provider.does.person = Person(email=cast.reviewer.email.upper())
    assert sign_in(client).status_code == 302
    assert signed_in(client) == str(cast.reviewer.id)
    assert client.get(f"/w/{cast.workspace.slug}/").status_code == 200
    (entry,) = told("account.signed_in")
    assert (entry["workspace"], entry["auth"], entry["data"]) == (str(cast.workspace.id), "sso", {"method": "sso"})
    assert cast.reviewer.email not in json.dumps(entry)
    assert len(told("account.sso_connected")) == 1


def test_after_the_first_time_the_providers_own_name_counts_not_the_address(client: Client, cast: Cast, provider: OidcProvider) -> None:
    provider.does.person = Person(email=cast.reviewer.email)
    sign_in(client)
    client.post(reverse("account_logout"))
    provider.does.person = Person(email="rita@married.example")
    sign_in(client)
    assert signed_in(client) == str(cast.reviewer.id)
    assert not User.objects.filter(email="rita@married.example").exists()


def test_an_invited_person_needs_no_password_and_no_confirming_mail(
    client: Client, cast: Cast, provider: OidcProvider, settings: Any
) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    membership = invite(cast.workspace, "new@moss.example", Role.REVIEWER, acting_user=cast.owner)
    provider.does.person = Person(email="new@moss.example")
    mail.outbox.clear()
    sign_in(client)
    assert signed_in(client) == str(membership.user_id)
    assert EmailAddress.objects.get(email="new@moss.example").verified
    assert mail.outbox == []
    assert client.get(f"/w/{cast.workspace.slug}/").status_code == 200


def test_a_password_set_by_somebody_who_never_proved_the_address_opens_nothing_afterwards(
    client: Client, cast: Cast, provider: OidcProvider
) -> None:
    squatter = User.objects.create_user("victim@moss.example", "the password of somebody else")
    EmailAddress.objects.create(user=squatter, email=squatter.email, primary=True, verified=False)
    provider.does.person = Person(email="victim@moss.example")
    sign_in(client)
    assert signed_in(client) == str(squatter.id)
    assert not User.objects.get(id=squatter.id).has_usable_password()


def test_an_unknown_person_gets_a_plain_page_and_no_workspace(client: Client, cast: Cast, provider: OidcProvider) -> None:
    provider.does.person = Person(sub="99", email="stranger@moss.example", name="Some Stranger")
    page = client.get(sign_in(client)["Location"])
    assert "You are not in a workspace yet" in page.content.decode()
    assert client.get(f"/w/{cast.workspace.slug}/").status_code == 404
    assert User.objects.get(email="stranger@moss.example").name == "Some Stranger"
    assert told("account.user_created")[-1]["workspace"] == "00000000-0000-0000-0000-000000000000"


def test_an_unknown_person_gets_no_account_where_people_are_added_by_hand(
    client: Client, cast: Cast, provider: OidcProvider, settings: Any
) -> None:
    settings.OIDC_SIGNUP = False
    provider.does.person = Person(sub="99", email="stranger@moss.example")
    page = sign_in(client)
    assert (page.status_code, signed_in(client)) == (403, None)
    assert "Nobody has added you here" in page.content.decode()
    assert not User.objects.filter(email="stranger@moss.example").exists()


@pytest.mark.parametrize("verified", [False, None])
def test_an_address_that_the_provider_has_not_verified_opens_no_account(
    client: Client, cast: Cast, provider: OidcProvider, verified: bool | None
) -> None:
    provider.does.person = Person(email=cast.owner.email, verified=verified)
    page = sign_in(client)
    assert (page.status_code, signed_in(client)) == (403, None)
    assert "Sign in the usual way first" in page.content.decode()
    assert not SocialAccount.objects.exists()


def test_a_domain_may_be_taken_as_verified_where_the_provider_never_says(
    client: Client, cast: Cast, provider: OidcProvider, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.does.person = Person(email=cast.owner.email, verified=None)
    configure(monkeypatch, settings, provider.url, OIDC_VERIFIED_DOMAINS=f"else.example, {cast.owner.email.partition('@')[2]}")
    sign_in(client)
    assert signed_in(client) == str(cast.owner.id)


def test_somebody_whose_address_the_provider_keeps_to_itself_is_told(client: Client, provider: OidcProvider, db: None) -> None:
    provider.does.person = Person(email=None)
    page = sign_in(client)
    assert page.status_code == 403
    assert "Your address is missing" in page.content.decode()


def test_a_signed_in_person_connects_the_provider_and_takes_it_away_again(client: Client, cast: Cast, provider: OidcProvider) -> None:
    client.post(reverse("account_login"), {"login": cast.owner.email, "password": PASSWORD})
    provider.does.person = Person(email="other@elsewhere.example")
    page = client.get(reverse("socialaccount_connections"))
    assert 'name="csrfmiddlewaretoken"' in page.content.decode().split("?process=connect")[1], "the button posts with its token"
    sign_in(client, f"{LOGIN}?process=connect")
    account = SocialAccount.objects.get(user=cast.owner)
    assert client.get(reverse("socialaccount_connections")).status_code == 200
    client.post(reverse("socialaccount_connections"), {"account": account.pk})
    assert not SocialAccount.objects.exists()
    assert len(told("account.sso_removed")) == 1


def test_an_id_token_for_another_site_signs_nobody_in(client: Client, cast: Cast, provider: OidcProvider) -> None:
    provider.does.audience = "another-site"
    provider.does.person = Person(email=cast.owner.email)
    page = sign_in(client)
    assert (page.status_code, signed_in(client)) == (401, None)
    assert "did not confirm who you are" in page.content.decode()


def test_a_state_of_another_browser_signs_nobody_in(client: Client, cast: Cast, provider: OidcProvider) -> None:
    provider.does.person = Person(email=cast.owner.email)
    leaving = client.post(LOGIN)
    back = urlsplit(httpx.get(leaving.context["target"]).headers["Location"])
    other = Client()
    assert other.get(f"{back.path}?{back.query}").status_code == 401
    assert signed_in(other) is None


@pytest.mark.parametrize(("refuses", "said"), [("access_denied", "Sign-in cancelled"), ("server_error", "did not confirm who you are")])
def test_a_refusal_of_the_provider_is_a_plain_page(client: Client, provider: OidcProvider, db: None, refuses: str, said: str) -> None:
    provider.does.refuses = refuses
    page = sign_in(client)
    page = client.get(page["Location"]) if page.status_code == 302 else page
    assert said in page.content.decode()


def test_a_provider_that_is_down_costs_one_line_and_the_password_still_works(
    client: Client, cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with OidcProvider() as gone:
        url = gone.url
    configure(monkeypatch, settings, url)
    page = client.post(LOGIN)
    assert page.status_code == 503
    assert "Moss login cannot be reached" in page.content.decode()
    assert client.get(reverse("account_login")).status_code == 200
    client.post(reverse("account_login"), {"login": cast.owner.email, "password": PASSWORD})
    assert signed_in(client) == str(cast.owner.id)


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/userinfo"])
def test_a_provider_that_answers_nonsense_is_a_plain_page_at_each_step(client: Client, provider: OidcProvider, db: None, path: str) -> None:
    leaving = client.post(LOGIN)
    back = urlsplit(httpx.get(leaving.context["target"]).headers["Location"])
    provider.does.garbage.add(path)
    page = client.get(f"{back.path}?{back.query}")
    assert page.status_code in (401, 503)
    assert "<h1>" in page.content.decode()
    assert signed_in(client) is None


def test_a_provider_that_goes_down_while_somebody_is_there_is_a_plain_page(client: Client, provider: OidcProvider, db: None) -> None:
    leaving = client.post(LOGIN)
    back = urlsplit(httpx.get(leaving.context["target"]).headers["Location"])
    provider.server.shutdown()
    provider.server.server_close()
    assert client.get(f"{back.path}?{back.query}").status_code == 503


def test_a_provider_that_is_not_configured_is_a_page_that_does_not_exist(client: Client, db: None) -> None:
    assert client.post("/accounts/oidc/none/login/").status_code == 404


def test_in_production_a_provider_without_tls_is_refused_by_the_check_and_on_the_way(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(monkeypatch, settings, "http://login.example.org")
    settings.PRODUCTION = True
    assert "countersign.E016" in {found.id for found in run_checks(tags=["security"])}
    with pytest.raises(requests.ConnectionError, match="plain text"):
        NoPlainText().send(requests.Request("GET", "http://login.example.org/token").prepare())


def test_a_factor_set_up_here_is_asked_for_after_single_sign_on_too(client: Client, cast: Cast, provider: OidcProvider) -> None:
    TOTP.activate(cast.owner, generate_totp_secret())
    provider.does.person = Person(email=cast.owner.email)
    assert sign_in(client)["Location"] == reverse("mfa_authenticate")
    assert signed_in(client) is None
    code = RecoveryCodes.activate(cast.owner).get_unused_codes()[0]
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert signed_in(client) == str(cast.owner.id)
    assert told("account.signed_in")[-1]["data"] == {"method": "sso", "factor": "recovery_codes"}
