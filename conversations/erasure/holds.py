"""Legal holds: placed and lifted by people, asked for by every erasure and purge under the lock of what they are about."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User, Workspace
from accounts.permissions import require
from audit import content
from audit.recorder import record
from conversations import contacts
from conversations.erasure.models import ErasureRequest, LegalHold
from conversations.models import Contact, Conversation, Message
from kit import events
from kit.errors import InvalidInput, TransitionError

LIFTED = "conversations.hold_lifted"
LONGEST = 2_000


def place(thing: Conversation | Contact, reason: str, *, acting_user: User) -> LegalHold:
    """Raises InvalidInput without a reason, TransitionError where one stands already."""
    require(acting_user, thing.workspace_id, "erase")
    told = reason.strip()
    if not told or len(told) > LONGEST:
        raise InvalidInput(f"Say why it must be kept, in at most {LONGEST} characters.")
    try:
        with transaction.atomic():
            return _place(thing, told, acting_user)
    except IntegrityError:
        raise TransitionError("A legal hold stands here already.") from None


def _place(thing: Conversation | Contact, reason: str, user: User) -> LegalHold:
    """An erasure that has the row finishes its step first; the next step sees the hold."""
    none_meanwhile(thing.workspace_id)
    type(thing)._default_manager.select_for_update(of=("self",)).get(id=thing.id)
    about = {"conversation" if isinstance(thing, Conversation) else "contact": thing.id}
    stored = content.put(thing.workspace_id, reason, conversation=about.get("conversation"), subject=about.get("contact"))
    hold = LegalHold.objects.create(
        workspace_id=thing.workspace_id, reason=stored.id, placed_by=user, **{f"{name}_id": value for name, value in about.items()}
    )
    record(
        "hold.placed", workspace=thing.workspace_id, actor=user.as_actor(), subject=hold.id, stream=about.get("conversation"),
        data=about, content={"reason": stored},
    )  # fmt: skip
    return hold


@transaction.atomic
def lift(hold: LegalHold, *, acting_user: User) -> None:
    """Erasures that it had stopped go on by themselves. Raises TransitionError when it was lifted before."""
    require(acting_user, hold.workspace_id, "erase")
    if not LegalHold.objects.filter(id=hold.id, lifted_at=None).update(lifted_at=timezone.now(), lifted_by=acting_user):
        raise TransitionError("This legal hold was lifted before.")
    data = {"conversation": hold.conversation_id} if hold.conversation_id else {"contact": hold.contact_id}
    record(
        "hold.lifted", workspace=hold.workspace_id, actor=acting_user.as_actor(), subject=hold.id, stream=hold.conversation_id, data=data
    )  # fmt: skip
    for request in ErasureRequest.objects.filter(workspace=hold.workspace_id, status=ErasureRequest.Status.HELD):
        events.publish(LIFTED, workspace=hold.workspace_id, subject=request.id)


def on_conversation(conversation: UUID, *, lock: bool = False) -> LegalHold | None:
    """The one in force on a conversation: on itself, on its contact, or on whoever wrote there.

    ``lock``: in a transaction that holds the conversation, hold its people too, so that none is placed on them before it ends.
    """
    people = _people(conversation)
    while lock:
        list(Contact.objects.select_for_update(no_key=True).filter(id__in=people).order_by("id").values_list("id"))
        before, people = people, _people(conversation)
        lock = not people <= before  # merged with somebody while we waited
    return LegalHold.objects.filter(lifted_at=None).filter(Q(conversation=conversation) | Q(contact__in=people)).first()


def _people(conversation: UUID) -> set[UUID]:
    """Contacts of a conversation, with all that were merged with them."""
    told = set(Message.objects.filter(conversation=conversation, contact__isnull=False).values_list("contact", flat=True).distinct())
    told |= set(Conversation.objects.filter(id=conversation, contact__isnull=False).values_list("contact", flat=True))
    known = Contact.objects.select_related("merged_into").filter(id__in=told)
    return {one for contact in known for one in contacts.family(contacts.survivor(contact).id)}


def none_meanwhile(workspace: UUID) -> None:
    """In a transaction that is about to look for holds anywhere in the workspace: none is placed before it ends."""
    Workspace.objects.select_for_update(no_key=True).get(id=workspace)
