"""Saved sets of turns over HTTP: kept, required before an activation, and run with ``POST /replays``. The verbs are those of the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers as s
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import access
from accounts.api.views import ApiView, checked, plain
from accounts.permissions import may, require
from agents.models import ReplaySet, Turn
from agents.suites import sets
from conversations.querysets import conversations_visible_to
from kit.errors import InvalidInput, NotFound
from kit.idempotency import Answer


class SetShown(s.ModelSerializer):
    """``size``: turns in it. ``changed_at``: when turns were last added; a run from before does not count for an activation."""

    size = s.SerializerMethodField()

    class Meta:
        model = ReplaySet
        fields = ("id", "workspace", "name", "is_required", "size", "changed_at", "created_at", "created_by")

    def get_size(self, chosen: ReplaySet) -> int:
        counted: int | None = getattr(chosen, "size", None)
        return chosen.turns.count() if counted is None else counted


class WholeSet(SetShown):
    turns = s.SerializerMethodField()

    class Meta(SetShown.Meta):
        fields = (*SetShown.Meta.fields, "turns")  # type: ignore[assignment]  # one more

    @extend_schema_field(s.ListField(child=s.UUIDField()))
    def get_turns(self, chosen: ReplaySet) -> list[UUID]:
        return list(chosen.turns.order_by("id").values_list("id", flat=True))


class NewSet(s.Serializer):
    name = s.CharField(max_length=80)
    is_required = s.BooleanField(default=False, help_text="No version is activated before the set has run clean on it.")


class ChangedSet(s.Serializer):
    is_required = s.BooleanField()


class SetTurns(s.Serializer):
    """Turns by id, or all of a conversation that have ended with a proposal."""

    turns = s.ListField(child=s.UUIDField(), required=False, max_length=sets.MOST)
    conversation = s.UUIDField(required=False)


class SetViews(ListModelMixin, RetrieveModelMixin, ApiView):
    """Sets of recorded turns that are run again before a version of an agent or a policy is activated."""

    scopes = {"*": "replays:run", "list": "replays:read", "retrieve": "replays:read"}
    serializer_class = SetShown

    def get_queryset(self) -> QuerySet[ReplaySet]:
        if getattr(self, "swagger_fake_view", False):
            return ReplaySet.objects.none()
        allowed = [one for one in self.workspaces() if may(self.person, one, "replay")]
        return ReplaySet.objects.filter(workspace__in=allowed).annotate(size=Count("turns"))

    @extend_schema(responses=WholeSet, summary="A set with its turns")
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(WholeSet(self.get_object()).data)

    @extend_schema(request=NewSet, responses={201: WholeSet}, summary="Begin a set; turns are added to it")
    def create(self, request: Request) -> Response:
        workspace, given = access.workspace(request), self._given(NewSet)
        require(self.person, workspace.id, "change_replay")
        return self.once(
            workspace.id,
            lambda: _told(sets.create(workspace.id, given["name"], is_required=given["is_required"], acting_user=self.person), 201),
        )

    @extend_schema(request=ChangedSet, responses=WholeSet, summary="Require it before an activation, or no more")
    def partial_update(self, request: Request, pk: UUID) -> Response:
        required = self._given(ChangedSet)["is_required"]
        return self._done(lambda chosen: sets.require_it(chosen, required, acting_user=self.person))

    @extend_schema(responses={204: None}, summary="Delete it; its replays stay")
    def destroy(self, request: Request, pk: UUID) -> Response:
        sets.delete(self.get_object(), acting_user=self.person)
        return Response(status=204)

    @extend_schema(request=SetTurns, responses=WholeSet, summary="Add turns; those that are in it stay once")
    @action(detail=True, methods=["post"])
    def add(self, request: Request, pk: UUID) -> Response:
        given = self._given(SetTurns)
        return self._done(lambda chosen: sets.add(chosen, self._turns(chosen, given), acting_user=self.person))

    @extend_schema(request=SetTurns, responses=WholeSet, summary="Take turns out")
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, pk: UUID) -> Response:
        given = self._given(SetTurns)
        return self._done(lambda chosen: sets.remove(chosen, self._turns(chosen, given), acting_user=self.person))

    def _given(self, shape: type[s.Serializer[Any]]) -> dict[str, Any]:
        return checked(shape(data=self.request.data))

    def _done(self, verb: Callable[[ReplaySet], object]) -> Response:
        chosen: ReplaySet = self.get_object()

        def change() -> Answer:
            verb(chosen)
            return _told(chosen)

        return self.once(chosen.workspace_id, change)

    def _turns(self, chosen: ReplaySet, given: dict[str, Any]) -> list[UUID]:
        """Only of conversations that the caller may see."""
        if ("turns" in given) == ("conversation" in given):
            raise InvalidInput("Name turns or a conversation, one of them.")
        visible = conversations_visible_to(self.person).filter(workspace=chosen.workspace_id)
        if "conversation" in given:
            found = visible.filter(id=given["conversation"]).first()
            if found is None:
                raise NotFound("There is no such conversation.")
            ended = found.turns.filter(status__in=(Turn.Status.PROPOSED, Turn.Status.FAILED))
            return list(ended.order_by("id").values_list("id", flat=True))
        wanted = set(given["turns"])
        if Turn.objects.filter(id__in=wanted, conversation__in=visible.values("id")).count() < len(wanted):
            raise NotFound("There is no such turn.")
        return list(given["turns"])


def _told(chosen: ReplaySet, status: int = 200) -> Answer:
    """Read anew, and as plain JSON for the memory of an Idempotency-Key."""
    return Answer(status, plain(WholeSet(ReplaySet.objects.get(id=chosen.id)).data))
