"""What left, and how far mailboxes are read: to see, never to change."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from accounts.admin_base import OfWorkspace
from connectors.models import Delivery, MailboxState
from kit.readonly_admin import ReadOnly


class Evidence(ReadOnly, OfWorkspace):
    duties = ("edit_channel", "see_evidence")
    show_full_result_count = False
    list_per_page = 50

    def get_fields(self, request: HttpRequest, obj: object = None) -> list[str]:
        return [field.name for field in self.model._meta.fields]


@admin.register(Delivery)
class DeliveryAdmin(Evidence):
    list_display = ("created_at", "channel", "status", "attempts", "next_attempt_at", "finished_at", "tls", "error")
    list_filter = ("status",)
    list_select_related = ("channel",)
    ordering = ("-id",)
    search_fields = ("key",)


@admin.register(MailboxState)
class MailboxStateAdmin(Evidence):
    list_display = ("channel", "checked_at", "last_uid", "failures", "error", "tls")
    list_select_related = ("channel",)
    workspace_path = "channel__workspace_id"
