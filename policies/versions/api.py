"""Versions of policies over HTTP: list them, read one with its rules or as a file, and bring a file in as a draft. The verbs are those of the pages."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, ClassVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers as s
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import access
from accounts.api.views import ApiView, checked, plain
from accounts.models import Workspace
from accounts.permissions import may, require
from kit.errors import InvalidInput, NotFound
from kit.idempotency import Answer
from policies import actions, exchange, yaml_text
from policies.models import Policy, PolicyRule, PolicyVersion

READERS = ("edit_policy", "see_evidence")


class PolicyRuleShown(s.ModelSerializer):
    """`when` is a condition in CEL; `queue` empty means the default queue."""

    class Meta:
        model = PolicyRule
        fields = ("order", "name", "when", "effect", "queue", "reason_code", "obligations")


class VersionShown(s.ModelSerializer):
    """`status`: draft, shadow, active or retired; one version of a workspace is active."""

    policy = s.CharField(source="policy.name")

    class Meta:
        model = PolicyVersion
        fields = ("id", "workspace", "policy", "number", "status", "note", "created_by", "created_at", "activated_by", "activated_at")


class VersionWithRules(VersionShown):
    rules = PolicyRuleShown(many=True)

    class Meta(VersionShown.Meta):
        fields = (*VersionShown.Meta.fields, "rules")  # type: ignore[assignment]  # one longer than the parent's


class VersionGiven(s.Serializer):
    policy = s.CharField(max_length=80, help_text="Name or id of the policy that gets a draft.")
    text = s.CharField(max_length=yaml_text.LONGEST, trim_whitespace=False, help_text="YAML or JSON as `file` tells it.")
    new = s.BooleanField(default=False, help_text="Make the policy where none has that name.")


class VersionFilter(filters.FilterSet):
    policy = filters.UUIDFilter(field_name="policy_id", label="Id of the policy")

    class Meta:
        model = PolicyVersion
        fields = ("status",)


class VersionFile(s.Serializer):
    text = s.CharField()


@extend_schema_view(
    list=extend_schema(summary="Versions of policies, newest first"), retrieve=extend_schema(summary="A version with its rules"),
)  # fmt: skip
class PolicyVersionViews(ListModelMixin, RetrieveModelMixin, ApiView):
    """Owners and policy admins bring versions in, auditors read them too. Activating one is a request for a second person."""

    scopes: ClassVar[Mapping[str, str]] = {"create": "policies:write", "*": "policies:read"}
    queryset = PolicyVersion.objects.none()
    filterset_class = VersionFilter

    def get_serializer_class(self) -> type[s.BaseSerializer[Any]]:
        return VersionShown if self.action == "list" else VersionWithRules

    def get_queryset(self) -> QuerySet[PolicyVersion]:
        if getattr(self, "swagger_fake_view", False):
            return PolicyVersion.objects.none()
        seen = [one for one in self.workspaces() if any(may(self.person, one, duty) for duty in READERS)]
        return PolicyVersion.objects.filter(workspace__in=seen).select_related("policy").prefetch_related("rules").order_by("-id")

    @extend_schema(responses=VersionFile, filters=False, summary="A version as one YAML text")
    @action(detail=True, methods=["get"], pagination_class=None)
    def file(self, request: Request, pk: UUID) -> Response:
        row = self.get_queryset().filter(id=pk).first()
        if row is None:
            raise NotFound("There is no such version.")
        return Response({"text": exchange.export(row)})

    @extend_schema(request=VersionGiven, responses={201: VersionWithRules}, summary="A draft with the rules of a YAML text")
    def create(self, request: Request) -> Response:
        workspace, wanted = access.workspace(request), checked(VersionGiven(data=request.data))

        @transaction.atomic
        def made() -> Answer:
            require(self.person, workspace.id, "edit_policy")
            policy = self._policy(workspace, wanted["policy"], new=wanted["new"])
            version = exchange.bring_in(policy, wanted["text"], acting_user=self.person, source="The text")
            return Answer(201, plain(VersionWithRules(version).data))

        return self.once(workspace.id, made)

    def _policy(self, workspace: Workspace, told: str, *, new: bool) -> Policy:
        asked = Q(name=told)
        with suppress(ValueError):
            asked |= Q(id=UUID(told))
        found = Policy.objects.filter(asked, workspace=workspace).first()
        if found is None and not new:
            raise InvalidInput(f'The workspace has no policy {told}. To make one of that name, say "new": true.')
        if found is not None:
            return found
        try:
            with transaction.atomic():
                return actions.create_policy(workspace.id, told, acting_user=self.person)
        except IntegrityError:  # somebody else was faster
            return Policy.objects.get(name=told, workspace=workspace)
