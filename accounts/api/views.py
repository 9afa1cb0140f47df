"""The base of every API view: scopes by action, one door to workspaces, answers that are remembered by their Idempotency-Key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import CharField, DictField, Serializer, ValidationError
from rest_framework.viewsets import GenericViewSet

from accounts.api import access
from accounts.models import User
from kit import idempotency
from kit.idempotency import Answer

HEADER = "Idempotency-Key"


def checked(asked: Serializer) -> dict[str, Any]:
    """What a request says. Raises ValidationError with a sentence for each field that is wrong."""
    asked.is_valid(raise_exception=True)
    told: dict[str, Any] = asked.validated_data
    return told


def checked_whole(asked: Serializer) -> dict[str, Any]:
    """As ``checked``, and a name that means nothing is refused: one that was to narrow a limit or a rule would leave it to hold for everything."""
    given = asked.initial_data
    unknown = [name for name in given if name not in asked.fields] if isinstance(given, Mapping) else []
    if unknown:
        raise ValidationError(
            {str(name): [f"Nothing here is called so. What can be given: {', '.join(asked.fields)}."] for name in unknown}
        )
    return checked(asked)


def plain(told: Any) -> Any:
    """An answer as plain JSON, for the memory of an Idempotency-Key."""
    if isinstance(told, dict):
        return {name: plain(value) for name, value in told.items()}
    if isinstance(told, list):
        return [plain(value) for value in told]
    return str(told) if isinstance(told, UUID) else told


class Refusal(Serializer):
    code = CharField()
    message = CharField()
    fields = DictField(required=False)  # type: ignore[assignment]  # the name is the contract's


class Pages(CursorPagination):
    """Newest first: ids are time-ordered, so a page stays the page whatever is added."""

    ordering = "-id"
    page_size_query_param = "page_size"
    max_page_size = 200


class Schema(AutoSchema):
    """The Idempotency-Key on every POST, the ways to be refused on everything."""

    def get_override_parameters(self) -> list[Any]:
        workspace = OpenApiParameter("workspace", str, description="Its id or its short name; needed by a session with several workspaces.")
        if self.method != "POST":
            return [workspace]
        about = "Any text of your own; the same again within 24 hours gives the same answer and does nothing."
        return [workspace, OpenApiParameter(HEADER, str, OpenApiParameter.HEADER, description=about)]

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        """Here and not in get_response_serializers, which @extend_schema replaces."""
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        return {**bodies, **{str(status): self.refusal(str(status)) for status in self.refusals()}}

    def refusal(self, status: str) -> Any:
        return self._get_response_for_code(Refusal, status)  # type: ignore[no-untyped-call]  # drf-spectacular has no types

    def refusals(self) -> tuple[int, ...]:
        return (400, 401, 403, 404, 409, 422, 429) if self.method == "POST" else (400, 401, 403, 404, 429)


class ApiView(GenericViewSet):
    """``scopes`` maps an action to the scope a token needs; "*" stands for the rest."""

    permission_classes = [IsAuthenticated, access.HasScope]
    pagination_class = Pages
    lookup_value_converter = "uuid"
    scopes: ClassVar[Mapping[str, str]] = {}

    def scope_of(self, action: str | None) -> str:
        return self.scopes.get(action or "", self.scopes["*"])

    @property
    def person(self) -> User:
        assert isinstance(self.request.user, User)  # noqa: S101 - IsAuthenticated let nobody else in
        return self.request.user

    def workspaces(self) -> list[UUID]:
        return access.workspaces(self.request)

    def once(self, workspace: UUID, work: Callable[[], Answer]) -> Response:
        """Do ``work``; with the header, at most once."""
        key = self.request.headers.get(HEADER, "")
        answer = idempotency.once(workspace, self.person.id, key, _asked(self.request), work) if key else work()
        response = Response(answer.body, status=answer.status)
        if answer.repeated:
            response["Idempotency-Replayed"] = "true"
        return response


def _asked(request: Request) -> bytes:
    return b"\n".join([str(request.method).encode(), request.get_full_path().encode(), request._request.body])
