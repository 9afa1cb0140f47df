"""/api/v1/: addresses of the REST API. No trailing slashes."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from agents.api import ReplayViews
from agents.suites.api import SetViews
from connectors.api import ToolViews
from conversations.api import ConversationViews
from policies.api import ActivationRequestViews
from policies.budgets.api import LimitViews
from policies.rates.api import RateLimitViews
from policies.redaction.api import RecogniserViews, RedactionRuleViews
from policies.versions.api import PolicyVersionViews
from portal.bundles.api import BundleViews
from portal.documents.api import DocumentViews
from portal.evidence.api import EntryViews
from portal.ledger.api import LedgerViews
from portal.oversight.api import OversightViews
from portal.privacy.api import AccessExportViews, ErasureViews, HoldViews
from portal.processing.api import ProcessingViews
from portal.retention.api import RetentionViews
from portal.spend.api import SpendViews
from portal.stops.api import StopViews
from review.api.reveals import RevealViews
from review.api.triage import TriageViews
from review.api.views import DecisionViews, ItemViews

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("conversations", ConversationViews, basename="conversation")
router.register("items", ItemViews, basename="item")
router.register("reveals", RevealViews, basename="reveal")
router.register("triage", TriageViews, basename="triage")
router.register("decisions", DecisionViews, basename="decision")
router.register("erasures", ErasureViews, basename="erasure")
router.register("access-exports", AccessExportViews, basename="access-export")
router.register("legal-holds", HoldViews, basename="legal-hold")
router.register("documents", DocumentViews, basename="document")
router.register("retention", RetentionViews, basename="retention")
router.register("processing", ProcessingViews, basename="processing")
router.register("replays", ReplayViews, basename="replay")
router.register("replay-sets", SetViews, basename="replay-set")
router.register("bundles", BundleViews, basename="bundle")
router.register("oversight", OversightViews, basename="oversight")
router.register("spend", SpendViews, basename="spend")
router.register("stops", StopViews, basename="stop")
router.register("tools", ToolViews, basename="tool")
router.register("redaction-rules", RedactionRuleViews, basename="redaction-rule")
router.register("recognisers", RecogniserViews, basename="recogniser")
router.register("rate-limits", RateLimitViews, basename="rate-limit")
router.register("budgets", LimitViews, basename="budget")
router.register("policy-versions", PolicyVersionViews, basename="policy-version")
router.register("policy-requests", ActivationRequestViews, basename="policy-request")
router.register("entries", EntryViews, basename="entry")
router.register("ledger", LedgerViews, basename="ledger")

app_name = "api"
urlpatterns = router.urls
