"""Values planted through every way in are erased, and then looked for in every place that the installation has."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from accounts.models import Role
from audit import content, keys
from audit.models import Content, DataKey, WrappedKey
from connectors.mail.parse import parse
from connectors.models import Channel
from conversations import actions as conversation_actions
from conversations import intake
from conversations.chat import receiving, tokens
from conversations.chat.wire import Write
from conversations.mail import outbox
from conversations.models import Contact, Conversation, Message
from kit import shared_redis
from portal.story import reading
from tests.conversations.erasure.cast import Desk
from tests.factories.people import member
from tests.factories.whole import draft, edit, send
from tests.fakes.smtp_server import SmtpServer

ADDRESS = "quilla.zander@planted.example"
PLANTED = [
    ADDRESS, "planted.example", "Quilla", "Zandernagel", "Subjectwort", "Bodywort", "Bodyzahl 4711-0815", "Signaturwort", "Zitatwort",
    "Dateiname-Quappe", "Dateiinhalt-Felchen", "planted-thread-7711", "Kopfzeile-Renke", "Htmlwort", "Versteckwort", "Antwortwort",
    "Kommentarwort", "Notizwort", "Änderungswort-Übergröße", "+49 30 5550199", "DE02120300000000202051", "4111 1111 1111 1234",
]  # fmt: skip
CHATTED = ["kunde-8812-chat", "Chatname-Äsche", "Chatwort-Barbe", "Chatwort-zwei", "Chatantwort-Schleie"]


def letter(to: str) -> bytes:
    mail = EmailMessage()
    mail["From"] = f'"Quilla Zandernagel" <{ADDRESS}>'
    mail["To"], mail["Subject"], mail["Message-ID"] = to, "Subjectwort: returning a lamp", "<planted-thread-7711@planted.example>"
    mail["Date"], mail["X-Kept"] = "Tue, 03 Nov 2026 09:00:00 +0000", "Kopfzeile-Renke"
    body = (
        "How long can I return a lamp? Bodywort Bodyzahl 4711-0815. Call +49 30 5550199.\nIBAN DE02120300000000202051, card 4111 1111 1111 1234.\n\n"
        "On Monday you wrote:\n> Zitatwort\n\n-- \nQuilla Zandernagel\nSignaturwort\n"
    )
    mail.set_content(body)
    mail.add_alternative(
        f"<p>How long can I return a lamp? Htmlwort</p><div style='display:none'>Versteckwort</div><pre>{body}</pre>", subtype="html"
    )
    mail.add_attachment(b"Dateiinhalt-Felchen", maintype="application", subtype="pdf", filename="Dateiname-Quappe.pdf")
    return mail.as_bytes()


def by_mail(desk: Desk) -> Conversation:
    """The whole way: in by mail, a draft by the agent, changed by a person, out by mail; with a note; a copy in the outbox."""
    raw, own = letter(desk.channel.address), desk.channel.address
    envelope = parse(raw, own_domains=[own.rpartition("@")[2]], own_addresses=[own])
    conversation = Conversation.objects.get(id=intake.receive(desk.channel, envelope, raw).conversation_id)
    rita = member(desk.workspace, Role.REVIEWER)
    with SmtpServer() as server:
        Channel.objects.filter(id=desk.channel.id).update(
            parameters={"smtp_host": "127.0.0.1", "smtp_port": server.port, "smtp_security": "none"}
        )
        assert send(edit(draft(conversation), rita, "Antwortwort, dear Quilla: 30 days. Änderungswort-Übergröße.")) == "sent"
        outbox.write(server.mails[0])
    conversation_actions.add_note(conversation, "Notizwort about Quilla Zandernagel", acting_user=rita)
    intake.receive(
        desk.channel, parse(raw.replace(b"thread-7711", b"thread-7711-b"), own_domains=[], own_addresses=[own]), raw + b"Kommentarwort"
    )
    contact = Contact.objects.get(conversations=conversation)
    contact.tier = "gold"
    contact.save(update_fields=["tier"])  # the change log names what was changed
    return conversation


def by_chat(desk: Desk) -> Conversation:
    channel = Channel.objects.create(workspace=desk.workspace, kind="chat", name="Chat")
    visitor = tokens.known(channel, "kunde-8812-chat", "Chatname-Äsche")
    for number, text in enumerate(("Chatwort-Barbe", "Chatwort-zwei")):
        receiving.receive(channel, visitor, Write(f"00000000-0000-4000-8000-00000000000{number}", text), network="127.0.0.1")
    return Conversation.objects.get(channel=channel)


def places(needles: list[str]) -> Iterator[tuple[str, str]]:
    """(place, needle) for whatever can still be found, in upper or lower case, as text or as the bytes of a bytea column."""
    low = [one.lower() for one in needles]
    for place, text in (*tables(), *redis_values(), *files()):
        yield from ((place, one) for one in low if one in text or one.encode().hex() in text)


def tables() -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables"
            " WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"SELECT lower(t::text) FROM {name} t")
            yield from ((name, text) for (text,) in cursor.fetchall())


def redis_values() -> Iterator[tuple[str, str]]:
    client = shared_redis.client()
    for key in client.scan_iter("*"):
        dumped = client.dump(key) or b""
        yield f"redis:{key!r}", f"{key!r} {bytes(dumped).decode('utf-8', 'ignore')}".lower()


def files() -> Iterator[tuple[str, str]]:
    for path in Path(settings.VAR_DIR).rglob("*"):
        if path.is_file():
            yield str(path), path.read_bytes().decode("utf-8", "ignore").lower()


def decrypted(rows: list[Content]) -> str:
    """What a copy of these rows says to whoever has the keys of today."""
    found = keys.for_reading({row.key for row in rows})
    texts = [content.open_sealed(found[row.key], row.id, bytes(row.sealed)) for row in rows if row.key in found]
    return "\n".join(text.decode("utf-8", "ignore") for text in texts)


def test_nothing_that_was_planted_is_found_anywhere(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    mailed, chatted = by_mail(desk), by_chat(desk)
    needles, hashes = [*PLANTED, *CHATTED[:4]], lookups(desk)
    copy = list(Content.objects.filter(workspace=desk.workspace.id))
    readable = decrypted(copy)
    for one in ("Bodywort", "Notizwort", "Kommentarwort", "Antwortwort", "Dateiinhalt-Felchen", "Chatwort-zwei", "Kopfzeile-Renke"):
        assert one in readable, "it was there"
    assert {place for place, _ in places(needles)} >= {
        "public.conversations_contact",
        "derived.conversations_preview",
        "public.auditlog_logentry",
    }

    for who in (ADDRESS, "kunde-8812-chat"):
        request = desk.erase(who)
        assert request.status == "done"
        assert not [one for one in needles if one.lower() in str(request.certificate).lower()]

    assert list(places([*needles, *hashes])) == []
    assert [one for one in needles if one.lower() in caplog.text.lower()] == []
    keys.forget()
    left = decrypted(copy)
    assert [one for one in PLANTED + CHATTED if one in left] == [], "a copy of the rows from before is closed"
    assert desk.verified().ok
    for conversation in (mailed, chatted):
        story = reading.read(conversation, all_seeing=True)
        assert "[erased]" in repr(story)


def lookups(desk: Desk) -> list[str]:
    """Keyed hashes that could confirm a guess to whoever has the workspace's key."""
    hashes = list(Contact.objects.filter(workspace=desk.workspace).values_list("addresses__lookup", flat=True))
    return [*hashes, *Message.objects.exclude(content_hash="").values_list("content_hash", flat=True)]


def test_a_copy_of_the_keys_from_before_stays_closed_without_the_key_that_wraps_them(desk: Desk, settings: Any) -> None:
    """The copy that is to be feared is one of rows and wrapped keys together: it opens with the master key alone."""
    desk.mail("Bodywort")
    wrapped = {row.id: bytes(row.wrapped) for row in WrappedKey.objects.filter(id__in=DataKey.objects.values("id"))}
    copy = list(Content.objects.filter(workspace=desk.workspace.id))
    desk.erase()
    settings.COUNTERSIGN_KEY = "A" * 43 + "="
    for row in copy:
        with pytest.raises(Exception, match="COUNTERSIGN_KEY"):
            keys.unwrap(row.key, wrapped[row.key])
