"""Reveals over HTTP: what is masked of an item, show one field, and who was shown what. Values come to who asked, while the time runs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import access
from accounts.api.views import ApiView, plain
from accounts.permissions import may, require
from kit.errors import NotFound
from kit.idempotency import Answer
from review.revealing import actions, limits, places
from review.revealing.models import Reveal, RevealSettings


class RevealShown(s.ModelSerializer):
    class Meta:
        model = Reveal
        fields = ("id", "workspace", "conversation", "item", "user", "field", "type", "digest", "reason", "created_at", "until")


class RevealedField(RevealShown):
    """``value`` is there for who revealed it, until ``until``."""

    value = s.CharField(read_only=True)

    class Meta(RevealShown.Meta):
        fields = (*RevealShown.Meta.fields, "value")  # type: ignore[assignment]  # a longer tuple than the parent's


class AskToReveal(s.Serializer):
    field = s.CharField(max_length=80, help_text="Name of a masked field, as `masked` of an item tells it.")
    reason = s.ChoiceField(Reveal.Reason.choices)
    note = s.CharField(required=False, allow_blank=True, max_length=actions.LONGEST_NOTE, default="")


class LimitsShown(s.ModelSerializer):
    class Meta:
        model = RevealSettings
        fields = limits.FIELDS


class RevealViews(ListModelMixin, ApiView):
    """Newest first: one's own; for owners and auditors those of everybody. Each stands on the ledger before its value is given out."""

    scopes = {"*": "items:reveal", "bounds": "privacy:write"}
    serializer_class = RevealShown

    def get_queryset(self) -> QuerySet[Reveal]:
        if getattr(self, "swagger_fake_view", False):
            return Reveal.objects.none()
        seeing = [one for one in self.workspaces() if may(self.person, one, "see_evidence")]
        rows = Reveal.objects.filter(workspace__in=self.workspaces())
        return (rows.filter(workspace__in=seeing) | rows.filter(user=self.person)).order_by("-id")

    @extend_schema(request=AskToReveal, responses={201: RevealedField}, summary="Show one masked field, for a reason and for a short while")
    def create(self, request: Request) -> Response:
        asked = AskToReveal(data=request.data)
        asked.is_valid(raise_exception=True)
        given: dict[str, Any] = asked.validated_data
        conversation = places.conversation_of(given["field"], self.person)
        if conversation.workspace_id not in self.workspaces():
            raise NotFound("There is no masked field of that name here.")

        def reveal() -> Answer:
            done = actions.reveal(conversation, given["field"], given["reason"], given["note"], acting_user=self.person)
            return Answer(201, _plain(done.row))

        response = self.once(conversation.workspace_id, reveal)
        return self._with_value(response, Reveal.objects.get(id=response.data["id"]))

    @extend_schema(methods=["GET"], responses=LimitsShown, summary="How long a field stands open, and how many one person may open an hour")
    @extend_schema(methods=["PUT"], request=LimitsShown, responses=LimitsShown, summary="Change it: owners and policy admins")
    @action(detail=False, methods=["get", "put"], url_path="settings", pagination_class=None)
    def bounds(self, request: Request) -> Response:
        workspace = access.workspace(request)
        if request.method == "GET":
            require(self.person, workspace.id, "view")
            return Response(LimitsShown(limits.of(workspace)).data)
        given = LimitsShown(data=request.data)
        given.is_valid(raise_exception=True)
        return self.once(
            workspace.id,
            lambda: Answer(200, dict(LimitsShown(limits.change(workspace, acting_user=self.person, **given.validated_data)).data)),
        )

    @extend_schema(responses=RevealedField, summary="The value once more, while it may be seen")
    def retrieve(self, request: Request, pk: UUID) -> Response:
        row: Reveal = self.get_object()
        return self._with_value(Response(_plain(row)), row)

    def _with_value(self, response: Response, row: Reveal) -> Response:
        """Added after the answer was remembered: no Idempotency-Key keeps a value."""
        response.data = {**response.data, "value": actions.value_of(row, self.person).value}
        response["Cache-Control"] = "no-store"
        return response


def _plain(row: Reveal) -> Any:
    return plain(RevealShown(row).data)
