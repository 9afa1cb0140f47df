"""The admin of people: an owner sees their own workspaces; other roles enter for other pages; strangers see nothing of it."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import actions, tokens
from accounts.admin import RoleForm
from accounts.models import ApiToken, Membership, Role, User
from tests.accounts.conftest import Cast
from tests.support.chance import without_chance

PAGES = ("accounts_membership", "accounts_user", "accounts_apitoken", "accounts_workspace")


def page(name: str, kind: str = "changelist", *args: object) -> str:
    return reverse(f"admin:{name}_{kind}", args=args)


@pytest.mark.parametrize(("role", "enters"), [("owner", True), ("policy_admin", True), ("agent_operator", True), ("reviewer", False), ("auditor", False)])  # fmt: skip
def test_the_role_decides_who_enters(client: Client, cast: Cast, role: str, enters: bool) -> None:
    user = actions.create_user(cast.workspace, "x@acme.example", "X", acting_user=None)
    actions.add_membership(cast.workspace, user, role, acting_user=None)
    client.force_login(user)
    answer = client.get(reverse("admin:index"), follow=True)
    assert answer.status_code == (200 if enters else 403)


def test_a_visitor_is_sent_to_the_one_sign_in(client: Client, cast: Cast) -> None:
    answer = client.get(reverse("admin:login"), {"next": page("accounts_user")})
    assert answer.headers["Location"].startswith(reverse("account_login"))
    assert "next=%2Fadmin%2Faccounts%2Fuser%2F" in answer.headers["Location"]


def test_nobody_is_sent_off_to_another_site(client: Client, cast: Cast) -> None:
    client.force_login(cast.owner)
    assert client.get(reverse("admin:login"), {"next": "https://evil.example/"}).headers["Location"] == reverse("admin:index")


def test_roles_are_read_once_though_a_page_asks_about_every_model(client: Client, cast: Cast) -> None:
    client.force_login(cast.owner)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(page("accounts_membership")).status_code == 200
    asked = [one["sql"] for one in seen.captured_queries if one["sql"].startswith('SELECT "accounts_membership"."workspace_id"')]
    assert len(asked) == 1


@pytest.mark.parametrize("name", PAGES)
def test_an_owner_sees_their_own_workspace_only(client: Client, cast: Cast, name: str) -> None:
    tokens.create(cast.stranger, cast.other, ["items:read"], name="foreign script", acting_user=None)
    client.force_login(cast.owner)
    answer = client.get(page(name))
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "Stranger" not in text
    assert "foreign script" not in text


@pytest.mark.parametrize("name", PAGES)
def test_a_policy_admin_sees_nothing_of_people(client: Client, cast: Cast, name: str) -> None:
    actions.add_membership(cast.workspace, cast.reviewer, Role.POLICY_ADMIN, acting_user=None)
    client.force_login(cast.reviewer)
    assert client.get(page(name)).status_code == 403


def test_a_foreign_membership_cannot_be_opened(client: Client, cast: Cast) -> None:
    foreign = Membership.objects.get(workspace=cast.other)
    client.force_login(cast.owner)
    answer = client.post(page("accounts_membership", "change", foreign.pk), {"role": "auditor"}, follow=True)
    foreign.refresh_from_db()
    assert foreign.role == Role.OWNER
    assert "Role changed" not in answer.content.decode()


def test_an_owner_invites_and_changes_a_role(client: Client, cast: Cast) -> None:
    client.force_login(cast.owner)
    given = {"workspace": cast.workspace.id, "email": "new@acme.example", "name": "New", "role": "reviewer"}
    assert client.post(page("accounts_membership", "add"), given).status_code == 302
    made = Membership.objects.get(user__email="new@acme.example")
    assert client.post(page("accounts_membership", "change", made.pk), {"role": "auditor", "is_active": "on"}).status_code == 302
    made.refresh_from_db()
    assert made.role == Role.AUDITOR


def test_an_invitation_into_a_foreign_workspace_is_refused(client: Client, cast: Cast) -> None:
    client.force_login(cast.owner)
    client.post(page("accounts_membership", "add"), {"workspace": cast.other.id, "email": "new@acme.example", "role": "owner"})
    assert not User.objects.filter(email="new@acme.example").exists()


def test_the_last_owner_cannot_step_down(client: Client, cast: Cast) -> None:
    client.force_login(cast.owner)
    mine = cast.membership(cast.owner)
    answer = client.post(page("accounts_membership", "change", mine.pk), {"role": "auditor", "is_active": "on"})
    assert "A workspace needs an owner" in answer.content.decode()
    mine.refresh_from_db()
    assert mine.role == Role.OWNER


def test_what_a_verb_refuses_stands_in_no_list_of_changes(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RoleForm, "clean", lambda form: form.cleaned_data)  # as when the other owner left after the form was checked
    client.force_login(cast.owner)
    mine, other = cast.membership(cast.owner), cast.membership(cast.reviewer, Role.REVIEWER)
    client.post(page("accounts_membership", "change", mine.pk), {"role": "auditor", "is_active": "on"})
    assert not LogEntry.objects.exists()
    client.post(page("accounts_membership", "change", other.pk), {"role": "auditor", "is_active": "on"})
    assert LogEntry.objects.get().object_id == str(other.pk)


def test_a_token_is_shown_once_and_can_be_revoked(client: Client, cast: Cast) -> None:
    client.force_login(cast.owner)
    given = {"workspace": cast.workspace.id, "user": cast.reviewer.id, "name": "script", "words": ["items:read"], "days": "7"}
    shown = client.post(page("accounts_apitoken", "add"), given, follow=True).content.decode()
    assert "cs_" in shown
    row = ApiToken.objects.get()
    assert "cs_" not in without_chance(client.get(page("accounts_apitoken")).content.decode()).replace("cs_session", "")
    client.post(page("accounts_apitoken", "delete", row.pk), {"post": "yes"})
    assert not ApiToken.objects.exists()


def test_the_only_workspace_is_chosen_already(client: Client, cast: Cast) -> None:
    client.force_login(cast.owner)
    form = client.get(page("accounts_membership", "add")).context["adminform"].form
    assert form["workspace"].value() == cast.workspace.id
    actions.add_membership(cast.other, cast.owner, Role.OWNER, acting_user=None)
    form = client.get(page("accounts_membership", "add")).context["adminform"].form
    assert form["workspace"].value() is None
