"""The record of processing over HTTP: read it, state what only people know, take it back. The verbs are those of the page."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import access
from accounts.api.views import ApiView
from accounts.permissions import require
from kit.idempotency import Answer
from portal.processing import reading, statements
from portal.processing.models import Statement


class Which(s.Serializer):
    statement = s.ChoiceField(Statement.Kind.choices)
    key = s.CharField(
        max_length=200, required=False, allow_blank=True, default="", help_text="Name of a purpose, `key` of a recipient; else empty."
    )


class Said(Which):
    """``values`` of a person: name, contact; of a purpose: why, basis, people; of a recipient: region, role, safeguard."""

    values = s.DictField(child=s.CharField(allow_blank=True, max_length=statements.LONGEST))


class ProcessingViews(ApiView):
    """The record of processing of a workspace, read from its rows and the settings of the installation."""

    scopes = {"*": "privacy:write", "list": "privacy:read"}
    serializer_class = Said
    queryset = Statement.objects.none()

    @extend_schema(responses=OpenApiTypes.OBJECT, summary="The record, format countersign-processing/1")
    def list(self, request: Request) -> Response:
        workspace = access.workspace(request)
        require(self.person, workspace.id, "see_erasure")
        return Response(reading.read(workspace))

    @extend_schema(methods=["PUT"], request=Said, responses=Which, summary="State something")
    @extend_schema(methods=["DELETE"], request=Which, responses=Which, summary="Take a statement back")
    @action(detail=False, methods=["put", "delete"], url_path="statements")
    def statements(self, request: Request) -> Response:
        workspace, shape = access.workspace(request), Said if request.method == "PUT" else Which
        given = shape(data=request.data)
        given.is_valid(raise_exception=True)
        kind, key = given.validated_data["statement"], given.validated_data["key"]

        def change() -> Answer:
            if request.method == "PUT":
                statements.state(workspace, kind, key, given.validated_data["values"], acting_user=self.person)
            else:
                statements.withdraw(workspace, kind, key, acting_user=self.person)
            return Answer(200, {"statement": kind, "key": key})

        return self.once(workspace.id, change)
