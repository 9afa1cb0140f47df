"""What leaves is a mail that every client reads and nobody can slip a header into."""

from __future__ import annotations

import email
import email.policy
import hashlib
import re
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import ConnectorError
from connectors.mail import reply_token
from connectors.mail.compose import Composed, compose, message_id
from connectors.mail.parse import parse
from connectors.types import Address, Attachment, Outbound

KEY = "0192d3a0-7c1b-7000-8000-123456789012"
US = Address("support@acme.example", "Acme Support")
HER = Address("ana@customer.example", "Ana Ito")
TOKEN = "a" * 42


def outbound(**changed: Any) -> Outbound:
    values: dict[str, Any] = {"sender": US, "to": (HER,), "subject": "Re: Parcel", "text": "Hello.\n"}
    return Outbound(**{**values, **changed})


def file(name: str, data: bytes, kind: str = "application/pdf", **more: Any) -> Attachment:
    return Attachment(name, kind, data, hashlib.sha256(data).hexdigest(), **more)


def written(**changed: Any) -> Composed:
    return compose(outbound(**changed), key=KEY)


def read(composed: Composed) -> EmailMessage:
    found = email.message_from_bytes(composed.data.replace(b"\r\n", b"\n"), policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def headers(composed: Composed) -> list[bytes]:
    return re.sub(rb"\r\n[ \t]", b" ", composed.data.split(b"\r\n\r\n")[0]).split(b"\r\n")


def named(composed: Composed, name: str) -> list[bytes]:
    return [line for line in headers(composed) if line.lower().startswith(f"{name.lower()}:".encode())]


def test_a_reply_says_that_a_program_drafted_it_and_stands_in_its_thread() -> None:
    mail = read(written(in_reply_to="two@customer.example", references=("one@customer.example", "two@customer.example")))
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert mail["In-Reply-To"] == "<two@customer.example>"
    assert mail["References"] == "<one@customer.example> <two@customer.example>"
    assert mail["Subject"] == "Re: Parcel"
    assert str(mail["From"]) == "Acme Support <support@acme.example>"
    assert mail["Date"].datetime.tzinfo is not None


def test_mail_that_answers_nothing_is_auto_generated() -> None:
    assert read(written())["Auto-Submitted"] == "auto-generated"


def test_the_parent_ends_the_references_even_when_they_did_not_name_it() -> None:
    assert read(written(in_reply_to="p@c.example", references=("a@c.example",)))["References"] == "<a@c.example> <p@c.example>"


def test_our_own_mail_is_known_again_when_it_comes_back() -> None:
    assert parse(written().data).machine == "own"


def test_the_same_delivery_is_the_same_mail_but_for_its_date() -> None:
    first, second = written(html="<p>Hello.</p>"), written(html="<p>Hello.</p>")
    assert first.message_id == second.message_id == message_id(outbound(), KEY)
    assert re.sub(rb"Date: [^\r]*", b"", first.data) == re.sub(rb"Date: [^\r]*", b"", second.data)
    assert compose(outbound(), key="another").message_id != first.message_id


def test_the_reply_token_of_the_approved_reply_to_is_in_the_message_id_whole_and_unencoded() -> None:
    back = Address(reply_token.address_with(TOKEN, "support@a-rather-long-domain-name.acme.example"))
    composed = written(reply_to=back, sender=Address("support@a-rather-long-domain-name.acme.example"))
    assert named(composed, "Message-ID") == [f"Message-ID: <{composed.message_id}>".encode()]
    assert reply_token.find([composed.message_id]) == TOKEN
    assert read(composed)["Reply-To"] == back.address


def test_the_token_of_the_approved_mark_is_in_the_message_id_and_the_mark_stays_here() -> None:
    composed = written(headers={reply_token.HEADER: f"cs{TOKEN}"})
    assert reply_token.find([composed.message_id]) == TOKEN
    assert named(composed, reply_token.HEADER) == []


def test_long_message_ids_are_never_broken_or_encoded() -> None:
    long = [f"{letter * 150}@customer.example" for letter in "abcdef"]
    composed = written(in_reply_to=long[-1], references=tuple(long))
    assert named(composed, "References") == [("References: " + " ".join(f"<{one}>" for one in long)).encode()]
    assert b"=?" not in composed.data


def test_text_in_any_script_is_readable_and_every_line_is_short_ascii() -> None:
    text = "Grüße aus Łódź,\nこんにちは。" + "長" * 900 + "\n" + "x" * 5000 + "\nتحية\n"
    composed = written(text=text, subject="Rechnung über 5.000 € – bitte prüfen " + "ö" * 300)
    assert composed.data.isascii()
    assert max(len(line) for line in composed.data.split(b"\r\n")) <= 76
    mail = read(composed)
    assert mail.get_content() == text, "the text came back changed"
    assert mail["Subject"] == "Rechnung über 5.000 € – bitte prüfen " + "ö" * 300


def test_plain_ascii_stays_as_it_is_written() -> None:
    composed = written(text="One.\n\n-- \nAcme\n")
    assert b"Content-Transfer-Encoding: 7bit" in composed.data
    assert composed.data.endswith(b"\r\n\r\nOne.\r\n\r\n-- \r\nAcme\r\n")


@pytest.mark.parametrize("line", ["From here on", "trailing blank ", ".", "a" * 1200, "bell\x07"])
def test_what_is_harmed_on_the_way_is_encoded(line: str) -> None:
    composed = written(text=f"{line}\n")
    assert b"quoted-printable" in composed.data
    assert read(composed).get_content() == f"{line}\n"


def test_line_ends_of_every_kind_become_those_of_mail() -> None:
    composed = written(text="a\rb\r\nc\nd")
    assert composed.data.endswith(b"\r\n\r\na\r\nb\r\nc\r\nd\r\n")


@pytest.mark.parametrize("field", ["subject", "sender", "to", "cc", "reply_to", "in_reply_to", "references", "headers"])
def test_no_value_can_add_a_header(field: str) -> None:
    evil = "x\r\nBcc: thief@evil.example\r\n\r\nbody"
    changed: Any = {
        "subject": evil, "sender": Address(US.address, evil), "to": (Address(HER.address, evil),), "cc": (Address(HER.address, evil),),
        "reply_to": Address(US.address, evil), "in_reply_to": evil, "references": (evil,), "headers": {"X-Note": evil, "X-A\r\nBcc": "t@e.example"},
    }[field]  # fmt: skip
    composed = written(**{field: changed})
    assert named(composed, "Bcc") == []
    assert composed.data.count(b"\r\n\r\n") == 1
    assert composed.recipients == (HER.address,)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a b@c.example",
        "a@c.example\r\nRCPT TO:<x@y.example>",
        "a@b@c.example",
        "a@c example",
        "<a@c.example>",
        "a@",
        "a@-.example",
    ],
)
def test_what_is_no_address_is_refused_for_good_and_not_repeated(address: str) -> None:
    with pytest.raises(ConnectorError) as refused:
        written(to=(Address(address),))
    assert refused.value.permanent
    assert refused.value.code == "address"
    assert "example" not in refused.value.message


