"""The ledger in the admin: to read, for whoever may view entries; there is nothing to add, change or delete."""

from __future__ import annotations

import json

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin

from audit import events
from audit.models import DataKey, Entry, Epoch, Verification
from audit.pages import NewestFirst
from kit.readonly_admin import ReadOnly


@admin.register(Entry)
class EntryAdmin(ReadOnly, ModelAdmin):
    list_display = ("at", "what", "actor_kind", "actor", "subject", "stream", "stream_no")
    fields = ("id", "at", "event", "workspace", "actor_kind", "actor", "subject", "stream", "stream_no", "epoch", "xid", "pretty")
    readonly_fields = fields
    ordering = ("-id",)
    list_per_page = 50
    paginator = NewestFirst
    show_full_result_count = False
    search_fields = ("=id", "=subject", "=stream")
    search_help_text = "The exact id of an entry, a subject or a conversation"

    @admin.display(description="Event")
    def what(self, entry: Entry) -> str:
        return events.label(entry.event)

    @admin.display(description="Entry")
    def pretty(self, entry: Entry) -> SafeString:
        return format_html("<pre>{}</pre>", json.dumps(json.loads(entry.body), indent=2, ensure_ascii=False))


@admin.register(Verification)
class VerificationAdmin(ReadOnly, ModelAdmin):
    list_display = ("finished_at", "ok", "entries", "kind", "workspace")
    ordering = ("-finished_at",)


@admin.register(Epoch)
class EpochAdmin(ReadOnly, ModelAdmin):
    list_display = ("number", "system_identifier", "opened_at")


@admin.register(DataKey)
class DataKeyAdmin(ReadOnly, ModelAdmin):
    list_display = ("created_at", "purpose", "workspace", "conversation", "subject", "destroyed_at")
    ordering = ("-id",)
    paginator = NewestFirst
    show_full_result_count = False
