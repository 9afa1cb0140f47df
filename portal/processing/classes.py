"""The class of data that is stored: public, internal, personal or sensitive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from agents.models import AgentVersion
from audit.models import Content, DataKey, RedactedContent
from conversations.memory.models import Document
from conversations.models import Attachment, Contact, ContactAddress, Conversation, Message
from policies.models import PolicyVersion
from review.models import Queue


class DataClass(StrEnum):
    """In order of the harm that comes of it in wrong hands."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


@dataclass(frozen=True, slots=True)
class Kept:
    """What is stored of a class, about whom, and how many rows of it a workspace has; what was erased or purged is not among them."""

    data_class: DataClass
    what: str
    people: str
    rows: Callable[[UUID], QuerySet[Any, Any]] | None = None


_LIVES: Final = Exists(DataKey.objects.filter(conversation=OuterRef("id"), purpose=DataKey.Purpose.CONTENT, destroyed_at=None))


def _with(column: str, rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Those whose content is still there, as it came or redacted of somebody."""
    redacted = RedactedContent.objects.filter(Exists(Content.objects.filter(id=OuterRef("new"))), old=OuterRef(column))
    return rows.filter(Exists(Content.objects.filter(id=OuterRef(column))) | Exists(redacted))


CUSTOMERS: Final = "people who write, and those they write about"
MEMBERS: Final = "members of the workspace"
KEPT: Final = (
    Kept(DataClass.SENSITIVE, "originals of messages as they came", CUSTOMERS, lambda one: _with("raw", Message.objects.filter(workspace=one))),
    Kept(
        DataClass.SENSITIVE, "files of messages",
        CUSTOMERS, lambda one: _with("content", Attachment.objects.filter(message__conversation__workspace=one)),
    ),
    Kept(
        DataClass.PERSONAL, "conversations: words, drafts, exact prompts and answers of models, tool calls, reasons of decisions",
        CUSTOMERS, lambda one: Conversation.objects.filter(_LIVES, workspace=one),
    ),
    Kept(
        DataClass.PERSONAL, "contacts: names, addresses, numbers, chat users",
        CUSTOMERS, lambda one: Contact.objects.filter(~Q(name="") | Exists(ContactAddress.objects.filter(contact=OuterRef("id"))), workspace=one),
    ),
    Kept(
        DataClass.PERSONAL, "accounts: names, addresses, roles, sign-ins, what they decided and how long it took",
        MEMBERS, lambda one: User.objects.filter(memberships__workspace=one).distinct(),
    ),
    Kept(DataClass.PERSONAL, "the ledger: ids, times, codes and keyed hashes", f"{CUSTOMERS}; {MEMBERS}"),
    Kept(DataClass.INTERNAL, "prompts of agents, by version", "nobody", lambda one: AgentVersion.objects.filter(agent__workspace=one)),
    Kept(DataClass.INTERNAL, "rules of policies, by version", "nobody", lambda one: PolicyVersion.objects.filter(policy__workspace=one)),
    Kept(DataClass.INTERNAL, "guidelines of queues", "nobody", lambda one: Queue.objects.filter(workspace=one)),
    Kept(
        DataClass.INTERNAL, "documents for members only, by version", "nobody", lambda one: Document.objects.filter(workspace=one, data_class="internal", purged_at=None)
    ),
    Kept(
        DataClass.PUBLIC, "documents that may be quoted to customers",
        "nobody", lambda one: Document.objects.filter(workspace=one, data_class="public"),
    ),
)  # fmt: skip


def of_content(workspace: UUID, identity: str) -> DataClass:
    """Of one content: originals and files are sensitive, what lies under a key of a conversation or person is personal, the rest internal."""
    if Message.objects.filter(conversation__workspace=workspace, raw=identity).exists():
        return DataClass.SENSITIVE
    if Attachment.objects.filter(message__conversation__workspace=workspace, content=identity).exists():
        return DataClass.SENSITIVE
    keys = Content.objects.filter(id=identity, workspace=workspace).values("key")
    ours = DataKey.objects.filter(id__in=keys, conversation=None, subject=None).exists()
    return DataClass.INTERNAL if ours else DataClass.PERSONAL
