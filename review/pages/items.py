"""The page of one item, and what is posted from it. A refusal shows the item as it is now, with everything that was typed."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.pages import WorkspaceRequest, workspace_page
from kit.errors import CountersignError, NotFound
from review import actions
from review.errors import LostClaim
from review.models import Item
from review.pages import desk, lists, paging, queues, refusals, sources, tagged, verbs
from review.pages.refusals import Refused
from review.permissions import item_for


@workspace_page()
@require_GET
def item(request: WorkspaceRequest, item: UUID) -> HttpResponse:
    return _page(request, item)


def _page(
    request: WorkspaceRequest, identity: UUID, *, typed: Mapping[str, str] | None = None, refused: Refused | None = None
) -> HttpResponse:
    found = item_for(request.user, identity, workspace=request.workspace.id)
    rail = lists.rail_items(request.user, found.queue, found.id)
    beside = [one.conversation_id for one in rail]
    shown = desk.read(found, request.user, typed=typed, refused=refused, doing=request.GET.get("do", ""), beside=beside)
    of = shown.mask.beside
    values = {"desk": shown, "item": found, **lists.rail_values(request.user, found.queue, found.id, rail, of)}
    response = render(request, "review/item.html", values, status=refused.status if refused else 200)
    if shown.mask.revealed:
        response["Cache-Control"] = "no-store"
    return response


@workspace_page()
@require_GET
def state(request: WorkspaceRequest, item: UUID) -> HttpResponse:
    """Whether what the page shows still holds; the answer stands on top of it. One passed on out of sight is no error of the page."""
    try:
        found = item_for(request.user, item, workspace=request.workspace.id)
    except NotFound:
        return render(request, "review/parts/gone.html")
    mine = found.status == Item.Status.CLAIMED and found.claimed_by_id == request.user.id
    lost = request.GET.get("mine") == "yes" and not mine
    changed = lost or request.GET.get("seen") != found.seen_digest or request.GET.get("status") != found.status
    return render(request, "review/parts/state.html", {"item": found, "changed": changed, "lost": lost and found.is_open})


@workspace_page("review")
@require_POST
def claim_next(request: WorkspaceRequest) -> HttpResponse:
    """The most urgent item that the user may decide, of one queue or of all; with a tag, of those that are listed then."""
    visible = queues.visible(request.user, request.workspace)
    chosen = next((one for one in visible if one.slug == request.POST.get("queue")), None)
    if tag := tagged.asked(request.POST.get("tag", "")):
        seen = [chosen] if chosen else visible
        ids, _ = paging.waiting_ids([one.id for one in seen if queues.may_decide(request.user, one)], tag=tag)
        found = actions.claim_first(ids, acting_user=request.user)
    else:
        found = actions.claim_next(acting_user=request.user, workspace=request.workspace.id, queue=chosen)
    if found is None:
        messages.info(request, f"Nothing with the tag {tag} waits for you just now." if tag else "Nothing waits for you just now.")
        return _to_list(request, chosen.slug if chosen else "")
    return redirect("review:item", request.workspace.slug, found.id)


@workspace_page()
@require_POST
def act(request: WorkspaceRequest, item: UUID, verb: str) -> HttpResponse:
    """One verb on one item."""
    found, form = item_for(request.user, item, workspace=request.workspace.id), verbs.read(request.POST)
    try:
        done = verbs.VERBS[verb](found, form, request.user)
    except NotFound:
        raise
    except CountersignError as error:
        return _page(request, item, typed=form.values, refused=refusals.of(error, verb))
    if done.refused:
        return _page(request, item, typed=form.values, refused=done.refused)
    if done.stays:
        return _stay(request, item, form)
    messages.success(request, done.told)
    return _onward(request, found)


def _stay(request: WorkspaceRequest, item: UUID, form: verbs.Form) -> HttpResponse:
    """Back to the item. Text that came along with a claim is shown again, so it cannot go through a redirect."""
    return _page(request, item, typed=form.values) if form.values else redirect("review:item", request.workspace.slug, item)


def _onward(request: WorkspaceRequest, decided: Item) -> HttpResponse:
    """The next item that waits is offered, not taken: of the same queue first, else of any other."""
    mine = [one for one in queues.visible(request.user, request.workspace) if queues.may_decide(request.user, one)]
    here = [one.id for one in mine if one.id == decided.queue_id]
    for where in (here, [one.id for one in mine]):
        ids, _ = paging.waiting_ids(where, limit=2)
        following = next((one for one in ids if one != decided.id), None)
        if following:
            return redirect("review:item", request.workspace.slug, following)
    return _to_list(request, "")


def _to_list(request: WorkspaceRequest, queue: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("review:waiting", args=[request.workspace.slug]) + (f"?queue={queue}" if queue else ""))


@workspace_page()
@require_POST
def renew(request: WorkspaceRequest, item: UUID) -> HttpResponse:
    """Hold on to the item while its page is open."""
    found, lost = item_for(request.user, item, workspace=request.workspace.id), ""
    try:
        found = actions.renew(found, acting_user=request.user)
    except LostClaim as error:
        lost = error.message
    return render(request, "review/parts/lease.html", {"item": found, "lost": lost, "lease_until": None if lost else found.lease_until})


@workspace_page()
@require_GET
def source(request: WorkspaceRequest, document: UUID) -> HttpResponse:
    """A document that a draft rests on, the quoted passage marked."""
    values = sources.read(request.user, request.workspace, document, request.GET.get("passage", ""), request.GET.get("words", ""))
    return render(request, "review/source.html", values)
