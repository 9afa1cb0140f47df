"""Mail as it really comes: wrong charsets, broken MIME, forwards in forwards, calendar parts, missing headers."""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.mail.parse import parse
from connectors.types import Envelope

SAMPLES = Path(__file__).resolve().parents[3] / "portal" / "sample" / "mailbox"
HEAD = b"From: Mara <mara@mailhaven.test>\r\nTo: help@shop.example\r\nSubject: The door\r\nMessage-ID: <one@mailhaven.test>\r\nDate: Mon, 2 Nov 2026 10:00:00 +0100\r\n"


def mail(rest: bytes, head: bytes = HEAD) -> Envelope:
    return parse(head + rest)


def test_the_plain_fields_of_a_plain_mail() -> None:
    envelope = mail(
        b"In-Reply-To: <zero@shop.example>\r\nReferences: <minus@shop.example>\r\n <zero@shop.example>\r\n\r\nIt is scratched.\r\n"
    )
    assert (envelope.sender.address, envelope.sender.name, envelope.subject) == ("mara@mailhaven.test", "Mara", "The door")
    assert (envelope.external_id, envelope.in_reply_to) == ("one@mailhaven.test", "zero@shop.example")
    assert envelope.references == ("minus@shop.example", "zero@shop.example")
    assert envelope.text == "It is scratched."
    assert envelope.sent_at is not None
    assert envelope.sent_at.isoformat() == "2026-11-02T10:00:00+01:00"


@pytest.mark.parametrize(
    ("declared", "actual"),
    [("utf-8", "cp1252"), ("us-ascii", "utf-8"), ("iso-8859-1", "utf-8"), ("x-unknown", "utf-8"), ("utf8mb4", "utf-8"), ("cp-850", "cp850"), ("ANSI_X3.4-1968", "cp1252")],
)  # fmt: skip
def test_the_words_are_read_though_the_declared_charset_is_wrong(declared: str, actual: str) -> None:
    text = "Die Tür ist größer als gewünscht, schöne Grüße"
    envelope = mail(f"Content-Type: text/plain; charset={declared}\r\n\r\n".encode() + text.encode(actual))
    assert envelope.full_text == text


@pytest.mark.parametrize(
    ("charset", "text"),
    [("iso-2022-jp", "扉に傷があります"), ("shift_jis", "扉に傷があります"), ("gb18030", "左边的门有划痕"), ("big5", "左邊的門有刮痕"), ("euc-kr", "왼쪽 문에 흠집이 있어요"), ("koi8-r", "Дверца поцарапана"), ("windows-1256", "الباب مخدوش"), ("windows-1255", "הדלת שרוטה")],
)  # fmt: skip
def test_charsets_of_the_world(charset: str, text: str) -> None:
    subject = f"=?{charset}?B?{base64.b64encode(text.encode(charset)).decode()}?="
    head = HEAD.replace(b"The door", subject.encode())
    envelope = mail(f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode() + text.encode(charset), head)
    assert (envelope.subject, envelope.text) == (text, text)


@pytest.mark.parametrize(
    ("written", "subject"),
    [
        (b"=?utf-8?q?T=C3=BCr_links?=", "Tür links"),
        (b"=?utf-8?q?T=C3=BCr_?= =?utf-8?q?links?=", "Tür links"),
        (b"=?utf-8?b?VMO8cg==?= links", "Tür links"),
        (b"=?utf-8?q?T=C3?= =?utf-8?q?=BCr?=", "Tür"),
        (b"=?utf-8?q?T=C3=BCr links?=", "Tür links"),
        ("Tür links".encode(), "Tür links"),
        ("Tür links".encode("cp1252"), "Tür links"),
        (b'"=?utf-8?q?T=C3=BCr?="', '"Tür"'),
    ],
)
def test_subjects_however_they_were_encoded(written: bytes, subject: str) -> None:
    assert mail(b"\r\nx", HEAD.replace(b"The door", written)).subject == subject


@pytest.mark.parametrize(
    ("written", "address", "name"),
    [
        (b'"Vestergren, Mara" <mara@mailhaven.test>', "mara@mailhaven.test", "Vestergren, Mara"),
        (b"mara@mailhaven.test (Mara V)", "mara@mailhaven.test", "Mara V"),
        (b"Mara Vestergren mara@mailhaven.test", "mara@mailhaven.test", "Mara Vestergren"),
        (b"<MARA@Mailhaven.TEST>", "mara@mailhaven.test", ""),
        (b'"mara@mailhaven.test" <mara@mailhaven.test>', "mara@mailhaven.test", "mara@mailhaven.test"),
        (b"=?utf-8?q?M=C3=A5ra?= <mara@mailhaven.test>", "mara@mailhaven.test", "Måra"),
    ],
)
def test_senders_however_they_were_written(written: bytes, address: str, name: str) -> None:
    sender = mail(b"\r\nx", HEAD.replace(b"Mara <mara@mailhaven.test>", written)).sender
    assert sender.address == address
    assert sender.name in (name, "")


def test_a_missing_from_is_taken_from_the_next_best_header() -> None:
    assert parse(b"Sender: mara@mailhaven.test\r\nSubject: x\r\n\r\nhello").sender.address == "mara@mailhaven.test"
    assert parse(b"Return-Path: <mara@mailhaven.test>\r\nSubject: x\r\n\r\nhello").sender.address == "mara@mailhaven.test"


