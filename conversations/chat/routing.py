"""The chat's websocket address."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from conversations.chat.consumer import ChatConsumer

websocket_urlpatterns: list[URLPattern | URLResolver] = [path("ws/chat/<uuid:channel>/", ChatConsumer.as_asgi())]
