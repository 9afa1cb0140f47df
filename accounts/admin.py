"""People, roles and tokens in the admin: an owner sees and changes those of their own workspaces. Everything goes through verbs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminEmailInputWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectMultipleWidget,
    UnfoldAdminTextInputWidget,
)

from accounts import actions, groups, places, tokens
from accounts.admin_base import OfWorkspace, person
from accounts.models import ApiToken, Membership, Role, User, Workspace
from accounts.scopes import SCOPES
from kit.beside import tell_beside
from kit.errors import CountersignError, InvalidInput
from kit.offered import Offered
from kit.readonly_admin import ReadOnly


class OfOwner(OfWorkspace):
    """Rows of the owner's workspaces, changed by verbs."""

    duties = ("edit_people",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.filter(memberships__workspace_id__in=self.allowed(request)).distinct()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def attempt(self, request: HttpRequest, verb: Any, *args: Any, **kwargs: Any) -> Any:
        """What a verb refuses becomes a sentence at the top of the page."""
        try:
            return verb(*args, acting_user=person(request), **kwargs)
        except CountersignError as error:
            messages.set_level(request, messages.WARNING)  # no "was changed successfully" beside it
            messages.error(request, error.message)
            request.__dict__["_refused"] = True
            return None

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None if obj._state.adding else super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Django's own list of changes names none that a verb refused."""
        return None if "_refused" in request.__dict__ else super().log_change(request, obj, message)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        if obj._state.adding:  # refused: the sentence is on the page already
            return HttpResponseRedirect(reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_changelist"))
        answer: HttpResponse = super().response_add(request, obj, post_url_continue)
        return answer


class WorkspaceForm(forms.ModelForm):
    class Meta:
        model = Workspace
        fields = ("name", "timezone", "currency", "language")
        widgets = {"timezone": Offered}
        labels = {"timezone": _("Time zone")}
        help_texts = {"timezone": _("Days, months and business hours are those of this zone."), "language": _("Two letters, such as en.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "timezone" in self.fields:
            self.fields["timezone"].widget.offers = sorted(available_timezones())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.changed_data:
            try:
                places.check({name: cleaned[name]} if name in cleaned else {})
            except InvalidInput as problem:
                tell_beside(self, problem)
        return cleaned


@admin.register(Workspace)
class WorkspaceAdmin(OfOwner):
    form = WorkspaceForm
    workspace_path = "id"
    list_display = ("name", "slug", "currency", "language", "timezone")
    fields = ("name", "slug", "timezone", "currency", "language")
    readonly_fields = ("slug",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Workspace, form: Any, change: bool) -> None:
        self.attempt(request, actions.change_workspace, obj, {name: form.cleaned_data[name] for name in form.changed_data})


class InviteForm(forms.ModelForm):
    """A new role: for somebody known by the address, or for somebody who is invited by it."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Somebody new gets a mail with a link to set a password."),
        widget=UnfoldAdminEmailInputWidget,
    )
    name = forms.CharField(label=_("Name"), max_length=150, required=False, widget=UnfoldAdminTextInputWidget)

    class Meta:
        model = Membership
        fields = ("workspace", "role")


class RoleForm(forms.ModelForm):
    class Meta:
        model = Membership
        fields = ("role", "is_active")

    def clean(self) -> dict[str, Any]:
        """The last owner cannot step down; said at the form, where it can still be corrected."""
        given = super().clean() or {}
        leaves = not given.get("is_active") or given.get("role") != Role.OWNER
        if leaves and actions.is_last_owner(self.instance):
            self.add_error("role" if given.get("role") != Role.OWNER else "is_active", actions.LAST_OWNER)
        return given


@admin.register(Membership)
class MembershipAdmin(OfOwner):
    list_display = ("user", "role", "workspace", "is_active", "created_at")
    list_filter = ("role", "is_active")
    list_select_related = ("user", "workspace")
    search_fields = ("user__name", "user__email")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **{**kwargs, "form": RoleForm if obj else InviteForm})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["role", "is_active"] if obj else ["workspace", "email", "name", "role"]

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        if change:
            self.change(request, Membership.objects.get(pk=obj.pk), form.cleaned_data)
            return
        given = form.cleaned_data
        made = self.attempt(request, actions.invite, obj.workspace, given["email"], given["role"], name=given["name"])
        if made is not None:
            obj.pk, obj.user, obj._state.adding = made.pk, made.user, False

    def change(self, request: HttpRequest, stored: Membership, given: dict[str, Any]) -> None:
        if given["role"] != stored.role:
            self.attempt(request, actions.change_role, stored, given["role"])
        stored.refresh_from_db()
        if stored.is_active and not given["is_active"]:
            self.attempt(request, actions.remove_membership, stored)
        elif given["is_active"] and not stored.is_active:
            self.attempt(request, actions.add_membership, stored.workspace, stored.user, stored.role)


@admin.register(User)
class UserAdmin(ReadOnly, OfOwner):
    """People of one's workspaces, to read: accounts belong to their person, roles are given under Memberships."""

    workspace_path = "memberships__workspace_id"
    list_display = ("name", "email", "is_active", "last_login")
    search_fields = ("name", "email")
    fields = readonly_fields = ("name", "email", "is_active", "timezone", "last_login", "date_joined")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).distinct()

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self.allowed(request)) and (obj is None or self.get_queryset(request).filter(pk=obj.pk).exists())


class TokenForm(forms.ModelForm):
    words = forms.MultipleChoiceField(label=_("Scopes"), choices=list(SCOPES.items()), widget=UnfoldAdminCheckboxSelectMultipleWidget)
    days = forms.IntegerField(
        label=_("Days until it ends"), min_value=1, max_value=tokens.LONGEST.days, initial=tokens.DEFAULT.days,
        widget=UnfoldAdminIntegerFieldWidget,
    )  # fmt: skip

    class Meta:
        model = ApiToken
        fields = ("workspace", "user", "name")


@admin.register(ApiToken)
class ApiTokenAdmin(OfOwner):
    form = TokenForm
    list_display = ("name", "user", "workspace", "scopes", "created", "expiry", "last_used_at")
    list_select_related = ("user", "workspace")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        shown = ["workspace", "user", "name", "scopes", "created", "expiry", "last_used_at"]
        return shown if obj else ["workspace", "user", "name", "words", "days"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: ApiToken, form: Any, change: bool) -> None:
        given = form.cleaned_data
        lifetime = timedelta(days=given["days"])
        made = self.attempt(request, tokens.create, obj.user, obj.workspace, given["words"], name=obj.name, lifetime=lifetime)
        if made is not None:
            row, token = made
            obj.pk, obj.expiry, obj._state.adding = row.pk, row.expiry, False
            messages.warning(request, _("The token, shown only now: {token}").format(token=token))

    def delete_model(self, request: HttpRequest, obj: ApiToken) -> None:
        tokens.revoke(obj, acting_user=person(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        for row in queryset:
            tokens.revoke(row, acting_user=person(request))


class GroupForm(forms.ModelForm):
    members = forms.ModelMultipleChoiceField(
        User.objects.order_by("email"), required=False, label=_("Members"), widget=UnfoldAdminSelectMultipleWidget
    )

    class Meta:
        model = Group
        fields = ("name",)
        help_texts = {"name": _("What rules call it where they say whom to tell.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["members"].initial = list(self.instance.user_set.all())

    def clean_name(self) -> str:
        """What is right about the group here is so when it is kept: the page checks and keeps it in one transaction."""
        mine = self.instance if self.instance.pk else None
        try:
            if mine:
                groups.hold(mine)
            return groups.free(self.cleaned_data["name"], mine)
        except InvalidInput as problem:
            raise forms.ValidationError(problem.message) from None


@admin.register(Group)
class GroupAdmin(ModelAdmin):
    """Rights come from roles and grants on queues: what a group of Django's could be allowed beside them is not asked."""

    form = GroupForm
    search_fields = ("name",)
    ordering = ("name",)
    fields = ("name", "members")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return person(request).is_staff

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return person(request).is_staff

    def has_add_permission(self, request: HttpRequest) -> bool:
        return person(request).is_staff

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return person(request).is_staff

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return person(request).is_staff

    def save_model(self, request: HttpRequest, obj: Group, form: Any, change: bool) -> None:
        members = form.cleaned_data["members"]
        if change:
            groups.change(obj, obj.name, members, acting_user=person(request))
        else:
            obj.pk, obj._state.adding = groups.create(obj.name, members, acting_user=person(request)).pk, False

    def delete_model(self, request: HttpRequest, obj: Group) -> None:
        groups.remove(obj, acting_user=person(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Group]) -> None:
        for row in queryset:
            groups.remove(row, acting_user=person(request))
