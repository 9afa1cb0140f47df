"""Tools over HTTP: list, add, change, set a secret. The verbs are those of the admin; no answer holds a secret."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import access
from accounts.api.views import ApiView, checked, plain
from accounts.permissions import may
from connectors import tool_actions
from connectors.models import Tool
from kit.errors import NotFound
from kit.idempotency import Answer

READERS: Final = ("edit_channel", "edit_agent", "see_evidence")


class ToolSetUp(s.ModelSerializer):
    """`parameters` is the JSON Schema of the arguments; `settings` say how `adapter` carries it out. `secrets` are names, never values."""

    secrets = s.SerializerMethodField()

    class Meta:
        model = Tool
        fields = ("id", "workspace", "adapter", *tool_actions.FIELDS, "is_enabled", "secrets", "created_at")

    def get_secrets(self, tool: Tool) -> list[str]:
        return sorted(one.name for one in tool.credentials.all())


class ToolChanged(s.ModelSerializer):
    """What is left out stays as it is; `settings` are given whole."""

    name = s.CharField(max_length=60)
    parameters = s.DictField()
    settings = s.DictField(required=False)
    intents = s.ListField(child=s.CharField(), required=False)
    timeout = s.IntegerField(min_value=1, max_value=60, required=False)
    is_enabled = s.BooleanField(required=False)

    class Meta:
        model = Tool
        fields: tuple[str, ...] = (*tool_actions.FIELDS, "is_enabled")


class ToolGiven(ToolChanged):
    """A tool that says no kind cannot be undone."""

    adapter = s.CharField(max_length=30)
    is_enabled = s.BooleanField(default=True)

    class Meta(ToolChanged.Meta):
        fields = ("adapter", *ToolChanged.Meta.fields)


class SecretGiven(s.Serializer):
    value = s.CharField(max_length=tool_actions.LONGEST_SECRET, trim_whitespace=False)


class ToolViews(ListModelMixin, RetrieveModelMixin, ApiView):
    """Owners and operators of agents change tools, auditors read them. A call that waits leaves as its tool says then, ruled again."""

    scopes: ClassVar[Mapping[str, str]] = {"list": "tools:read", "retrieve": "tools:read", "*": "tools:write"}
    serializer_class = ToolSetUp
    queryset = Tool.objects.none()

    def get_queryset(self) -> QuerySet[Tool]:
        if getattr(self, "swagger_fake_view", False):
            return Tool.objects.none()
        seen = [one for one in self.workspaces() if any(may(self.person, one, duty) for duty in READERS)]
        return Tool.objects.filter(workspace__in=seen).prefetch_related("credentials").order_by("-id")

    @extend_schema(request=ToolGiven, responses={201: ToolSetUp}, summary="Add a tool; no agent has it yet")
    def create(self, request: Request) -> Response:
        workspace = access.workspace(request)
        given = checked(ToolGiven(data=request.data))
        adapter, enabled = given.pop("adapter"), given.pop("is_enabled")

        def made() -> Answer:
            with transaction.atomic():
                row = tool_actions.create_tool(workspace.id, adapter, given, acting_user=self.person)
                tool_actions.set_enabled(row, enabled, acting_user=self.person)
            return Answer(201, _plain(row))

        return self.once(workspace.id, made)

    @extend_schema(request=ToolChanged, responses=ToolSetUp, summary="Change what is given, switch it on or off")
    def partial_update(self, request: Request, pk: UUID) -> Response:
        given = checked(ToolChanged(data=request.data, partial=True))
        enabled = given.pop("is_enabled", None)

        def changed(row: Tool) -> Answer:
            with transaction.atomic():
                now = tool_actions.change_tool(row, given, acting_user=self.person)
                if enabled is not None:
                    tool_actions.set_enabled(now, enabled, acting_user=self.person)
            return Answer(200, _plain(now))

        return self._on(pk, changed)

    @extend_schema(request=SecretGiven, responses={204: None}, summary="Set a secret; it is stored encrypted and never shown again")
    @action(detail=True, methods=["put"], url_path="secrets/<slug:name>")
    def secret(self, request: Request, pk: UUID, name: str) -> Response:
        given = checked(SecretGiven(data=request.data))
        return self._secret(pk, name, given["value"])

    @extend_schema(request=None, responses={204: None}, summary="Forget a secret")
    @secret.mapping.delete
    def forget(self, request: Request, pk: UUID, name: str) -> Response:
        return self._secret(pk, name, "")

    def _secret(self, pk: UUID, name: str, value: str) -> Response:
        def done(row: Tool) -> Answer:
            tool_actions.set_credential(row, name, value, acting_user=self.person)
            return Answer(204, None)

        return self._on(pk, done)

    def _on(self, pk: UUID, work: Callable[[Tool], Answer]) -> Response:
        row: Tool | None = self.get_queryset().filter(id=pk).first()
        if row is None:
            raise NotFound("There is no such tool.")
        answer = work(row)
        return Response(answer.body, status=answer.status)


def _plain(row: Tool) -> Any:
    return plain(ToolSetUp(row).data)
