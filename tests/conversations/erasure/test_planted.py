"""Values planted through every way in are erased, and then looked for in every place that the installation has."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from accounts.models import Role, User
from audit import content, keys, sealed
from audit.models import Content, DataKey, WrappedKey
from connectors import registry, tool_actions
from connectors.base import Hook, Sent, ToolAdapter
from connectors.mail.parse import parse
from connectors.models import Channel
from connectors.types import Address, Outbound
from conversations import actions as conversation_actions
from conversations import intake
from conversations.chat import receiving, tokens
from conversations.chat.wire import Write
from conversations.erasure import access, holds
from conversations.mail import outbox
from conversations.models import Contact, Conversation, Message
from kit import shared_redis
from kit.actor import SYSTEM
from kit.ids import uuid7
from portal import logs
from portal.story import reading
from review import actions, gate, permissions
from review.models import Item
from review.types import ProposedAction
from tests.conversations.erasure.cast import Desk, sealed_texts
from tests.factories.mail import make_queue
from tests.factories.people import member
from tests.factories.whole import draft, edit, send
from tests.fakes.smtp_server import SmtpServer

ADDRESS = "quilla.zander@planted.example"
PLANTED = [
    ADDRESS, "planted.example", "Quilla", "Zandernagel", "Subjectwort", "Bodywort", "Bodyzahl 4711-0815", "Signaturwort", "Zitatwort",
    "Dateiname-Quappe", "Dateiinhalt-Felchen", "planted-thread-7711", "Kopfzeile-Renke", "Htmlwort", "Versteckwort", "Antwortwort",
    "Kommentarwort", "Notizwort", "Änderungswort-Übergröße", "+49 30 5550199", "DE02120300000000202051", "4111 1111 1111 1234",
    "Organisation-Stör", "bezug-9921", "quilla.privat@planted.example", "Antwortname-Döbel", "Titelwort-Hecht", "linkwort-wels", "Alternativ-Nase",
    "Textdatei-Karpfen", "Textinhalt-Rotauge", "Tabelle-Ukelei", "Bildname-Zander", "Zweitbetreff-Plötze", "Zweitwort-Barsch", "Kopiename-Rapfen",
    "Werkzeugwort-Neunauge", "4711-9912-8834", "Ablehnwort-Moderlieschen", "Weitergabe-Gründling", "Sperrgrund-Schmerle", "Zweitnotiz-Aal",
    "Umbenannt-Quappling", "Suchwort-Elritze", "Zweitsignatur-Hasel", "Zweitversteckt-Güster",
]  # fmt: skip
CHATTED = ["kunde-8812-chat", "Chatname-Äsche", "Chatwort-Barbe", "Chatwort-zwei", "Chatantwort-Schleie"]
LEFT_OUT = ("derived.", "redis:", "/")
"""What such a dump leaves out. (The table of wrapped keys would say nothing either.)"""

NOT_KEPT = {"umbenannt-quappling"}
"""A name that was changed again: nothing keeps it, so it is found nowhere from the beginning."""

NOTES = {
    "name": "note", "label": "Note", "description": "Writes a note to an order.", "kind": "write", "price": "0.02", "summary": "Note {text} on {order}",
    "parameters": {"type": "object", "required": ["order", "text"], "properties": {"order": {"type": "string", "x-role": "target"}, "text": {"type": "string"}}},
}  # fmt: skip


class Notes(ToolAdapter):
    kind: ClassVar[str] = "planted-notes"
    label: ClassVar[str] = "Notes"

    def call(self, key: str, arguments: Mapping[str, Any], *, before_point_of_no_return: Hook) -> Sent:
        raise AssertionError("The call is refused by a person.")


def letter(to: str) -> bytes:
    mail = EmailMessage()
    mail["From"] = f'"Quilla Zandernagel" <{ADDRESS}>'
    mail["To"], mail["Subject"], mail["Message-ID"] = to, "Subjectwort: returning a lamp", "<planted-thread-7711@planted.example>"
    mail["Date"], mail["X-Kept"] = "Tue, 03 Nov 2026 09:00:00 +0000", "Kopfzeile-Renke"
    mail["Organization"], mail["References"] = "Organisation-Stör", "<bezug-9921@planted.example>"
    mail["Reply-To"] = '"Antwortname-Döbel" <quilla.privat@planted.example>'
    mail["Cc"] = f'"Kopiename-Rapfen" <{ADDRESS}>'
    body = (
        "How long can I return a lamp? Bodywort Bodyzahl 4711-0815. Call +49 30 5550199.\nIBAN DE02120300000000202051, card 4111 1111 1111 1234.\n\n"
        "On Monday you wrote:\n> Zitatwort\n\n-- \nQuilla Zandernagel\nSignaturwort\n"
    )
    mail.set_content(body)
    mail.add_alternative(
        "<head><title>Titelwort-Hecht</title></head><a href='https://shop.example/linkwort-wels'>x</a><img src='cid:1' alt='Alternativ-Nase'>"
        f"<p>How long can I return a lamp? Htmlwort</p><div style='display:none'>Versteckwort</div><pre>{body}</pre>",
        subtype="html",
    )
    mail.add_attachment(b"Dateiinhalt-Felchen", maintype="application", subtype="pdf", filename="Dateiname-Quappe.pdf")
    mail.add_attachment("Textinhalt-Rotauge", filename="Textdatei-Karpfen.txt")
    mail.add_attachment("a;b\nTabelle-Ukelei;2", subtype="csv", filename="t.csv")
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="Bildname-Zander.png", disposition="inline", cid="<1>")
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
    contact.tier, contact.name = "gold", "Umbenannt-Quappling"
    contact.save(update_fields=["tier", "name"])  # the change log names what was changed
    contact.name = "Quilla Zandernagel"
    contact.save(update_fields=["name"])
    decided_on(desk, conversation, contact, rita)
    return conversation


def decided_on(desk: Desk, conversation: Conversation, contact: Contact, rita: User) -> None:
    """A second mail: a tool call is proposed beside the reply and refused with words, handed on, noted, held, exported, looked for."""
    outbound = Outbound(Address(desk.channel.address, "Moss"), (Address(ADDRESS),), subject="Re", text="Zweitwort-Barsch")
    again = desk.mail(
        "Zweitwort-Barsch, card 4711-9912-8834",
        "Zweitbetreff-Plötze",
        sender=Address(ADDRESS, "Quilla"),
        signature="Zweitsignatur-Hasel",
        hidden="Zweitversteckt-Güster",
    )
    registry._tools.setdefault("planted-notes", Notes)
    tool_actions.create_tool(desk.workspace.id, "planted-notes", NOTES, acting_user=None)
    call = ProposedAction("tool", "note", arguments={"order": "4711-9912-8834", "text": "Werkzeugwort-Neunauge"})
    told = gate.submit(
        conversation_id=again.id, conversation_version=again.version, turn=uuid7(), agent=SYSTEM, agent_facts={"name": "Fern", "version": 1, "tier": "extractive"},
        signals={"injection": 0.0, "urgency": "normal"}, actions=[ProposedAction("reply", outbound=outbound, confidence=0.8), call],
    )  # fmt: skip
    assert told.item is not None
    mine = actions.claim(told.item, acting_user=rita)
    legal = make_queue(desk.workspace, "Legal")
    permissions.grant(legal, desk.olive, permissions.DECIDE)
    actions.escalate(mine, legal, "Weitergabe-Gründling", acting_user=rita)
    mine = actions.claim(Item.objects.get(id=told.item.id), acting_user=desk.olive)
    actions.reject(mine, "other", "Ablehnwort-Moderlieschen", acting_user=desk.olive)
    conversation_actions.add_note(again, "Zweitnotiz-Aal", acting_user=rita)
    holds.lift(holds.place(contact, "Sperrgrund-Schmerle", acting_user=desk.olive), acting_user=desk.olive)
    looked_for(desk)


def looked_for(desk: Desk) -> None:
    """The searches of people, with what they typed; an access export and a bundle, made and fetched."""
    client = Client()
    client.force_login(desk.olive)
    here = f"/w/{desk.workspace.slug}"
    client.post(f"{here}/conversations/find/", {"q": "Suchwort-Elritze Zandernagel"})
    client.get(f"{here}/evidence/entries/", {"subject": ADDRESS, "q": "Suchwort-Elritze"})
    saved = client.post(f"{here}/evidence/views/", {"name": f"Suchwort-Elritze {ADDRESS}", "actor": "user"})
    assert saved.status_code == 302
    export = access.ask(desk.workspace, ADDRESS, acting_user=desk.olive)
    access.make(export.id)
    export.refresh_from_db()
    assert b"PK" in access.hand_out(export, acting_user=desk.olive)


def by_chat(desk: Desk) -> Conversation:
    channel = Channel.objects.create(workspace=desk.workspace, kind="chat", name="Chat")
    visitor = tokens.known(channel, "kunde-8812-chat", "Chatname-Äsche")
    for number, text in enumerate(("Chatwort-Barbe", "Chatwort-zwei")):
        receiving.receive(channel, visitor, Write(f"00000000-0000-4000-8000-00000000000{number}", text), network="127.0.0.1")
    return Conversation.objects.get(channel=channel)


def places(needles: list[str]) -> Iterator[tuple[str, str]]:
    """(place, needle) for whatever can still be found, in upper or lower case, as text or as the bytes of a bytea column."""
    forms = {form: one for one in needles for form in written(one)}
    for place, text in (*tables(), *redis_values(), *files()):
        lowered = text.lower()
        yield from {(place, one.lower()) for form, one in forms.items() if form in (lowered if form == form.lower() else text)}


def written(needle: str) -> set[str]:
    """As text in any case, as bytes of a column, escaped in JSON, in an address of a page, in base64 wherever it begins."""
    several = {needle.lower(), json.dumps(needle)[1:-1].lower(), quote(needle).lower()}
    several |= {one.encode().hex() for one in (needle, needle.lower())}
    coded = (base64.b64encode(b"\0" * ahead + needle.encode())[4 if ahead else 0 : -4].decode() for ahead in range(3))
    return several | {one for one in coded if len(one) > 7}


def tables() -> Iterator[tuple[str, str]]:
    """Every row of whatever holds rows: tables of any schema, parts of them, materialized views, large objects."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%I.%I', nspname, relname) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE relkind IN ('r', 'm') AND nspname !~ '^(pg_(?!temp)|information_schema)' UNION ALL SELECT 'pg_catalog.pg_largeobject'"
        )
        for (name,) in cursor.fetchall():
            try:
                with transaction.atomic():
                    cursor.execute(f"SELECT t::text FROM {name} t")
                    found = cursor.fetchall()
            except ProgrammingError:  # large objects are read by the superuser only
                assert name == "pg_catalog.pg_largeobject"
                continue
            yield from ((name, text) for (text,) in found)


