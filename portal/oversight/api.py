"""Oversight reports over HTTP, for owners and auditors: ask for a period, look how far it is, take the very text that the ledger commits to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers as s
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import access
from accounts.api.views import ApiView, plain
from accounts.permissions import may
from kit.errors import NotFound
from kit.idempotency import Answer
from kit.models import Job
from portal.models import OversightReport
from portal.oversight import making
from portal.oversight.views import as_file, period, within

STATES = {Job.Status.FAILED: "failed", Job.Status.CANCELLED: "cancelled"}


class Period(s.Serializer):
    """Both days are within."""

    since = s.DateField(help_text="First day, such as 2026-11-01.")
    until = s.DateField(help_text="Last day; at most a year after the first.")


class PeriodFilter(s.Serializer):
    since = s.DateField(required=False, help_text="Only reports whose period begins on this day or later.")
    until = s.DateField(required=False, help_text="Only reports whose period ends with this day or earlier.")


class ReportProgress(s.Serializer):
    done = s.IntegerField()
    total = s.IntegerField()
    message = s.CharField()


class ReportShown(s.ModelSerializer):
    """``until`` is the moment after the last day. ``status``: queued, made, failed or cancelled; ``progress`` until it is made.

    ``digest``: SHA-256 of what ``/report`` answers; it stands on the ledger.
    """

    status = s.SerializerMethodField()
    progress = s.SerializerMethodField()

    class Meta:
        model = OversightReport
        fields = ("id", "workspace", "since", "until", "status", "progress", "digest", "made_by", "created_at", "made_at")

    def get_status(self, report: OversightReport) -> str:
        job = _job(report)
        return "made" if report.made_at else STATES.get(Job.Status(job.status), "queued") if job else "failed"

    @extend_schema_field(ReportProgress(allow_null=True))
    def get_progress(self, report: OversightReport) -> dict[str, Any] | None:
        job = _job(report)
        return {"done": job.done, "total": job.total, "message": job.message} if job else None


def _job(report: OversightReport) -> Job | None:
    """Of one that is not made."""
    return None if report.made_at else Job.objects.filter(id=report.job).first()


class OversightViews(ListModelMixin, RetrieveModelMixin, ApiView):
    """Who oversaw what in a period. A worker makes the report, one at a time in a workspace; it is kept, and its digest stands on the ledger."""

    scopes = {"*": "evidence:read", "create": "evidence:export"}
    serializer_class = ReportShown

    def get_queryset(self) -> QuerySet[OversightReport]:
        if getattr(self, "swagger_fake_view", False):
            return OversightReport.objects.none()
        allowed = [one for one in self.workspaces() if may(self.person, one, "see_evidence")]
        return OversightReport.objects.filter(workspace__in=allowed).defer("body")

    @extend_schema(parameters=[PeriodFilter], summary="Reports, made and being made; narrowed by their period")
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = request.query_params
        rows = within(self.get_queryset(), given.get("since", ""), given.get("until", ""))
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(request=Period, responses={201: ReportShown}, summary="Ask for the report of a period")
    def create(self, request: Request) -> Response:
        workspace, given = access.workspace(request), Period(data=request.data)
        if not may(self.person, workspace.id, "see_evidence"):
            raise NotFound("There is no such page.")
        given.is_valid(raise_exception=True)
        days = (given.validated_data[name].isoformat() for name in ("since", "until"))

        def ask() -> Answer:
            made = making.ask(workspace, *period(*days), acting_user=self.person)
            return Answer(201, plain(ReportShown(made).data))

        return self.once(workspace.id, ask)

    @extend_schema(
        parameters=[OpenApiParameter("names", bool, description="With today's names of people and queues beside the ids.")],
        responses={(200, "application/json"): OpenApiTypes.OBJECT},
        summary="The report itself, byte for byte what the digest is of",
    )
    @action(detail=True, methods=["get"])
    def report(self, request: Request, pk: UUID) -> HttpResponse:
        return as_file(self.get_object(), named=request.query_params.get("names", "false").lower() not in ("", "0", "false"))
