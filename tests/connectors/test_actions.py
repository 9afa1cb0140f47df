"""Channels are changed by those whose role says so, with settings that fit, and every change is on the ledger without its values."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from auditlog.models import LogEntry

from accounts.models import User, Workspace
from audit import keys
from audit.models import DataKey, Entry
from connectors import actions, credentials
from connectors.errors import ConnectorError
from connectors.models import Channel, Credential
from connectors.send import adapter_for
from kit.errors import InvalidInput, NotAllowed, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel(workspace: Workspace, operator: User) -> Channel:
    return actions.create_channel(workspace.id, "email", "Support", address="Support@Acme.example ", acting_user=operator)


def events(channel: Channel) -> list[tuple[str, dict[str, Any]]]:
    rows = Entry.objects.filter(subject=channel.id).order_by("id")
    return [(row.event, json.loads(row.body)["data"]) for row in rows]


def test_a_channel_is_made_in_lower_case_switched_on_and_recorded(channel: Channel, operator: User) -> None:
    assert (channel.address, channel.is_active, channel.parameters) == ("support@acme.example", True, {})
    assert events(channel) == [("channel.created", {"kind": "email"})]
    assert Entry.objects.get(subject=channel.id).actor == operator.id


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"smtp_port": 70000}, "smtp_port: "),
        ({"smtp_port": "many"}, "smtp_port: "),
        ({"smtp_security": "maybe"}, "smtp_security: "),
        ({"smpt_host": "mail.example"}, "smpt_host: "),
        ({"authserv_ids": "mx.example"}, "authserv_ids: "),
        ({"smtp_password": "s3cret"}, "smtp_password: a secret is set by itself"),
    ],
)
def test_a_setting_that_does_not_fit_is_refused_by_its_name_and_never_repeated(
    channel: Channel, operator: User, parameters: dict[str, Any], said: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        actions.change_channel(channel, parameters=parameters, acting_user=operator)
    assert refused.value.message.startswith(said)
    assert str(next(iter(parameters.values()))) not in refused.value.message
    assert len(events(channel)) == 1


@pytest.mark.parametrize("address", ["", "support", "sup port@acme.example", "support+vip@acme.example", "a@" + "b" * 260 + ".example"])
def test_a_mailbox_needs_an_address_that_answers_can_come_back_to(workspace: Workspace, operator: User, address: str) -> None:
    with pytest.raises(InvalidInput, match=r"^address: "):
        actions.create_channel(workspace.id, "email", "Other", address=address, acting_user=operator)


def test_a_chat_channel_has_no_address(workspace: Workspace, operator: User) -> None:
    assert actions.create_channel(workspace.id, "chat", "Chat", acting_user=operator).address == ""
    with pytest.raises(InvalidInput, match=r"^address: "):
        actions.create_channel(workspace.id, "chat", "Chat 2", address="chat@acme.example", acting_user=operator)


def test_an_unknown_kind_is_refused_with_those_there_are(workspace: Workspace, operator: User) -> None:
    with pytest.raises(InvalidInput, match=r"^kind: .*pigeon.*chat, email"):
        actions.create_channel(workspace.id, "pigeon", "Birds", acting_user=operator)


def test_two_channels_share_neither_name_nor_address(channel: Channel, workspace: Workspace, operator: User) -> None:
    with pytest.raises(InvalidInput, match=r"^name: "):
        actions.create_channel(workspace.id, "email", "Support", address="other@acme.example", acting_user=operator)
    with pytest.raises(InvalidInput, match=r"^address: "):
        actions.create_channel(workspace.id, "email", "Other", address="SUPPORT@acme.example", acting_user=operator)
    assert Channel.objects.count() == 1


def test_a_change_is_recorded_by_the_names_of_what_changed(channel: Channel, operator: User) -> None:
    wanted = {"smtp_host": "mail.acme.example", "imap_port": 993}
    actions.change_channel(channel, parameters=wanted, texts={"footer": "Acme GmbH, Kiel"}, acting_user=operator)
    channel.refresh_from_db()
    assert channel.parameters == {"smtp_host": "mail.acme.example"}, "defaults are not stored"
    assert events(channel)[1:] == [("channel.changed", {"settings": ["footer", "smtp_host"]})]
    assert "mail.acme" not in Entry.objects.filter(subject=channel.id).latest("id").body


def test_saying_the_same_again_records_nothing(channel: Channel, operator: User) -> None:
    actions.change_channel(channel, name="Support", parameters={}, acting_user=operator)
    actions.set_active(channel, True, acting_user=operator)
    assert len(events(channel)) == 1


def test_a_secret_is_stored_encrypted_and_reaches_the_adapter_only(channel: Channel, operator: User) -> None:
    actions.set_credential(channel, "smtp_password", "pässword", acting_user=operator)
    row = Credential.objects.get()
    assert "pässword".encode() not in bytes(row.ciphertext)
    assert adapter_for(channel).settings.smtp_password == "pässword"
    assert events(channel)[1:] == [("channel.secret_set", {"secret": "smtp_password"})]
    assert "pässword" not in repr(list(LogEntry.objects.values("changes_text", "changes", "object_repr")))


def test_a_secret_is_replaced_and_removed(channel: Channel, operator: User) -> None:
    for value in ("one", "two", "", ""):
        actions.set_credential(channel, "imap_password", value, acting_user=operator)
    assert not Credential.objects.exists()
    assert [name for name, _ in events(channel)[1:]] == ["channel.secret_set", "channel.secret_set", "channel.secret_removed"]


def test_a_kind_has_only_the_secrets_it_names(channel: Channel, operator: User) -> None:
    with pytest.raises(InvalidInput, match=r"^pin: .*imap_password, smtp_password"):
        actions.set_credential(channel, "pin", "1234", acting_user=operator)


def test_a_secret_moved_to_another_channel_opens_nothing(channel: Channel, workspace: Workspace, operator: User) -> None:
    actions.set_credential(channel, "smtp_password", "s3cret", acting_user=operator)
    other = actions.create_channel(workspace.id, "email", "Other", address="other@acme.example", acting_user=operator)
    Credential.objects.update(channel=other)
    with pytest.raises(ConnectorError, match="set it again"):
        adapter_for(other)


def test_a_secret_whose_key_was_destroyed_says_so(channel: Channel, operator: User) -> None:
    actions.set_credential(channel, "smtp_password", "s3cret", acting_user=operator)
    keys.destroy(set(DataKey.objects.filter(subject=channel.id).values_list("id", flat=True)))
    with pytest.raises(ConnectorError, match="set it again") as refused:
        credentials.secrets_of(channel, frozenset({"smtp_password"}))
    assert not refused.value.permanent


def test_what_is_switched_off_sends_nothing(channel: Channel, operator: User) -> None:
    actions.set_active(channel, False, acting_user=operator)
    with pytest.raises(ConnectorError, match="switched off") as refused:
        adapter_for(channel)
    assert refused.value.permanent
    actions.set_active(channel, True, acting_user=operator)
    assert adapter_for(channel).channel == channel
    assert [name for name, _ in events(channel)[1:]] == ["channel.switched_off", "channel.switched_on"]


VERBS: dict[str, Callable[[Channel, User], object]] = {
    "create": lambda channel, user: actions.create_channel(channel.workspace_id, "chat", "New", acting_user=user),
    "change": lambda channel, user: actions.change_channel(channel, name="New", acting_user=user),
    "secret": lambda channel, user: actions.set_credential(channel, "smtp_password", "x", acting_user=user),
    "switch": lambda channel, user: actions.set_active(channel, False, acting_user=user),
}


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_refuses_who_may_not_and_serves_who_may(
    channel: Channel, operator: User, reviewer: User, stranger: User, verb: str
) -> None:
    with pytest.raises(NotAllowed):
        VERBS[verb](channel, reviewer)
    with pytest.raises(NotFound):
        VERBS[verb](channel, stranger)
    before = Entry.objects.count()
    VERBS[verb](channel, operator)
    assert Entry.objects.count() == before + 1


def test_the_readable_diff_shows_the_setting_that_changed(channel: Channel, operator: User) -> None:
    actions.change_channel(channel, name="Help desk", acting_user=operator)
    assert LogEntry.objects.get_for_object(channel).first().changes["name"] == ["Support", "Help desk"]
