"""What a site needs to embed a chat: the script tag, and the secret with which its server signs who is signed in there."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.templatetags.static import static

from connectors.models import Channel
from conversations.chat import identity, origins


class Command(BaseCommand):
    help = "Print the script tag that embeds a chat channel. Example: manage.py chat_widget 'Chat in the shop' --secret"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("channel", nargs="?", default="", help="name of the channel; may be left out when there is one")
        parser.add_argument("--secret", action="store_true", help="also print the secret for signed identities (see docs/chat.md)")

    def handle(self, *args: Any, channel: str, secret: bool, **options: Any) -> None:
        found = self.find(channel)
        script = urljoin(f"{settings.PUBLIC_URL}/", static("js/widget.js"))
        self.stdout.write(f'<script src="{script}" data-channel="{found.id}" defer></script>')
        sites = ", ".join(origins.allowed(found)) or "this portal only; add yours to the channel's origins"
        self.stderr.write(f"May be embedded by: {sites}.")
        if secret:
            self.stdout.write(identity.secret_of(found))

    def find(self, name: str) -> Channel:
        chats = Channel.objects.filter(kind="chat", **({"name": name} if name else {})).order_by("name")
        if len(chats) == 1:
            return chats[0]
        known = ", ".join(Channel.objects.filter(kind="chat").values_list("name", flat=True)) or "none yet"
        raise CommandError(f"Name one chat channel. There are: {known}.")
