"""Policies: a name for a line of versions."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from policies import actions
from policies.admin.access import OfWorkspace, person
from policies.models import Policy, PolicyVersion


@admin.register(Policy)
class PolicyAdmin(OfWorkspace):
    list_display = ("name", "now", "workspace", "description")
    list_select_related = ("workspace",)
    readonly_fields = ("all_versions",)
    search_fields = ("name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Policy]:
        standing = PolicyVersion.objects.exclude(status=PolicyVersion.Status.RETIRED).order_by("-number")
        rows: QuerySet[Policy] = super().get_queryset(request).select_related("workspace")
        return rows.prefetch_related(Prefetch("versions", standing, to_attr="standing"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("workspace", "name", "all_versions") if obj else ("all_versions",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="Now")
    def now(self, policy: Policy) -> SafeString | str:
        """Which version is active, before those that are being written."""
        rows = sorted(getattr(policy, "standing", ()), key=lambda row: row.status != PolicyVersion.Status.ACTIVE)
        links = (
            (reverse("admin:policies_policyversion_change", args=[row.pk]), row.number, row.get_status_display().lower()) for row in rows
        )
        return format_html("<span>{}</span>", format_html_join(", ", '<a href="{}">version {} {}</a>', links) or "nothing")

    @admin.display(description="Versions")
    def all_versions(self, policy: Policy) -> SafeString | str:
        rows = policy.versions.order_by("-number") if policy.pk and not policy._state.adding else []
        links = (
            (reverse("admin:policies_policyversion_change", args=[row.pk]), row.number, row.get_status_display(), row.note) for row in rows
        )
        return (
            format_html_join("", '<p class="versions"><a href="{}">Version {}</a> · {} {}</p>', links)
            or "None yet. Add a draft under Policy versions."
        )

    def save_model(self, request: HttpRequest, obj: Policy, form: Any, change: bool) -> None:
        if change:
            actions.describe_policy(obj, obj.description, acting_user=person(request))
            return
        made = actions.create_policy(obj.workspace_id, obj.name, acting_user=person(request), description=obj.description)
        obj.pk, obj._state.adding = made.pk, False
