"""Erasures, access exports and legal holds over HTTP. Who a person is goes in with a POST and never comes out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import access as door
from accounts.api.views import ApiView, plain
from conversations.erasure import access, actions, holds, subjects
from conversations.erasure.models import AccessExport, ErasureRequest, LegalHold
from conversations.erasure.querysets import exports_visible_to, holds_visible_to, requests_visible_to
from conversations.models import Contact, Conversation
from conversations.querysets import contacts_visible_to, conversations_visible_to
from kit.errors import InvalidInput, NotFound
from kit.idempotency import Answer

LONGEST = 400


class ErasureSummary(s.ModelSerializer):
    class Meta:
        model = ErasureRequest
        fields = ("id", "workspace", "status", "with_addressed", "requested_by", "requested_at", "confirmed_by", "confirmed_at", "started_at", "finished_at", "certificate")  # fmt: skip


class WholeErasure(ErasureSummary):
    """``will_go``: rows by place, as long as nothing has gone; ``will_redact``: conversations that others keep, without the person; ``holds`` stop it."""

    will_go = s.SerializerMethodField()
    will_redact = s.SerializerMethodField()
    holds = s.SerializerMethodField()

    class Meta(ErasureSummary.Meta):
        fields = (*ErasureSummary.Meta.fields, "will_go", "will_redact", "holds")  # type: ignore[assignment]  # a longer tuple than the parent's

    def get_will_go(self, request: ErasureRequest) -> dict[str, int]:
        return subjects.plan(request).counts if request.status in ("requested", "held") else {}

    def get_will_redact(self, request: ErasureRequest) -> list[UUID]:
        return sorted(subjects.plan(request).redacted) if request.status in ("requested", "held") else []

    def get_holds(self, request: ErasureRequest) -> list[UUID]:
        return [one.id for one in subjects.plan(request).holds] if request.is_open else []


class Asked(s.Serializer):
    subject = s.CharField(max_length=LONGEST, help_text="Address, phone number, chat user, or id of a contact")


class AskedToErase(Asked):
    with_addressed = s.BooleanField(default=False, help_text="Also conversations of others in which the address only stands in To or Cc")


class ExportShown(s.ModelSerializer):
    class Meta:
        model = AccessExport
        fields = ("id", "workspace", "contact", "status", "requested_by", "requested_at", "finished_at", "sha256", "size", "conversations", "messages")  # fmt: skip


class HoldShown(s.ModelSerializer):
    class Meta:
        model = LegalHold
        fields = ("id", "workspace", "conversation", "contact", "placed_by", "placed_at", "lifted_by", "lifted_at")


class ToHold(s.Serializer):
    conversation = s.UUIDField(required=False)
    contact = s.UUIDField(required=False)
    reason = s.CharField(max_length=holds.LONGEST)


class PrivacyViews(ListModelMixin, ApiView):
    scopes = {"*": "privacy:write", "list": "privacy:read", "retrieve": "privacy:read"}

    def given(self, shape: type[s.Serializer[Any]]) -> dict[str, Any]:
        serializer = shape(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)


class ErasureViews(RetrieveModelMixin, PrivacyViews):
    """Requests to erase a person. One asks, another confirms, a worker runs it; the certificate comes with the request."""

    serializer_class = ErasureSummary

    def get_queryset(self) -> QuerySet[ErasureRequest]:
        if getattr(self, "swagger_fake_view", False):
            return ErasureRequest.objects.none()
        return requests_visible_to(self.person).filter(workspace_id__in=self.workspaces())

    def get_serializer_class(self) -> type[ErasureSummary]:
        return ErasureSummary if self.action == "list" else WholeErasure

    @extend_schema(request=AskedToErase, responses={201: WholeErasure}, summary="Ask for a person to be erased")
    def create(self, request: Request) -> Response:
        given, workspace = self.given(AskedToErase), door.workspace(request)

        def ask() -> Answer:
            made = actions.ask(workspace, given["subject"], acting_user=self.person, with_addressed=given["with_addressed"])
            return Answer(201, told(made))

        return self.once(workspace.id, ask)

    @extend_schema(request=None, responses={200: WholeErasure}, summary="Agree as a second person")
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: UUID) -> Response:
        found: ErasureRequest = self.get_object()
        return self.once(found.workspace_id, lambda: Answer(200, told(actions.confirm(found, acting_user=self.person))))

    @extend_schema(request=None, responses={200: WholeErasure}, summary="Call it off before it has begun")
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: UUID) -> Response:
        found: ErasureRequest = self.get_object()

        def cancel() -> Answer:
            actions.cancel(found, acting_user=self.person)
            found.refresh_from_db()
            return Answer(200, told(found))

        return self.once(found.workspace_id, cancel)


def told(request: ErasureRequest) -> Any:
    """As plain JSON, for the memory of an Idempotency-Key."""
    return plain(WholeErasure(request).data)


class AccessExportViews(RetrieveModelMixin, PrivacyViews):
    """What is kept about a person, for the person: made by a worker, then downloaded as a zip."""

    serializer_class = ExportShown

    def get_queryset(self) -> QuerySet[AccessExport]:
        if getattr(self, "swagger_fake_view", False):
            return AccessExport.objects.none()
        return exports_visible_to(self.person).filter(workspace_id__in=self.workspaces())

    @extend_schema(request=Asked, responses={201: ExportShown}, summary="Ask for an access export")
    def create(self, request: Request) -> Response:
        given, workspace = self.given(Asked), door.workspace(request)
        return self.once(
            workspace.id, lambda: Answer(201, plain(ExportShown(access.ask(workspace, given["subject"], acting_user=self.person)).data))
        )

    @extend_schema(
        responses={(200, "application/zip"): OpenApiTypes.BINARY}, summary="The zip; the ledger tells of it before its first byte"
    )
    @action(detail=True, methods=["get"])
    def download(self, request: Request, pk: UUID) -> HttpResponse:
        found: AccessExport = self.get_object()
        response = HttpResponse(access.hand_out(found, acting_user=self.person), content_type="application/zip")
        response["Content-Disposition"] = f'attachment; filename="access-{found.id}.zip"'
        response["Cache-Control"] = "no-store"
        return response


class HoldViews(PrivacyViews):
    """Legal holds, lifted ones too: while one stands nothing of its conversation or contact is erased or purged."""

    serializer_class = HoldShown

    def get_queryset(self) -> QuerySet[LegalHold]:
        if getattr(self, "swagger_fake_view", False):
            return LegalHold.objects.none()
        return holds_visible_to(self.person).filter(workspace_id__in=self.workspaces())

    @extend_schema(request=ToHold, responses={201: HoldShown}, summary="Hold a conversation or a contact")
    def create(self, request: Request) -> Response:
        given, workspace = self.given(ToHold), door.workspace(request)
        thing = self._thing(given, workspace.id)
        return self.once(
            workspace.id, lambda: Answer(201, plain(HoldShown(holds.place(thing, given["reason"], acting_user=self.person)).data))
        )

    def _thing(self, given: dict[str, Any], workspace: UUID) -> Conversation | Contact:
        if ("conversation" in given) == ("contact" in given):
            raise InvalidInput("Name a conversation or a contact, one of them.")
        found: Conversation | Contact | None
        if "conversation" in given:
            found = conversations_visible_to(self.person).filter(workspace=workspace, id=given["conversation"]).first()
        else:
            found = contacts_visible_to(self.person).filter(workspace=workspace, id=given["contact"]).first()
        if found is None:
            raise NotFound("There is no such conversation or contact.")
        return found

    @extend_schema(request=None, responses={200: HoldShown}, summary="Lift a hold")
    @action(detail=True, methods=["post"])
    def lift(self, request: Request, pk: UUID) -> Response:
        found: LegalHold = self.get_object()

        def lift() -> Answer:
            holds.lift(found, acting_user=self.person)
            found.refresh_from_db()
            return Answer(200, plain(HoldShown(found).data))

        return self.once(found.workspace_id, lift)
