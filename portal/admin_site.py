"""The admin lets in whoever has a role that configures something; what they see there, each page decides by workspace and role."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from unfold.sites import UnfoldAdminSite

from accounts.permissions import may_configure


class AdminSite(UnfoldAdminSite):
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
