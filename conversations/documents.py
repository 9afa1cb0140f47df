"""What a message says, as one JSON document in the content store: written once at intake or delivery, read by pages and prompts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from audit import content
from connectors.types import Address, Envelope, Outbound
from conversations.models import Message


@dataclass(frozen=True, slots=True)
class MessageDocument:
    """``text`` is what the sender wrote now; ``quoted`` and ``signature`` stand apart; ``html`` is sanitised; ``hidden`` is text that the
    markup hides from a person; ``notes`` say what was repaired or left out while reading."""

    subject: str = ""
    text: str = ""
    quoted: str = ""
    signature: str = ""
    full_text: str = ""
    html: str = ""
    sender: Address = field(default_factory=lambda: Address(""))
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    hidden: str = ""


def of_envelope(envelope: Envelope) -> dict[str, Any]:
    return asdict(
        MessageDocument(
            subject=envelope.subject,
            text=envelope.text,
            quoted=envelope.quoted,
            signature=envelope.signature,
            full_text=envelope.full_text,
            html=envelope.html,
            sender=envelope.sender,
            to=envelope.to,
            cc=envelope.cc,
            reply_to=envelope.reply_to,
            in_reply_to=envelope.in_reply_to,
            references=envelope.references,
            headers=envelope.headers,
            notes=envelope.notes,
            hidden=envelope.hidden,
        )
    )


def of_outbound(outbound: Outbound) -> dict[str, Any]:
    return asdict(
        MessageDocument(
            subject=outbound.subject,
            text=outbound.text,
            full_text=outbound.text,
            html=outbound.html,
            sender=outbound.sender,
            to=outbound.to,
            cc=outbound.cc,
            in_reply_to=outbound.in_reply_to,
            references=outbound.references,
            headers=outbound.headers,
        )
    )


def _address(value: dict[str, str]) -> Address:
    return Address(value["address"], value.get("name", ""))


def _addresses(values: list[dict[str, str]] | None) -> tuple[Address, ...]:
    return tuple(_address(one) for one in values or ())


def _document(value: dict[str, Any]) -> MessageDocument:
    plain = {key: value.get(key, "") for key in ("subject", "text", "quoted", "signature", "full_text", "html", "in_reply_to", "hidden")}
    return MessageDocument(
        **plain,
        sender=_address(value.get("sender") or {"address": ""}),
        to=_addresses(value.get("to")),
        cc=_addresses(value.get("cc")),
        reply_to=_addresses(value.get("reply_to")),
        references=tuple(value.get("references", ())),
        headers=dict(value.get("headers", {})),
        notes=tuple(value.get("notes", ())),
    )


ERASED = MessageDocument(text="[erased]", full_text="[erased]")


def load_many(messages: Iterable[Message]) -> dict[UUID, MessageDocument]:
    """Documents by message id in one read. A message whose content was erased says so."""
    rows = list(messages)
    if not rows:
        return {}
    found = content.get_many(rows[0].workspace_id, [row.content for row in rows])
    return {row.id: of_stored(found.get(row.content)) for row in rows}


def of_stored(data: bytes | None) -> MessageDocument:
    """From what the content store gave; None stands for what was erased."""
    return ERASED if data is None else _document(json.loads(data))


def load_message(message: Message) -> MessageDocument:
    return load_many([message])[message.id]
