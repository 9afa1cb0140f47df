"""How the ledger is doing, over HTTP: what a watching system asks for every few minutes."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import access
from accounts.api.views import ApiView
from accounts.permissions import may
from audit import status
from audit.models import Verification
from audit.status import Status
from kit.errors import NotFound

Json = dict[str, Any]


class VerificationShown(s.Serializer):
    """``kind`` and ``first_bad`` name the first misfit where it is not ``ok``."""

    ok = s.BooleanField()
    finished_at = s.DateTimeField()
    checkpoint = s.IntegerField(allow_null=True, help_text="The newest signed checkpoint that it covered.")
    kind = s.CharField()
    first_bad = s.JSONField(allow_null=True)


class AnchorShown(s.Serializer):
    size = s.IntegerField(allow_null=True, help_text="Entries in the newest checkpoint that is kept elsewhere.")
    name = s.CharField()
    at = s.DateTimeField(allow_null=True)


class LedgerShown(s.Serializer):
    """``problems`` are sentences that say what to do: sealing stands still, nothing is signed, an anchor was missed."""

    workspace = s.UUIDField()
    sealed = s.IntegerField()
    signed = s.IntegerField(help_text="Entries in the newest signed checkpoint.")
    waiting = s.IntegerField(help_text="Entries that wait for their seal.")
    anchored = AnchorShown()
    verification = VerificationShown(allow_null=True)
    problems = s.ListField(child=s.CharField())


class LedgerViews(ApiView):
    """The ledger of one workspace as its page shows it, for owners and auditors. It is verified by itself once a day."""

    scopes = {"*": "evidence:read"}
    pagination_class = None  # type: ignore[assignment]  # there is one
    serializer_class = LedgerShown
    queryset = Verification.objects.none()  # for the schema: audit.status reads

    @extend_schema(responses=LedgerShown(many=False), summary="Sealed, signed, kept elsewhere, verified; and what is wrong")
    def list(self, request: Request) -> Response:
        workspace = access.workspace(request)
        if not may(self.person, workspace.id, "see_evidence"):
            raise NotFound("There is no such page.")
        return Response({"workspace": str(workspace.id), **told(status.status(workspace.id))})


def told(now: Status) -> Json:
    anchors, last = now.anchors, now.verification
    problems = [
        now.sealer.problem,
        now.signing_problem,
        anchors.problem,
        "" if last is None or last.ok else f"Does not verify: {last.kind}.",
    ]
    return {
        "sealed": now.sealed, "signed": now.signed, "waiting": now.waiting,
        "anchored": {"size": anchors.size, "name": anchors.name, "at": anchors.at},
        "verification": _verification(last, now.verified_to) if last else None,
        "problems": [one for one in problems if one],
    }  # fmt: skip


def _verification(last: Verification, checkpoint: int | None) -> Json:
    return {
        "ok": last.ok,
        "finished_at": last.finished_at,
        "checkpoint": checkpoint,
        "kind": last.kind,
        "first_bad": last.first_bad or None,
    }
