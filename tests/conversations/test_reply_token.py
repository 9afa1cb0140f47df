"""Our reply goes out, and the answer to it comes back to where it belongs."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from connectors.mail.compose import Composed, compose
from connectors.mail.parse import parse
from connectors.models import Channel
from connectors.types import Address, Outbound
from conversations import documents, outbound, replies, reply_tokens
from conversations.intake import Received
from conversations.models import Conversation
from kit.actor import SYSTEM
from kit.ids import uuid7
from review import outbounds as stored
from review.types import ProposedAction
from tests.conversations.cast import BEN, MARA, MARA_AT_WORK, Cast, assemble

KEY = "d" * 64


def approved(cast: Cast, received: Received) -> Outbound:
    """The reply as the agent proposes it, through the store as the release reads it."""
    message = cast.message(received)
    reply = replies.reply(cast.channel, documents.load_message(message), message.external_id, "It is on its way.", received.conversation_id)
    proposed = ProposedAction("reply", outbound=reply, confidence=1.0, evidence={})
    ref, _ = stored.put(cast.workspace.id, proposed, conversation=received.conversation_id, subject=message.contact_id)
    read = stored.load(cast.workspace.id, ref.id).outbound
    assert read == reply
    return reply


def test_the_lines_below_a_reply_are_in_the_language_of_the_conversation(cast: Cast) -> None:
    message, mailbox = cast.message(cast.mail()), cast.channel
    mailbox.disclosure, mailbox.footer, mailbox.opt_out = "Drafted by software.", "Moss Ltd", "Write: person only"
    mailbox.parameters = {
        **mailbox.parameters,
        "translations": {"de": {"disclosure": "Von Software entworfen.", "opt_out": "Schreiben Sie: nur Mensch"}},
    }
    document = documents.load_message(message)

    def below(language: str, *, by_person: bool = False) -> str:
        whole = replies.reply(mailbox, document, "", "Text", language=language, by_person=by_person).text
        return " ".join(whole.partition("-- \n")[2].split())

    assert below("de") == "Von Software entworfen. Moss Ltd Schreiben Sie: nur Mensch"
    assert below("de", by_person=True) == "Moss Ltd Schreiben Sie: nur Mensch"
    assert below("fr") == below("") == "Drafted by software. Moss Ltd Write: person only"


def send(cast: Cast, received: Received, *, recorded: bool = True) -> Composed:
    reply = approved(cast, received)
    sent = compose(reply, key=KEY)
    if recorded:
        outbound.record_delivered(
            received.conversation_id, action=uuid7(), outbound=reply, external_id=sent.message_id, tls="TLSv1.3", actor=SYSTEM
        )
    return sent


def answer(cast: Cast, to_id: str, sender: Address = MARA, to: str = "help@moss.example", text: str = "Thank you!") -> Received:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"{sender.name} <{sender.address}>", to, "Something quite different"
    mail["Message-ID"] = f"<{uuid7()}@client.example>"
    if to_id:
        mail["In-Reply-To"], mail["References"] = f"<{to_id}>", f"<{to_id}>"
    mail.set_content(text)
    return cast.raw_mail(mail.as_bytes())


def test_the_customers_answer_to_our_mail_lands_in_the_conversation(cast: Cast) -> None:
    received = cast.mail()
    sent = send(cast, received)
    assert answer(cast, sent.message_id).conversation_id == received.conversation_id


def test_our_mail_is_recognised_as_our_own_when_it_comes_back(cast: Cast) -> None:
    sent = send(cast, cast.mail())
    assert parse(sent.data, own_domains=["moss.example"]).machine == "own"


def test_an_answer_from_another_address_of_theirs_lands_there_too(cast: Cast) -> None:
    received = cast.mail()
    sent = send(cast, received)
    other = answer(cast, sent.message_id, MARA_AT_WORK)
    assert other.conversation_id == received.conversation_id
    assert '"joined_by":"token"' in cast.entries("conversation.message_received")[-1].body


def test_the_answer_lands_even_when_nobody_knows_whether_our_mail_left(cast: Cast) -> None:
    received = cast.mail()
    sent = send(cast, received, recorded=False)
    assert answer(cast, sent.message_id).conversation_id == received.conversation_id


def test_who_came_in_by_a_token_stays_a_stranger_to_the_policy(cast: Cast) -> None:
    received = cast.mail()
    sent = send(cast, received)
    before = set(Conversation.objects.get(id=received.conversation_id).participants.values_list("lookup", flat=True))
    answer(cast, sent.message_id, BEN)
    assert set(Conversation.objects.get(id=received.conversation_id).participants.values_list("lookup", flat=True)) == before


def test_a_second_try_carries_the_same_message_id(cast: Cast) -> None:
    reply = approved(cast, cast.mail())
    assert compose(reply, key=KEY).message_id == compose(reply, key=KEY).message_id
    assert compose(reply, key="e" * 64).message_id != compose(reply, key=KEY).message_id


def test_the_token_does_not_leave_as_a_header_of_its_own(cast: Cast) -> None:
    assert b"X-Countersign-Thread" not in send(cast, cast.mail()).data


def changed(message_id: str) -> str:
    """The same id with the last letter of its token replaced."""
    local, _, domain = message_id.partition("@")
    return f"{local[:-2]}{'a' if local[-2] != 'a' else 'b'}{local[-1]}@{domain}"


def test_a_forged_token_opens_nothing(cast: Cast) -> None:
    received = cast.mail()
    sent = send(cast, received)
    forged = answer(cast, changed(sent.message_id), BEN)
    assert forged.status == "new"
    assert forged.conversation_id != received.conversation_id


def test_a_token_of_another_workspace_opens_nothing(cast: Cast) -> None:
    other = assemble("fern")
    foreign = other.mail()
    token = reply_tokens.create(other.workspace.id, foreign.conversation_id)
    stranger = answer(cast, f"cs.0000.cs{token}@fern.example", BEN)
    assert stranger.conversation_id != foreign.conversation_id
    assert reply_tokens.conversation_of(other.workspace.id, token) == foreign.conversation_id
    assert reply_tokens.conversation_of(cast.workspace.id, token) is None


def test_a_token_for_a_conversation_that_does_not_exist_opens_a_new_one(cast: Cast) -> None:
    received = cast.mail()
    other = reply_tokens.create(cast.workspace.id, uuid7())
    assert answer(cast, f"cs.0000.cs{other}@moss.example", BEN).conversation_id != received.conversation_id


@pytest.mark.parametrize("switched_on", [True, False])
def test_the_reply_asks_for_a_plus_address_only_where_the_channel_says_so(cast: Cast, switched_on: bool) -> None:
    Channel.objects.filter(id=cast.channel.id).update(parameters={"plus_addressing": switched_on})
    cast.channel.refresh_from_db()
    received = cast.mail()
    reply = approved(cast, received)
    assert bool(reply.reply_to) is switched_on
    if reply.reply_to:
        assert reply.reply_to.address.startswith("help+cs")
        assert answer(cast, "", MARA_AT_WORK, to=reply.reply_to.address).conversation_id == received.conversation_id