def test_a_reply_to_nobody_is_refused() -> None:
    with pytest.raises(ConnectorError, match="no recipient"):
        written(to=())


def test_an_approved_header_neither_replaces_nor_doubles_ours() -> None:
    composed = written(
        headers={"Subject": "Other", "Bcc": "x@y.example", "Content-Type": "text/html", "List-Unsubscribe": "<https://a.example/u>"}
    )
    assert len(named(composed, "Subject")) == 1
    assert len(named(composed, "Content-Type")) == 1
    assert named(composed, "List-Unsubscribe") == [b"List-Unsubscribe: <https://a.example/u>"]


def test_names_with_commas_quotes_and_other_letters_come_back_as_they_were() -> None:
    people = (
        Address("a@c.example", 'Ito, Ana "the boss" \\o/'),
        Address("b@c.example", "Żółw 亀"),
        Address("c@c.example", "=?utf-8?q?trick?="),
    )
    mail = read(written(to=people))
    assert [(one.addr_spec, one.display_name) for one in mail["To"].addresses] == [(one.address, one.name) for one in people]


def test_a_domain_with_other_letters_is_written_in_ascii_and_needs_no_extension() -> None:
    composed = written(to=(Address("info@straße.example"),))
    assert composed.recipients == ("info@xn--strae-oqa.example",)
    assert not composed.utf8


