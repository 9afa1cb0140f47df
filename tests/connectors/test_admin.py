"""Channels in the admin: settings from the adapter's own model, secrets that go in and never come out."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.models import User, Workspace
from audit.models import Entry
from audit.testing import mark_recorded
from connectors import actions
from connectors.admin.forms import ChannelForm
from connectors.models import Channel, Credential, Delivery, MailboxState
from connectors.send import adapter_for
from kit.ids import uuid7

pytestmark = pytest.mark.django_db
TEXTS = {"disclosure": "Drafted with the help of an AI.", "footer": "", "confidentiality_notice": "", "opt_out": ""}


@pytest.fixture
def channel(workspace: Workspace) -> Channel:
    return actions.create_channel(workspace.id, "email", "Support", address="support@acme.example", acting_user=None)


def given(channel: Channel, **changed: Any) -> dict[str, Any]:
    """What the browser sends when nothing but ``changed`` was touched."""
    form = ChannelForm(instance=channel)
    values = {name: field.initial for name, field in form.fields.items() if name.startswith("set_")}
    return {**values, "name": channel.name, "address": channel.address, "is_active": "on", **TEXTS, **changed}


def page(channel: Channel) -> str:
    return f"/admin/connectors/channel/{channel.pk}/change/"


def test_a_channel_is_made_in_two_steps(client: Client, workspace: Workspace, operator: User) -> None:
    client.force_login(operator)
    sent = {"workspace": workspace.pk, "kind": "email", "name": "Sales", "address": "Sales@acme.example", "is_active": "on", **TEXTS}
    assert client.get("/admin/connectors/channel/add/").status_code == 200
    assert client.post("/admin/connectors/channel/add/", sent).status_code == 302
    made = Channel.objects.get()
    assert (made.address, made.disclosure) == ("sales@acme.example", TEXTS["disclosure"])
    assert Entry.objects.filter(event="channel.created", subject=made.id, actor=operator.id).exists()
    assert client.get("/admin/connectors/channel/").status_code == 200


def test_settings_are_fields_and_what_is_saved_is_what_the_adapter_reads(client: Client, channel: Channel, operator: User) -> None:
    client.force_login(operator)
    shown = client.get(page(channel)).content.decode()
    assert "SMTP host" in shown
    assert "starttls" in shown
    answer = client.post(
        page(channel), given(channel, set_smtp_host="mail.acme.example", set_authserv_ids="mx.acme.example\nmx2.acme.example")
    )
    assert answer.status_code == 302
    channel.refresh_from_db()
    assert channel.parameters == {"smtp_host": "mail.acme.example", "authserv_ids": ["mx.acme.example", "mx2.acme.example"]}
    assert adapter_for(channel).settings.smtp_host == "mail.acme.example"


def test_a_wrong_setting_is_shown_under_its_field_and_nothing_is_stored(client: Client, channel: Channel, operator: User) -> None:
    client.force_login(operator)
    answer = client.post(page(channel), given(channel, name="Renamed", set_imap_port="70000"))
    assert answer.status_code == 200
    assert list(answer.context["adminform"].form.errors) == ["set_imap_port"]
    channel.refresh_from_db()
    assert channel.name == "Support"


def test_a_name_that_is_taken_is_shown_under_its_field(client: Client, channel: Channel, workspace: Workspace, operator: User) -> None:
    actions.create_channel(workspace.id, "chat", "Chat", acting_user=None)
    client.force_login(operator)
    answer = client.post(page(channel), given(channel, name="Chat"))
    assert list(answer.context["adminform"].form.errors) == ["name"]


def test_a_secret_goes_in_and_never_comes_out(client: Client, channel: Channel, operator: User) -> None:
    client.force_login(operator)
    assert client.post(page(channel), given(channel, secret_smtp_password="s3cret-word")).status_code == 302
    assert adapter_for(channel).settings.smtp_password == "s3cret-word"
    assert "s3cret-word" not in client.get(page(channel)).content.decode()
    assert "s3cret-word" not in client.post(page(channel), given(channel, name="", secret_smtp_password="s3cret-word")).content.decode()
    assert client.post(page(channel), given(channel)).status_code == 302
    assert adapter_for(channel).settings.smtp_password == "s3cret-word", "an empty field keeps it"
    assert client.post(page(channel), given(channel, forget_smtp_password="on")).status_code == 302
    assert not Credential.objects.exists()


def test_switching_off_is_recorded(client: Client, channel: Channel, operator: User) -> None:
    client.force_login(operator)
    sent = given(channel)
    del sent["is_active"]
    client.post(page(channel), sent)
    assert Entry.objects.filter(event="channel.switched_off", subject=channel.id, actor=operator.id).exists()


def test_neither_a_reviewer_nor_a_stranger_sees_or_changes_a_channel(
    client: Client, channel: Channel, operator: User, reviewer: User, stranger: User
) -> None:
    for user in (reviewer, stranger):
        client.force_login(user)
        assert client.get(page(channel)).status_code in (302, 403, 404)
        client.post(page(channel), given(channel, name="Mine"))
        channel.refresh_from_db()
        assert channel.name == "Support"
    client.force_login(operator)
    assert client.get(page(channel)).status_code == 200


def test_what_left_can_be_read_and_never_changed_not_even_by_a_superuser(
    client: Client, rf: RequestFactory, channel: Channel, operator: User
) -> None:
    mark_recorded()
    row = Delivery.objects.create(
        workspace=channel.workspace, channel=channel, action=uuid7(), key="k", payload="", next_attempt_at=timezone.now()
    )
    MailboxState.objects.create(channel=channel)
    request = rf.get("/admin/")
    request.user = User.objects.create_superuser("root@acme.example")
    for model in (Delivery, MailboxState):
        shown = admin.site._registry[model]
        rights = ("has_add_permission", "has_change_permission", "has_delete_permission")
        assert not any(getattr(shown, right)(request) for right in rights)
    client.force_login(operator)
    for path in ("delivery", f"delivery/{row.pk}/change", "mailboxstate", f"mailboxstate/{channel.pk}/change"):
        assert client.get(f"/admin/connectors/{path}/").status_code == 200
