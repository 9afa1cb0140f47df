"""Pages of replays. Whoever may see a conversation and replay may look; changing versions and sets is for those who run agents and policies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.pages import WorkspaceRequest, workspace_page
from accounts.permissions import may
from agents import replay
from agents.models import AgentVersion, ReplayResult, ReplayRun, ReplaySet
from agents.suites import runs, sets
from conversations import covering
from conversations.models import Conversation
from conversations.querysets import conversations_visible_to
from kit.errors import InvalidInput, NotFound
from kit.ids import as_uuid
from kit.models import Job
from policies.models import PolicyVersion
from portal.replays.showing import shown
from portal.story import reading
from portal.story.views import sees_all

NAMES = ("policy", "agent", "model")


@workspace_page("replay")
@require_http_methods(["GET", "POST"])
def of_conversation(request: WorkspaceRequest, conversation: UUID) -> HttpResponse:
    found = reading.conversation_for(request.user, request.workspace, conversation)
    turns = replay.turns_of(found.id)
    if request.method == "POST":
        return _begun(request, runs.start(request.workspace.id, turns, _change(request), acting_user=request.user))
    _cover(request, [found])
    recent = _runs(request).filter(results__turn__conversation=found).distinct().order_by("-id")[:10]
    context = {"conversation": found, "turns": turns, "runs": recent, "sets": _sets(request), **_choices(request)}
    return render(request, "replays/conversation.html", context)


def _cover(request: WorkspaceRequest, rows: Sequence[Conversation]) -> None:
    """Subjects are masked for whom the rules mask."""
    if not sees_all(request):
        covering.cover(rows, request.workspace.id)


@workspace_page("replay")
@require_GET
def overview(request: WorkspaceRequest) -> HttpResponse:
    context = {"sets": _sets(request), "runs": _runs(request).order_by("-id")[:30], **_choices(request)}
    return render(request, "replays/overview.html", context)


@workspace_page("replay")
@require_GET
def run(request: WorkspaceRequest, run: UUID) -> HttpResponse:
    found = _runs(request).filter(id=run).first()
    if found is None:
        raise NotFound("There is no such replay.")
    visible = conversations_visible_to(request.user).filter(workspace=request.workspace)
    results = (
        ReplayResult.objects.filter(run=found, turn__conversation__in=visible.values("id"))
        .select_related("turn__conversation__preview")
        .order_by("state", "turn_id")
    )
    page = Paginator(results, 20).get_page(request.GET.get("page"))
    _cover(request, [one.turn.conversation for one in page.object_list])
    context = {
        "run": found,
        "job": Job.objects.filter(id=found.job).first(),
        "page": page,
        "shown": shown(found, page.object_list, all_seeing=sees_all(request)),
        "said": runs.said(found.counts) if found.finished_at else "",
    }
    return render(request, "replays/run.html", context)


@workspace_page("replay")
@require_GET
def one_set(request: WorkspaceRequest, chosen: UUID) -> HttpResponse:
    found = _set(request, chosen)
    members = found.turns.select_related("conversation__preview", "agent_version__agent").order_by("id")
    page = Paginator(members, 50).get_page(request.GET.get("page"))
    _cover(request, [one.conversation for one in page.object_list])
    context = {"chosen": found, "page": page, "runs": _runs(request).filter(set=found).order_by("-id")[:10], **_choices(request)}
    return render(request, "replays/set.html", context)


@workspace_page("change_replay")
@require_POST
def create_set(request: WorkspaceRequest) -> HttpResponse:
    made = sets.create(request.workspace.id, request.POST.get("name", ""), acting_user=request.user)
    return redirect("replay-set", request.workspace.slug, made.id)


@workspace_page("change_replay")
@require_POST
def add_to_set(request: WorkspaceRequest, conversation: UUID) -> HttpResponse:
    found = reading.conversation_for(request.user, request.workspace, conversation)
    chosen = _set(request, as_uuid(request.POST.get("set", "")))
    ended = [turn for turn in found.turns.order_by("id") if turn.status in ("proposed", "failed")]
    new = sets.add(chosen, [turn.id for turn in ended], acting_user=request.user)
    messages.success(request, f"{new} turn{'' if new == 1 else 's'} added to {chosen}.")
    return redirect("replay", request.workspace.slug, found.id)


@workspace_page("change_replay")
@require_POST
def act_on_set(request: WorkspaceRequest, chosen: UUID, verb: str) -> HttpResponse:
    found = _set(request, chosen)
    if verb == "run":
        return _begun(request, runs.start_set(found, _change(request), acting_user=request.user))
    if verb == "delete":
        sets.delete(found, acting_user=request.user)
        messages.success(request, f"{found} is deleted. Its replays stay.")
        return redirect("replays", request.workspace.slug)
    if verb == "require":
        sets.require_it(found, "required" in request.POST, acting_user=request.user)
    else:
        sets.remove(found, [turn for text in request.POST.getlist("turn") if (turn := as_uuid(text))], acting_user=request.user)
    return redirect("replay-set", request.workspace.slug, found.id)


def _begun(request: WorkspaceRequest, run: ReplayRun) -> HttpResponse:
    return redirect("replay-run", request.workspace.slug, run.id)


def _change(request: WorkspaceRequest) -> replay.Change:
    return replay.change(request.workspace.id, **{name: request.POST.get(name, "").strip() for name in NAMES})


def _choices(request: WorkspaceRequest) -> dict[str, Any]:
    """What may stand in the place of what was recorded, newest first; empty for those who may only look."""
    workspace = request.workspace.id
    if not may(request.user, workspace, "change_replay"):
        return {"may_change": False}
    policies = PolicyVersion.objects.filter(workspace=workspace).select_related("policy").order_by("-created_at")[:50]
    agents = AgentVersion.objects.filter(agent__workspace=workspace).select_related("agent").order_by("-created_at")[:50]
    return {
        "may_change": True,
        "policy_choices": [(f"{one.policy.name}@{one.number}", f"{one} ({one.get_status_display().lower()})") for one in policies],
        "agent_choices": [(f"{one.agent.name}@{one.number}", str(one)) for one in agents],
    }


def _runs(request: WorkspaceRequest) -> QuerySet[ReplayRun]:
    joined = ReplayRun.objects.select_related("set", "policy_version__policy", "agent_version__agent", "created_by")
    return joined.filter(workspace=request.workspace)


def _sets(request: WorkspaceRequest) -> QuerySet[ReplaySet]:
    return ReplaySet.objects.filter(workspace=request.workspace).annotate(size=Count("turns")).order_by("name")


def _set(request: WorkspaceRequest, identity: UUID | None) -> ReplaySet:
    if identity is None:
        raise InvalidInput("Choose a set.")
    found = _sets(request).filter(id=identity).first()
    if found is None:
        raise NotFound("There is no such set.")
    return found
