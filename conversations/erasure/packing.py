"""The zip of an access export: data.json, report.html and the files, from what the content store still holds."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from audit import content, sealed
from connectors.types import Address
from conversations import contacts, documents
from conversations.erasure.models import AccessExport
from conversations.erasure.subjects import Plan
from conversations.models import Attachment, Contact, Conversation, Message

FORMAT = "countersign-access/1"
MOST = 200 * 1024 * 1024
"""Bytes of files in one export; what is beyond is listed with its digest, and can be asked for."""

_UNSAFE = re.compile(r"[^\w.\- ]+")
Progress = Callable[[int, int], object]


@dataclass(slots=True)
class Packed:
    data: bytes = b""
    conversations: int = 0
    messages: int = 0
    files: int = 0
    left_out: int = 0
    bytes: int = 0


def pack(export: AccessExport, plan: Plan, progress: Progress) -> Packed:
    """Conversations of the person whole, of others only what the person wrote there; ``progress(done, total)``."""
    packed, buffer = Packed(), io.BytesIO()
    rows = Conversation.objects.select_related("channel").filter(id__in=plan.own | plan.guest).order_by("opened_at", "id")
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        told = []
        for number, row in enumerate(rows, 1):
            told.append(_conversation(archive, packed, row, plan))
            progress(number, len(rows))
        whole = {**_head(export, plan), "conversations": told}
        archive.writestr("data.json", json.dumps(whole, indent=2, ensure_ascii=False))
        archive.writestr("report.html", render_to_string("erasure/access_report.html", {"told": whole}))
    packed.data, packed.conversations = buffer.getvalue(), len(told)
    return packed


def _head(export: AccessExport, plan: Plan) -> dict[str, Any]:
    family = list(Contact.objects.filter(id__in=plan.subject.contacts).order_by("created_at"))
    sealed.open_all(family, "name")
    addresses = contacts.addresses(export.contact)
    return {
        "format": FORMAT,
        "made_at": _text(timezone.now()),
        "workspace": export.workspace.name,
        "person": {
            "contacts": [{"id": str(one.id), "name": one.name, "tier": one.tier, "first_seen": _text(one.created_at)} for one in family],
            "addresses": [{"kind": one.kind, "address": one.address, "proven_at": _text(one.verified_at)} for one in addresses],
        },
        "conversations_of_others_with_the_address": len(plan.addressed),
    }


def _conversation(archive: zipfile.ZipFile, packed: Packed, row: Conversation, plan: Plan) -> dict[str, Any]:
    messages = Message.objects.filter(conversation=row).order_by("seq")
    if row.id not in plan.own:
        messages = messages.filter(contact__in=plan.subject.contacts)
    said = list(messages.prefetch_related("attachments"))
    texts = documents.load_many(said)
    sealed.open_all([file for one in said for file in one.attachments.all()], "name")
    packed.messages += len(said)
    about = {"language": row.language, "urgency": row.urgency, "intent": row.intent, "identity": row.identity} if row.id in plan.own else {}
    return {
        "id": str(row.id), "channel": row.channel.name, "kind": row.channel.kind, "status": row.status, "opened_at": _text(row.opened_at),
        "told_apart_by_us_as": about, "messages": [_message(archive, packed, one, texts[one.id]) for one in said],
    }  # fmt: skip


def _message(archive: zipfile.ZipFile, packed: Packed, message: Message, said: documents.MessageDocument) -> dict[str, Any]:
    return {
        "number": message.seq, "direction": message.direction, "at": _text(message.sent_at or message.created_at),
        "from": _addresses((said.sender,)), "to": _addresses(said.to), "cc": _addresses(said.cc), "subject": said.subject,
        "text": said.full_text or said.text, "files": list(_files(archive, packed, message)),
    }  # fmt: skip


def _files(archive: zipfile.ZipFile, packed: Packed, message: Message) -> Iterator[dict[str, Any]]:
    for number, one in enumerate(message.attachments.all(), 1):
        told = {"name": one.name, "type": one.type, "size": one.size, "sha256": one.sha256}
        yield told | {"in_zip": _file(archive, packed, message, one, number)}


def _file(archive: zipfile.ZipFile, packed: Packed, message: Message, one: Attachment, number: int) -> str:
    """Its name in the zip; empty where its bytes are not kept apart, were erased, or are more than an export holds."""
    data = content.get_many(message.workspace_id, [one.content]).get(one.content) if one.content else None
    if data is None or packed.bytes + len(data) > MOST:
        packed.left_out += 1
        return ""
    name = f"files/{message.conversation_id}/{message.seq}-{number}-{_UNSAFE.sub('_', one.name)[:80].strip('. ') or 'file'}"
    archive.writestr(name, data)
    packed.files, packed.bytes = packed.files + 1, packed.bytes + len(data)
    return name


def _addresses(several: tuple[Address, ...]) -> list[str]:
    return [f"{one.name} <{one.address}>" if one.name else one.address for one in several if one.address]


def _text(moment: Any) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
