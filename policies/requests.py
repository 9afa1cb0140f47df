"""Ask for an activation or a rollback, agree to it as a second person, or take it back."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.people import same_person
from accounts.permissions import require
from audit.recorder import record
from kit.errors import NotAllowed, TransitionError
from policies import actions, activation
from policies.actions import Agreed, digest_of, lock_versions
from policies.models import ActivationRequest, PolicyVersion
from policies.validation import require_some

Kind, Status = ActivationRequest.Kind, ActivationRequest.Status
BEFORE = {
    Kind.ACTIVATE: (PolicyVersion.Status.DRAFT, PolicyVersion.Status.SHADOW),
    Kind.ROLLBACK: (PolicyVersion.Status.RETIRED,),
}


def open_request(version: PolicyVersion) -> ActivationRequest | None:
    rows = ActivationRequest.objects.filter(version=version, status=Status.REQUESTED)
    return rows.select_related("requested_by", "version__policy").first()


def waiting(workspace: UUID) -> QuerySet[ActivationRequest]:
    """What waits for a second person there."""
    return ActivationRequest.objects.filter(workspace=workspace, status=Status.REQUESTED)


def check_seen(request: ActivationRequest, rules: str) -> None:
    """Raises TransitionError when ``rules``, the digest of what somebody has looked at, is not what was asked for."""
    if rules != request.rules:
        raise TransitionError("This is not what you looked at. Look at it again.", code="stale")


def is_outdated(request: ActivationRequest) -> bool:
    """The rules are not those any more that it was asked for."""
    return digest_of(request.version) != request.rules


def declined(version: PolicyVersion) -> ActivationRequest | None:
    """The newest request for this version, where somebody else than whoever asked has ended it."""
    rows = ActivationRequest.objects.filter(version=version).select_related("requested_by", "decided_by")
    newest = rows.order_by("-requested_at").first()
    if newest is None or newest.status != Status.WITHDRAWN or newest.decided_by is None:
        return None
    return None if same_person(newest.requested_by, newest.decided_by) else newest


def ask(version: PolicyVersion, kind: str, *, acting_user: User) -> ActivationRequest:
    """Nothing changes yet. A request for rules that were edited since gives way to the new one; otherwise the open one stands.

    Raises TransitionError when it could not become active anyway, InvalidInput when it has no rules.
    """
    require(acting_user, version.workspace_id, "edit_policy")
    try:
        with transaction.atomic():
            _check(version, kind)
            return _asked(version, kind, acting_user)
    except IntegrityError:
        raise TransitionError("Somebody has just asked for this.") from None


def _check(version: PolicyVersion, kind: str) -> None:
    """What would be refused at the end is refused at once. The row is held, so that the rules stay as they are."""
    status = PolicyVersion.objects.select_for_update().values_list("status", flat=True).get(pk=version.pk)
    if kind not in BEFORE or status not in BEFORE[Kind(kind)]:
        raise TransitionError("Only a draft can be activated, and only a version that was active before can be rolled back to.")
    require_some(actions.sources_of(version))
    if kind == Kind.ACTIVATE:
        activation.require(version)


def _asked(version: PolicyVersion, kind: str, user: User) -> ActivationRequest:
    found = _waiting().filter(version=version).first()
    rules = digest_of(version)
    if found and found.rules == rules and found.kind == kind:
        raise TransitionError(f"{found.requested_by} has asked for this already. It waits for a second person.", code="asked")
    if found:
        _decide(found, Status.WITHDRAWN, user)
        _record("policy.activation_withdrawn", found, user)
    request = ActivationRequest.objects.create(
        workspace_id=version.workspace_id, version=version, kind=kind, rules=rules, requested_by=user
    )
    _record("policy.activation_requested", request, user)
    return request


@transaction.atomic
def agree(request: ActivationRequest, *, acting_user: User) -> PolicyVersion:
    """The second person agrees: the version is active from the very next ruling on. Returns it (for a rollback the copy).

    Raises NotAllowed for the human who asked, under whatever account; TransitionError when it no longer waits or the rules were changed.
    """
    require(acting_user, request.workspace_id, "edit_policy")
    lock_versions(request.workspace_id)
    locked = _locked(request)
    if same_person(locked.requested_by, acting_user):
        raise NotAllowed("Whoever asked for this cannot agree to it. Another owner or policy admin must.", code="second_person")
    agreed = Agreed(locked.id, locked.requested_by_id, locked.rules)
    carry_out = actions.make_active if locked.kind == Kind.ACTIVATE else actions.make_active_again
    result = carry_out(locked.version, acting_user, agreed)
    _decide(locked, Status.AGREED, acting_user, result)
    return result


@transaction.atomic
def withdraw(request: ActivationRequest, *, acting_user: User) -> None:
    """Take it back, or decline it: anybody who may edit policies. Raises TransitionError when it no longer waits."""
    require(acting_user, request.workspace_id, "edit_policy")
    locked = _locked(request)
    _decide(locked, Status.WITHDRAWN, acting_user)
    _record("policy.activation_withdrawn", locked, acting_user)


def _locked(request: ActivationRequest) -> ActivationRequest:
    locked = _waiting().filter(id=request.id).first()
    if locked is None:
        raise TransitionError("This request no longer waits for a second person.")
    return locked


def _waiting() -> QuerySet[ActivationRequest]:
    """Requests that wait, held: whoever decides one finds that nobody else has."""
    rows = ActivationRequest.objects.select_for_update(of=("self",)).select_related("version__policy", "requested_by")
    return rows.filter(status=Status.REQUESTED)


def _decide(request: ActivationRequest, status: str, user: User, result: PolicyVersion | None = None) -> None:
    request.status, request.decided_by, request.decided_at, request.result = status, user, timezone.now(), result
    request.save(update_fields=["status", "decided_by", "decided_at", "result"])


def _record(event: str, request: ActivationRequest, user: User) -> None:
    data = {"request": request.id, "version": request.version_id, "kind": request.kind, "rules": request.rules}
    record(event, workspace=request.workspace_id, actor=user.as_actor(), subject=request.version_id, data=data)
