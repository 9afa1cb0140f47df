"""Retention over HTTP: read it, change the rule of a class, raise the floor. The verbs are those of the page."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import access
from accounts.api.views import ApiView
from accounts.models import Workspace
from accounts.permissions import require
from conversations.retention import actions, purging, wanting
from conversations.retention.models import RetentionRule
from kit.errors import NotFound
from kit.idempotency import Answer

FLOOR = "floor"
LOOK = 10.0
"""Seconds in which a purge is counted."""


class RuleShown(s.Serializer):
    """``days`` null: kept for good."""

    data_class = s.CharField()
    means = s.CharField()
    days = s.IntegerField(allow_null=True)
    changed_by = s.UUIDField(allow_null=True)
    changed_at = s.DateTimeField(allow_null=True)


class RetentionShown(s.Serializer):
    """``floor``: days for which nothing is purged."""

    workspace = s.UUIDField()
    floor = s.IntegerField()
    rules = RuleShown(many=True)


class Days(s.Serializer):
    days = s.IntegerField(
        allow_null=True, min_value=0, max_value=actions.LONGEST, help_text="null: keep for good; the floor needs a number."
    )


class PurgeShown(s.Serializer):
    """What the next purge would take by the rule of a class; ``waiting`` for an answer of ours and ``held`` by a legal hold stay.

    Not ``complete``: there is more than was counted in the time of a request.
    """

    workspace = s.UUIDField()
    data_class = s.CharField()
    days = s.IntegerField()
    conversations = s.IntegerField()
    contents = s.IntegerField()
    people = s.IntegerField(help_text="Names and addresses of people of whom no conversation is left then.")
    documents = s.IntegerField()
    held = s.IntegerField()
    waiting = s.IntegerField()
    busy = s.IntegerField()
    complete = s.BooleanField()


class RetentionViews(ApiView):
    """How long content is kept after the last message of its conversation. ``floor`` in place of a class raises the floor for evidence."""

    scopes = {"*": "privacy:write", "list": "privacy:read", "counts": "privacy:read"}
    serializer_class = RetentionShown
    queryset = RetentionRule.objects.none()
    lookup_field = "data_class"
    lookup_value_converter = "slug"

    @extend_schema(responses=RetentionShown, summary="The floor, and the rule of each class")
    def list(self, request: Request) -> Response:
        workspace = access.workspace(request)
        require(self.person, workspace.id, "see_erasure")
        return Response(told(workspace))

    @extend_schema(request=Days, responses=RetentionShown, summary="Change the rule of a class, or raise the floor")
    def update(self, request: Request, data_class: str) -> Response:
        workspace, given = access.workspace(request), Days(data=request.data)
        given.is_valid(raise_exception=True)
        days: int | None = given.validated_data["days"]

        def change() -> Answer:
            if data_class == FLOOR:
                actions.raise_floor(workspace, days or 0, acting_user=self.person)
            elif data_class in RetentionRule.DataClass.values:
                actions.set_rule(workspace, data_class, days, acting_user=self.person)
            else:
                raise NotFound("There is no such class of data.")
            return Answer(200, told(workspace))

        return self.once(workspace.id, change)

    @extend_schema(responses=PurgeShown(many=True), summary="What a purge would take now; changes nothing")
    @action(detail=False, methods=["get"], url_path="purge", pagination_class=None)
    def counts(self, request: Request) -> Response:
        workspace = access.workspace(request)
        require(self.person, workspace.id, "see_erasure")
        return Response([one.as_json() for one in purging.purge(workspace, dry_run=True, seconds=LOOK)])

    @extend_schema(request=None, responses={202: None}, summary="Purge now: a worker begins; entries tell what went")
    @counts.mapping.post
    def purge(self, request: Request) -> Response:
        workspace = access.workspace(request)

        def ask() -> Answer:
            wanting.ask(workspace, acting_user=self.person)
            return Answer(202, {"workspace": str(workspace.id)})

        return self.once(workspace.id, ask)


def told(workspace: Workspace) -> dict[str, Any]:
    """Plain JSON."""
    known = {one.data_class: one for one in RetentionRule.objects.filter(workspace=workspace)}
    rules = [_rule(value, str(label), known.get(value)) for value, label in RetentionRule.DataClass.choices]
    return {"workspace": str(workspace.id), "floor": actions.floor(workspace), "rules": rules}


def _rule(value: str, label: str, rule: RetentionRule | None) -> dict[str, Any]:
    who, when = (rule.changed_by_id, rule.changed_at) if rule else (None, None)
    return {
        "data_class": value, "means": label, "days": rule.days if rule else None, "changed_by": str(who) if who else None,
        "changed_at": when.isoformat() if when else None,
    }  # fmt: skip
