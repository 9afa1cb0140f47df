"""The reviewer's websocket addresses."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from review.consumers import ReviewConsumer

websocket_urlpatterns: list[URLPattern | URLResolver] = [
    path("ws/w/<slug:slug>/review/", ReviewConsumer.as_asgi()),
]