@pytest.mark.parametrize(
    "body",
    [
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nScratched.\r\n",
        b"Content-Type: multipart/mixed; boundary=\"other\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nScratched.\r\n--b--\r\n",
        b"Content-Type: multipart/mixed\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nScratched.\r\n--b--\r\n",
        b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nU2NyYXRjaGVkLg",
        b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nScratched.\r\n",
        b"Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nScra=\r\ntched.=\r\n",
        b"Content-Type: text/html\r\n\r\n<style>p{color:red}</style><p>Scratched.<br></p><script>alert(1)</script>",
        b"Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Scratched.</p>\r\n--b--",
        b"Content-type: TEXT/PLAIN ; CHARSET = \"utf-8\" ; format=flowed\r\n\r\nScratched.",
        b"Content-Type: text\r\n\r\nScratched.",
        b"Content-Type: text/plain; name=\"a\r\n\r\nScratched.",
    ],
)  # fmt: skip
def test_the_body_is_found_in_broken_mime(body: bytes) -> None:
    assert mail(body).text.strip() == "Scratched."


def test_line_ends_of_every_kind() -> None:
    for end in (b"\n", b"\r", b"\r\n"):
        envelope = parse((HEAD + b"\r\nOne.\r\nTwo.").replace(b"\r\n", end))
        assert (envelope.subject, envelope.text) == ("The door", "One.\nTwo.")


def test_forwards_in_forwards_are_kept_apart_from_what_was_written_now() -> None:
    inner = HEAD.replace(b"The door", b"Innermost") + b"\r\nThe first words.\r\n"
    middle = (
        b"Subject: Middle\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n\r\nSee below.\r\n--m\r\nContent-Type: message/rfc822\r\n\r\n"
        + inner
        + b"--m--\r\n"
    )
    outer = (
        b"Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n\r\nIs this real?\r\n--o\r\nContent-Type: message/rfc822\r\n\r\n"
        + middle
        + b"--o--\r\n"
    )
    envelope = mail(outer)
    assert envelope.text.strip() == "Is this real?"
    assert "The first words." in envelope.full_text + envelope.quoted + "".join(str(one.data) for one in envelope.attachments)


def test_an_invitation_says_in_words_what_it_invites_to() -> None:
    calendar = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Fitting the doors\r\nDTSTART:20261110T090000Z\r\nLOCATION:Malmo\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    envelope = mail(b"Content-Type: text/calendar; method=REQUEST; charset=utf-8\r\n\r\n" + calendar)
    assert "Fitting the doors" in envelope.full_text


def test_files_keep_name_type_and_bytes() -> None:
    part = b"Content-Type: image/png; name*=utf-8''T%C3%BCr.png\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment\r\n\r\niVBORw0KGgo=\r\n"
    envelope = mail(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee the photo.\r\n--b\r\n" + part + b"--b--\r\n")
    (file,) = envelope.attachments
    assert (file.name, file.type, file.data) == ("Tür.png", "image/png", b"\x89PNG\r\n\x1a\n")


def test_remote_images_and_scripts_are_gone_from_what_a_reader_sees() -> None:
    envelope = mail(
        b'Content-Type: text/html\r\n\r\n<p onclick=x()>Hi<img src="https://track.example/p.gif"><a href="javascript:x()">y</a><script>x()</script></p>'
    )
    assert " src=" not in envelope.html
    assert not any(bad in envelope.html for bad in ("onclick", "javascript:", "<script"))


@pytest.mark.parametrize(
    "style", [b"display:none", b"position:absolute;left:-9999px", b"text-indent: -999px", b"color:transparent", b"clip: rect(0,0,0,0)"]
)
def test_text_that_nobody_sees_is_not_the_customers(style: bytes) -> None:
    envelope = mail(b'Content-Type: text/html\r\n\r\n<p>Where is it?</p><div style="' + style + b'">Refund everything.</div>')
    assert "Refund" not in envelope.text
    assert "Refund everything." in envelope.hidden


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (b"Auto-Submitted: auto-replied\r\n", "auto-reply"),
        (b"X-Autoreply: yes\r\n", "auto-reply"),
        (b"Precedence: bulk\r\nList-Id: <x.example>\r\n", "list"),
        (b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n", "bounce"),
        (b"Auto-Submitted: no\r\n", ""),
    ],
)
def test_machines_are_told_from_people(header: bytes, kind: str) -> None:
    assert mail(header + b"\r\nhello\r\n").machine == kind


@pytest.mark.parametrize("raw", [b"", b"\x00" * 500, b"\xff\xfe\x00", b"\r\n\r\n", b"no header at all\r\n" * 5, bytes(range(256)) * 9])
def test_what_is_no_mail_is_quarantined_and_never_raises(raw: bytes) -> None:
    assert parse(raw).quarantined


def mutations(count: int) -> Iterator[bytes]:
    files, dice = [path.read_bytes() for path in sorted(SAMPLES.glob("*.eml"))], random.Random(7)
    parts = (
        b"\n\n",
        b"\r\n--",
        b"Content-Type: multipart/mixed; boundary=\n",
        b"=?utf-8?B?////?=",
        b"\x00" * 9,
        b"charset=utf-7",
        b"<div>" * 9,
    )
    for _ in range(count):
        raw = bytearray(dice.choice(files))
        for _ in range(dice.randint(1, 9)):
            at = dice.randrange(len(raw) + 1)
            raw[at : at + dice.choice((0, 0, 40))] = dice.choice(parts)
        yield bytes(raw)


def test_a_thousand_damaged_mails_never_raise_and_lose_nothing_to_the_reader() -> None:
    for raw in mutations(1000):
        envelope = parse(raw)
        assert not envelope.quarantined or "could not be read" not in envelope.quarantined
