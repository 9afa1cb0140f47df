"""The mail server: takes what is ours, refuses what is not, and says 250 only for what is committed."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection

from audit import content
from connectors.mail import reply_token
from connectors.models import Channel
from conversations import intake, reply_tokens
from conversations.mail import accepting, listening, outbox
from conversations.mail.protocol import Gate
from conversations.models import Conversation, Message
from tests.conversations.cast import Cast
from tests.conversations.mail.conftest import Running, letter, running
from tests.fakes.certificates import self_signed

HELP = "help@moss.example"
MARA = "mara.vogel@example.org"


def client(port: int) -> smtplib.SMTP:
    return smtplib.SMTP("127.0.0.1", port, local_hostname="mail.example.org", timeout=60)


def send(port: int, raw: bytes, *to: str, sender: str = MARA) -> None:
    with client(port) as server:
        server.sendmail(sender, list(to) or [HELP], raw)


def refusal(port: int, raw: bytes, *to: str) -> tuple[int, bytes]:
    with client(port) as server:
        try:
            server.sendmail(MARA, list(to) or [HELP], raw)
        except smtplib.SMTPRecipientsRefused as refused:
            return next(iter(refused.recipients.values()))
        except smtplib.SMTPResponseException as refused:
            return refused.smtp_code, refused.smtp_error  # type: ignore[return-value]  # smtplib gives bytes
    raise AssertionError("it was taken")


def test_a_mail_is_in_its_conversation_when_the_server_says_so(committed: Cast, mail_server: Running) -> None:
    send(mail_server.port, letter())
    message = Message.objects.get()
    assert message.external_id == "letter-1@mail.example"
    assert message.channel == committed.channel
    assert (message.tls, message.auth["spf"], message.auth["level"]) == ("", "unchecked", "none")


def test_the_raw_mail_is_kept_with_the_trace_of_how_it_came(committed: Cast, mail_server: Running) -> None:
    raw = letter()
    send(mail_server.port, raw)
    message = Message.objects.get()
    kept = content.get(message.workspace_id, message.raw)
    assert kept.endswith(raw)
    trace = kept[: -len(raw)].decode()
    assert re.match(
        r"Received: from mail\.example\.org \(\[127\.0\.0\.1\]\)\r\n\tby localhost with ESMTP\r\n\tfor <help@moss\.example>; .* \+0000\r\n"
        r"Return-Path: <mara\.vogel@example\.org>\r\n\Z",
        trace,
    )


@pytest.mark.parametrize("address", ["help@moss.example", "HELP@Moss.Example", "help+anything@moss.example"])
def test_a_mailbox_receives_under_each_form_of_its_address(committed: Cast, mail_server: Running, address: str) -> None:
    send(mail_server.port, letter(), address)
    assert Message.objects.get().channel == committed.channel


@pytest.mark.parametrize("address", ["nobody@moss.example", "help@elsewhere.example", "customer@example.org", "help", '"a b"@moss.example'])
def test_nobody_else_receives_here(committed: Cast, mail_server: Running, address: str) -> None:
    assert refusal(mail_server.port, letter(), address)[0] == 550
    assert not Message.objects.exists()


def test_a_channel_that_is_switched_off_receives_nothing(committed: Cast, mail_server: Running) -> None:
    Channel.objects.update(is_active=False)
    assert refusal(mail_server.port, letter())[0] == 550
    Channel.objects.update(is_active=True)
    send(mail_server.port, letter())


def test_a_mail_to_two_mailboxes_reaches_both(committed: Cast, mail_server: Running) -> None:
    committed.second_mailbox()
    send(mail_server.port, letter(), HELP, "sales@moss.example")
    assert {one.channel.address for one in Message.objects.all()} == {HELP, "sales@moss.example"}


def test_an_answer_to_a_plus_address_finds_its_conversation(committed: Cast, mail_server: Running) -> None:
    send(mail_server.port, letter())
    [conversation] = Conversation.objects.all()
    token = reply_tokens.create(committed.workspace.id, conversation.id)
    send(mail_server.port, letter(2, to="undisclosed:;", Subject="Quite another matter"), reply_token.address_with(token, HELP))
    assert Conversation.objects.count() == 1


def test_the_same_mail_twice_is_one_message(committed: Cast, mail_server: Running) -> None:
    send(mail_server.port, letter())
    send(mail_server.port, letter())
    assert Message.objects.count() == 1


def test_a_bounce_with_an_empty_sender_is_known_as_one(committed: Cast, mail_server: Running) -> None:
    raw = letter(From="Mail Delivery Subsystem <postmaster@example.org>", Subject="Undeliverable: The green lamp")
    send(mail_server.port, raw, sender="")
    assert Message.objects.get().machine == "bounce"


def test_fifty_mails_at_once_are_fifty_messages(committed: Cast, mail_server: Running) -> None:
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda number: send(mail_server.port, letter(number)), range(50)))
    assert sorted(one.external_id for one in Message.objects.all()) == sorted(f"letter-{n}@mail.example" for n in range(50))
    assert Message.objects.count() == 50


def test_the_same_mail_by_ten_connections_at_once_is_one_message(committed: Cast, mail_server: Running) -> None:
    barrier = threading.Barrier(10)

    def one(_: int) -> None:
        with client(mail_server.port) as server:
            barrier.wait(60)
            server.sendmail(MARA, [HELP], letter())

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(one, range(10)))
    assert Message.objects.count() == 1


def test_many_mails_over_one_connection_are_taken(committed: Cast, mail_server: Running) -> None:
    with client(mail_server.port) as server:
        for number in range(15):
            server.sendmail(MARA, [HELP], letter(number))
    assert Message.objects.count() == 15


def test_while_the_database_is_away_the_sender_is_asked_to_try_again(
    committed: Cast, mail_server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("server closed the connection")

    with monkeypatch.context() as patched:
        patched.setattr(intake, "receive", away)
        assert refusal(mail_server.port, letter())[0] == 451
        patched.setattr(accepting, "mailbox", away)
        assert refusal(mail_server.port, letter())[0] == 451
    send(mail_server.port, letter())
    assert Message.objects.count() == 1


def test_connections_that_the_database_has_dropped_are_made_anew(committed: Cast, mail_server: Running) -> None:
    for number in range(5):
        send(mail_server.port, letter(number))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    for number in range(5, 13):
        send(mail_server.port, letter(number))
    assert Message.objects.count() == 13


def test_a_mail_that_breaks_our_own_code_is_kept_whole_and_shown(
    committed: Cast, mail_server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = intake.receive

    def fragile(channel: Channel, envelope: Any, raw: bytes, **more: Any) -> Any:
        if not envelope.quarantined:
            raise TypeError("a defect")
        return real(channel, envelope, raw, **more)

    monkeypatch.setattr(intake, "receive", fragile)
    send(mail_server.port, letter())
    message = Message.objects.get()
    assert message.quarantined == "not_taken_in"
    assert content.get(message.workspace_id, message.raw).endswith(letter())


def test_what_is_larger_than_announced_or_allowed_is_refused(committed: Cast, settings: Any) -> None:
    settings.MAIL_SIZE_LIMIT = 20_000
    large = letter() + b"x" * 70 + b"\r\n" + (b"y" * 70 + b"\r\n") * 400
    with running() as server, client(server.port) as one:
        one.ehlo()
        assert one.esmtp_features["size"] == "20000"
        assert one.mail(MARA, ["size=30000"])[0] == 552
        one.rset()
        one.mail(MARA)
        one.rcpt(HELP)
        assert one.data(large)[0] == 552
        assert one.sendmail(MARA, [HELP], letter()) == {}
    assert Message.objects.count() == 1


def test_long_lines_do_not_refuse_a_mail(committed: Cast, mail_server: Running) -> None:
    send(mail_server.port, letter() + b"z" * 50_000 + b"\r\n")
    assert Message.objects.get().quarantined == ""


def test_more_connections_than_allowed_are_asked_to_come_later(committed: Cast) -> None:
    with running(gate=Gate(2)) as server:
        with client(server.port), client(server.port):
            with pytest.raises(smtplib.SMTPConnectError) as refused:
                client(server.port)
            assert refused.value.smtp_code == 421
        send(server.port, letter())
    assert Message.objects.count() == 1


def test_who_says_nothing_for_long_is_hung_up_on(committed: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "TIMEOUT", 0.3)
    with running() as server, socket.create_connection(("127.0.0.1", server.port), timeout=60) as silent:
        file = silent.makefile("rb")
        assert file.readline().startswith(b"220")
        assert file.read() == b""


def test_nothing_is_told_about_who_is_here(committed: Cast, mail_server: Running) -> None:
    with client(mail_server.port) as server:
        server.ehlo()
        assert server.verify(HELP) == server.verify("nobody@moss.example")
        assert server.expn("staff")[0] == 502
        assert "auth" not in server.esmtp_features


def test_a_connection_that_breaks_within_a_mail_leaves_nothing(committed: Cast, mail_server: Running) -> None:
    with socket.create_connection(("127.0.0.1", mail_server.port)) as raw:
        raw.sendall(b"EHLO x\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<help@moss.example>\r\nDATA\r\n" + letter())
    send(mail_server.port, letter(2))
    assert [one.external_id for one in Message.objects.all()] == ["letter-2@mail.example"]


def test_bytes_that_are_no_text_anywhere_break_nothing(committed: Cast, mail_server: Running) -> None:
    with socket.create_connection(("127.0.0.1", mail_server.port), timeout=60) as raw:
        file = raw.makefile("rb")
        raw.sendall(b"EHLO \xff\xfe\r\nMAIL FROM:<\xff@example.org>\r\nRCPT TO:<\xff\x00@moss.example>\r\nRCPT TO:<help@moss.example>\r\n")
        raw.sendall(b"DATA\r\n\xff\xfe\x00\x01\r\n.\r\nQUIT\r\n")
        said = file.read().decode("utf-8", "replace")
    assert "500" not in said.split("354")[-1]
    assert "Traceback" not in said
    assert Message.objects.count() in (0, 1)
    send(mail_server.port, letter(2))


def test_starttls_is_offered_and_its_version_recorded(committed: Cast, settings: Any, tmp_path: Path) -> None:
    pem = self_signed(tmp_path)
    settings.MAIL_SERVER_CERTIFICATE = str(pem)
    with running() as server, smtplib.SMTP("localhost", server.port, local_hostname="x.example", timeout=60) as one:
        one.starttls(context=ssl.create_default_context(cafile=str(pem)))
        one.sendmail(MARA, [HELP], letter())
    message = Message.objects.get()
    assert message.tls == "TLSv1.3"
    assert b"with ESMTPS (TLSv1.3)" in content.get(message.workspace_id, message.raw)


def test_where_tls_is_required_nothing_is_taken_without_it(committed: Cast, settings: Any, tmp_path: Path) -> None:
    settings.MAIL_SERVER_CERTIFICATE = str(self_signed(tmp_path))
    settings.MAIL_SERVER_REQUIRE_TLS = True
    with running() as server:
        assert refusal(server.port, letter())[0] == 530
    assert not Message.objects.exists()


def test_results_of_a_server_of_ours_are_believed_and_those_of_a_stranger_are_not(
    committed: Cast, mail_server: Running, settings: Any
) -> None:
    committed.channel.parameters = {"authserv_ids": ["mx.moss.example"]}
    committed.channel.save()
    vouched = {"Authentication_Results": "mx.moss.example; dkim=pass header.d=example.org; dmarc=pass header.from=example.org"}
    send(mail_server.port, letter(1, **vouched))
    settings.MAIL_TRUSTED_RELAYS = ["192.0.2.0/24"]
    send(mail_server.port, letter(2, **vouched))
    first, second = sorted(Message.objects.all(), key=lambda one: one.external_id)
    assert (first.auth["dmarc"], first.auth["level"]) == ("pass", "verified")
    assert (second.auth["dmarc"], second.auth["level"]) == ("temperror", "none")


class TestOneMachine:
    """In local mode the same server keeps what leaves."""

    @pytest.fixture(autouse=True)
    def local(self, settings: Any, tmp_path: Path) -> Path:
        settings.MODE, settings.VAR_DIR = "local", tmp_path
        return tmp_path

    def test_what_goes_to_anybody_else_lies_in_the_outbox_and_is_no_customer_mail(self, committed: Cast, mail_server: Running) -> None:
        send(mail_server.port, letter(to="ana@customer.example"), "ana@customer.example", sender=HELP)
        [file] = outbox.folder().iterdir()
        assert file.suffix == ".eml"
        assert file.read_bytes() == letter(to="ana@customer.example")
        assert file.stat().st_mode & 0o077 == 0
        assert not Message.objects.exists()

    def test_what_comes_for_a_mailbox_of_ours_is_taken_in_and_not_put_aside(self, committed: Cast, mail_server: Running) -> None:
        send(mail_server.port, letter())
        assert Message.objects.count() == 1
        assert not outbox.folder().exists()

    def test_another_machine_cannot_leave_anything_in_the_outbox(self, committed: Cast) -> None:
        assert accepting.recipient("ana@customer.example", accepting.Session("192.0.2.9")).startswith("550")
        assert accepting.recipient("ana@customer.example", accepting.Session("127.0.0.1")).startswith("250")


def test_anywhere_else_than_on_one_machine_nothing_is_put_aside(committed: Cast, mail_server: Running) -> None:
    assert refusal(mail_server.port, letter(), "ana@customer.example")[0] == 550


def lmtp(port: int, raw: bytes, *recipients: str) -> tuple[list[int], list[int]]:
    """(answers to RCPT, answers after the dot)."""
    with smtplib.LMTP("127.0.0.1", port, local_hostname="relay.moss.example") as server:
        server.timeout = 30
        server.ehlo()
        server.mail(MARA)
        before = [server.rcpt(one)[0] for one in recipients]
        server.putcmd("DATA")
        assert server.getreply()[0] == 354
        server.send(raw + b".\r\n")
        after = [server.getreply()[0] for code in before if code == 250]
        assert server.noop()[0] == 250, "as many answers as there were recipients, and no more"
        return before, after


def test_lmtp_answers_for_each_recipient(committed: Cast, mail_server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    committed.second_mailbox()
    real = intake.receive

    def picky(channel: Channel, *args: Any, **more: Any) -> Any:
        if channel.address == "sales@moss.example":
            raise OperationalError("away")
        return real(channel, *args, **more)

    with monkeypatch.context() as patched:
        patched.setattr(intake, "receive", picky)
        assert lmtp(mail_server.lmtp_port, letter(), HELP, "nobody@moss.example", "sales@moss.example") == ([250, 550, 250], [250, 451])
    assert [one.channel.address for one in Message.objects.all()] == [HELP]


def test_lmtp_refuses_what_is_too_large_once_for_each_recipient(committed: Cast, settings: Any) -> None:
    settings.MAIL_SIZE_LIMIT = 2_000
    committed.second_mailbox()
    with running() as server:
        assert lmtp(server.lmtp_port, letter() + b"x\r\n" * 2_000, HELP, "sales@moss.example") == ([250, 250], [552, 552])
