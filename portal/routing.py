"""Every websocket address; each app that has consumers adds its ``websocket_urlpatterns`` here."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

websocket_urlpatterns: list[URLPattern | URLResolver] = []
