"""The admin lets in whoever has a role that configures something; what they see there, each page decides by workspace and role.

It has pages for what is ours. Those that installed packages bring along (addresses, second factors, the schedule) would write past our verbs, and the
ledger would know nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Field, Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from unfold import admin as unfold
from unfold.sites import UnfoldAdminSite

from accounts.permissions import may_configure
from kit.beside import Beside

OURS: Final = frozenset({"kit", "audit", "accounts", "policies", "connectors", "conversations", "review", "agents", "portal"})
OTHERS: Final = frozenset({"auditlog.LogEntry"})
"""The readable list of changes is only read."""
NO_ROW: Final = "What was chosen is no row of this list. Nothing was changed: choose again."


class Selecting:
    """Stands before every admin: rows to act on are named by whoever sends the form, and Django's own admin breaks on what is no key."""

    opts: Any

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        if all(is_key(self.opts.pk, one) for one in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            answer: HttpResponse | None = super().response_action(request, queryset)  # type: ignore[misc]  # of the admin behind it
            return answer
        messages.warning(request, NO_ROW)
        return None


def is_key(field: Field[Any, Any], value: str) -> bool:
    try:
        field.to_python(value)
    except ValidationError:
        return False
    return "\0" not in value


class Telling:
    """Stands before every admin: what is wrong is told beside its field."""

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)  # type: ignore[misc]  # of the admin behind it
        return type(form.__name__, (Beside, form), {"__module__": form.__module__})


class AdminSite(UnfoldAdminSite):
    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        models: Iterable[type[Model]] = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        page = admin_class or ModelAdmin
        for model in models:
            if model._meta.app_label in OURS or page.__module__.partition(".")[0] in OURS or model._meta.label in OTHERS:
                styled = () if issubclass(page, unfold.ModelAdmin) else (unfold.ModelAdmin,)
                super().register(
                    model, type(page.__name__, (Selecting, Telling, page, *styled), {"__module__": page.__module__}), **options
                )

    def has_permission(self, request: HttpRequest) -> bool:
        return may_configure(request.user)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one sign-in, with second factors; the admin's own form would go around them."""
        if request.user.is_authenticated:
            if not self.has_permission(request):
                raise PermissionDenied("Your role does not include the settings. Ask an owner of the workspace.")
            return HttpResponseRedirect(self.wanted(request))
        return HttpResponseRedirect(f"{resolve_url('account_login')}?{urlencode({REDIRECT_FIELD_NAME: self.wanted(request)})}")

    def wanted(self, request: HttpRequest) -> str:
        given = request.GET.get(REDIRECT_FIELD_NAME, "")
        own = url_has_allowed_host_and_scheme(given, allowed_hosts={request.get_host()}, require_https=request.is_secure())
        return given if own else resolve_url("admin:index")
