"""The name of a masked field, and the way back from it to what is there: part of a message or of an action of one conversation.

    m.<message>.<part>.<start>-<end>     part: text, quoted, signature, subject, from, address
    a.<action>.<part>.<start>-<end>      part: text, subject, or the number of an argument

Offsets count code points of that part. A name is believed only when a masked field is found there again.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from audit import content
from audit.errors import ContentErased
from conversations import documents
from conversations.models import Conversation, Message
from conversations.querysets import conversations_visible_to
from kit.errors import NotFound, TransitionError
from policies.redaction.covering import Covered
from review.models import Action
from review.pages import proposal, thread
from review.pages.masking import Mask

_FIELD: Final = re.compile(r"([ma])\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([a-z0-9]{1,12})\.(\d{1,6})-(\d{1,6})")
_GONE: Final = "There is no masked field of that name here."


@dataclass(frozen=True, slots=True)
class Found:
    """``about`` is the message or action, ``part`` the part of it, ``masked`` what stands in place of ``value``."""

    about: UUID
    part: str
    type: str
    value: str
    masked: str


def conversation_of(field: str, user: User, workspace: UUID | None = None) -> Conversation:
    """The conversation that a field is of, for who may see it; the same NotFound for a foreign one and none."""
    named, visible = _FIELD.fullmatch(field), conversations_visible_to(user).select_related("workspace")
    if named is not None:
        rows: QuerySet[Any, Any] = (Message if named[1] == "m" else Action).objects.filter(id=named[2]).values("conversation_id")
        found: Conversation | None = (visible.filter(workspace=workspace) if workspace else visible).filter(id__in=rows).first()
        if found is not None:
            return found
    raise NotFound(_GONE)


def find(conversation: Conversation, mask: Mask, field: str) -> Found:
    """Raises NotFound for what is no masked field of the conversation, TransitionError when the text there has changed or was erased."""
    named = _FIELD.fullmatch(field)
    if named is None:
        raise NotFound(_GONE)
    about, part, start, end = UUID(named[2]), named[3], int(named[4]), int(named[5])
    path, text = ("", _of_message(conversation, about, part)) if named[1] == "m" else _of_action(conversation, about, part)
    for one in mask.found_in_field(path, text, conversation.language) if path else _hidden(mask, part, text, conversation.language):
        if (one.start, one.end) == (start, end):
            return Found(about, part, one.type, text[start:end], one.shown)
    raise TransitionError("Nothing is masked there now: the text has changed, or a rule has. Look at the page again.")


def _hidden(mask: Mask, part: str, text: str, language: str) -> list[Covered]:
    if part == "from":
        return mask.found_in_name(text)
    return mask.found_in_address(text) if part == "address" else mask.found(text, language)


def _of_message(conversation: Conversation, identity: UUID, part: str) -> str:
    row = Message.objects.filter(conversation=conversation, id=identity).first()
    if row is None:
        raise NotFound(_GONE)
    document = documents.load_message(row)
    parts = {
        "text": thread.body_of(document), "quoted": document.quoted, "signature": document.signature, "subject": document.subject,
        "from": document.sender.name, "address": document.sender.address,
    }  # fmt: skip
    if part not in parts:
        raise NotFound(_GONE)
    return parts[part]


def _of_action(conversation: Conversation, identity: UUID, part: str) -> tuple[str, str]:
    """The path of an argument, "" for a part of a reply, and its text."""
    row = Action.objects.filter(conversation=conversation, id=identity).first()
    if row is None:
        raise NotFound(_GONE)
    try:
        stored = json.loads(content.get(row.workspace_id, row.content))
    except ContentErased:
        raise TransitionError("What was written there has been erased.") from None
    outbound = stored.get("outbound") or {}
    parts = {name: ("", str(outbound.get(name, ""))) for name in ("text", "subject")} if outbound else {}
    parts |= {str(number): line for number, line in enumerate(proposal.flat(stored.get("arguments") or {}))}
    if part not in parts:
        raise NotFound(_GONE)
    return parts[part]
