"""Every websocket address; each app that has consumers adds its ``websocket_urlpatterns`` here."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from conversations.chat import routing as chat
from review import routing as review

websocket_urlpatterns: list[URLPattern | URLResolver] = [*chat.websocket_urlpatterns, *review.websocket_urlpatterns]
