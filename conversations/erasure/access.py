"""Access export: what is kept about a person, for the person. Asked for by people with the duty, made by a worker, handed out on the ledger."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User, Workspace
from accounts.permissions import require
from audit import content
from audit.bundle import alarm
from audit.recorder import record
from conversations import contacts
from conversations.erasure import subjects
from conversations.erasure.models import AccessExport, ErasedConversation
from conversations.erasure.packing import Packed, pack
from conversations.models import Contact, Conversation
from kit import events, hub, jobs
from kit.actor import Actor
from kit.errors import NotFound, TransitionError
from kit.events import Event

WANTED = "conversations.access_wanted"
KIND = "access export"
Status = AccessExport.Status
SLACK = timedelta(seconds=1)
"""Between the clocks of processes."""


@transaction.atomic
def ask(workspace: Workspace, text: str, *, acting_user: User) -> AccessExport:
    """``text`` is an address, a phone number or the id of a contact. Raises NotFound."""
    require(acting_user, workspace.id, "erase")
    meant = subjects.find(workspace.id, text)
    if meant.contact is None:
        raise NotFound("This person never wrote here; their address only stands in messages of others, which are not theirs to be given.")
    job = jobs.start(workspace.id, KIND, message="Waiting for a worker", created_by=acting_user.id)
    export = AccessExport.objects.create(workspace=workspace, contact=meant.contact, requested_by=acting_user, job=job.id)
    _record("access.export_requested", export, acting_user.as_actor(), {})
    events.publish(WANTED, workspace=workspace.id, subject=export.id)
    return export


def wanted(event: Event) -> None:
    make(event.subject)


def make(export_id: UUID) -> None:
    """Killed anywhere it is made anew; of two workers at once the first to finish counts."""
    export = AccessExport.objects.select_related("contact", "workspace").filter(id=export_id, status=Status.QUEUED).first()
    if export is None or not jobs.is_open(export.job):
        return
    began, plan = timezone.now(), subjects.of_meant(export.workspace_id, subjects.Meant(export.contact), with_addressed=False)
    packed = pack(export, plan, lambda done, total: jobs.advance(export.job, done, total=total, message=f"Conversation {done} of {total}"))
    _keep(export, packed, plan.own | plan.guest, began)


@transaction.atomic
def _keep(export: AccessExport, packed: Packed, conversations: frozenset[UUID], began: datetime) -> None:
    """With the person and the conversations held: what an erasure has taken out meanwhile must not come back in a zip."""
    list(Conversation.objects.select_for_update(no_key=True, of=("self",)).filter(id__in=conversations).order_by("id").values_list("id"))
    known = Contact.objects.select_for_update(no_key=True, of=("self",)).get(id=export.contact_id)
    row = AccessExport.objects.select_for_update().get(id=export.id)
    if row.status != Status.QUEUED:
        return
    if not contacts.addresses(known):
        jobs.fail(row.job, "The person was erased while this was made. Nothing of it is kept.")
        return
    if ErasedConversation.objects.filter(conversation__in=conversations, at__gte=began - SLACK).exists():
        events.publish(WANTED, workspace=row.workspace_id, subject=row.id)
        return
    stored = content.put(row.workspace_id, packed.data, conversation=None, subject=row.contact_id, media_type="application/zip")
    row.status, row.finished_at, row.content, row.size = Status.READY, timezone.now(), stored.id, len(packed.data)
    row.sha256, row.conversations, row.messages = hashlib.sha256(packed.data).hexdigest(), packed.conversations, packed.messages
    row.save()
    counts = {"conversations": packed.conversations, "messages": packed.messages, "files": packed.files, "left_out": packed.left_out}
    actor = Actor("user", row.requested_by_id, "worker")
    _record("access.export_made", row, actor, {**counts, "sha256": row.sha256})
    alarm.look(row.workspace_id, actor)
    jobs.finish(row.job, message="The access export is ready.")


def hand_out(export: AccessExport, *, acting_user: User) -> bytes:
    """The zip. The entry is committed before its first byte leaves. Raises TransitionError before it is ready, ContentErased afterwards."""
    require(acting_user, export.workspace_id, "erase")
    if export.status != Status.READY:
        raise TransitionError("This export is not ready yet.")
    data = content.get(export.workspace_id, export.content)
    with transaction.atomic():
        _record("access.export_handed_out", export, acting_user.as_actor(), {"sha256": export.sha256})
    return data


def _record(event: str, export: AccessExport, actor: Actor, data: dict[str, object]) -> None:
    record(event, workspace=export.workspace_id, actor=actor, subject=export.id, data={"contact": export.contact_id, **data})
    hub.hint(f"workspace:{export.workspace_id}:review", type="access", id=str(export.id))
