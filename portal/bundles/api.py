"""Evidence bundles over HTTP, for owners and auditors: ask, look how far it is, download."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers as s
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import access
from accounts.api.views import ApiView
from accounts.permissions import may
from kit.errors import NotFound
from kit.idempotency import Answer
from kit.models import Job
from portal.bundles import asking, making
from portal.bundles.views import as_file
from portal.models import EvidenceBundle


class ProgressShown(s.Serializer):
    done = s.IntegerField()
    total = s.IntegerField()
    message = s.CharField()


class BundleShown(s.ModelSerializer):
    """``status``: queued, ready, failed (``problem`` says why), expired, erased. ``progress`` while it is queued."""

    progress = s.SerializerMethodField()

    class Meta:
        model = EvidenceBundle
        fields = ("id", "workspace", "kind", "about", "since", "until", "status", "problem", "progress", "made_by", "created_at", "finished_at", "expires_at", "sha256", "size", "entries", "contents", "erased")  # fmt: skip

    @extend_schema_field(ProgressShown(allow_null=True))
    def get_progress(self, bundle: EvidenceBundle) -> dict[str, Any] | None:
        job = Job.objects.filter(id=bundle.job).first() if bundle.status == EvidenceBundle.Status.QUEUED else None
        return {"done": job.done, "total": job.total, "message": job.message} if job else None


class BundleAsked(s.Serializer):
    kind = s.ChoiceField(choices=EvidenceBundle.Kind.choices)
    id = s.UUIDField(required=False, help_text="Of the conversation, of the decision or its item, or of the contact")
    who = s.CharField(required=False, max_length=400, help_text="A subject by address or phone number instead")
    since = s.DateField(required=False, help_text="First day of a period; open: since the workspace began")
    until = s.DateField(required=False, help_text="Last day of a period; open: until now")


class BundleViews(ListModelMixin, RetrieveModelMixin, ApiView):
    """A worker makes it; it lies ready for some days. Both the export and each download stand on the ledger before the first byte."""

    scopes = {"*": "evidence:export", "list": "evidence:read", "retrieve": "evidence:read"}
    serializer_class = BundleShown

    def get_queryset(self) -> QuerySet[EvidenceBundle]:
        if getattr(self, "swagger_fake_view", False):
            return EvidenceBundle.objects.none()
        return asking.visible_to(self.person).filter(workspace_id__in=self.workspaces())

    @extend_schema(request=BundleAsked, responses={201: BundleShown}, summary="Ask for an evidence bundle")
    def create(self, request: Request) -> Response:
        workspace = access.workspace(request)
        if not may(self.person, workspace.id, "see_evidence"):
            raise NotFound("There is no such page.")
        given = BundleAsked(data=request.data)
        given.is_valid(raise_exception=True)
        asked = {name: str(value) for name, value in given.validated_data.items()}

        def make() -> Answer:
            made = making.ask(workspace, asking.about(workspace, asked), acting_user=self.person)
            return Answer(201, {name: str(value) if isinstance(value, UUID) else value for name, value in BundleShown(made).data.items()})

        return self.once(workspace.id, make)

    @extend_schema(responses={(200, "application/zip"): OpenApiTypes.BINARY}, summary="The zip")
    @action(detail=True, methods=["get"])
    def download(self, request: Request, pk: UUID) -> StreamingHttpResponse:
        found: EvidenceBundle = self.get_object()
        return as_file(found, self.person, request._request)