def redis_values() -> Iterator[tuple[str, str]]:
    client = shared_redis.client()
    for key in client.scan_iter("*"):
        dumped = client.dump(key) or b""
        yield f"redis:{key!r}", f"{key!r} {bytes(dumped).decode('utf-8', 'ignore')}"


def files() -> Iterator[tuple[str, str]]:
    for path in Path(settings.VAR_DIR).rglob("*"):
        if path.is_file():
            yield str(path), path.read_bytes().decode("utf-8", "ignore")


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
    seals = sealed_texts()
    named = "\n".join(text or "" for text in sealed.open_raw(seals))
    for one in (ADDRESS, "Zandernagel", "kunde-8812-chat", "Chatname-Äsche", "planted-thread-7711", "Dateiname-Quappe"):
        assert one in named, "it was there, in a column that names people"
    assert "Suchwort-Elritze" in named, "the name of a saved view"
    seen = {one for place, one in places(needles) if place.startswith(LEFT_OUT)}
    assert "zandernagel" in seen, "lines of lists are derived, and as readable as the lists"
    assert [one for one in needles if one not in readable + named and one.lower() not in seen | NOT_KEPT] == []
    assert len(needles) == 50
    found = [(place, one) for place, one in places(needles) if not place.startswith(LEFT_OUT)]
    assert found == [], "a dump as docs/erasure.md says to make it holds none of it even before"

    for who in (ADDRESS, "kunde-8812-chat"):
        request = desk.erase(who)
        assert request.status == "done"
        assert not [one for one in needles if one.lower() in str(request.certificate).lower()]

    assert list(places([*needles, *hashes])) == []
    lines = [logs.formatter().format(one) for one in caplog.records]
    assert any("conversations/find/" in line for line in lines), "what was asked of the portal is logged"
    assert [(one, line) for one in needles for line in lines if one.lower() in line.lower()] == []
    keys.forget()
    left = decrypted(copy) + "\n".join(text or "" for text in sealed.open_raw(seals))
    assert [one for one in PLANTED + CHATTED if one in left] == [], "a copy of the rows from before is closed"
    assert desk.verified().ok
    for conversation in (mailed, chatted):
        story = reading.read(conversation, all_seeing=True)
        assert "[erased]" in repr(story)


def lookups(desk: Desk) -> list[str]:
    """Keyed hashes that could confirm a guess to whoever has the workspace's key."""
    hashes = list(Contact.objects.filter(workspace=desk.workspace).values_list("addresses__lookup", flat=True))
    told = Message.objects.exclude(content_hash="", external_lookup="").values_list("content_hash", "external_lookup")
    return [*hashes, *(one for pair in told for one in pair if one)]


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
