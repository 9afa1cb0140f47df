"""E-mail out, against a real server that misbehaves: sent, retry, permanent, unknown, and nothing in between."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from connectors.base import Sent
from connectors.channels.email import smtp
from connectors.channels.email.adapter import EmailAdapter
from connectors.errors import ConnectorError
from connectors.models import Channel, Delivery
from connectors.types import Address, Outbound
from kit.ids import uuid7
from tests.fakes.certificates import self_signed, server_context
from tests.fakes.smtp_server import Behaviour, SmtpServer

pytestmark = pytest.mark.django_db
OUTBOUND = Outbound(Address("support@acme.example", "Acme"), (Address("ana@customer.example"),), "Re: Parcel", "Hello.\n.leading dot\n")
Mailbox = Callable[..., Channel]


class Stopped(Exception):
    """What a caller raises at the last moment."""


def void(result: object) -> None:
    """A hook says nothing."""


def attempt(channel: Channel, outbound: Outbound = OUTBOUND, hook: Callable[[], object] = lambda: None, **secrets: str) -> Sent:
    row = Delivery(workspace=channel.workspace, channel=channel, action=uuid7(), key="key-1", payload="", next_attempt_at=timezone.now())
    return EmailAdapter(channel, secrets).send(row, outbound, before_point_of_no_return=lambda: void(hook()))


def at(mailbox: Mailbox, server: SmtpServer, **parameters: Any) -> Channel:
    return mailbox(smtp_host="localhost", smtp_port=server.port, **{"smtp_security": "none", **parameters})


def refusal(mailbox: Mailbox, behaviour: Behaviour, outbound: Outbound = OUTBOUND, **parameters: Any) -> tuple[ConnectorError, SmtpServer]:
    with SmtpServer(behaviour) as server, pytest.raises(ConnectorError) as refused:
        attempt(at(mailbox, server, **parameters), outbound)
    assert "@" not in refused.value.message
    return refused.value, server


def test_a_mail_is_sent_once_whole_and_under_the_id_that_is_recorded(mailbox: Mailbox) -> None:
    with SmtpServer() as server:
        sent = attempt(at(mailbox, server))
    [mail] = server.mails
    assert mail.endswith(b"\r\n\r\nHello.\r\n.leading dot\r\n")
    assert f"Message-ID: <{sent.external_id}>".encode() in mail
    assert sent.tls == ""


def test_the_hook_comes_after_all_of_the_mail_and_before_the_dot(mailbox: Mailbox) -> None:
    seen: list[int] = []
    with SmtpServer() as server:
        attempt(at(mailbox, server), hook=lambda: seen.append(len(server.mails)))
    assert seen == [0]
    assert len(server.mails) == 1


def test_what_the_hook_raises_passes_through_and_nothing_is_sent(mailbox: Mailbox) -> None:
    def stop() -> None:
        raise Stopped

    with SmtpServer() as server, pytest.raises(Stopped):
        attempt(at(mailbox, server), hook=stop)
    assert server.mails == []
    assert len(server.unfinished) == 1, "the server saw the mail without its dot"


@pytest.mark.parametrize(
    ("behaviour", "code", "permanent"),
    [
        (Behaviour(mail="550 5.7.1 no"), "smtp_550", True),
        (Behaviour(rcpt="550 5.1.1 ana@customer.example unknown"), "smtp_550", True),
        (Behaviour(rcpt="450 4.2.0 greylisted"), "smtp_450", False),
        (Behaviour(data="554 5.6.0 no"), "smtp_554", True),
        (Behaviour(data="451 4.3.0 later"), "smtp_451", False),
        (Behaviour(dot="552 5.3.4 too big"), "smtp_552", True),
        (Behaviour(dot="451 4.3.0 later"), "smtp_451", False),
        (Behaviour(mail="530 5.7.0 sign in first"), "smtp_454", False),
        (Behaviour(greeting="554 no service for you"), "smtp_554", False),
        (Behaviour(greeting="421 busy"), "smtp_421", False),
        (Behaviour(greeting=None), "unreachable", False),
        (Behaviour(rcpt=None), "unreachable", False),
        (Behaviour(features=["SIZE 10"]), "too_large", True),
    ],
)
def test_each_refusal_says_whether_trying_again_can_help(mailbox: Mailbox, behaviour: Behaviour, code: str, permanent: bool) -> None:
    problem, server = refusal(mailbox, behaviour)
    assert (problem.code, problem.permanent, problem.unknown) == (code, permanent, False)
    assert server.mails == [] or behaviour.dot != "250 taken"


@pytest.mark.parametrize("answer", [None, "stall", "trickle", "299", "354 what", "nonsense", ""])
def test_after_the_dot_only_a_clear_answer_counts(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, answer: str | None) -> None:
    if answer == "299":
        with SmtpServer(Behaviour(dot="299 surely")) as server:
            assert attempt(at(mailbox, server)).external_id
        return
    monkeypatch.setattr(smtp, "LAST_WAIT", 0.3)
    problem, server = refusal(mailbox, Behaviour(dot=answer))
    assert problem.unknown
    assert not problem.permanent
    assert len(server.mails) == 1


@pytest.mark.parametrize(("answer", "code", "permanent"), [(None, "unreachable", False), ("552 5.3.4 too big", "smtp_552", True)])
def test_a_server_that_breaks_off_or_refuses_within_the_mail_gets_no_dot(
    mailbox: Mailbox, answer: str | None, code: str, permanent: bool
) -> None:
    with SmtpServer(Behaviour(in_body=answer)) as server, pytest.raises(ConnectorError) as refused:
        attempt(at(mailbox, server), hook=lambda: server.hung_up.wait(60))
    assert (refused.value.code, refused.value.permanent, refused.value.unknown) == (code, permanent, False)
    assert server.mails == []


@pytest.mark.parametrize("step", ["greeting", "mail", "rcpt", "data"])
def test_a_server_that_stalls_before_the_dot_is_tried_again(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    monkeypatch.setattr(EmailAdapter, "timeout", 0.3)
    behaviour = Behaviour()
    setattr(behaviour, step, "stall")
    problem, server = refusal(mailbox, behaviour)
    assert (problem.permanent, problem.unknown) == (False, False)
    assert server.mails == []


@pytest.mark.parametrize("security", ["none", "tls"])
def test_a_server_that_says_a_byte_now_and_then_holds_nobody_up(
    mailbox: Mailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    monkeypatch.setattr(smtp, "BEFORE_DOT", 3.0)
    pem = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    behaviour = Behaviour(rcpt="trickle", tls=server_context(pem), implicit_tls=security == "tls")
    problem, server = refusal(mailbox, behaviour, smtp_security=security)
    assert (problem.code, problem.permanent, problem.unknown) == ("unreachable", False, False)
    assert server.commands[-1].startswith("RCPT")
    assert server.mails == []


def test_a_port_where_nobody_listens_is_tried_again(mailbox: Mailbox) -> None:
    with SmtpServer() as server:
        port = server.port
    with pytest.raises(ConnectorError) as refused:
        attempt(mailbox(smtp_host="localhost", smtp_port=port, smtp_security="none"))
    assert refused.value.code == "unreachable"


def test_starttls_with_a_trusted_certificate_is_used_and_its_version_recorded(
    mailbox: Mailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with SmtpServer(Behaviour(features=["AUTH PLAIN"], tls=server_context(pem))) as server:
        sent = attempt(at(mailbox, server, smtp_security="starttls", smtp_user="acme"), smtp_password="s3cret")
    assert sent.tls == "TLSv1.3"
    assert len(server.mails) == 1
    assert server.commands.index("STARTTLS") < next(n for n, one in enumerate(server.commands) if one.startswith("AUTH"))


def test_tls_from_the_first_byte_works_too(mailbox: Mailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pem = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with SmtpServer(Behaviour(tls=server_context(pem), implicit_tls=True)) as server:
        assert attempt(at(mailbox, server, smtp_security="tls")).tls == "TLSv1.3"


@pytest.mark.parametrize("name", ["localhost", "other.example"])
def test_a_certificate_that_nobody_vouches_for_stops_the_mail(
    mailbox: Mailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    pem = self_signed(tmp_path, name)
    if name != "localhost":
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))  # trusted, but for another name
    problem, server = refusal(mailbox, Behaviour(tls=server_context(pem)), smtp_security="starttls", smtp_user="acme")
    assert (problem.code, problem.permanent) == ("tls", False)
    assert not any(one.startswith(("AUTH", "MAIL")) for one in server.commands)


def test_a_server_without_starttls_gets_neither_password_nor_mail(mailbox: Mailbox) -> None:
    problem, server = refusal(mailbox, Behaviour(features=["AUTH PLAIN"]), smtp_security="starttls", smtp_user="acme")
    assert problem.code == "not_supported"
    assert not any(one.startswith(("AUTH", "MAIL")) for one in server.commands)


def test_a_wrong_password_is_ours_to_correct_and_never_shown(mailbox: Mailbox) -> None:
    with SmtpServer(Behaviour(features=["AUTH PLAIN"], auth="535 5.7.8 wrong")) as server, pytest.raises(ConnectorError) as refused:
        attempt(at(mailbox, server, smtp_user="acme"), smtp_password="s3cret")
    assert (refused.value.code, refused.value.permanent) == ("smtp_454", False)
    assert "s3cret" not in repr(refused.value)


def test_all_recipients_get_it_or_none(mailbox: Mailbox) -> None:
    two = Outbound(OUTBOUND.sender, (*OUTBOUND.to, Address("ben@customer.example")), "Hi", "Hello")
    with SmtpServer() as server:
        attempt(at(mailbox, server), two)
    assert [one for one in server.commands if one.startswith("RCPT")] == [
        "RCPT TO:<ana@customer.example>",
        "RCPT TO:<ben@customer.example>",
    ]


def test_letters_beyond_ascii_in_a_mailbox_need_a_server_that_takes_them(mailbox: Mailbox) -> None:
    outbound = Outbound(OUTBOUND.sender, (Address("jürgen@customer.example"),), "Grüße", "Hallo")
    problem, _ = refusal(mailbox, Behaviour(), outbound)
    assert (problem.code, problem.permanent) == ("smtputf8", True)
    Channel.objects.all().delete()
    with SmtpServer(Behaviour(features=["SMTPUTF8", "8BITMIME"])) as server:
        attempt(at(mailbox, server), outbound)
    assert "To: <jürgen@customer.example>".encode() in server.mails[0]


@pytest.mark.parametrize("address", ["billing@acme.example", "Billing+cs1@acme.example"])
def test_mail_to_a_mailbox_of_our_own_never_leaves(mailbox: Mailbox, address: str) -> None:
    mailbox("billing@acme.example")
    problem, server = refusal(mailbox, Behaviour(), Outbound(OUTBOUND.sender, (Address(address),), "Hi", "Hello"))
    assert (problem.code, problem.permanent) == ("loop", True)
    assert server.commands == []


def test_production_never_sends_in_clear_text_off_this_machine(mailbox: Mailbox, settings: Any) -> None:
    settings.MODE = "production"
    with pytest.raises(ConnectorError) as refused:
        attempt(mailbox(smtp_host="mail.acme.example", smtp_security="none"))
    assert (refused.value.code, refused.value.permanent) == ("plain_text", True)


def test_without_a_server_of_its_own_a_channel_sends_by_the_common_one(mailbox: Mailbox, settings: Any) -> None:
    with SmtpServer() as server:
        settings.EMAIL = {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": server.port,
        }
        attempt(mailbox())
    assert len(server.mails) == 1


def test_no_server_at_all_is_said_clearly(mailbox: Mailbox, settings: Any) -> None:
    settings.EMAIL = {}
    with pytest.raises(ConnectorError, match="set EMAIL_URL"):
        attempt(mailbox())


@pytest.mark.parametrize(
    ("message", "wire"), [(b".a\n..b\nc", b"..a\r\n...b\r\nc\r\n"), (b"a\r\n.\r\n", b"a\r\n..\r\n"), (b"a\r.\rb", b"a\r\n..\r\nb\r\n"), (b"", b"\r\n")]
)  # fmt: skip
def test_a_leading_dot_can_end_no_mail(message: bytes, wire: bytes) -> None:
    assert smtp.stuffed(message) == wire
