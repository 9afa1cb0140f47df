"""Ask for an erasure, agree to it as a second person, or call it off. Running it is ``running``'s."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User, Workspace
from accounts.people import same_person
from accounts.permissions import require
from audit.recorder import record
from conversations.erasure import subjects
from conversations.erasure.models import ErasureRequest
from kit import events, hub, jobs
from kit.errors import NotAllowed, TransitionError

Status = ErasureRequest.Status
WANTED = "conversations.erasure_wanted"
KIND = "erasure"


def ask(workspace: Workspace, text: str, *, acting_user: User, with_addressed: bool = False) -> ErasureRequest:
    """A request about whoever ``text`` names (address, phone number, id); nothing goes yet. Raises NotFound, TransitionError."""
    require(acting_user, workspace.id, "erase")
    meant = subjects.find(workspace.id, text)
    lookup = "" if meant.contact else meant.lookup
    try:
        with transaction.atomic():
            request = ErasureRequest.objects.create(
                workspace=workspace, contact=meant.contact, lookup=lookup, requested_by=acting_user,
                with_addressed=with_addressed or meant.contact is None,
            )  # fmt: skip
            plan = subjects.plan(request)
            data = {
                "conversations": len(plan.subject.conversations),
                "with_addressed": request.with_addressed,
                "holds": [hold.id for hold in plan.holds],
            }
            _record("erasure.requested", request, acting_user, data)
    except IntegrityError:
        raise TransitionError("There is an open request about this person already.") from None
    return request


@transaction.atomic
def confirm(request: ErasureRequest, *, acting_user: User) -> ErasureRequest:
    """A second person agrees; a worker begins. Raises NotAllowed for the one who asked, TransitionError while a hold stands."""
    require(acting_user, request.workspace_id, "erase")
    locked = ErasureRequest.objects.select_for_update(of=("self",)).select_related("contact", "requested_by").get(id=request.id)
    if same_person(locked.requested_by, acting_user):
        raise NotAllowed("Whoever asked for an erasure cannot confirm it. Another owner or policy admin must.", code="second_person")
    if locked.status != Status.REQUESTED:
        raise TransitionError("This request no longer waits for a second person.")
    plan = subjects.plan(locked)
    if plan.holds:
        raise TransitionError("A legal hold stands on this person or one of the conversations. It must be lifted first.", code="held")
    job = jobs.start(
        locked.workspace_id, KIND, total=len(plan.subject.conversations) + 1, message="Waiting for a worker", created_by=acting_user.id
    )
    locked.status, locked.confirmed_by, locked.confirmed_at, locked.job = Status.CONFIRMED, acting_user, timezone.now(), job.id
    locked.save(update_fields=["status", "confirmed_by", "confirmed_at", "job"])
    _record("erasure.confirmed", locked, acting_user, {"conversations": len(plan.subject.conversations)})
    events.publish(WANTED, workspace=locked.workspace_id, subject=locked.id)
    return locked


@transaction.atomic
def cancel(request: ErasureRequest, *, acting_user: User) -> None:
    """Before it has begun. Raises TransitionError afterwards: what is erased does not come back."""
    require(acting_user, request.workspace_id, "erase")
    waiting = ErasureRequest.objects.filter(id=request.id, status__in=(Status.REQUESTED, Status.CONFIRMED))
    if not waiting.update(status=Status.CANCELLED, finished_at=timezone.now(), lookup=""):
        raise TransitionError("This erasure has begun and cannot be called off.")
    job = ErasureRequest.objects.values_list("job", flat=True).get(id=request.id)
    if job:
        jobs.cancel(job)
    _record("erasure.cancelled", request, acting_user, {})


def _record(event: str, request: ErasureRequest, user: User, data: dict[str, object]) -> None:
    record(event, workspace=request.workspace_id, actor=user.as_actor(), subject=request.id, data=data)
    hub.hint(f"workspace:{request.workspace_id}:review", type="erasure", id=str(request.id))
