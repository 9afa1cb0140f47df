"""A run: begun with an entry, worked off turn by turn under a lease, ended with an entry. Killed in between, another worker goes on."""

from __future__ import annotations

import logging
import re
import time
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from accounts.models import User
from accounts.permissions import require
from agents import replay
from agents.models import ReplayResult, ReplayRun, ReplaySet, Turn
from agents.replay import Change, Policies
from audit import content
from audit.errors import ContentErased
from audit.recorder import record
from conversations.erasure import guarding
from kit import jobs, queues
from kit.actor import SYSTEM, Actor
from kit.errors import CountersignError, InvalidInput
from policies import actions as policy_actions
from policies.models import PolicyVersion

logger = logging.getLogger(__name__)

AT_ONCE = 20
"""Turns that are replayed while somebody waits for the page, as long as no model is asked."""
KIND = "replay"
LEASE = timedelta(minutes=5)
SHIFT = 60.0
"""Seconds after which a worker hands the rest to the next."""
State = ReplayResult.State
_NO_CODE = re.compile(r"[^A-Za-z0-9_.:/+#=-]")


def start(
    workspace: UUID, turns: Sequence[UUID], change: Change, *, acting_user: User | None, chosen: ReplaySet | None = None
) -> ReplayRun:
    """The run; finished already where it is short. Raises InvalidInput for no turns and for turns of another workspace."""
    if acting_user is not None:
        require(acting_user, workspace, "change_replay" if change or chosen else "replay")
    run = _begun(workspace, list(dict.fromkeys(turns)), change, acting_user, chosen)
    if len(run.turns) <= AT_ONCE and not run.asks_a_model:
        work(run.id)
        run.refresh_from_db()
    return run


def start_set(chosen: ReplaySet, change: Change, *, acting_user: User | None) -> ReplayRun:
    turns = list(chosen.turns.order_by("id").values_list("id", flat=True))
    return start(chosen.workspace_id, turns, change, acting_user=acting_user, chosen=chosen)


@transaction.atomic
def _begun(workspace: UUID, turns: list[UUID], change: Change, user: User | None, chosen: ReplaySet | None) -> ReplayRun:
    if not turns:
        raise InvalidInput("There is no turn to replay.")
    if Turn.objects.filter(id__in=turns, workspace=workspace).count() < len(turns):
        raise InvalidInput("A turn of another workspace cannot be replayed here.")
    policy = PolicyVersion.objects.get(id=change.policy) if change.policy else None
    job = jobs.start(workspace, KIND, total=len(turns), message="Waiting for a worker", created_by=user.id if user else None)
    run = ReplayRun.objects.create(
        workspace_id=workspace,
        set=chosen,
        policy_version=policy,
        rules=policy_actions.digest_of(policy) if policy else "",
        agent_version_id=change.agent,
        model=change.model,
        turns=[str(turn) for turn in turns],
        job=job.id,
        created_by=user,
    )
    data = {"turns": turns, **_changed(run)} | ({"set": chosen.id} if chosen else {})
    record("replay.started", workspace=workspace, actor=_actor(user), subject=run.id, data=data)
    if len(turns) > AT_ONCE or run.asks_a_model:
        transaction.on_commit(partial(wake, run.id, run.asks_a_model), robust=True)
    return run


def wake(run: UUID, asks_a_model: bool) -> None:
    """On the pool that may wait where a model is asked. The sweeper follows an unreachable broker."""
    from agents.tasks import replay_turns  # the task works off the run, which wakes the next one

    try:
        replay_turns.apply_async(args=(str(run),), queue=queues.MODELS if asks_a_model else queues.DEFAULT)
    except Exception:  # noqa: BLE001 - whatever the broker's client raises, the row stays
        logger.warning("replay.wake_failed")


def sweep() -> int:
    """Wake every run that has not ended and that nobody has worked on for a while; how many."""
    now = timezone.now()
    late = now - timedelta(seconds=30)
    idle = ReplayRun.objects.filter(Q(lease_until=None, created_at__lt=late) | Q(lease_until__lt=late), finished_at=None)
    found = list(idle.order_by("id")[:20])
    for run in found:
        if idle.filter(id=run.id).update(lease_until=now):
            wake(run.id, run.asks_a_model)
    return len(found)


def work(run_id: UUID) -> bool:
    """A shift on a run that nobody else has; whether it is over. Safe to call any number of times."""
    if not _claimed(run_id):
        return False
    run = ReplayRun.objects.select_related("created_by").get(id=run_id)
    change, policies, end = Change(run.policy_version_id, run.agent_version_id, run.model), Policies(), time.monotonic() + SHIFT
    done = set(run.results.values_list("turn_id", flat=True))
    left = [turn for turn in map(UUID, run.turns) if turn not in done]
    for number, turn in enumerate(left, start=1):
        _replay(run, turn, change, policies)
        here = len(done) + number
        if not jobs.advance(run.job, here, message=f"Turn {here} of {len(run.turns)}"):
            _finish(run, cancelled=True)
            return True
        if time.monotonic() > end and number < len(left):
            ReplayRun.objects.filter(id=run.id).update(lease_until=timezone.now())
            wake(run.id, run.asks_a_model)
            return False
        ReplayRun.objects.filter(id=run.id).update(lease_until=timezone.now() + LEASE)
    _finish(run)
    return True


