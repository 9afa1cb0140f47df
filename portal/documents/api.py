"""Documents by class over HTTP: list the current versions, say anew who one is for."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.views import ApiView
from accounts.permissions import may
from conversations.memory import classing
from conversations.memory.models import Document
from kit.idempotency import Answer


class DocumentShown(s.ModelSerializer):
    class Meta:
        model = Document
        fields = ("id", "workspace", "source", "title", "version", "language", "data_class", "digest", "created_at")


class ClassOfDocument(s.Serializer):
    data_class = s.CharField(max_length=10, help_text="public or internal")


class DocumentViews(ListModelMixin, ApiView):
    """Current versions of the documents that agents look things up in, with their class."""

    scopes = {"*": "privacy:write", "list": "privacy:read"}
    serializer_class = DocumentShown

    def get_queryset(self) -> QuerySet[Document]:
        if getattr(self, "swagger_fake_view", False):
            return Document.objects.none()
        seeing = [one for one in self.workspaces() if may(self.person, one, "see_erasure")]
        return Document.objects.filter(workspace__in=seeing, is_current=True).defer("text")

    @extend_schema(request=ClassOfDocument, responses=DocumentShown, summary="Say who a document is for")
    def partial_update(self, request: Request, pk: str) -> Response:
        document: Document = self.get_object()
        given = ClassOfDocument(data=request.data)
        given.is_valid(raise_exception=True)

        def change() -> Answer:
            done = classing.set_class(document, given.validated_data["data_class"], acting_user=self.person)
            return Answer(200, {"id": str(done.id), "data_class": done.data_class})

        return self.once(document.workspace_id, change)
