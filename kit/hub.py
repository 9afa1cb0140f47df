"""Live hints: a change is told to open pages as a name and ids, never as content. The database stays the truth.

One Redis subscription a process feeds rooms held as sets of consumers (Channels' layers reach a tenth of that and may drop).
A client that reconnects refetches by sequence number, so a lost hint costs a moment, not a message.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from functools import partial
from typing import Any, Protocol

import redis
import redis.asyncio as aioredis
from django.conf import settings
from django.db import transaction

from kit import background, shared_redis

logger = logging.getLogger(__name__)
TOPIC = "countersign:hub"


class Listener(Protocol):
    async def hinted(self, room: str, payload: dict[str, Any]) -> None: ...


def hint(room: str, **ids: str | int) -> None:
    """After the current transaction has committed, tell everyone in ``room``. Never raises: a hint is only a hint."""
    errand, same = partial(_send, room, dict(ids)), json.dumps([room, ids])
    transaction.on_commit(lambda: background.soon(errand, same=same), robust=True)


def tell_now(room: str, **ids: str | int) -> None:
    """The same without a transaction to wait for and without a database: for errands of ``kit.background``."""
    _send(room, dict(ids))


def _send(room: str, payload: dict[str, Any]) -> None:
    try:
        shared_redis.client().publish(TOPIC, json.dumps([room, payload]))
    except redis.RedisError:
        logger.warning("hub.hint_failed")


class Hub:
    """The rooms of this process. One per event loop."""

    def __init__(self) -> None:
        self.rooms: dict[str, set[Listener]] = {}
        self.reader: asyncio.Task[None] | None = None

    def join(self, room: str, listener: Listener) -> None:
        self.rooms.setdefault(room, set()).add(listener)
        if self.reader is None or self.reader.done():
            self.reader = asyncio.get_running_loop().create_task(self._read())

    def leave(self, room: str, listener: Listener) -> None:
        members = self.rooms.get(room, set())
        members.discard(listener)
        if not members:
            self.rooms.pop(room, None)

    async def _read(self) -> None:
        """Read the topic for as long as the loop lives; on a lost connection try again. Whenever it begins, the rooms refetch."""
        while True:
            try:
                async with aioredis.Redis.from_url(settings.REDIS_URL, socket_timeout=None, health_check_interval=15) as client:
                    await self._follow(client)
            except (redis.RedisError, OSError):
                logger.warning("hub.connection_lost")
            await asyncio.sleep(1)

    async def _follow(self, client: aioredis.Redis) -> None:
        async with client.pubsub() as subscription:
            await subscription.subscribe(TOPIC)
            async for message in subscription.listen():
                if message["type"] == "subscribe":  # what was told before this moment, nobody here has heard
                    await self.everyone({"type": "refetch"})
                elif message["type"] == "message":
                    room, payload = json.loads(message["data"])
                    await self.tell(room, payload)

    async def tell(self, room: str, payload: dict[str, Any]) -> None:
        for listener in list(self.rooms.get(room, ())):
            with contextlib.suppress(Exception):  # one broken socket must not silence the room
                await listener.hinted(room, payload)

    async def everyone(self, payload: dict[str, Any]) -> None:
        for room in list(self.rooms):
            await self.tell(room, payload)


_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


def hub() -> Hub:
    """The hub of the running event loop."""
    loop = asyncio.get_running_loop()
    for dead in [other for other in _hubs if other.is_closed()]:
        del _hubs[dead]
    return _hubs.setdefault(loop, Hub())
