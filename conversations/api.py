"""Conversations over HTTP: list, and read one with its messages as the surface "reviewer" may show them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.views import ApiView
from audit import sealed
from connectors import doubts
from conversations import covering, documents, tags, transcripts
from conversations.documents import MessageDocument
from conversations.models import Attachment, Conversation, Message
from conversations.querysets import conversations_visible_to


class ConversationFilter(filters.FilterSet):
    channel = filters.UUIDFilter(field_name="channel_id")
    tag = filters.CharFilter(method="tagged", label="With this tag")
    since = filters.IsoDateTimeFilter(field_name="last_message_at", lookup_expr="gte", label="Last message at or after this moment")

    class Meta:
        model = Conversation
        fields = ("status", "language", "urgency", "intent")

    def tagged(self, rows: QuerySet[Conversation], name: str, value: str) -> QuerySet[Conversation]:
        return rows.filter(tags.carries(value))


class AttachmentSerializer(serializers.ModelSerializer):
    name = serializers.SerializerMethodField()

    class Meta:
        model = Attachment
        fields = ("id", "name", "type", "size", "sha256", "dropped")

    def get_name(self, file: Attachment) -> str:
        return str(self.context["cover"].line(file.name, self.context["language"]))


class MessageSerializer(serializers.ModelSerializer):
    """``text`` is what was written now; what it quotes is left out. Masked as for reviewers."""

    sender = serializers.SerializerMethodField()
    subject = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()
    quarantined = serializers.SerializerMethodField(help_text="Why it could not be read, in words.")
    attachments = AttachmentSerializer(many=True)

    class Meta:
        model = Message
        fields = ("id", "seq", "direction", "sender", "subject", "text", "machine", "quarantined", "auth", "tls", "sent_at", "created_at", "attachments")  # fmt: skip

    def get_quarantined(self, message: Message) -> str:
        return doubts.said(message.quarantined) or message.quarantined

    def document(self, message: Message) -> MessageDocument:
        found: MessageDocument = self.context["documents"][message.id]
        return found

    def get_sender(self, message: Message) -> dict[str, str]:
        sender, how = self.document(message).sender, self.context["cover"]
        return {"address": how.address(sender.address), "name": how.name(sender.name)}

    def get_subject(self, message: Message) -> str:
        return str(self.context["cover"].line(self.document(message).subject, self.context["language"]))

    def get_text(self, message: Message) -> str:
        return str(self.context["cover"].line(self.document(message).text, self.context["language"], identity=message.content))


class ConversationSerializer(serializers.ModelSerializer):
    channel_kind = serializers.CharField(source="channel.kind", read_only=True)
    subject = serializers.CharField(source="preview.subject", default="", read_only=True)
    sender = serializers.CharField(source="preview.sender", default="", read_only=True)

    class Meta:
        model = Conversation
        fields = (
            "id", "workspace", "channel", "channel_kind", "contact", "status", "tags", "priority", "closed_as", "merged_into", "version", "subject", "sender", "language", "urgency", "intent",
            "identity", "inbound_count", "outbound_count", "opened_at", "first_response_at", "resolved_at", "reopened_at", "last_message_at",
        )  # fmt: skip


class WholeConversationSerializer(ConversationSerializer):
    messages = serializers.SerializerMethodField()

    class Meta(ConversationSerializer.Meta):
        fields = (*ConversationSerializer.Meta.fields, "messages")  # type: ignore[assignment]  # a longer tuple than the parent's

    def get_messages(self, conversation: Conversation) -> list[dict[str, Any]]:
        rows = list(conversation.messages.prefetch_related("attachments").order_by("-seq")[:LATEST])[::-1]
        sealed.open_all([file for row in rows for file in row.attachments.all()], "name")
        how = covering.covers(conversation.workspace_id, [conversation.id])(conversation.id)
        context = {"documents": documents.load_many(rows), "language": conversation.language, "cover": how}
        return list(MessageSerializer(rows, many=True, context=context).data)

    get_messages.__annotations__["return"] = MessageSerializer(many=True)  # what the schema shows


LATEST = 200


class TranscriptSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    text = serializers.CharField()


class ConversationViews(ListModelMixin, RetrieveModelMixin, ApiView):
    """Newest first. One conversation comes with its latest 200 messages."""

    scopes = {"*": "conversations:read"}
    filterset_class = ConversationFilter

    def get_queryset(self) -> QuerySet[Conversation]:
        if getattr(self, "swagger_fake_view", False):
            return Conversation.objects.none()
        return conversations_visible_to(self.request.user).filter(workspace_id__in=self.workspaces())

    def paginate_queryset(self, queryset: Any) -> list[Any] | None:
        """Subject and sender of each line, masked."""
        page = super().paginate_queryset(queryset)
        for workspace in {row.workspace_id for row in page or ()}:
            covering.cover([row for row in page or () if row.workspace_id == workspace], workspace)
        return page

    def get_object(self) -> Conversation:
        found: Conversation = super().get_object()
        covering.cover([found], found.workspace_id)
        return found

    @extend_schema(responses=TranscriptSerializer, summary="The conversation as a text by the rules for exports")
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def transcript(self, request: Request, pk: UUID) -> Response:
        """That it was taken out stands on the ledger."""
        found = self.get_object()
        return Response({"id": str(found.id), "text": transcripts.take_out(found, acting_user=self.person)})

    def get_serializer_class(self) -> type[ConversationSerializer]:
        return WholeConversationSerializer if self.action == "retrieve" else ConversationSerializer
