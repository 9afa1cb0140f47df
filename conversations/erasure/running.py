"""What the worker does with a confirmed request: one conversation a transaction, then the person, then the certificate.

Killed anywhere it is simply run again: what is done is found done, because it was marked in the transaction that did it. A long request
is cut into pieces of ``PIECE`` seconds, each an event of its own, so that none outlives the lease of its event.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from audit import erasers, erasing
from audit.erasers import Counts, Subject
from audit.recorder import record
from conversations.erasure import certificate, holds, subjects
from conversations.erasure.actions import WANTED
from conversations.erasure.models import ErasedConversation, ErasureRequest
from conversations.erasure.redacting import redact_conversation
from conversations.erasure.subjects import Plan
from conversations.models import Contact, ContactAddress, Conversation
from kit import events, jobs
from kit.actor import Actor
from kit.events import Event

Status = ErasureRequest.Status
RUNNABLE = (Status.CONFIRMED, Status.RUNNING, Status.HELD)
PIECE = 45.0
REASON = "erasure"


class Held(Exception):
    """A legal hold stands on what would have gone next."""


def wanted(event: Event) -> None:
    run(event.subject)


def run(request_id: UUID) -> None:
    """Go on with a request as far as one piece goes. Raises Busy while a reply of one of the conversations is leaving."""
    request = _begin(request_id)
    if request is None:
        return
    until = time.monotonic() + PIECE
    try:
        while True:
            if not _piece(request, _pending(request), until):
                _again(request)
                return
            if _person(request):
                break
    except Held:
        _stop(request)
        return
    certificate.issue(request.id)


def _begin(request_id: UUID) -> ErasureRequest | None:
    """The request, running from now on; None when there is nothing to run."""
    with transaction.atomic():
        request = ErasureRequest.objects.select_for_update(of=("self",)).select_related("contact").filter(id=request_id).first()
        if request is None or request.status not in RUNNABLE:
            return None
        if request.status != Status.RUNNING and not subjects.plan(request).holds:
            first = request.started_at is None
            request.status, request.started_at = Status.RUNNING, request.started_at or timezone.now()
            request.save(update_fields=["status", "started_at"])
            if first:
                _record("erasure.started", request, {"job": request.job})
    return request


def _pending(request: ErasureRequest) -> list[UUID]:
    """Conversations that still have a key, or were never emptied. Raises Held."""
    return _still(request, subjects.plan(request))


def _still(request: ErasureRequest, plan: Plan) -> list[UUID]:
    if plan.holds:
        raise Held
    done = set(ErasedConversation.objects.filter(request=request).values_list("conversation", flat=True))
    return sorted(one for one in plan.subject.conversations if one not in done or _has_more(request, plan, one))


def _has_more(request: ErasureRequest, plan: Plan, conversation: UUID) -> bool:
    """Something came in since. What others keep lies under keys of its own."""
    return erasing.has_keys(request.workspace_id, conversation, plan.subject.contacts if conversation in plan.redacted else None)


def _piece(request: ErasureRequest, pending: Iterable[UUID], until: float) -> bool:
    """False when the time is up."""
    for conversation in pending:
        if time.monotonic() > until:
            return False
        _empty(request.id, conversation)
    return True


@transaction.atomic
def _empty(request_id: UUID, conversation: UUID) -> None:
    """One conversation: rows that quote it, files, keys, contents; with its entry. Whole, or without the person where others keep it."""
    request = ErasureRequest.objects.select_for_update(of=("self",)).select_related("contact").get(id=request_id)
    row = Conversation.objects.select_for_update(of=("self",)).select_related("channel").filter(id=conversation).first()
    if row is None:
        return
    plan = _require_no_hold(request, conversation)
    if conversation not in _still(request, plan):  # another worker was faster
        return
    kept = conversation in plan.redacted
    counts = (
        redact_conversation(plan.subject, row, actor=_actor(request), reason=REASON, request=request.id)
        if kept
        else empty_conversation(row.workspace_id, row.id, actor=_actor(request), reason=REASON, request=request.id)
    )
    told = {"is_redacted": kept, "at": timezone.now()}
    ErasedConversation.objects.update_or_create(request=request, conversation=conversation, defaults=told)
    request.erased = erasers.added(request.erased, counts)
    request.save(update_fields=["erased"])
    if request.job:
        done = request.conversations.count()
        total = max(done + 1, len(subjects.plan(request).subject.conversations) + 1)
        jobs.advance(request.job, done, total=total, message=f"Conversation {done} of {total - 1}")


def empty_conversation(workspace: UUID, conversation: UUID, *, actor: Actor, reason: str, request: UUID | None = None) -> Counts:
    """Inside a transaction that holds the conversation and has looked for holds. Raises Busy."""
    several = [eraser.erase(workspace, conversation) for eraser in erasers.registered().values()]
    destroyed = erasing.destroy_conversation(workspace, conversation, actor=actor, reason=reason)
    data = {"reason": reason, "request": request, "keys": destroyed.get("audit_datakey", 0), "contents": destroyed.get("audit_content", 0)}
    record("erasure.conversation_erased", workspace=workspace, actor=actor, subject=conversation, stream=conversation, data=data)
    return erasers.added(*several, destroyed)


def _require_no_hold(request: ErasureRequest, conversation: UUID) -> Plan:
    """Under the lock of the conversation, and of its people: a hold placed after this waits for the end of the step."""
    plan = subjects.plan(request)
    list(Contact.objects.select_for_update(no_key=True).filter(id__in=plan.subject.contacts).order_by("id").values_list("id"))
    mine = Subject(request.workspace_id, plan.subject.contacts, conversations=frozenset({conversation}))
    if holds.on_conversation(conversation, lock=True) or subjects.holds_on(mine):
        raise Held
    return plan


@transaction.atomic
def _person(request: ErasureRequest) -> bool:
    """What names the person. Their addresses stay locked, so no message can be taken in under them meanwhile; False when one has been."""
    row = ErasureRequest.objects.select_for_update(of=("self",)).select_related("contact").get(id=request.id)
    before = subjects.plan(row)
    # in the order of a message that comes in: it holds the address first, and the contact when it ends
    list(ContactAddress.objects.select_for_update().filter(contact__in=before.subject.contacts).order_by("id").values_list("id"))
    list(Contact.objects.select_for_update().filter(id__in=before.subject.contacts).order_by("id").values_list("id"))
    plan = subjects.plan(row)
    if _still(row, plan):
        return False
    destroyed = erasing.destroy_subject(row.workspace_id, plan.subject.contacts, actor=_actor(row), reason=REASON)
    counts = erasers.added(destroyed, *(eraser.finish(plan.subject) for eraser in erasers.registered().values()))
    row.erased = erasers.added(row.erased, counts)
    row.left = max(row.left, 0 if row.with_addressed else len(plan.addressed))
    row.save(update_fields=["erased", "left"])
    data = {"keys": destroyed.get("audit_datakey", 0), "contents": destroyed.get("audit_content", 0)}
    _record("erasure.person_erased", row, data)
    return True


def _stop(request: ErasureRequest) -> None:
    with transaction.atomic():
        row = ErasureRequest.objects.select_for_update(of=("self",)).select_related("contact").get(id=request.id)
        holds = subjects.plan(row).holds
        if row.status == Status.HELD or not holds:
            return
        ErasureRequest.objects.filter(id=row.id).update(status=Status.HELD)
        _record("erasure.stopped", row, {"holds": [hold.id for hold in holds]})
        if row.job:
            jobs.advance(row.job, row.conversations.count(), message="Stopped by a legal hold; goes on when it is lifted")


def _again(request: ErasureRequest) -> None:
    with transaction.atomic():
        events.publish(WANTED, workspace=request.workspace_id, subject=request.id)


def _actor(request: ErasureRequest) -> Actor:
    """Whoever confirmed it; a worker does it for them."""
    return Actor("user", request.confirmed_by_id, "worker")


def _record(event: str, request: ErasureRequest, data: Mapping[str, object]) -> None:
    record(event, workspace=request.workspace_id, actor=_actor(request), subject=request.id, data=data)
