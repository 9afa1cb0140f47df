"""Mail of machines is kept and shown, answers nothing and is answered by nothing; a bounce finds the reply it is about."""

from __future__ import annotations

from uuid import UUID

import pytest

from connectors.types import Outbound
from conversations import outbound
from conversations.models import Conversation, HandOff, Message
from kit.actor import SYSTEM
from kit.ids import uuid7
from kit.models import DomainEvent
from tests.conversations.cast import MARA, SHOP, Cast

OURS = "cs.0123456789abcdef0123456789abcdef@moss.example"
DSN = """\
From: Mail Delivery Subsystem <mailer-daemon@mx.example.org>
To: help@moss.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <dsn-1@mx.example.org>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

The mailbox is full.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; mara.vogel@example.org
Action: {action}
Status: 5.2.2

--b
Content-Type: message/rfc822

From: help@moss.example
To: mara.vogel@example.org
Subject: Re: The green lamp
Message-ID: <{about}>

We have sent it.

--b--
"""


def answered(cast: Cast, external_id: str = OURS) -> UUID:
    """Mara has asked and we have answered."""
    received = cast.mail()
    reply = Outbound(sender=SHOP, to=(MARA,), subject="Re: The green lamp", text="We have sent it.")
    outbound.record_delivered(
        received.conversation_id, action=uuid7(), outbound=reply, external_id=external_id, tls="TLSv1.3", actor=SYSTEM
    )
    DomainEvent.objects.all().delete()
    return received.conversation_id


def bounce(cast: Cast, about: str = OURS, action: str = "failed") -> Message:
    raw = DSN.format(about=about, action=action).replace("\n", "\r\n").encode()
    return cast.message(cast.raw_mail(raw))


def test_a_bounce_lands_in_the_conversation_it_is_about(cast: Cast) -> None:
    conversation = answered(cast)
    found = bounce(cast)
    assert (found.machine, found.conversation_id) == ("bounce", conversation)
    assert len(cast.entries("conversation.message_bounced")) == 1


def test_a_bounce_brings_a_person_in_and_changes_no_version(cast: Cast) -> None:
    conversation = answered(cast)
    before = Conversation.objects.get(id=conversation)
    bounce(cast)
    after = Conversation.objects.get(id=conversation)
    assert HandOff.objects.filter(conversation=conversation, reason="delivery_failed").count() == 1
    assert (before.status, after.status) == ("waiting_for_customer", "waiting_for_us")
    assert (after.version, after.inbound_count) == (before.version, before.inbound_count)


def test_a_report_of_a_delay_is_linked_and_alarms_nobody(cast: Cast) -> None:
    conversation = answered(cast)
    assert bounce(cast, action="delayed").conversation_id == conversation
    assert not HandOff.objects.exists()
    assert Conversation.objects.get(id=conversation).status == "waiting_for_customer"


def test_a_bounce_of_mail_that_is_not_ours_stays_by_itself(cast: Cast) -> None:
    conversation = answered(cast)
    found = bounce(cast, about="cs.ffffffffffffffffffffffffffffffff@moss.example")
    assert found.conversation_id != conversation
    assert not HandOff.objects.exists()


@pytest.mark.parametrize("machine", ["auto-reply", "report", "list", "own"])
def test_what_a_machine_answers_joins_its_thread_and_wakes_no_agent(cast: Cast, machine: str) -> None:
    conversation = answered(cast)
    received = cast.mail("I am away until Monday.", machine=machine, in_reply_to=OURS, subject="Automatic reply")
    assert (received.status, received.conversation_id) == ("machine", conversation)
    assert not DomainEvent.objects.exists()
    row = Conversation.objects.get(id=conversation)
    assert (row.status, row.version, row.preview.snippet) == ("waiting_for_customer", 2, "Where is my lamp?")


def test_who_only_sent_machine_mail_takes_no_part(cast: Cast) -> None:
    conversation = answered(cast)
    daemon = type(MARA)("mailer-daemon@mx.example.org")
    cast.mail("Away", machine="auto-reply", in_reply_to=OURS, sender=daemon)
    later = cast.mail("Let me in", sender=daemon, in_reply_to=OURS)
    assert later.conversation_id != conversation


def test_a_person_does_not_join_what_a_newsletter_began(cast: Cast) -> None:
    newsletter = cast.mail("Ten per cent off", machine="list", subject="Our autumn lamps")
    assert cast.mail("Is that true?", subject="Re: Our autumn lamps").conversation_id != newsletter.conversation_id


def test_our_own_mail_come_back_is_not_a_customer(cast: Cast) -> None:
    conversation = answered(cast)
    raw = (
        b"From: help@moss.example\r\nTo: help@moss.example\r\nSubject: Re: The green lamp\r\n"
        b"Message-ID: <" + OURS.encode() + b">\r\nX-Countersign-Mark: 0123\r\n\r\nWe have sent it.\r\n"
    )
    received = cast.raw_mail(raw)
    assert received.status == "machine"
    assert cast.message(received).machine == "own"
    assert not DomainEvent.objects.exists()
    assert Conversation.objects.get(id=conversation).version == 2