def test_a_mailbox_name_with_other_letters_asks_for_the_extension() -> None:
    composed = written(to=(Address("jürgen@c.example"),))
    assert composed.utf8
    assert "To: <jürgen@c.example>".encode() in composed.data


def test_everybody_is_written_to_once() -> None:
    assert written(to=(HER, US), cc=(HER,)).recipients == (HER.address, US.address)


def test_html_images_and_files_each_stand_where_clients_look_for_them() -> None:
    image = file("logo.png", b"\x89PNG", "image/png", content_id="logo@acme", inline=True)
    mail = read(written(html="<p>Grüße <img src='cid:logo@acme'></p>", attachments=(image, file("Übersicht März.pdf", b"%PDF" * 900))))
    assert mail.get_content_type() == "multipart/mixed"
    assert [part.get_content_type() for part in mail.walk() if not part.is_multipart()] == [
        "text/plain",
        "text/html",
        "image/png",
        "application/pdf",
    ]
    plain, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert page is not None
    assert "Grüße" in page.get_content()
    names = {part.get_filename(): part.get_content() for part in mail.walk() if part.get_filename()}
    assert names == {"logo.png": b"\x89PNG", "Übersicht März.pdf": b"%PDF" * 900}
    assert next(part["Content-ID"] for part in mail.walk() if part.get_content_type() == "image/png") == "<logo@acme>"


def test_a_long_file_name_survives_and_no_file_name_can_add_a_header() -> None:
    long, evil = "Protokoll der außerordentlichen Sitzung " * 4 + ".pdf", 'a"\r\nBcc: x@y.example\r\n\r\n.pdf'
    composed = written(attachments=(file(long, b"1"), file(evil, b"2", "text/plain\r\nX: y")))
    assert max(len(line) for line in composed.data.split(b"\r\n")) < 998
    names = [part.get_filename() for part in read(composed).walk() if part.get_filename()]
    assert names == [" ".join(long.split()), 'a" Bcc: x@y.example .pdf']
    assert b"\r\nBcc" not in composed.data
    assert [one.name for one in parse(composed.data).attachments] == names


@given(st.text(max_size=300), st.text(max_size=120), st.text(max_size=60), st.text(max_size=40))
def test_whatever_is_approved_our_own_reader_reads_the_same(text: str, subject: str, name: str, filename: str) -> None:
    composed = written(
        text=text, subject=subject, sender=Address(US.address, name), attachments=(file(filename, b"data"),), headers={"X-Note": subject}
    )
    assert composed.data.isascii()
    assert max(len(line) for line in composed.data.split(b"\r\n")) < 998
    assert composed.recipients == (HER.address,)
    assert {line.split(b":")[0] for line in headers(composed)} <= {
        b"Date", b"From", b"To", b"Subject", b"Message-ID", b"X-Note", b"Auto-Submitted", b"X-Auto-Response-Suppress", b"X-Countersign-Mark",
        b"MIME-Version", b"Content-Type",
    }  # fmt: skip
    found = parse(composed.data)
    assert found.external_id == composed.message_id
    assert found.sender.address == US.address
    assert [one.data for one in found.attachments] == [b"data"]
