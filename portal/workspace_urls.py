"""Pages of a workspace, below /w/<slug>/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from portal.home import views as home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
]
