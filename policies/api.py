"""Requests for a second person over HTTP: what waits, ask, agree, decline. The verbs are those of the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.views import ApiView, plain
from accounts.permissions import may
from kit.errors import NotFound
from kit.idempotency import Answer
from policies import requests
from policies.models import ActivationRequest, PolicyVersion


class ActivationRequestShown(s.ModelSerializer):
    """`rules` is the digest of the rules that were asked for; agreed to is nothing else. `result`: what became active."""

    policy = s.CharField(source="version.policy.name")
    number = s.IntegerField(source="version.number")

    class Meta:
        model = ActivationRequest
        fields = (
            "id", "workspace", "version", "policy", "number", "kind", "rules", "status", "requested_by", "requested_at", "decided_by",
            "decided_at", "result",
        )  # fmt: skip


class AskForSecond(s.Serializer):
    version = s.UUIDField()
    kind = s.ChoiceField(ActivationRequest.Kind.choices, default=ActivationRequest.Kind.ACTIVATE)


class Agreeing(s.Serializer):
    rules = s.CharField(max_length=64, help_text="As the request tells it: what exactly you agree to.")


class ActivationRequestViews(ListModelMixin, RetrieveModelMixin, ApiView):
    """Where two people may edit policies nobody activates or rolls back alone. Owners and policy admins see what waits for them."""

    scopes = {"list": "policies:read", "retrieve": "policies:read", "*": "policies:write"}
    serializer_class = ActivationRequestShown
    queryset = ActivationRequest.objects.none()
    filterset_fields = ("status",)

    def get_queryset(self) -> QuerySet[ActivationRequest]:
        if getattr(self, "swagger_fake_view", False):
            return ActivationRequest.objects.none()
        mine = [one for one in self.workspaces() if may(self.person, one, "edit_policy")]
        return ActivationRequest.objects.filter(workspace__in=mine).select_related("version__policy").order_by("-id")

    @extend_schema(
        request=AskForSecond, responses={201: ActivationRequestShown}, summary="Ask a second person for an activation or a rollback"
    )
    def create(self, request: Request) -> Response:
        asked = AskForSecond(data=request.data)
        asked.is_valid(raise_exception=True)
        given: dict[str, Any] = asked.validated_data
        version = PolicyVersion.objects.filter(id=given["version"], workspace__in=self.workspaces()).first()
        if version is None:
            raise NotFound("There is no such version.")
        return self.once(version.workspace_id, lambda: Answer(201, _plain(requests.ask(version, given["kind"], acting_user=self.person))))

    @extend_schema(request=Agreeing, responses=ActivationRequestShown, summary="Agree as the second person: it is active at once")
    @action(detail=True, methods=["post"])
    def agree(self, request: Request, pk: UUID) -> Response:
        given = Agreeing(data=request.data)
        given.is_valid(raise_exception=True)

        def agreed(row: ActivationRequest) -> None:
            requests.check_seen(row, given.validated_data["rules"])
            requests.agree(row, acting_user=self.person)

        return self._on(pk, agreed)

    @extend_schema(request=None, responses=ActivationRequestShown, summary="Decline it, or take one's own back")
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: UUID) -> Response:
        return self._on(pk, lambda row: requests.withdraw(row, acting_user=self.person))

    def _on(self, pk: UUID, work: Callable[[ActivationRequest], object]) -> Response:
        row: ActivationRequest | None = self.get_queryset().filter(id=pk).first()
        if row is None:
            raise NotFound("There is no such request.")

        def done() -> Answer:
            work(row)
            row.refresh_from_db()
            return Answer(200, _plain(row))

        return self.once(row.workspace_id, done)


def _plain(row: ActivationRequest) -> Any:
    return plain(ActivationRequestShown(row).data)
