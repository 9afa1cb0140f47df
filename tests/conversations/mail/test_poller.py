"""Mailboxes that are polled: read once, where IDLE is offered at once, and through every failure of either side."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError

from connectors import actions
from connectors.channels.email.inbox import opened
from connectors.errors import ConnectorError
from connectors.models import Channel, MailboxState
from conversations import intake
from conversations.mail import mailboxes, polling
from conversations.mail.polling import Poller, settings_of, wait_after
from conversations.models import Message
from tests.conversations.cast import Cast
from tests.conversations.mail.conftest import eventually, letter
from tests.fakes.certificates import self_signed, server_context
from tests.fakes.imap_server import PASSWORD, ImapServer

pytestmark = pytest.mark.django_db


def polled(cast: Cast, server: ImapServer, password: str = PASSWORD, **parameters: Any) -> Channel:
    wanted = {"imap_host": "localhost", "imap_port": server.port, "imap_security": "none", "imap_user": "help", **parameters}
    channel = actions.change_channel(cast.channel, parameters=wanted, acting_user=None)
    actions.set_credential(channel, "imap_password", password, acting_user=None)
    return channel


def read(channel: Channel) -> int:
    with opened(settings_of(channel)) as inbox:
        return mailboxes.read_new(channel, inbox)


def ids() -> list[str]:
    return sorted(one.external_id.partition("@")[0] for one in Message.objects.all())


@pytest.fixture
def server() -> Iterator[ImapServer]:
    with ImapServer() as running:
        yield running


def test_what_came_is_taken_in_once_and_the_mailbox_is_left_as_it_was(cast: Cast, server: ImapServer) -> None:
    channel = polled(cast, server)
    for number in (1, 2):
        server.deliver(letter(number))
    assert read(channel) == 2
    server.deliver(letter(3))
    assert read(channel) == 1
    assert read(channel) == 0
    assert ids() == ["letter-1", "letter-2", "letter-3"]
    assert {command.split()[0] for command in server.commands} == {"CAPABILITY", "LOGIN", "EXAMINE", "UID", "LOGOUT"}


def test_a_first_look_takes_what_is_unread_and_leaves_what_was_read_before(cast: Cast, server: ImapServer) -> None:
    channel = polled(cast, server)
    server.deliver(letter(1), seen=True)
    server.deliver(letter(2))
    read(channel)
    assert ids() == ["letter-2"]


def test_mail_that_a_person_reads_between_two_looks_is_taken_in_all_the_same(cast: Cast, server: ImapServer) -> None:
    channel = polled(cast, server)
    read(channel)
    server.deliver(letter(1), seen=True)
    read(channel)
    assert ids() == ["letter-1"]


def test_a_mailbox_that_numbers_anew_loses_and_doubles_nothing(cast: Cast, server: ImapServer) -> None:
    channel = polled(cast, server)
    for number in (1, 2):
        server.deliver(letter(number))
    read(channel)
    server.deliver(letter(3), seen=True)
    server.deliver(letter(4), seen=True, arrived=datetime.now(UTC).date() - timedelta(days=400))
    server.renumber()
    read(channel)
    assert ids() == ["letter-1", "letter-2", "letter-3"], "what is old and read was never ours to take"
    server.deliver(letter(5))
    assert read(channel) == 1


def test_reading_goes_on_where_a_stopped_process_was(cast: Cast, server: ImapServer, monkeypatch: pytest.MonkeyPatch) -> None:
    channel = polled(cast, server)
    read(channel)
    for number in range(1, 6):
        server.deliver(letter(number))
    real, seen = intake.receive, []

    def breaks(*args: Any, **more: Any) -> Any:
        seen.append(1)
        if len(seen) == 3:
            raise OperationalError("killed")
        return real(*args, **more)

    with monkeypatch.context() as patched:
        patched.setattr(intake, "receive", breaks)
        with pytest.raises(DatabaseError):
            read(channel)
    assert ids() == ["letter-1", "letter-2"]
    assert read(channel) == 3
    assert ids() == [f"letter-{n}" for n in range(1, 6)]


def test_one_bad_mail_is_quarantined_and_the_next_is_read(cast: Cast, server: ImapServer, monkeypatch: pytest.MonkeyPatch) -> None:
    channel = polled(cast, server)
    for raw in (b"", b"\x00\xff\xfe", letter(1), b"no header at all", letter(2)):
        server.deliver(raw)
    real = intake.receive

    def fragile(channel: Channel, envelope: Any, raw: bytes) -> Any:
        if envelope.external_id == "letter-1@mail.example":
            raise TypeError("a defect")
        return real(channel, envelope, raw)

    monkeypatch.setattr(intake, "receive", fragile)
    assert read(channel) == 5
    assert Message.objects.exclude(quarantined="").count() == 4
    assert "letter-2@mail.example" in [one.external_id for one in Message.objects.filter(quarantined="")]


def test_a_mail_larger_than_allowed_is_shown_cut_and_not_fetched_whole(cast: Cast, server: ImapServer, settings: Any) -> None:
    settings.MAIL_SIZE_LIMIT = 3_000
    channel = polled(cast, server)
    server.deliver(letter() + b"x" * 70 + (b"\r\n" + b"y" * 70) * 1_000)
    read(channel)
    assert Message.objects.get().quarantined == "too_large"


def test_a_wrong_password_is_said_without_repeating_the_server(cast: Cast, server: ImapServer) -> None:
    channel = polled(cast, server, password="wrong")
    with pytest.raises(ConnectorError, match="check user, password and folder") as refused:
        read(channel)
    assert "@" not in refused.value.message
    assert "wrong" not in refused.value.message


def test_a_folder_that_is_not_there_is_said(cast: Cast, server: ImapServer) -> None:
    with pytest.raises(ConnectorError, match="folder"):
        read(polled(cast, server, imap_folder="Archive"))


@pytest.mark.parametrize(("security", "implicit"), [("tls", True), ("starttls", False)])
def test_tls_is_verified_and_its_version_recorded(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: str, implicit: bool
) -> None:
    pem = self_signed(tmp_path)
    with ImapServer(tls=server_context(pem), implicit_tls=implicit) as server:
        channel = polled(cast, server, imap_security=security)
        server.deliver(letter())
        with pytest.raises(ConnectorError) as refused:
            read(channel)
        assert refused.value.code == "tls"
        assert not any(command.startswith("LOGIN") for command in server.commands)
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
        assert read(channel) == 1
    assert Message.objects.get().tls == "TLSv1.3"
    assert MailboxState.objects.get().tls == "TLSv1.3"


def test_a_server_without_starttls_is_told_no_password(cast: Cast, server: ImapServer) -> None:
    with pytest.raises(ConnectorError):
        read(polled(cast, server, imap_security="starttls"))
    assert not any(command.startswith("LOGIN") for command in server.commands)


def test_production_reads_no_mailbox_in_clear_text_off_this_machine(cast: Cast, server: ImapServer, settings: Any) -> None:
    settings.MODE = "production"
    channel = polled(cast, server, imap_host="imap.moss.example")
    with pytest.raises(ConnectorError) as refused:
        read(channel)
    assert refused.value.code == "plain_text"


def test_waits_grow_and_are_capped() -> None:
    waits = [wait_after(failures) for failures in (1, 4, 10, 10_000)]
    assert 1 <= waits[0] <= 2
    assert 8 <= waits[1] <= 16
    assert all(300 <= wait <= 600 for wait in waits[2:])


@pytest.fixture
def poller(committed: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Poller]:
    monkeypatch.setattr(polling, "FIRST_WAIT", 0.05)
    monkeypatch.setattr(polling, "RESCAN", 0.1)
    running, stop = Poller(), threading.Event()
    thread = threading.Thread(target=running.run, args=(stop,))
    thread.start()
    yield running
    stop.set()
    thread.join(60)
    assert not thread.is_alive()


def took(*numbers: int) -> Callable[[], bool]:
    return lambda: ids() == [f"letter-{n}" for n in numbers]


def test_an_idling_mailbox_is_read_as_soon_as_something_comes(committed: Cast, poller: Poller, server: ImapServer) -> None:
    polled(committed, server)
    assert server.idling.wait(60)
    server.deliver(letter(1))
    eventually(took(1), "the mail is taken in")


def test_what_comes_while_the_server_was_searching_is_not_waited_for(committed: Cast, poller: Poller, server: ImapServer) -> None:
    server.arriving.append(letter(1))
    polled(committed, server)
    eventually(took(1), "the mail is taken in")


def test_a_mailbox_that_cannot_idle_is_looked_at_again(committed: Cast, poller: Poller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "PAUSE", 0.05)
    with ImapServer(idle=False) as server:
        polled(committed, server)
        eventually(lambda: MailboxState.objects.filter(checked_at__isnull=False).exists(), "a first look")
        server.deliver(letter(1))
        eventually(took(1), "the mail is taken in")
        assert "IDLE" not in server.commands


def test_a_broken_connection_is_made_anew(committed: Cast, poller: Poller, server: ImapServer) -> None:
    polled(committed, server)
    assert server.idling.wait(60)
    server.hang_up()
    server.deliver(letter(1))
    eventually(took(1), "the mail is taken in")


def test_one_mailbox_that_fails_holds_up_no_other(committed: Cast, poller: Poller, server: ImapServer) -> None:
    second = committed.second_mailbox()
    with ImapServer(password="other") as broken:
        wanted = {"imap_host": "localhost", "imap_port": broken.port, "imap_security": "none"}
        actions.change_channel(second, parameters=wanted, acting_user=None)
        eventually(lambda: MailboxState.objects.filter(channel=second, failures__gt=1).exists(), "two failures are noted")
        polled(committed, server)
        server.deliver(letter(1))
        eventually(took(1), "the mail is taken in")
        assert "check user" in MailboxState.objects.get(channel=second).error


def test_a_mailbox_that_is_corrected_is_tried_at_once(
    committed: Cast, poller: Poller, server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "FIRST_WAIT", 3_600.0)
    monkeypatch.setattr(polling, "LONGEST_WAIT", 3_600.0)
    channel = polled(committed, server, password="wrong")
    server.deliver(letter(1))
    eventually(lambda: MailboxState.objects.filter(failures=1).exists(), "the failure is noted")
    actions.set_credential(channel, "imap_password", "s3cret", acting_user=None)
    eventually(took(1), "the mail is taken in")
    eventually(lambda: MailboxState.objects.get().failures == 0, "the failure is forgotten")


def test_a_channel_that_is_switched_off_is_read_no_more(committed: Cast, poller: Poller, server: ImapServer) -> None:
    channel = polled(committed, server)
    eventually(lambda: bool(poller.watches), "it is watched")
    actions.set_active(channel, False, acting_user=None)
    eventually(lambda: not poller.watches, "it is watched no more")
