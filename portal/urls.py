"""Every web address. tests/architecture holds the list of those that are public."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from portal import health
from portal.home import views as home
from portal.people import single_sign_on
from portal.people import views as people

handler400, handler403 = "portal.refusals.bad_request", "portal.refusals.forbidden"
handler404, handler500 = "portal.refusals.absent", "portal.refusals.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.start, name="start"),
    path("settings/", people.settings, name="settings"),
    path("settings/preferences/", people.preferences, name="preferences"),
    path("w/<slug:slug>/", include("portal.workspace_urls")),
    path("", include("conversations.chat.urls")),
    path(
        "favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}img/favicon.svg")
    ),  # asked for by pages that are not ours: admin, API
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("accounts/oidc/<str:provider_id>/login/", single_sign_on.login),  # before allauth's own, which they stand around
    path("accounts/oidc/<str:provider_id>/login/callback/", single_sign_on.callback),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("portal.api_urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
]