def _claimed(run_id: UUID) -> bool:
    now = timezone.now()
    free = ReplayRun.objects.filter(Q(lease_until=None) | Q(lease_until__lte=now), id=run_id, finished_at=None)
    return bool(free.update(lease_until=now + LEASE))


def _replay(run: ReplayRun, turn_id: UUID, change: Change, policies: Policies) -> None:
    turn = Turn.objects.select_related("conversation").filter(id=turn_id).first()
    if turn is None:  # erased with its conversation since the run began
        return
    values: dict[str, object]
    try:
        values = _compared(turn, change, policies) if run.is_changed else _as_recorded(turn, policies)
    except ContentErased:
        values = {"state": State.ERASED}
    except CountersignError as error:
        values = {"state": State.FAILED, "error": error.message[:300]}
    except Exception as error:
        logger.exception("replay.failed")
        values = {"state": State.FAILED, "error": type(error).__name__[:300]}
    ReplayResult.objects.get_or_create(run=run, turn=turn, defaults=values)


def _as_recorded(turn: Turn, policies: Policies) -> dict[str, object]:
    found = replay.replay(turn.id, policies)
    state = State.IDENTICAL if found.identical else State.CHANGED
    return {"state": state, "differences": len(found.differences), "sockets": found.sockets, "content": _kept(turn, found.as_dict())}


def _compared(turn: Turn, change: Change, policies: Policies) -> dict[str, object]:
    found = replay.compare(turn.id, change, policies)
    told = found.as_dict()
    state = State.CHANGED if not found.same else State.IDENTICAL if found.draft_is_same else State.REDRAFTED
    return {"state": state, "differences": len(told["differences"]), "sockets": found.sockets, "content": _kept(turn, told)}


def _kept(turn: Turn, value: dict[str, object]) -> str:
    """Under the key of the conversation and its customer, so that it goes when they do. Raises ContentErased when they went meanwhile."""
    with transaction.atomic():
        guarding.hold_unerased(turn.message)
        return content.put(turn.workspace_id, value, conversation=turn.conversation_id, subject=turn.conversation.contact_id).id


def _finish(run: ReplayRun, *, cancelled: bool = False) -> None:
    """Clean: nothing differs, nothing failed, and something was replayed."""
    states = Counter(run.results.values_list("state", flat=True))
    spoiled = (
        cancelled
        or _is_other(run)
        or states[State.CHANGED]
        or states[State.FAILED]
        or not (states[State.IDENTICAL] or states[State.REDRAFTED])
    )
    counts = {state.value: states[state] for state in State}
    sockets = int(run.results.aggregate(sum=Sum("sockets"))["sum"] or 0)
    with transaction.atomic():
        rows = ReplayRun.objects.filter(id=run.id, finished_at=None)
        clean = not spoiled
        if not rows.update(finished_at=timezone.now(), lease_until=None, is_clean=clean, counts={**counts, "sockets": sockets}):
            return
        data = {"clean": clean, "sockets": sockets, "cancelled": cancelled, **counts, **_changed(run)}
        record("replay.finished", workspace=run.workspace_id, actor=_actor(run.created_by, "worker"), subject=run.id, data=data)
    jobs.finish(run.job, message=said(counts))


def _is_other(run: ReplayRun) -> bool:
    """A draft that was edited or deleted while it was tried: what came out speaks for neither of the two."""
    if not run.rules:
        return False
    policy = PolicyVersion.objects.filter(id=run.policy_version_id).first() if run.policy_version_id else None
    return policy is None or policy_actions.digest_of(policy) != run.rules


def said(counts: dict[str, int]) -> str:
    """12 identical, 1 different."""
    names = {"identical": "identical", "redrafted": "with another draft", "changed": "different", "failed": "failed", "erased": "erased"}
    return ", ".join(f"{counts[state]} {name}" for state, name in names.items() if counts.get(state)) or "nothing was replayed"


def _changed(run: ReplayRun) -> dict[str, object]:
    named = {"policy_version": run.policy_version_id, "rules": run.rules, "agent_version": run.agent_version_id}
    return {name: value for name, value in {**named, "model": _NO_CODE.sub("_", run.model)}.items() if value}


def _actor(user: User | None, auth: str = "") -> Actor:
    if user is None:
        return SYSTEM
    return user.as_actor(auth) if auth else user.as_actor()
