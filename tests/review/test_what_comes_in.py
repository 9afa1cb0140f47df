"""What intake tells review: what came back and what could not be read waits for a person, once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.test import Client

from connectors.types import Address, AuthResults, Envelope, Outbound
from conversations import intake, outbound
from conversations.models import Conversation
from kit import events
from kit.actor import SYSTEM
from kit.ids import uuid7
from kit.models import DomainEvent
from review.models import Item
from tests.review.cast import Desk
from tests.review.pages import scenes
from tests.review.pages.conftest import address

OURS = "cs.0123456789abcdef0123456789abcdef@mail.example"


def happen(name: str) -> None:
    """Run the handlers as a worker does; a second time after a lost acknowledgement."""
    for row in DomainEvent.objects.filter(name=name):
        again = events.Event(row.id, row.name, row.workspace, row.subject)
        assert events.handle_all([row.id])
        events._subscribers[row.name][row.subscriber](again)


def incoming(desk: Desk, **fields: Any) -> UUID:
    values: dict[str, Any] = {
        "external_id": f"{uuid7()}@mx.example", "content_hash": uuid7().hex * 2, "sender": Address("mailer-daemon@mx.example"),
        "subject": "Undelivered", "text": "No such user.", "full_text": "No such user.", "auth": AuthResults(),
    }  # fmt: skip
    return intake.receive(desk.channel, Envelope(**{**values, **fields}), b"raw").conversation_id


def bounced(desk: Desk) -> Conversation:
    conversation = scenes.write(desk, "Where is it?", "The lamp")
    reply = Outbound(sender=Address(desk.channel.address), to=(Address("jonas.weber@example.org"),), text="On its way.")
    outbound.record_delivered(conversation.id, action=uuid7(), outbound=reply, external_id=OURS, tls="", actor=SYSTEM)
    assert incoming(desk, machine="bounce", in_reply_to=OURS) == conversation.id
    happen("conversation.bounced")
    return conversation


def test_a_reply_that_came_back_waits_for_a_person_once(desk: Desk) -> None:
    conversation = bounced(desk)
    item = Item.objects.get(conversation=conversation)
    assert (item.kind, item.reason) == ("hand_off", "delivery_failed")
    assert "came back" in item.returned_because
    assert conversation.hand_offs.count() == 1


def test_the_page_of_what_came_back_says_so(desk: Desk, client: Client) -> None:
    item = Item.objects.get(conversation=bounced(desk))
    client.force_login(desk.reviewer)
    answer = client.get(address(item))
    assert answer.status_code == 200
    assert "came back" in answer.content.decode()


def test_an_unreadable_message_sets_aside_what_was_drafted_before_it(desk: Desk) -> None:
    draft = scenes.reply(desk)
    last = draft.conversation.messages.get(seq=1)
    joined = incoming(
        desk, sender=Address("jonas.weber@example.org"), quarantined="The parts do not fit together", in_reply_to=last.external_id
    )
    assert joined == draft.conversation_id
    happen("conversation.message_quarantined")
    kinds = Item.objects.filter(conversation=draft.conversation).values_list("kind", "status")
    assert sorted(kinds) == [("approval", "superseded"), ("quarantine", "waiting")]
