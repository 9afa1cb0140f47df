"""Rate limits over HTTP: list, add, change, count anew, remove. The verbs are those of the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import access
from accounts.api.views import ApiView, checked_whole, plain
from kit.errors import NotFound
from kit.idempotency import Answer
from policies.rates import actions, counting
from policies.rates.models import RateLimit


class RateLimitShown(s.ModelSerializer):
    """At most `most` in any `seconds`, of what `counts` says, `per` each of them or `only` one: an id, or a tool's name.

    `holds`: what is over it waits for a person; otherwise rules are told only. `paces`: what people approve waits for room, too.
    """

    class Meta:
        model = RateLimit
        fields = ("id", "workspace", *actions.FIELDS, "created_at")
        read_only_fields = ("id", "workspace", "created_at")


class RateLimitGiven(s.ModelSerializer):
    class Meta:
        model = RateLimit
        fields = actions.FIELDS


class UseShown(s.Serializer):
    """`known` false: Redis does not answer, or has lost what it had counted."""

    known = s.BooleanField()
    counters = s.IntegerField()
    fullest = s.IntegerField()


class RateLimitViews(ListModelMixin, RetrieveModelMixin, ApiView):
    """They hold from the very next ruling and send on. Owners and policy admins change them; each change is on the ledger."""

    scopes = {"list": "policies:read", "retrieve": "policies:read", "use": "policies:read", "*": "policies:write"}
    serializer_class = RateLimitShown
    queryset = RateLimit.objects.none()

    def get_queryset(self) -> QuerySet[RateLimit]:
        if getattr(self, "swagger_fake_view", False):
            return RateLimit.objects.none()
        return RateLimit.objects.filter(workspace__in=self.workspaces()).order_by("-id")

    @extend_schema(request=RateLimitGiven, responses={201: RateLimitShown}, summary="Add a limit; counting begins now")
    def create(self, request: Request) -> Response:
        workspace = access.workspace(request)
        given = _given(request)
        return self.once(workspace.id, lambda: Answer(201, _plain(actions.create(workspace.id, given, acting_user=self.person))))

    @extend_schema(
        request=RateLimitGiven, responses=RateLimitShown, summary="Change what is given; another window begins with an empty count"
    )
    def partial_update(self, request: Request, pk: UUID) -> Response:
        given = _given(request, partial=True)
        return self._on(pk, lambda row: Answer(200, _plain(actions.change(row, given, acting_user=self.person))))

    @extend_schema(responses={204: None}, summary="Remove a limit")
    def destroy(self, request: Request, pk: UUID) -> Response:
        def removed(row: RateLimit) -> Answer:
            actions.remove(row, acting_user=self.person)
            return Answer(204, None)

        return self._on(pk, removed)

    @extend_schema(request=None, responses=RateLimitShown, summary="Forget what was counted, such as after Redis has lost its memory")
    @action(detail=True, methods=["post"])
    def anew(self, request: Request, pk: UUID) -> Response:
        return self._on(pk, lambda row: Answer(200, _plain(actions.count_anew(row, acting_user=self.person))))

    @extend_schema(responses=UseShown, summary="How full it is: the largest count of those that have one")
    @action(detail=True, methods=["get"])
    def use(self, request: Request, pk: UUID) -> Response:
        return Response(asdict(counting.use(self.get_object())))

    def _on(self, pk: UUID, work: Callable[[RateLimit], Answer]) -> Response:
        row: RateLimit | None = self.get_queryset().filter(id=pk).first()
        if row is None:
            raise NotFound("There is no such rate limit.")
        return self.once(row.workspace_id, lambda: work(row))


def _given(request: Request, *, partial: bool = False) -> dict[str, Any]:
    return checked_whole(RateLimitGiven(data=request.data, partial=partial))


def _plain(row: RateLimit) -> Any:
    return plain(RateLimitShown(row).data)
