"""An action's content in the store: the Outbound (files beside it) or the arguments, read back to exactly what was approved."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from audit import content
from audit.content import ContentRef, Piece
from connectors.types import Address, Attachment, Outbound
from review.types import ProposedAction


@dataclass(frozen=True, slots=True)
class Stored:
    """What an action's content holds; ``outbound`` is None for a tool call or a hand-off."""

    kind: str
    tool: str
    outbound: Outbound | None = None
    arguments: dict[str, Any] = field(default_factory=dict)


def put(workspace: UUID, proposed: ProposedAction, *, conversation: UUID, subject: UUID | None) -> tuple[ContentRef, ContentRef | None]:
    """Store content and evidence of one action; their references (evidence None when there is none)."""
    files = proposed.outbound.attachments if proposed.outbound else ()
    kept = content.put_many(workspace, [Piece(one.data, conversation, subject, one.type) for one in files])
    pieces = [Piece(_document(proposed, [ref.id for ref in kept]), conversation, subject)]
    if proposed.evidence:
        pieces.append(Piece(dict(proposed.evidence), conversation, subject))
    first, *rest = content.put_many(workspace, pieces)
    return first, rest[0] if rest else None


def _document(proposed: ProposedAction, files: list[str]) -> dict[str, Any]:
    outbound = proposed.outbound
    return {
        "kind": proposed.kind,
        "tool": proposed.tool,
        "arguments": dict(proposed.arguments),
        "outbound": _written(outbound, files) if outbound else None,
    }


def _written(outbound: Outbound, files: list[str]) -> dict[str, Any]:
    approved = outbound.as_approved()
    approved["attachments"] = [
        {"name": one.name, "type": one.type, "sha256": one.sha256, "content_id": one.content_id, "inline": one.inline, "stored": ref}
        for one, ref in zip(outbound.attachments, files, strict=True)
    ]
    return approved


def load(workspace: UUID, identity: str) -> Stored:
    """Raises ContentErased or ContentMissing as the store does."""
    value = content.get_json(workspace, identity)
    outbound = _read(workspace, value["outbound"]) if value["outbound"] else None
    return Stored(value["kind"], value["tool"], outbound, value["arguments"])


def _read(workspace: UUID, value: dict[str, Any]) -> Outbound:
    return Outbound(
        sender=_address(value["sender"]),
        to=tuple(map(_address, value["to"])),
        cc=tuple(map(_address, value["cc"])),
        reply_to=_address(value["reply_to"]) if value["reply_to"] else None,
        subject=value["subject"],
        text=value["text"],
        html=value["html"],
        in_reply_to=value["in_reply_to"],
        references=tuple(value["references"]),
        headers=dict(value["headers"]),
        attachments=tuple(_file(workspace, one) for one in value["attachments"]),
    )


def _address(value: list[str]) -> Address:
    return Address(value[0], value[1])


def _file(workspace: UUID, value: dict[str, Any]) -> Attachment:
    data = content.get(workspace, value["stored"])
    if hashlib.sha256(data).hexdigest() != value["sha256"]:
        raise ValueError(f"attachment {value['sha256'][:12]} is not the file that was approved")
    return Attachment(value["name"], value["type"], data, value["sha256"], value["content_id"], value["inline"])
