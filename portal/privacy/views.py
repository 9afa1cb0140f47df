"""The pages of privacy: owners and policy admins act, auditors look."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Workspace
from accounts.pages import WorkspaceRequest, workspace_page
from accounts.permissions import may
from audit import explorer, sealed
from audit.explorer import Wanted
from audit.story import Told
from conversations import naming
from conversations.erasure import access, actions, holds, subjects
from conversations.erasure.certificate import digest_of
from conversations.erasure.models import ErasureRequest
from conversations.erasure.querysets import exports_visible_to, holds_visible_to, request_for, requests_visible_to
from conversations.memory import classing
from conversations.memory.models import Document
from conversations.querysets import conversations_visible_to
from conversations.retention import actions as retaining
from conversations.retention import purging, wanting
from conversations.retention.models import RetentionRule
from kit.errors import CountersignError, InvalidInput, NotFound
from portal.privacy import shown
from portal.privacy.reveals import alerts

MOST = 50
MOST_DOCUMENTS = 500
LOOK = 2.0
"""Seconds in which the page counts what a purge would take."""


@workspace_page("see_erasure")
@require_GET
def privacy(request: WorkspaceRequest) -> HttpResponse:
    return _page(request, {})


def _page(request: WorkspaceRequest, more: dict[str, Any], status: int = 200) -> HttpResponse:
    here = {"workspace": request.workspace}
    exports = list(exports_visible_to(request.user).filter(**here).order_by("-id")[:MOST])
    sealed.open_all([one.contact for one in exports], "name")
    cover = naming.cover_for(request.user, request.workspace.id)
    context = {
        "requests": [(one, shown.ROLES[one.status]) for one in requests_visible_to(request.user).filter(**here).order_by("-id")[:MOST]],
        "holds": shown.holds(list(holds_visible_to(request.user).filter(**here, lifted_at=None).order_by("-id")[:MOST]), request.user),
        "exports": [(one, cover.name(one.contact.name)) for one in exports],
        "alerts": alerts(request.workspace),
        "may_erase": may(request.user, request.workspace.id, "erase"),
    }
    return render(request, "privacy/privacy.html", {**context, **more}, status=status)


@workspace_page("erase")
@require_POST
def ask(request: WorkspaceRequest) -> HttpResponse:
    """Erase, export or hold: whoever the address, number or id names. What was typed stays on the page when nobody is found."""
    who, what = request.POST.get("who", "")[:400], request.POST.get("what", "erase")
    try:
        if what == "export":
            access.ask(request.workspace, who, acting_user=request.user)
            messages.success(request, "A worker makes the export. It appears on this page.")
            return redirect("privacy", request.workspace.slug)
        if what == "hold":
            return _hold(request, who)
        made = actions.ask(request.workspace, who, acting_user=request.user, with_addressed=request.POST.get("addressed") == "on")
    except CountersignError as error:
        typed = {"problem": error.message, "who": who, "what": what, "reason": request.POST.get("reason", "")}
        return _page(request, typed, status=error.status)
    return redirect("erasure-request", request.workspace.slug, made.id)


def _hold(request: WorkspaceRequest, who: str) -> HttpResponse:
    meant = subjects.find(request.workspace.id, who)
    if meant.contact is None:
        raise NotFound("This person never wrote here. Place the hold on the conversation itself.")
    holds.place(meant.contact, request.POST.get("reason", ""), acting_user=request.user)
    messages.success(request, "Held: nothing of this person is erased or purged until the hold is lifted.")
    return redirect("privacy", request.workspace.slug)


@workspace_page("see_erasure")
@require_GET
def retention(request: WorkspaceRequest) -> HttpResponse:
    """How long things are kept, and what the next purge would take."""
    rules = {one.data_class: one for one in RetentionRule.objects.select_related("changed_by").filter(workspace=request.workspace)}
    context = {
        "classes": [(value, label, rules.get(value)) for value, label in RetentionRule.DataClass.choices],
        "floor": retaining.floor(request.workspace),
        "would_go": purging.purge(request.workspace, dry_run=True, seconds=LOOK),
        "purged": _purged(request.workspace),
        "documents": Document.objects.filter(workspace=request.workspace, is_current=True)
        .defer("text")
        .order_by("source")[:MOST_DOCUMENTS],
        "document_classes": Document.Class.choices,
        "may_erase": may(request.user, request.workspace.id, "erase"),
        "may_class": may(request.user, request.workspace.id, "edit_policy"),
    }
    return render(request, "privacy/retention.html", context)


def _purged(workspace: Workspace) -> list[Told]:
    """The latest purges that took something, as their entries tell."""
    return [one.told for one in explorer.page(Wanted(workspace.id, event="retention.purged"), size=5).found]


@workspace_page("erase")
@require_POST
def purge(request: WorkspaceRequest) -> HttpResponse:
    wanting.ask(request.workspace, acting_user=request.user)
    messages.success(request, "A worker purges now what the rules no longer keep. What it took appears here.")
    return redirect("retention", request.workspace.slug)


@workspace_page("edit_policy")
@require_POST
def set_class(request: WorkspaceRequest, document: UUID) -> HttpResponse:
    found = Document.objects.filter(workspace=request.workspace, id=document).first()
    if found is None:
        raise NotFound("There is no such document.")
    done = classing.set_class(found, request.POST.get("data_class", ""), acting_user=request.user)
    messages.success(request, f"{done.title}: {done.get_data_class_display().lower()}.")
    return redirect("retention", request.workspace.slug)


@workspace_page("erase")
@require_POST
def set_retention(request: WorkspaceRequest) -> HttpResponse:
    """A rule of one class, or the floor."""
    days = request.POST.get("days", "").strip()
    if days and not (days.isdecimal() and len(days) < 8):
        raise InvalidInput("Days are a whole number, or nothing to keep it for good.")
    if request.POST.get("data_class") == "floor":
        retaining.raise_floor(request.workspace, int(days or 0), acting_user=request.user)
    else:
        retaining.set_rule(request.workspace, request.POST.get("data_class", ""), int(days) if days else None, acting_user=request.user)
    messages.success(request, "Changed. The purge runs once a day.")
    return redirect("retention", request.workspace.slug)


@workspace_page("see_erasure")
@require_GET
def erasure(request: WorkspaceRequest, identity: UUID) -> HttpResponse:
    """For htmx only the part that moves."""
    found = request_for(request.user, request.workspace, identity)
    context = {"shown": shown.show(found, request.user), "digest": digest_of(found.certificate) if found.certificate else ""}
    return render(request, "privacy/request_state.html" if request.htmx else "privacy/request.html", context)


@workspace_page("erase")
@require_POST
def confirm(request: WorkspaceRequest, identity: UUID) -> HttpResponse:
    found = request_for(request.user, request.workspace, identity)
    actions.confirm(found, acting_user=request.user)
    return redirect("erasure-request", request.workspace.slug, found.id)


@workspace_page("erase")
@require_POST
def cancel(request: WorkspaceRequest, identity: UUID) -> HttpResponse:
    found = request_for(request.user, request.workspace, identity)
    actions.cancel(found, acting_user=request.user)
    messages.success(request, "Called off. Nothing was erased.")
    return redirect("privacy", request.workspace.slug)


@workspace_page("see_erasure")
@require_GET
def certificate(request: WorkspaceRequest, identity: UUID) -> HttpResponse:
    """As JSON, to be kept or handed on: it names nobody outside."""
    found: ErasureRequest = request_for(request.user, request.workspace, identity)
    if found.certificate is None:
        raise NotFound("There is no certificate before the erasure is done.")
    response = JsonResponse(found.certificate, json_dumps_params={"indent": 2})
    response["Content-Disposition"] = f'attachment; filename="erasure-{found.id}.json"'
    return response


@workspace_page("erase")
@require_GET
def export(request: WorkspaceRequest, identity: UUID) -> HttpResponse:
    found = exports_visible_to(request.user).filter(workspace=request.workspace, id=identity).first()
    if found is None:
        raise NotFound("There is no such export.")
    data = access.hand_out(found, acting_user=request.user)
    response = HttpResponse(data, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="access-{found.id}.zip"'
    response["Cache-Control"] = "no-store"
    return response


@workspace_page("erase")
@require_POST
def hold(request: WorkspaceRequest, conversation: UUID) -> HttpResponse:
    """On a conversation, from its story."""
    found = conversations_visible_to(request.user).filter(workspace=request.workspace, id=conversation).first()
    if found is None:
        raise NotFound("There is no such conversation.")
    holds.place(found, request.POST.get("reason", ""), acting_user=request.user)
    messages.success(request, "Held: nothing of this conversation is erased or purged until the hold is lifted.")
    return redirect("story", request.workspace.slug, found.id)


@workspace_page("erase")
@require_POST
def lift(request: WorkspaceRequest, identity: UUID) -> HttpResponse:
    found = holds_visible_to(request.user).filter(workspace=request.workspace, id=identity).first()
    if found is None:
        raise NotFound("There is no such legal hold.")
    holds.lift(found, acting_user=request.user)
    messages.success(request, "Lifted. An erasure that it had stopped goes on by itself.")
    back = request.POST.get("back", "")
    return (
        redirect("story", request.workspace.slug, found.conversation_id)
        if back and found.conversation_id
        else redirect("privacy", request.workspace.slug)
    )
