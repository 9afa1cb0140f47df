"""Replays over HTTP: begin one, and read how it ended. Texts come to those who may see evidence; others get names of fields."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import access
from accounts.api.views import ApiView
from accounts.models import Workspace
from accounts.permissions import may, require
from agents import replay
from agents.models import ReplayResult, ReplayRun, ReplaySet, Turn
from agents.suites import runs
from audit import content
from conversations.querysets import conversations_visible_to
from kit.errors import InvalidInput, NotFound
from kit.idempotency import Answer
from kit.models import Job


class BeginReplay(serializers.Serializer):
    """Exactly one of the first three; the others as ``NAME@NUMBER``, without the number the newest version. None of them: as recorded."""

    turn = serializers.UUIDField(required=False)
    conversation = serializers.UUIDField(required=False)
    set = serializers.CharField(required=False, max_length=80, help_text="Name of a saved set")
    policy = serializers.CharField(required=False, default="", allow_blank=True, max_length=100)
    agent = serializers.CharField(required=False, default="", allow_blank=True, max_length=100)
    model = serializers.CharField(required=False, default="", allow_blank=True, max_length=120)


class RunShown(serializers.ModelSerializer):
    turns = serializers.ListField(child=serializers.UUIDField(), read_only=True)
    is_clean = serializers.BooleanField(read_only=True, allow_null=True)
    counts = serializers.DictField(child=serializers.IntegerField(), read_only=True)

    class Meta:
        model = ReplayRun
        fields = (
            "id", "workspace", "set", "policy_version", "rules", "agent_version", "model", "turns", "is_clean", "counts", "created_at",
            "finished_at",
        )  # fmt: skip


class ResultShown(serializers.ModelSerializer):
    identical = serializers.SerializerMethodField()
    told = serializers.SerializerMethodField()

    class Meta:
        model = ReplayResult
        fields = ("turn", "state", "differences", "sockets", "error", "identical", "told")

    def get_identical(self, result: ReplayResult) -> bool:
        return result.state == ReplayResult.State.IDENTICAL

    def get_told(self, result: ReplayResult) -> dict[str, Any] | None:
        """Both sides and each difference with its values; for others than owners and auditors where and in which field."""
        raw = self.context["told"].get(result.content)
        told: dict[str, Any] | None = json.loads(raw) if raw else None
        if told is None or self.context["all_seeing"]:
            return told
        return {"differences": [{"where": one["where"], "field": one["field"]} for one in told["differences"]]}


class WholeRun(RunShown):
    progress = serializers.SerializerMethodField()
    results = serializers.SerializerMethodField()

    class Meta(RunShown.Meta):
        fields = (*RunShown.Meta.fields, "progress", "results")  # type: ignore[assignment]  # two more

    def get_progress(self, run: ReplayRun) -> dict[str, Any]:
        job = Job.objects.filter(id=run.job).first()
        return {"status": job.status, "done": job.done, "total": job.total, "message": job.message} if job else {}

    def get_results(self, run: ReplayRun) -> list[dict[str, Any]]:
        """The first 200; the different ones first."""
        person = self.context["person"]
        visible = conversations_visible_to(person).filter(workspace=run.workspace_id)
        rows = list(run.results.filter(turn__conversation__in=visible.values("id")).order_by("state", "turn_id")[:200])
        told = content.get_many(run.workspace_id, [row.content for row in rows if row.content])
        context = {"told": told, "all_seeing": may(person, run.workspace_id, "see_evidence")}
        return list(ResultShown(rows, many=True, context=context).data)


class ReplayViews(ListModelMixin, RetrieveModelMixin, ApiView):
    """Replays of recorded turns. Nothing is sent; with an agent or a model named, that model is asked again."""

    scopes = {"*": "replays:read", "create": "replays:run"}
    serializer_class = RunShown

    def get_queryset(self) -> QuerySet[ReplayRun]:
        if getattr(self, "swagger_fake_view", False):
            return ReplayRun.objects.none()
        allowed = [one for one in self.workspaces() if may(self.person, one, "replay")]
        return ReplayRun.objects.filter(workspace__in=allowed)

    @extend_schema(responses=WholeRun)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(WholeRun(self.get_object(), context={"person": self.person}).data)

    @extend_schema(request=BeginReplay, responses={201: RunShown}, summary="Begin a replay; a short one has ended when the answer comes")
    def create(self, request: Request) -> Response:
        given = BeginReplay(data=request.data)
        given.is_valid(raise_exception=True)
        workspace = access.workspace(request)
        require(self.person, workspace.id, "replay")
        return self.once(workspace.id, lambda: self._begun(workspace, given.validated_data))

    def _begun(self, workspace: Workspace, given: dict[str, Any]) -> Answer:
        if sum(name in given for name in ("turn", "conversation", "set")) != 1:
            raise InvalidInput("Name one of turn, conversation and set.")
        change = replay.change(workspace.id, **{name: given[name] for name in ("policy", "agent", "model")})
        if "set" in given:
            chosen = ReplaySet.objects.filter(workspace=workspace, name=given["set"]).first()
            if chosen is None:
                raise NotFound("There is no such set.")
            run = runs.start_set(chosen, change, acting_user=self.person)
        else:
            run = runs.start(workspace.id, self._turns(workspace, given), change, acting_user=self.person)
        return Answer(201, json.loads(json.dumps(RunShown(run).data, default=str)))

    def _turns(self, workspace: Workspace, given: dict[str, Any]) -> list[UUID]:
        visible = conversations_visible_to(self.person).filter(workspace=workspace)
        if "conversation" in given:
            conversation = visible.filter(id=given["conversation"]).first()
            if conversation is None:
                raise NotFound("There is no such conversation.")
            return replay.turns_of(conversation.id)
        turn = Turn.objects.filter(id=given["turn"], conversation__in=visible.values("id")).first()
        if turn is None:
            raise NotFound("There is no such turn.")
        return [turn.id]
