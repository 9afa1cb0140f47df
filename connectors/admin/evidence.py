"""What left, and how far mailboxes are read: to see, never to change."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest

from connectors.admin.access import OfWorkspace
from connectors.models import Delivery, MailboxState


class ReadOnly(OfWorkspace):
    duties = ("edit_channel", "see_evidence")
    show_full_result_count = False
    list_per_page = 50

    def get_fields(self, request: HttpRequest, obj: object = None) -> list[str]:
        return [field.name for field in self.model._meta.fields]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly):
    list_display = ("created_at", "channel", "status", "attempts", "next_attempt_at", "finished_at", "tls", "error")
    list_filter = ("status",)
    list_select_related = ("channel",)
    ordering = ("-id",)
    search_fields = ("key",)


@admin.register(MailboxState)
class MailboxStateAdmin(ReadOnly):
    list_display = ("channel", "checked_at", "last_uid", "failures", "error", "tls")
    list_select_related = ("channel",)
    workspace_path = "channel__workspace"

    def workspace_of(self, obj: Any) -> UUID:
        found: UUID = obj.channel.workspace_id
        return found
