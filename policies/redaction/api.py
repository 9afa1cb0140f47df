"""Redaction rules and own recognisers over HTTP: list, add, change, retire, and all of them as a file. The verbs are those of the pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, ClassVar, Final
from uuid import UUID

from django.db import models
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import access
from accounts.api.views import ApiView, checked, checked_whole, plain
from accounts.permissions import may, require
from kit.errors import InvalidInput, NotFound, TransitionError
from kit.idempotency import Answer
from policies import recognisers, redaction_files, settings_actions, yaml_text
from policies.models import Recogniser, RedactionRule
from policies.recognisers import Wanted
from policies.redaction.own import MOST_SAMPLES, MOST_WORDS, Refused

READERS: Final = ("edit_policy", "see_evidence")
SCOPES: Final[Mapping[str, str]] = {
    "list": "redaction:read", "retrieve": "redaction:read", "written": "redaction:read", "*": "redaction:write",
}  # fmt: skip


class _Views(ListModelMixin, RetrieveModelMixin, ApiView):
    scopes: ClassVar[Mapping[str, str]] = SCOPES
    rows: ClassVar[type[models.Model]]

    def get_queryset(self) -> QuerySet[Any]:
        known: QuerySet[Any] = self.rows._default_manager.all()
        if getattr(self, "swagger_fake_view", False):
            return known.none()
        seen = [one for one in self.workspaces() if any(may(self.person, one, duty) for duty in READERS)]
        return known.filter(workspace__in=seen).order_by("-id")

    def _on(self, pk: UUID, work: Callable[[Any], Answer]) -> Response:
        row = self.get_queryset().filter(id=pk).first()
        if row is None:
            raise NotFound(f"There is no such {self.rows._meta.verbose_name}.")
        return self.once(row.workspace_id, lambda: work(row))


class RedactionRuleShown(s.ModelSerializer):
    """What happens to findings of a type on a surface. `channel` null: in all channels; a channel's rule comes before that."""

    class Meta:
        model = RedactionRule
        fields = ("id", "workspace", "entity", "surface", "operator", "channel")


class RedactionRuleGiven(s.Serializer):
    entity = s.CharField(max_length=60, help_text="A type that is found, such as IBAN_CODE, or one of the workspace's own.")
    surface = s.ChoiceField(RedactionRule.Surface.choices)
    operator = s.ChoiceField(RedactionRule.Operator.choices)
    channel = s.UUIDField(required=False, allow_null=True)


class RedactionRuleChanged(s.Serializer):
    operator = s.ChoiceField(RedactionRule.Operator.choices)


class RedactionFileGiven(s.Serializer):
    text = s.CharField(max_length=yaml_text.LONGEST, trim_whitespace=False, help_text="YAML as `file` tells it.")
    whole = s.BooleanField(default=False, help_text="Remove what it does not say.")


class RedactionFileShown(s.Serializer):
    text = s.CharField()


class RedactionBrought(s.Serializer):
    changed = s.IntegerField()
    removed = s.IntegerField()
    as_before = s.IntegerField()


class RedactionRuleViews(_Views):
    """They hold for the very next text. Owners and policy admins change them, auditors read them; each change is on the ledger."""

    serializer_class = RedactionRuleShown
    rows = RedactionRule
    queryset = RedactionRule.objects.none()
    filterset_fields = ("entity", "surface")

    @extend_schema(request=RedactionRuleGiven, responses={201: RedactionRuleShown}, summary="Add a rule where the shipped default holds")
    def create(self, request: Request) -> Response:
        workspace, given = access.workspace(request), checked_whole(RedactionRuleGiven(data=request.data))
        entity, surface, operator = given["entity"].strip().upper(), given["surface"], given["operator"]
        channel: UUID | None = given.get("channel")

        def made() -> Answer:
            require(self.person, workspace.id, "edit_policy")
            if RedactionRule.objects.filter(workspace=workspace, entity=entity, surface=surface, channel=channel).exists():
                raise TransitionError("There is such a rule already; change that one.")
            row = settings_actions.set_redaction(workspace.id, entity, surface, operator, acting_user=self.person, channel=channel)
            return Answer(201, plain(RedactionRuleShown(row).data))

        return self.once(workspace.id, made)

    @extend_schema(request=RedactionRuleChanged, responses=RedactionRuleShown, summary="Treat these findings otherwise")
    def partial_update(self, request: Request, pk: UUID) -> Response:
        operator = checked_whole(RedactionRuleChanged(data=request.data))["operator"]

        def changed(row: RedactionRule) -> Answer:
            now = settings_actions.set_redaction(
                row.workspace_id, row.entity, row.surface, operator, acting_user=self.person, channel=row.channel
            )
            return Answer(200, plain(RedactionRuleShown(now).data))

        return self._on(pk, changed)

    @extend_schema(responses={204: None}, summary="Retire a rule: back to what holds for all channels, or to the shipped default")
    def destroy(self, request: Request, pk: UUID) -> Response:
        def gone(row: RedactionRule) -> Answer:
            settings_actions.remove_redaction(row, acting_user=self.person)
            return Answer(204, None)

        return self._on(pk, gone)

    @extend_schema(responses=RedactionFileShown, filters=False, summary="All rules and recognisers as one YAML text")
    @action(detail=False, methods=["get"], url_path="file", pagination_class=None)
    def written(self, request: Request) -> Response:
        workspace = access.workspace(request)
        if not any(may(self.person, workspace.id, duty) for duty in READERS):
            require(self.person, workspace.id, "edit_policy")
        return Response({"text": redaction_files.export(workspace)})

    @extend_schema(
        request=RedactionFileGiven,
        responses=RedactionBrought,
        summary="Set what a YAML text says: all of it, or nothing and a line for each fault",
    )
    @written.mapping.put
    def bring_in(self, request: Request) -> Response:
        workspace, given = access.workspace(request), checked(RedactionFileGiven(data=request.data))

        def brought() -> Answer:
            told = redaction_files.bring_in(workspace, given["text"], whole=given["whole"], acting_user=self.person, source="The text")
            return Answer(200, asdict(told))

        return self.once(workspace.id, brought)


