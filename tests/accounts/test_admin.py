"""The admin of people: an owner sees their own workspaces; other roles enter for other pages; strangers see nothing of it."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from auditlog.models import LogEntry as Changes
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import actions, groups, tokens
from accounts.admin import GroupAdmin, RoleForm
from accounts.models import ApiToken, Membership, Role, User, Workspace
from audit.models import Entry
from kit import statements
from kit.errors import InvalidInput, NotAllowed
from tests.accounts.conftest import Cast
from tests.support.chance import without_chance
from tests.support.races import at_once
from tests.support.workers import wait_for

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


@pytest.mark.parametrize(("field", "value", "told"), [
    ("timezone", "Mars/Olympus", "There is no such time zone"), ("timezone", "europe/berlin", "no such time zone"),
    ("currency", "euro", "three"), ("currency", "eur", "three capital letters"), ("language", "English", "two small letters"),
])  # fmt: skip
def test_a_workspace_is_where_days_can_be_told(client: Client, cast: Cast, field: str, value: str, told: str) -> None:
    client.force_login(cast.owner)
    address = page("accounts_workspace", "change", cast.workspace.pk)
    good = {"name": "Acme", "timezone": "Europe/Berlin", "currency": "USD", "language": "de"}
    assert "<option>Europe/Berlin</option>" in client.get(address).content.decode()
    assert client.post(address, good).status_code == 302
    answer = client.post(address, good | {field: value})
    assert list(answer.context["adminform"].form.errors) == [field]
    cast.workspace.refresh_from_db()
    assert (cast.workspace.timezone, cast.workspace.currency, cast.workspace.language) == ("Europe/Berlin", "USD", "de")
    if told != "three":
        with pytest.raises(InvalidInput, match=told):
            actions.change_workspace(cast.workspace, {field: value}, acting_user=cast.owner)


@pytest.fixture
def staff(client: Client, cast: Cast) -> User:
    cast.owner.is_staff = True
    cast.owner.save()
    client.force_login(cast.owner)
    return cast.owner


def test_groups_are_kept_in_the_settings_and_each_workspace_reads_of_its_own_people(client: Client, cast: Cast, staff: User) -> None:
    sent = {"name": "Finance  team", "members": [str(cast.reviewer.pk), str(cast.stranger.pk)]}
    assert client.post(page("auth_group", "add"), sent).status_code == 302
    group = Group.objects.get()
    assert set(group.user_set.all()) == {cast.reviewer, cast.stranger}
    address = page("auth_group", "change", group.pk)
    assert f'value="{cast.reviewer.pk}" selected' in client.get(address).content.decode()
    assert client.post(address, {"name": "money", "members": [str(cast.reviewer.pk)]}).status_code == 302
    assert set(group.user_set.all()) == {cast.reviewer}
    client.post(page("auth_group", "delete", group.pk), {"post": "yes"})
    assert not Group.objects.exists()
    told = [(one.event, users(one)) for one in entries_of(cast.workspace)]
    mine = [str(cast.reviewer.pk)]
    assert told == [("account.group_created", mine), ("account.group_changed", mine), ("account.group_removed", [])]
    assert [users(one) for one in entries_of(cast.other)] == [[str(cast.stranger.pk)], []]
    assert [one.changes_dict for one in Changes.objects.filter(content_type__model="group", action=Changes.Action.UPDATE)] == [
        {"name": ["Finance team", "money"]}
    ]


def test_a_second_group_of_a_name_is_refused_beside_its_field(client: Client, cast: Cast, staff: User) -> None:
    Group.objects.create(name="Finance")
    answer = client.post(page("auth_group", "add"), {"name": "finance "})
    assert list(answer.context["adminform"].form.errors) == ["name"]


def test_a_name_that_somebody_takes_meanwhile_is_refused_beside_its_field(transactional_db: None) -> None:
    staff = User.objects.create_user("staff@acme.example", is_staff=True)
    client, taken, seen = Client(), threading.Event(), threading.Event()
    client.force_login(staff)

    def somebody() -> None:
        with transaction.atomic():
            groups.create("Finance", [], acting_user=None)
            taken.set()
            seen.wait(60)

    def asked() -> list[str]:
        taken.wait(60)
        answer = client.post(page("auth_group", "add"), {"name": "FINANCE"})
        return list(answer.context["adminform"].form.errors)

    def watched() -> None:
        wait_for(lambda: bool(statements.ask("SELECT FROM pg_locks WHERE NOT granted AND locktype = 'advisory'")))
        seen.set()

    assert at_once([somebody, asked, watched])[1] == ["name"]
    assert [one.name for one in Group.objects.all()] == ["Finance"]


def test_a_group_that_somebody_removes_meanwhile_is_told_beside_its_name(
    client: Client, cast: Cast, staff: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = groups.create("Finance", [cast.reviewer], acting_user=None)
    found = GroupAdmin.get_object

    def removed(self: GroupAdmin, *args: Any, **more: Any) -> Any:
        row = found(self, *args, **more)
        groups.remove(group, acting_user=None)
        return row

    monkeypatch.setattr(GroupAdmin, "get_object", removed)
    answer = client.post(page("auth_group", "change", group.pk), {"name": "Money"})
    assert answer.context["adminform"].form.errors == {"name": [groups.GONE]}


def test_who_is_not_staff_changes_no_group(client: Client, cast: Cast) -> None:
    client.force_login(cast.owner)
    assert client.get(page("auth_group")).status_code == 403
    with pytest.raises(NotAllowed):
        groups.create("Mine", [cast.owner], acting_user=cast.owner)


def users(entry: Entry) -> object:
    return json.loads(entry.body)["data"]["users"]


def entries_of(workspace: Workspace) -> list[Entry]:
    return list(Entry.objects.filter(workspace=workspace.id, event__startswith="account.group").order_by("id"))
