"""Thread ids and names of files that others keep: they lie under keys of the conversation, which its redaction destroys and makes anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from audit import sealed
from audit.sealed import Scope
from conversations.erasure.wording import GONE
from conversations.models import Attachment, Message


@dataclass(frozen=True, slots=True)
class Kept:
    """A text that was read before its key went."""

    model: type[Message] | type[Attachment]
    row: UUID
    column: str
    text: str
    scope: Scope


def read(conversation: UUID, apart: frozenset[UUID]) -> list[Kept]:
    """What stands in the rows now. What lay under a key of one of ``apart`` is to lie under none of theirs."""
    messages = list(Message.objects.filter(conversation=conversation).exclude(external_id="").select_related("conversation"))
    files = list(Attachment.objects.filter(message__conversation=conversation).exclude(name=GONE).select_related("message__conversation"))
    sealed.open_all(messages, "external_id")
    sealed.open_all(files, "name")
    return [*_kept(messages, "external_id", "", apart), *_kept(files, "name", GONE, apart)]


def _kept(rows: list[Message] | list[Attachment], column: str, gone: str, apart: frozenset[UUID]) -> Iterator[Kept]:
    for row in rows:
        workspace, conversation, subject = row.sealed_under()
        if (text := str(getattr(row, column))) != gone:
            yield Kept(type(row), row.id, column, text, (workspace, conversation, None if subject in apart else subject))


def write(several: list[Kept]) -> None:
    """Under the keys of today."""
    for one in several:
        where = sealed.place(one.model._meta.db_table, one.column, one.row)
        one.model._default_manager.filter(id=one.row).update(**{one.column: sealed.seal(one.scope, where, one.text)})