class RecogniserShown(s.ModelSerializer):
    """`is_active`: it searches every text. `must` and `must_not` are made-up texts in which it finds something, or nothing."""

    class Meta:
        model = Recogniser
        fields = ("id", "workspace", *recognisers.FIELDS, "changed_at")


class RecogniserChanged(s.ModelSerializer):
    """What is left out stays as it is; lists are given whole."""

    words = s.ListField(child=s.CharField(), required=False, max_length=MOST_WORDS)
    context = s.ListField(child=s.CharField(), required=False)  # type: ignore[assignment]  # fields are taken off the class when it is made
    must = s.ListField(child=s.CharField(), required=False, max_length=MOST_SAMPLES)
    must_not = s.ListField(child=s.CharField(), required=False, max_length=MOST_SAMPLES)

    class Meta:
        model = Recogniser
        fields = recognisers.FIELDS


class RecogniserViews(_Views):
    """What its samples refute is not kept, and the answer says what was found instead. `is_active` false retires one."""

    serializer_class = RecogniserShown
    rows = Recogniser
    queryset = Recogniser.objects.none()
    filterset_fields = ("entity", "is_active")

    @extend_schema(request=RecogniserChanged, responses={201: RecogniserShown}, summary="Add a recogniser; it holds for the very next text")
    def create(self, request: Request) -> Response:
        workspace, given = access.workspace(request), checked(RecogniserChanged(data=request.data))
        return self.once(workspace.id, lambda: Answer(201, self._saved(workspace.id, _wanted(given))))

    @extend_schema(request=RecogniserChanged, responses=RecogniserShown, summary="Change what is given")
    def partial_update(self, request: Request, pk: UUID) -> Response:
        given = checked(RecogniserChanged(data=request.data, partial=True))

        def changed(row: Recogniser) -> Answer:
            kept = {name: getattr(row, name) for name in recognisers.FIELDS}
            return Answer(200, self._saved(row.workspace_id, _wanted(kept | given), row.id))

        return self._on(pk, changed)

    @extend_schema(responses={204: None}, summary="Remove a recogniser; rules for its type stay")
    def destroy(self, request: Request, pk: UUID) -> Response:
        def gone(row: Recogniser) -> Answer:
            recognisers.remove(row, acting_user=self.person)
            return Answer(204, None)

        return self._on(pk, gone)

    def _saved(self, workspace: UUID, wanted: Wanted, identity: UUID | None = None) -> dict[str, Any]:
        require(self.person, workspace, "edit_policy")  # before samples are tried, which takes a while
        try:
            row = recognisers.save(workspace, wanted, acting_user=self.person, recogniser=identity)
        except Refused as problem:
            raise InvalidInput(f"{problem.field}: {problem.message}") from None
        told: dict[str, Any] = plain(RecogniserShown(row).data)
        return told


def _wanted(given: Mapping[str, Any]) -> Wanted:
    told: dict[str, Any] = {name: recognisers.tidy(value) if isinstance(value, list) else value for name, value in given.items()}
    return Wanted(**{**told, "entity": str(told["entity"]).strip().upper()})
