"""Rulings as they were given: to read, and to try other versions on."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kit.readonly_admin import ReadOnly
from policies.admin.access import OfWorkspace
from policies.models import RulingRecord


@admin.register(RulingRecord)
class RulingRecordAdmin(ReadOnly, OfWorkspace):
    list_display = ("created_at", "effect", "version", "reasons", "queue", "error", "try_again")
    list_filter = ("effect",)
    list_select_related = ("version__policy",)
    ordering = ("-created_at",)
    show_full_result_count = False
    list_per_page = 50

    def get_fields(self, request: HttpRequest, obj: object = None) -> list[str]:
        return [field.name for field in RulingRecord._meta.fields]

    @admin.display(description="Try")
    def try_again(self, row: RulingRecord) -> SafeString | str:
        if row.version_id is None:
            return ""
        return format_html(
            '<a href="{}?record={}">Try again</a>', reverse("admin:policies_policyversion_try", args=[row.version_id]), row.pk
        )
