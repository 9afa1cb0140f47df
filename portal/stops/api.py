"""The emergency stop over HTTP: list, declare, lift."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import access
from accounts.api.views import ApiView, checked_whole, plain
from accounts.permissions import require
from kit.errors import NotFound
from kit.idempotency import Answer
from review import stop
from review.models import Stop
from review.stop import Scope


class StopShown(s.ModelSerializer):
    """In force while ``lifted_at`` is null; without agent, channel and tool it stops everything."""

    class Meta:
        model = Stop
        fields = ("id", "workspace", "agent", "channel", "tool", "user", "created_at", "lifted_by", "lifted_at")


class DeclareStop(s.Serializer):
    agent = s.UUIDField(required=False, allow_null=True, default=None)
    channel = s.UUIDField(required=False, allow_null=True, default=None)
    tool = s.CharField(required=False, allow_blank=True, default="", max_length=120)
    reason = s.CharField(required=False, allow_blank=True, default="", max_length=stop.LONGEST_REASON)


class StopViews(ListModelMixin, ApiView):
    """A stop holds back what has not left; a lifted one lets it leave, ruled again."""

    scopes: ClassVar[Mapping[str, str]] = {"list": "stops:read", "*": "stops:press"}
    serializer_class = StopShown
    queryset = Stop.objects.none()

    def get_queryset(self) -> QuerySet[Stop]:
        if getattr(self, "swagger_fake_view", False):
            return Stop.objects.none()
        return Stop.objects.filter(workspace__in=self.workspaces()).order_by("-id")

    @extend_schema(request=DeclareStop, responses={201: StopShown}, summary="Stop everything, one agent, one channel or one tool, at once")
    def create(self, request: Request) -> Response:
        workspace = access.workspace(request)
        given = checked_whole(DeclareStop(data=request.data))
        what = Scope(given["agent"], given["channel"], given["tool"])
        return self.once(
            workspace.id,
            lambda: Answer(201, _plain(stop.declare(workspace.id, acting_user=self.person, scope=what, reason=given["reason"]))),
        )

    @extend_schema(request=None, responses=StopShown, summary="Lift a stop: owners")
    @action(detail=True, methods=["post"])
    def lift(self, request: Request, pk: UUID) -> Response:
        row: Stop | None = self.get_queryset().filter(id=pk).first()
        if row is None:
            raise NotFound("There is no such stop.")
        require(self.person, row.workspace_id, "view")

        def done() -> Answer:
            stop.lift(row.workspace_id, acting_user=self.person, stop=row.id)
            row.refresh_from_db()
            return Answer(200, _plain(row))

        return self.once(row.workspace_id, done)


def _plain(row: Stop) -> Any:
    return plain(StopShown(row).data)
