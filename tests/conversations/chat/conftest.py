"""Ada visits the shop's chat; Ben visits it, too, and must never see a word of hers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
import redis
from django.conf import settings
from django.db import transaction

from accounts.models import Workspace
from connectors.models import Channel
from connectors.types import Address, Outbound
from conversations import outbound
from conversations.chat import history, limits, receiving, tokens
from conversations.chat.tokens import Visitor
from conversations.chat.wire import Write
from conversations.models import Conversation, Message
from kit.actor import Actor
from kit.ids import uuid7


@dataclass
class Shop:
    workspace: Workspace
    channel: Channel

    def writes(self, visitor: Visitor, text: str, identity: str = "") -> receiving.Receipt:
        return receiving.receive(self.channel, visitor, Write(identity or str(uuid4()), text))

    def answers(self, visitor: Visitor, text: str) -> Message:
        """An approved reply, as the release writes it."""
        with transaction.atomic():
            return outbound.record_delivered(
                self.conversation(visitor).id,
                action=uuid7(),
                outbound=Outbound(Address("", "Shop"), (Address(visitor.address),), text=text),
                external_id=f"chat-{uuid7().hex}",
                tls="",
                actor=Actor("agent", uuid7(), "worker"),
            )

    def conversation(self, visitor: Visitor) -> Conversation:
        found = history.current(self.channel, visitor)
        assert found is not None
        return found

    def sees(self, visitor: Visitor, after: int = 0) -> list[str]:
        return [one["text"] for one in history.since(self.channel, visitor, after).messages]


def forget_limits() -> None:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        for key in client.scan_iter(f"{limits.PREFIX}*"):
            client.delete(key)


@pytest.fixture
def shop(transactional_db: None) -> Iterator[Shop]:
    forget_limits()
    workspace = Workspace.objects.create(slug="moss", name="Moss & Co")
    parameters = {"title": "Moss & Co", "greeting": "Good day.", "origins": ["https://shop.example"]}
    yield Shop(workspace, Channel.objects.create(workspace=workspace, kind="chat", name="Chat in the shop", parameters=parameters))
    forget_limits()


@pytest.fixture
def ada(shop: Shop) -> Visitor:
    return tokens.stranger(shop.channel)


@pytest.fixture
def ben(shop: Shop) -> Visitor:
    return tokens.stranger(shop.channel)
