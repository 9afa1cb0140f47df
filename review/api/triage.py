"""What triage did, over HTTP: list, read, undo."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.views import ApiView, plain
from conversations.querysets import conversations_visible_to
from kit.errors import NotFound
from kit.idempotency import Answer
from review.models import Action
from review.triage import undoing


class TriageShown(s.ModelSerializer):
    """``undone_at`` is null while it stands; ``may_be_undone`` says whether there is anything to undo."""

    undone_at = s.DateTimeField(source="change.undone_at", default=None, read_only=True)
    undone_by = s.UUIDField(source="change.undone_by_id", default=None, read_only=True)
    may_be_undone = s.SerializerMethodField()

    class Meta:
        model = Action
        fields = ("id", "conversation", "item", "turn", "tool", "status", "created_at", "finished_at", "undone_at", "undone_by", "may_be_undone")  # fmt: skip

    def get_may_be_undone(self, row: Action) -> bool:
        return undoing.may_undo(row)


class Undo(s.Serializer):
    reason = s.CharField(required=False, allow_blank=True, max_length=undoing.LONGEST_REASON, default="")


class TriageFilter(filters.FilterSet):
    conversation = filters.UUIDFilter(field_name="conversation_id")

    class Meta:
        model = Action
        fields = ("tool", "status")


class TriageViews(ListModelMixin, RetrieveModelMixin, ApiView):
    """Triage's actions of the conversations that the user may see, newest first: tag, priority, route, forward, merge, close_spam."""

    scopes = {"*": "items:read", "undo": "items:decide"}
    filterset_class = TriageFilter
    serializer_class = TriageShown

    def get_queryset(self) -> QuerySet[Action]:
        if getattr(self, "swagger_fake_view", False):
            return Action.objects.none()
        rows = Action.objects.filter(kind=Action.Kind.TRIAGE, workspace__in=self.workspaces()).select_related("change")
        return rows.filter(conversation__in=conversations_visible_to(self.person).values("id")).order_by("-id")

    @extend_schema(request=Undo, responses={200: TriageShown}, summary="Bring back what was before; 409 where things have moved on")
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def undo(self, request: Request, pk: UUID) -> Response:
        given = Undo(data=request.data)
        given.is_valid(raise_exception=True)
        found = undoing.action_for(self.person, UUID(str(pk)))
        if found.workspace_id not in self.workspaces():
            raise NotFound("There is no such triage action.")

        def done() -> Answer:
            undoing.undo(found, given.validated_data["reason"], acting_user=self.person)
            return Answer(200, _plain(undoing.action_for(self.person, found.id)))

        return self.once(found.workspace_id, done)


def _plain(row: Action) -> Any:
    return plain(TriageShown(row).data)
