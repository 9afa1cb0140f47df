"""People of whom no conversation is kept any more: their names and addresses go by the rule for personal content, one person a transaction.

Who was merged goes together. Who writes again is somebody new.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from datetime import datetime
from itertools import takewhile
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from audit import erasers, erasing
from audit.models import DataKey
from audit.recorder import record
from conversations import contacts
from conversations.erasure import subjects
from conversations.erasure.models import ErasureRequest
from conversations.erasure.subjects import Meant, Plan
from conversations.models import Contact, ContactAddress, Conversation, Message
from conversations.retention.progress import Took
from kit.actor import Actor

BATCH = 200


def purge(workspace: UUID, before: datetime, *, actor: Actor, until: float, took: Took) -> int:
    """How many people went; ``took`` is told of each in its transaction."""
    gone, last = 0, UUID(int=0)
    while time.monotonic() < until and (batch := list(due(workspace, before).filter(id__gt=last)[:BATCH])):
        for one in batch:
            last = one.id
            gone += _forget(one, before, actor, took)
    return gone


def would_go(workspace: UUID, before: datetime, waits: Collection[str], stays: Collection[UUID], *, until: float) -> int:
    """How many would, once the conversations went that neither wait for us nor are among ``stays``. Changes nothing."""
    left = Q(conversation__status__in=waits) | Q(conversation__in=stays)
    found = takewhile(lambda _: time.monotonic() < until, due(workspace, before, left).iterator())
    return sum(_whole(one, before, left) is not None for one in found)


def due(workspace: UUID, before: datetime, left: Q | None = None) -> QuerySet[Contact]:
    """Those who stand for themselves and have a name or an address that nothing of ours needs any more."""
    addressed = ContactAddress.objects.filter(Q(contact=OuterRef("id")) | Q(contact__merged_into=OuterRef("id")))
    told = Contact.objects.filter(~Q(name="") | Exists(addressed), workspace=workspace, merged_into=None)
    return (told & _quiet(workspace, before, left)).order_by("id")


def _quiet(workspace: UUID, before: datetime, left: Q | None = None) -> QuerySet[Contact]:
    """Known since before, and in no conversation with a message since or with content that is kept."""
    living = Exists(DataKey.objects.filter(conversation=OuterRef("conversation"), purpose=DataKey.Purpose.CONTENT, destroyed_at=None))
    kept = Q(conversation__last_message_at__gte=before) | (Q(living) & left if left is not None else Q(living))
    wrote = Message.objects.filter(kept, contact=OuterRef("id"))
    own = Message.objects.filter(kept, conversation__contact=OuterRef("id"))
    fresh = Conversation.objects.filter(contact=OuterRef("id"), last_message_at__gte=before)
    return Contact.objects.filter(~Exists(wrote), ~Exists(own), ~Exists(fresh), workspace=workspace, created_at__lt=before)


def _whole(one: Contact, before: datetime, left: Q | None = None) -> Plan | None:
    """What would go, where all that were merged are as quiet, no hold stands on them and no erasure is about to take them."""
    family = contacts.family(one.id)
    if _quiet(one.workspace_id, before, left).filter(id__in=family).count() != len(family):
        return None
    if ErasureRequest.objects.filter(contact__in=family, status__in=ErasureRequest.OPEN).exists():
        return None
    plan = subjects.of_meant(one.workspace_id, Meant(one), with_addressed=False)
    return None if plan.holds else plan


@transaction.atomic
def _forget(one: Contact, before: datetime, actor: Actor, took: Took) -> bool:
    """Under the locks in the order of a message that comes in: it holds the address first, and the contact when it ends."""
    family = contacts.family(one.id)
    list(ContactAddress.objects.select_for_update().filter(contact__in=family).order_by("id").values_list("id"))
    list(Contact.objects.select_for_update().filter(id__in=family).order_by("id").values_list("id"))
    if contacts.family(one.id) != family or not due(one.workspace_id, before).filter(id=one.id).exists():
        return False
    plan = _whole(one, before)
    if plan is None:
        return False
    destroyed = erasing.destroy_subject(one.workspace_id, plan.subject.contacts, actor=actor, reason="retention")
    for eraser in erasers.registered().values():
        eraser.finish(plan.subject)
    data = {"keys": destroyed.get("audit_datakey", 0), "contents": destroyed.get("audit_content", 0)}
    record("retention.person_purged", workspace=one.workspace_id, actor=actor, subject=one.id, data=data)
    took(people=1)
    return True
