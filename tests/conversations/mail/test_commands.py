"""The commands that bring mail in, as an operator runs them."""

from __future__ import annotations

import json
import mailbox
import signal
import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from audit.models import Entry
from connectors import actions
from conversations.models import Conversation, Message
from portal.embedded.ports import free_port
from tests.conversations.cast import Cast
from tests.conversations.mail.conftest import Running, eventually, letter
from tests.fakes.imap_server import ImapServer

BASE = Path(__file__).resolve().parents[3]


def lines(*arguments: str) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("import_mail", *arguments, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An .eml, an mbox, a Maildir and a folder of .eml files with twelve mails in all."""
    (tmp_path / "one.eml").write_bytes(letter(1))
    box = mailbox.mbox(tmp_path / "many.mbox")
    for number in range(2, 6):
        box.add(mailbox.mboxMessage(letter(number)))
    box.close()
    maildir = mailbox.Maildir(tmp_path / "Maildir")
    for number in range(6, 10):
        maildir.add(letter(number))
    (tmp_path / "Maildir" / "tmp" / "half").write_bytes(letter(99))
    (tmp_path / "letters").mkdir()
    for number in range(10, 13):
        (tmp_path / "letters" / f"{number}.eml").write_bytes(letter(number))
    (tmp_path / "letters" / "notes.txt").write_bytes(b"no mail")
    return tmp_path


@pytest.mark.django_db
class TestImport:
    def test_every_kind_of_file_is_read_and_a_second_run_changes_nothing(self, cast: Cast, folder: Path) -> None:
        files = [str(folder / name) for name in ("one.eml", "many.mbox", "Maildir", "letters")]
        first = lines("--channel", "help@moss.example", *files)
        assert [one["status"] for one in first] == ["new"] * 12
        assert sorted(one["message_id"] for one in first) == sorted(f"letter-{n}@mail.example" for n in range(1, 13))
        assert {one["conversation"] for one in first} == {str(one.id) for one in Conversation.objects.all()}
        entries = Entry.objects.count()
        assert [one["status"] for one in lines("--channel", "help@moss.example", *files)] == ["duplicate"] * 12
        assert (Message.objects.count(), Entry.objects.count()) == (12, entries)

    def test_each_status_of_the_contract_occurs(self, cast: Cast, tmp_path: Path) -> None:
        mails = {
            "new": letter(1), "duplicate": letter(1), "machine": letter(2, Auto_Submitted="auto-replied"), "quarantined": b"\x00\x01 no mail",
        }  # fmt: skip
        for name, raw in mails.items():
            (tmp_path / f"{name}.eml").write_bytes(raw)
        found = lines("--channel", "Moss help", *(str(tmp_path / f"{name}.eml") for name in mails))
        assert [one["status"] for one in found] == list(mails)
        assert "error" in found[-1]

    def test_a_file_that_is_not_there_is_one_line_and_not_the_end(self, cast: Cast, folder: Path) -> None:
        found = lines("--channel", "help@moss.example", str(folder / "absent.eml"), str(folder / "one.eml"))
        assert "cannot be read" in found[0]["error"]
        assert found[1]["status"] == "new"

    def test_a_thread_that_comes_in_order_is_one_conversation(self, cast: Cast, tmp_path: Path) -> None:
        box = mailbox.mbox(tmp_path / "thread.mbox")
        box.add(mailbox.mboxMessage(letter(1)))
        box.add(mailbox.mboxMessage(letter(2, In_Reply_To="<letter-1@mail.example>", Subject="Re: another title")))
        box.close()
        first, second = lines("--channel", str(cast.channel.id), "--workspace", str(cast.workspace.id), str(tmp_path / "thread.mbox"))
        assert first["conversation"] == second["conversation"]

    def test_a_channel_that_is_not_there_is_named_beside_those_that_are(self, cast: Cast) -> None:
        with pytest.raises(CommandError, match=r"no e-mail channel nobody.*help@moss\.example"):
            lines("--channel", "nobody", "x.eml")


class TestSample:
    def test_it_sends_a_mail_that_arrives_and_says_what_it_did(self, committed: Cast, mail_server: Running, settings: Any) -> None:
        settings.MAIL_SERVER_PORT = mail_server.port
        out = StringIO()
        call_command("send_sample", "--subject", "Grüße & a question", "--from", "Ana <ana@customer.example>", stdout=out)
        message = Message.objects.get()
        assert f"<{message.external_id}>" in out.getvalue()
        assert "to help@moss.example" in out.getvalue()
        call_command("send_sample", stdout=out)
        assert Message.objects.count() == 2, "each run is another mail"

    def test_where_no_server_listens_it_says_how_to_start_one(self, committed: Cast, settings: Any) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            settings.MAIL_SERVER_PORT = taken.getsockname()[1]
        with pytest.raises(CommandError, match=r"manage\.py up"):
            call_command("send_sample")

    def test_a_mailbox_that_is_not_there_is_said_before_anything_is_sent(self, committed: Cast) -> None:
        with pytest.raises(CommandError, match="no e-mail channel"):
            call_command("send_sample", "--to", "nobody@moss.example")

    def test_without_any_channel_it_says_what_to_do(self, transactional_db: None) -> None:
        with pytest.raises(CommandError, match="add one"):
            call_command("send_sample")


@contextmanager
def started(environment: dict[str, str], *command: str, until: str) -> Iterator[subprocess.Popen[str]]:
    """A command in a process of its own, once it has printed a line with ``until``."""
    arguments = [sys.executable, str(BASE / "manage.py"), *command]
    process = subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert until in line, line + (process.stderr.read() if process.stderr and process.poll() is not None else "")
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def stopped(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def deliver(port: int, raw: bytes) -> None:
    with smtplib.SMTP("127.0.0.1", port, local_hostname="x.example", timeout=60) as client:
        client.sendmail("mara.vogel@example.org", ["help@moss.example"], raw)


def test_the_server_takes_mail_and_ends_cleanly_when_told(committed: Cast, service_environment: dict[str, str]) -> None:
    port, lmtp = free_port(), free_port()
    with started(
        service_environment, "mail_server", "--port", str(port), "--lmtp-port", str(lmtp), until=f"smtp://127.0.0.1:{port}"
    ) as process:
        deliver(port, letter())
        with smtplib.SMTP("127.0.0.1", port, timeout=60) as idle:
            idle.ehlo()
            assert stopped(process) == (0, "Mail server stopped.\n", "")
    assert Message.objects.get().external_id == "letter-1@mail.example"


def test_a_port_in_use_is_one_clear_line(committed: Cast, service_environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, str(BASE / "manage.py"), "mail_server", "--port", str(port)]
        done = subprocess.run(command, env=service_environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1
    assert (
        done.stderr.strip()
        == f"CommandError: Port {port} on 127.0.0.1 is in use: stop what listens there, or set MAIL_SERVER_PORT to another one."
    )


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("MAIL_TRUSTED_RELAYS", ["10.0.0.0/99"], "MAIL_TRUSTED_RELAYS must"),
        ("MAIL_SERVER_CERTIFICATE", "/absent.pem", "MAIL_SERVER_CERTIFICATE cannot"),
    ],
)
def test_a_setting_that_cannot_work_is_said_at_the_start(settings: Any, setting: str, value: object, said: str) -> None:
    setattr(settings, setting, value)
    with pytest.raises(CommandError, match=said):
        call_command("mail_server")


def test_without_a_database_every_mail_is_put_off(committed: Cast, service_environment: dict[str, str]) -> None:
    nowhere = {**service_environment, "DATABASE_URL": f"postgresql://nobody@127.0.0.1:{free_port()}/none"}
    port = free_port()
    with started(nowhere, "mail_server", "--port", str(port), until="Mail comes in") as process:
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            deliver(port, letter())
        assert next(iter(refused.value.recipients.values()))[0] == 451
        assert stopped(process)[0] == 0


def test_a_server_killed_in_the_middle_loses_and_doubles_nothing(committed: Cast, service_environment: dict[str, str]) -> None:
    """Whoever got no answer sends again, as mail servers do."""
    port, pending = free_port(), {number: letter(number) for number in range(30)}
    for kill in (True, False):
        with started(service_environment, "mail_server", "--port", str(port), until="Mail comes in") as process:
            for number in list(pending):
                if kill and len(pending) <= 20:
                    process.send_signal(signal.SIGKILL)
                try:
                    deliver(port, pending[number])
                except (smtplib.SMTPException, OSError):
                    continue
                del pending[number]
    assert pending == {}
    assert sorted(one.external_id for one in Message.objects.all()) == sorted(f"letter-{n}@mail.example" for n in range(30))


def test_the_poller_reads_mailboxes_and_ends_cleanly_when_told(committed: Cast, service_environment: dict[str, str]) -> None:
    with ImapServer() as server:
        wanted = {"imap_host": "localhost", "imap_port": server.port, "imap_security": "none", "imap_user": "help"}
        channel = actions.change_channel(committed.channel, parameters=wanted, acting_user=None)
        actions.set_credential(channel, "imap_password", server.password, acting_user=None)
        with started(service_environment, "mail_poller", until="Mailboxes are being read") as process:
            server.deliver(letter())
            eventually(lambda: Message.objects.count() == 1, "the mail is taken in", 60)
            assert server.idling.wait(60)
            process.send_signal(signal.SIGKILL)
            process.wait(60)
        server.deliver(letter(2))
        with started(service_environment, "mail_poller", until="Mailboxes are being read") as process:
            eventually(lambda: Message.objects.count() == 2, "the second is taken in, the first not again", 60)
            assert stopped(process) == (0, "Mailbox poller stopped.\n", "")


@pytest.mark.django_db
def test_one_round_of_polling_says_what_was_read_and_what_failed(cast: Cast) -> None:
    out = StringIO()
    with ImapServer() as server:
        wanted = {"imap_host": "localhost", "imap_port": server.port, "imap_security": "none", "imap_user": "help"}
        actions.change_channel(cast.channel, parameters=wanted, acting_user=None)
        actions.set_credential(cast.channel, "imap_password", server.password, acting_user=None)
        server.deliver(letter())
        call_command("mail_poller", "--once", stdout=out)
        actions.set_credential(cast.channel, "imap_password", "wrong", acting_user=None)
        with pytest.raises(SystemExit):
            call_command("mail_poller", "--once", stdout=out)
    assert out.getvalue() == "Moss help: 1 read\nMoss help: The mailbox refused: check user, password and folder.\n"
