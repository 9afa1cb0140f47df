"""The chat's web addresses: public by nature, so each answers only for a channel that is switched on."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from conversations.chat import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("chat/<uuid:channel>/", views.page, name="chat"),
    path("chat/<uuid:channel>/session", views.session, name="chat-session"),
    path("chat/<uuid:channel>/messages", views.messages, name="chat-messages"),
    path("chat/<uuid:channel>/demo", views.demo, name="chat-demo"),
]
