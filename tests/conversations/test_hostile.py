"""What no honest mailer sends is kept whole, stored without a fuss, and shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from audit import content
from connectors.types import Address, Attachment, AuthResults
from conversations import documents, intake
from conversations.models import Attachment as AttachmentRow
from conversations.models import Message
from kit.models import DomainEvent
from tests.conversations.cast import Cast

NASTY = [
    "with a \x00 NUL",
    "half \ud83d a pair",
    "\x00",
    "\udfff" * 50,
    "x" * 100_000,
    "e\u0301\u202e\u2066'; DROP TABLE--",
    "\x1f\x7f\x85",
]


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_any_text_in_any_field_is_taken(cast: Cast, text: str) -> None:
    received = cast.mail(
        text, subject=text, external_id=text, sender=Address(text + "@example.org", text), to=(Address(text, text),), cc=(Address(text),),
        in_reply_to=text, references=(text, text + "2"), reply_token=text, tls=text, quoted=text, signature=text, html=text, hidden=text,
        headers={text: text}, notes=(text,), auth=AuthResults(text, text, text, "none"),
        attachments=(Attachment(text, text, b"data", "0" * 64),),
    )  # fmt: skip
    message = cast.message(received)
    assert received.status == "new"
    assert documents.load_message(message).text == text
    assert message.auth["level"] == "none"


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_the_same_hostile_message_twice_is_one(cast: Cast, text: str) -> None:
    first = cast.mail(text, external_id=text, subject=text)
    assert cast.mail(text, external_id=text, subject=text).message_id == first.message_id


@pytest.mark.parametrize(
    "when",
    [
        datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-12))),
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
        datetime(2026, 1, 1),  # noqa: DTZ001 - no zone at all
    ],
)
def test_a_date_that_no_database_can_give_back_is_left_out(cast: Cast, when: datetime) -> None:
    assert cast.message(cast.mail(sent_at=when)).sent_at is None


def test_a_usual_date_is_kept(cast: Cast) -> None:
    when = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    assert cast.message(cast.mail(sent_at=when)).sent_at == when


def test_a_file_beyond_the_limit_is_named_and_left_in_the_raw_message(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "LARGEST_FILE", 10)
    files = (Attachment("a.txt", "text/plain", b"small", "a" * 64), Attachment("b.txt", "text/plain", b"far too large", "b" * 64))
    received = cast.mail(attachments=files)
    small, large = sorted(AttachmentRow.objects.filter(message=received.message_id), key=lambda one: one.name)
    assert content.get(cast.workspace.id, small.content) == b"small"
    assert (large.content, large.size) == ("", 13)
    assert "larger" in large.dropped


RAW = {
    "nothing": b"",
    "noise": bytes(range(256)) * 40,
    "a header of a megabyte": b"Subject: " + b"x" * 1_000_000 + b"\r\nFrom: a@example.org\r\n\r\nhi",
    "five thousand headers": b"".join(b"X-%d: y\r\n" % number for number in range(5000)) + b"From: a@example.org\r\n\r\nhi",
    "a NUL in every header": b"From: a\x00b@example.org\r\nSubject: a\x00b\r\nMessage-ID: <a\x00b@c>\r\nReferences: <d\x00e@f>\r\n\r\na\x00b",
    "half a multipart": b'From: a@example.org\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\nContent-Type: text/pl',
    "an unknown charset": b"From: a@example.org\r\nContent-Type: text/plain; charset=x-\xff\r\n\r\n\xff\xfe\xfd",
}


@pytest.mark.parametrize("name", RAW)
def test_any_bytes_are_kept_whole(cast: Cast, name: str) -> None:
    received = cast.raw_mail(RAW[name])
    assert content.get(cast.workspace.id, cast.message(received).raw) == RAW[name]
    assert cast.raw_mail(RAW[name]).message_id == received.message_id


@pytest.mark.parametrize("name", ["nothing", "noise"])
def test_what_cannot_be_read_is_quarantined_with_the_reason_and_a_person_is_told(cast: Cast, name: str) -> None:
    received = cast.raw_mail(RAW[name])
    assert received.status == "quarantined"
    assert Message.objects.get(id=received.message_id).quarantined
    assert list(DomainEvent.objects.values_list("name", flat=True)) == ["conversation.message_quarantined"]
    assert '"quarantined":true' in cast.entries("conversation.message_received")[0].body
