"""Pages of a workspace, below /w/<slug>/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from portal.bundles import views as bundles
from portal.conversations import views as lists
from portal.evidence import opening as evidence_opening
from portal.evidence import views as evidence
from portal.home import views as home
from portal.oversight import views as oversight
from portal.policies import views as policies
from portal.privacy import reveals
from portal.privacy import views as privacy
from portal.processing import views as processing
from portal.replays import views as replays
from portal.spend import views as spend
from portal.stops import views as stops
from portal.story import opening
from portal.story import views as story

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("sent/", home.sent, name="sent"),
    path("evidence/", evidence.evidence, name="evidence"),
    path("evidence/verify/", evidence.verify, name="verify"),
    path("evidence/oversight/", oversight.overview, name="oversight"),
    path("evidence/oversight/ask/", oversight.ask, name="oversight-ask"),
    path("evidence/oversight/<uuid:report>/", oversight.report, name="oversight-report"),
    path("evidence/oversight/<uuid:report>/print/", oversight.printed, name="oversight-print"),
    path("evidence/oversight/<uuid:report>/oversight.json", oversight.as_json, name="oversight-json"),
    path("evidence/bundles/", bundles.overview, name="bundles"),
    path("evidence/bundles/ask/", bundles.ask, name="bundle-ask"),
    path("evidence/bundles/<uuid:bundle>/", bundles.download, name="bundle-download"),
    path("evidence/entries/", evidence.entries, name="entries"),
    path("evidence/entries/<uuid:entry>/", evidence.entry, name="entry"),
    path("evidence/entries/<uuid:entry>/content/<slug:name>/", evidence_opening.entry_content, name="evidence-content"),
    path("evidence/views/", evidence.save_view, name="save-view"),
    path("evidence/views/<uuid:view>/forget/", evidence.forget_view, name="forget-view"),
    path("conversations/", lists.conversations, name="conversations"),
    path("conversations/find/", lists.search, name="conversations-search"),
    path("conversations/<uuid:conversation>/", story.story, name="story"),
    path("conversations/<uuid:conversation>/said/<uuid:message>/", story.said, name="said"),
    path("conversations/<uuid:conversation>/resolve/", story.act, {"verb": "resolve"}, name="resolve"),
    path("conversations/<uuid:conversation>/reopen/", story.act, {"verb": "reopen"}, name="reopen"),
    path("conversations/<uuid:conversation>/redacted.txt", opening.transcript, name="transcript"),
    path("conversations/<uuid:conversation>/replay/", replays.of_conversation, name="replay"),
    path("conversations/<uuid:conversation>/replay/keep/", replays.add_to_set, name="replay-add"),
    path("conversations/<uuid:conversation>/entries/<uuid:entry>/<slug:name>/", opening.entry_content, name="entry-content"),
    path("conversations/<uuid:conversation>/messages/<uuid:message>/html/", opening.message_html, name="message-html"),
    path("conversations/<uuid:conversation>/messages/<uuid:message>/raw/", opening.message_raw, name="message-raw"),
    path("conversations/<uuid:conversation>/files/<uuid:attachment>/", opening.attachment, name="attachment"),
    path("replays/", replays.overview, name="replays"),
    path("replays/sets/", replays.create_set, name="replay-set-create"),
    path("replays/sets/<uuid:chosen>/", replays.one_set, name="replay-set"),
    path("replays/sets/<uuid:chosen>/run/", replays.act_on_set, {"verb": "run"}, name="replay-set-run"),
    path("replays/sets/<uuid:chosen>/remove/", replays.act_on_set, {"verb": "remove"}, name="replay-set-remove"),
    path("replays/sets/<uuid:chosen>/require/", replays.act_on_set, {"verb": "require"}, name="replay-set-require"),
    path("replays/sets/<uuid:chosen>/delete/", replays.act_on_set, {"verb": "delete"}, name="replay-set-delete"),
    path("replays/<uuid:run>/", replays.run, name="replay-run"),
    path("spend/", spend.spend, name="spend"),
    path("spend/table.csv", spend.table, name="spend-table"),
    path("spend/over-time.csv", spend.over_time, name="spend-over-time"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("privacy/retention/", privacy.retention, name="retention"),
    path("privacy/retention/set/", privacy.set_retention, name="set-retention"),
    path("privacy/retention/purge/", privacy.purge, name="purge"),
    path("privacy/documents/<uuid:document>/class/", privacy.set_class, name="document-class"),
    path("privacy/reveals/", reveals.reveals, name="reveals"),
    path("privacy/reveals/set/", reveals.set_limits, name="set-reveals"),
    path("privacy/processing/", processing.processing, name="processing"),
    path("privacy/processing/state/", processing.state, name="processing-state"),
    path("privacy/processing/print/", processing.printed, name="processing-print"),
    path("privacy/processing/processing.json", processing.as_json, name="processing-json"),
    path("privacy/ask/", privacy.ask, name="privacy-ask"),
    path("privacy/erasures/<uuid:identity>/", privacy.erasure, name="erasure-request"),
    path("privacy/erasures/<uuid:identity>/confirm/", privacy.confirm, name="confirm-erasure"),
    path("privacy/erasures/<uuid:identity>/cancel/", privacy.cancel, name="cancel-erasure"),
    path("privacy/erasures/<uuid:identity>/certificate.json", privacy.certificate, name="erasure-certificate"),
    path("privacy/exports/<uuid:identity>/", privacy.export, name="access-export"),
    path("privacy/holds/<uuid:identity>/lift/", privacy.lift, name="lift-hold"),
    path("conversations/<uuid:conversation>/hold/", privacy.hold, name="hold-conversation"),
    path("policies/", policies.waiting, name="policy-requests"),
    path("policies/requests/<uuid:identity>/agree/", policies.decide, {"verb": "agree"}, name="policy-request-agree"),
    path("policies/requests/<uuid:identity>/decline/", policies.decide, {"verb": "decline"}, name="policy-request-decline"),
    path("stop/", stops.stops, name="stops"),
    path("stop/notice/", stops.notice, name="stop-notice"),
    path("stop/press/", stops.declare, name="declare-stop"),
    path("stop/<uuid:identity>/lift/", stops.lift, name="lift-stop"),
    path("review/", include("review.urls")),
]
