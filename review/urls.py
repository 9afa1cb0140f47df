"""The reviewer's addresses, below /w/<slug>/review/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from review.pages import items, lists, reveals, triage
from review.pages.verbs import VERBS

app_name = "review"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.waiting, name="waiting"),
    path("list/", lists.waiting_part, name="waiting-part"),
    path("rail/", lists.rail, name="rail"),
    path("decided/", lists.decided, name="decided"),
    path("next/", items.claim_next, name="claim-next"),
    path("documents/<uuid:document>/", items.source, name="source"),
    path("reveal/<str:field>/", reveals.reveal, name="reveal"),
    path("<uuid:item>/", items.item, name="item"),
    path("<uuid:item>/state/", items.state, name="state"),
    path("<uuid:item>/leave-out/<uuid:action>/", triage.leave_out, name="leave-out"),
    path("triage/<uuid:action>/undo/", triage.undo, name="undo"),
    path("<uuid:item>/renew/", items.renew, name="renew"),
    *[path(f"<uuid:item>/{verb}/", items.act, {"verb": verb}, name=verb) for verb in VERBS],
]
