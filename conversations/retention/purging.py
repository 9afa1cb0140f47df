"""The purge: what its rule no longer keeps goes, one conversation a transaction, so that nothing is ever half gone.

Killed anywhere, the next run goes on: what is gone is not found again, and its entry at the end sums up both. A dry run asks the same questions and changes nothing.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import inf
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import Workspace
from audit import content
from audit.erasers import Busy
from audit.models import Content, DataKey, RedactedContent
from audit.recorder import record
from conversations.erasure import holds
from conversations.erasure.running import empty_conversation
from conversations.models import Attachment, Conversation, Message
from conversations.retention import actions, documents, people, progress
from conversations.retention.models import RetentionRule
from kit.actor import SYSTEM, Actor

BATCH = 50
RUN = 300.0
"""Seconds of one run by a worker, well below the time limit of tasks."""
REASON = "retention"
Class = RetentionRule.DataClass
Status = Conversation.Status
_WAITS = (Status.OPEN, Status.WAITING_FOR_US, Status.REOPENED)


@dataclass(slots=True)
class Purged:
    """Conversations whose content of a class, people whose names and addresses, and documents of which a version, went (or would go).

    ``held`` by a legal hold, ``waiting`` for an answer of ours, ``busy``. Not ``complete``: the time was up before all was seen.
    """

    workspace: UUID
    data_class: str
    days: int
    conversations: int = 0
    contents: int = 0
    people: int = 0
    documents: int = 0
    held: int = 0
    waiting: int = 0
    busy: int = 0
    complete: bool = True
    stays: set[UUID] = field(default_factory=set)

    def took(self, **counts: int) -> None:
        """Kept with what went, for the entry that sums it up."""
        progress.count(self.workspace, self.data_class, self.days, counts)

    def as_json(self) -> dict[str, object]:
        names = ("data_class", "days", "conversations", "contents", "people", "documents", "held", "waiting", "busy", "complete")
        return {"workspace": str(self.workspace), **{name: getattr(self, name) for name in names}}


def purge(workspace: Workspace, *, dry_run: bool = False, actor: Actor = SYSTEM, seconds: float = inf) -> list[Purged]:
    """For every rule of the workspace; what is not done after ``seconds`` is left for the next run."""
    rules, until = RetentionRule.objects.filter(workspace=workspace).order_by("data_class"), time.monotonic() + seconds
    purged = [_purge(rule, dry_run, actor, until) for rule in rules]
    if not dry_run:
        for data_class in progress.left(workspace.id):  # of a rule that was taken back before the purge could end
            progress.sum_up(workspace.id, data_class, actor=actor)
    return purged


def _purge(rule: RetentionRule, dry_run: bool, actor: Actor, until: float) -> Purged:
    days = max(rule.days, actions.floor(rule.workspace))
    before = timezone.now() - timedelta(days=days)
    purged = Purged(rule.workspace_id, rule.data_class, days)
    if rule.data_class in documents.CLASSES:
        purged.documents, purged.held = documents.purge(
            rule.workspace_id, rule.data_class, before, dry_run=dry_run, actor=actor, until=until, took=purged.took
        )
    else:
        _conversations(purged, rule, before, dry_run, actor, until)
    purged.complete = time.monotonic() < until
    if not dry_run:
        progress.sum_up(rule.workspace_id, rule.data_class, held=purged.held, actor=actor)
    return purged


def _conversations(purged: Purged, rule: RetentionRule, before: datetime, dry_run: bool, actor: Actor, until: float) -> None:
    purged.waiting = _due(rule.workspace_id, rule.data_class, before).filter(status__in=_WAITS).count()
    last: tuple[datetime, UUID] | None = None
    while time.monotonic() < until and (batch := _batch(rule, before, last)):
        for moment, conversation in batch:
            last = (moment, conversation)
            _one(purged, conversation, before, dry_run, actor)
    if rule.data_class == Class.PERSONAL and dry_run:
        purged.people = people.would_go(rule.workspace_id, before, _WAITS, purged.stays, until=until)
    elif rule.data_class == Class.PERSONAL:
        purged.people = people.purge(rule.workspace_id, before, actor=actor, until=until, took=purged.took)


def _due(workspace: UUID, data_class: str, before: datetime) -> QuerySet[Conversation]:
    """Conversations that were quiet since ``before`` and still have content of the class."""
    rows = Conversation.objects.filter(workspace=workspace, last_message_at__lt=before)
    if data_class == Class.PERSONAL:
        return rows.filter(Exists(DataKey.objects.filter(conversation=OuterRef("id"), purpose="content", destroyed_at=None)))
    raw = Message.objects.filter(_kept("raw"), conversation=OuterRef("id")).exclude(raw="")
    files = Attachment.objects.filter(_kept("content"), message__conversation=OuterRef("id")).exclude(content="")
    return rows.filter(Q(Exists(raw)) | Q(Exists(files)))


def _kept(column: str) -> Q:
    """The content is there, as it was or redacted of somebody."""
    links = RedactedContent.objects.filter(old=OuterRef(column)).filter(Exists(Content.objects.filter(id=OuterRef("new"))))
    return Q(Exists(Content.objects.filter(id=OuterRef(column)))) | Q(Exists(links))


def _batch(rule: RetentionRule, before: datetime, last: tuple[datetime, UUID] | None) -> list[tuple[datetime, UUID]]:
    """By key, so that what is held or busy is passed by and not met again."""
    rows = _due(rule.workspace_id, rule.data_class, before).exclude(status__in=_WAITS)
    if last:
        rows = rows.filter(Q(last_message_at__gt=last[0]) | Q(last_message_at=last[0], id__gt=last[1]))
    return list(rows.order_by("last_message_at", "id").values_list("last_message_at", "id")[:BATCH])


def _one(purged: Purged, conversation: UUID, before: datetime, dry_run: bool, actor: Actor) -> None:
    if holds.on_conversation(conversation):
        purged.held += 1
        purged.stays.add(conversation)
    elif dry_run:
        purged.conversations += 1
        purged.contents += len(_contents(conversation, purged.data_class))
    else:
        try:
            _empty(purged, conversation, before, actor)
        except Busy:
            purged.busy += 1


@transaction.atomic
def _empty(purged: Purged, conversation: UUID, before: datetime, actor: Actor) -> None:
    """Under the lock of the conversation: a message or a hold that came in between is seen."""
    row = Conversation.objects.select_for_update(of=("self",)).filter(id=conversation, last_message_at__lt=before).first()
    if row is None or row.status in _WAITS or not _still_ruled(purged):
        return
    if holds.on_conversation(conversation, lock=True):
        purged.held += 1
        return
    if purged.data_class == Class.PERSONAL:
        gone = empty_conversation(row.workspace_id, conversation, actor=actor, reason=REASON).get("audit_content", 0)
    else:
        gone = _purge_originals(row, actor)
    purged.took(conversations=1, contents=gone)
    purged.conversations += 1
    purged.contents += gone


def _still_ruled(purged: Purged) -> bool:
    """Whoever has asked for a longer time meanwhile is heard at once."""
    return RetentionRule.objects.filter(workspace=purged.workspace, data_class=purged.data_class, days__lte=purged.days).exists()


def _purge_originals(row: Conversation, actor: Actor) -> int:
    found = _contents(row.id, Class.SENSITIVE)
    data = {"count": len(found), "reason": REASON}
    record("audit.content.purged", workspace=row.workspace_id, actor=actor, subject=row.id, stream=row.id, data=data)
    return content.purge(row.workspace_id, found)


def _contents(conversation: UUID, data_class: str) -> list[str]:
    """Ids that still have content. A text that is also the words of a message is no original, however equal the bytes."""
    if data_class == Class.PERSONAL:
        living = DataKey.objects.filter(conversation=conversation, purpose="content", destroyed_at=None)
        return list(Content.objects.filter(key__in=living.values("id")).values_list("id", flat=True))
    messages = Message.objects.filter(conversation=conversation)
    files = Attachment.objects.filter(message__conversation=conversation)
    wanted = {*messages.values_list("raw", flat=True), *files.values_list("content", flat=True)} - {""}
    words = set(messages.values_list("content", flat=True))
    links = dict(RedactedContent.objects.filter(old__in=wanted | words).values_list("old", "new"))
    wanted = {links.get(one, one) for one in wanted} - {links.get(one, one) for one in words}
    return list(Content.objects.filter(id__in=wanted).values_list("id", flat=True))
