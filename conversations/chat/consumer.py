"""The socket of one open chat page: it authorises, takes messages in, and tells what the database holds. Hints only wake it."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from uuid import UUID

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from connectors.models import Channel
from conversations.chat import history, origins, receiving, tokens, wire
from conversations.chat.limits import TooOften
from conversations.chat.tokens import Visitor
from conversations.chat.wire import Fetch, FrameError, Hello, Write
from kit.errors import CountersignError, NotFound
from kit.hub import hub

logger = logging.getLogger(__name__)
Result = TypeVar("Result")

HELLO_WITHIN = 10.0
PAGES_OF_ONE_VISITOR = 10
FRAMES, FRAMES_IN = 60, 10.0
BAD, SESSION, GONE, FORBIDDEN, SLOW, MANY, FAILED = 4400, 4401, 4404, 4403, 4408, 4429, 1011
_threads = ThreadPoolExecutor(8, thread_name_prefix="chat")


class Closing(Exception):
    """Ends the socket with a word to the page. ``close`` 4400-4499: coming again the same way changes nothing."""

    def __init__(self, close: int, code: str, message: str) -> None:
        super().__init__(message)
        self.close, self.code, self.message = close, code, message


class ChatConsumer(AsyncWebsocketConsumer):
    """States: waiting for hello, then open until the page leaves or the token ends."""

    channel_id: UUID
    visitor: Visitor | None = None
    visitor_key = ""
    conversation = ""
    cursor = 0
    shown = ("", "")
    rooms: set[str]
    frames: list[float]
    turn: asyncio.Lock
    timer: asyncio.TimerHandle | None = None
    reader: asyncio.Task[None] | None = None
    wanted = False

    async def connect(self) -> None:
        self.channel_id = self.scope["url_route"]["kwargs"]["channel"]
        self.rooms, self.frames, self.turn = set(), [], asyncio.Lock()
        if not origins.socket_is_own(self.scope):
            await self.close(FORBIDDEN)
            return
        await self.accept()
        self._end_after(HELLO_WITHIN, Closing(SLOW, "slow", "The first frame must be hello, within ten seconds."))

    async def disconnect(self, code: int) -> None:
        if self.timer:
            self.timer.cancel()
        if self.reader:
            self.reader.cancel()
        for room in self.rooms:
            hub().leave(room, self)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """One frame; whatever is wrong with it is said, and nothing but a defect of our own ends in a traceback."""
        try:
            self._count_frame()
            if text_data is None:
                raise FrameError("binary", "Frames are text.", fatal=True)
            await self._answer(wire.parse(text_data))
        except FrameError as problem:
            await self._say_error(problem.code, problem.message, id=problem.client_id)
            if problem.fatal or self.visitor is None:
                await self.close(BAD)
        except Closing as problem:
            await self._end(problem)
        except Exception:
            logger.exception("chat.frame_failed")
            await self.close(FAILED)

    def _count_frame(self) -> None:
        now = time.monotonic()
        self.frames = [at for at in self.frames if at > now - FRAMES_IN] + [now]
        if len(self.frames) > FRAMES:
            raise Closing(MANY, "too_many_frames", "This page sends more than a person can.")

    async def _answer(self, frame: wire.Frame) -> None:
        if isinstance(frame, Hello):
            await self._enter(frame)
        elif self.visitor is None:
            raise FrameError("hello_first", "The first frame must be hello.")
        elif isinstance(frame, Fetch):
            await self._tell(frame.after, frame.conversation)
        else:
            await self._take(self.visitor, frame)

    async def _enter(self, frame: Hello) -> None:
        if self.visitor is not None:
            raise FrameError("hello_twice", "This page has said hello already.")
        try:
            visitor, key = await in_thread(_admit, self.channel_id, frame.token)
        except NotFound as problem:
            raise Closing(GONE, problem.code, problem.message) from None
        except tokens.SessionOver as problem:
            raise Closing(SESSION, problem.code, problem.message) from None
        if len(hub().rooms.get(receiving.room(key), ())) >= PAGES_OF_ONE_VISITOR:
            raise Closing(MANY, "too_many_pages", "This chat is open in too many pages.")
        self.visitor, self.visitor_key = visitor, key
        self._join(receiving.room(key))
        self._end_after(visitor.expires - tokens.now(), Closing(SESSION, "session", "Your chat session has ended."))
        await self._send({"type": "welcome", "expires": visitor.expires, "verified": visitor.verified})
        await self._tell(frame.after, frame.conversation)

    async def _take(self, visitor: Visitor, frame: Write) -> None:
        network = origins.network_of_socket(self.scope)
        try:
            receipt = await in_thread(_receive, self.channel_id, visitor, frame, network)
        except TooOften as problem:
            await self._say_error(problem.code, problem.message, id=frame.id, wait=problem.wait)
        except NotFound as problem:
            raise Closing(GONE, problem.code, problem.message) from None
        except CountersignError as problem:
            await self._say_error(problem.code, problem.message, id=frame.id)
        else:
            await self._send(receipt.as_frame())
            self._wake()

    async def _tell(self, after: int, conversation: str) -> None:
        """Everything after ``after``, and an answer even when that is nothing."""
        async with self.turn:
            self.cursor, self.conversation = after, conversation
            await self._read(always=True)

    async def _read(self, *, always: bool = False) -> None:
        """Send what is new. The room is joined before the read, so that what is committed in between is hinted."""
        assert self.visitor is not None  # noqa: S101 - only ever called once admitted
        more = True
        while more:
            page = await in_thread(_since, self.channel_id, self.visitor, self.cursor, self.conversation)
            if page.conversation and self._join(f"conversation:{page.conversation}"):
                continue
            self.cursor, self.conversation, more = page.last, str(page.conversation or ""), page.more
            if page.messages or always or self._changed(page):
                await self._send(page.as_frame())
            self.shown = (page.state, page.notice)

    def _changed(self, page: history.Page) -> bool:
        return self.shown != (page.state, page.notice)

    def _join(self, room: str) -> bool:
        """Whether it is new to us."""
        if room in self.rooms:
            return False
        self.rooms.add(room)
        hub().join(room, self)
        return True

    async def hinted(self, room: str, payload: dict[str, Any]) -> None:
        """Called by the hub, which serves everyone: it must not wait for a database."""
        self._wake()

    def _wake(self) -> None:
        self.wanted = True
        if self.reader is None or self.reader.done():
            self.reader = asyncio.get_running_loop().create_task(self._catch_up())

    async def _catch_up(self) -> None:
        try:
            while self.wanted:
                self.wanted = False
                async with self.turn:
                    await self._read()
        except NotFound as problem:
            await self._end(Closing(GONE, problem.code, problem.message))
        except Exception:
            logger.exception("chat.read_failed")
            await self.close(FAILED)

    def _end_after(self, seconds: float, why: Closing) -> None:
        """Close when ``seconds`` have passed, unless called again before."""
        if self.timer:
            self.timer.cancel()
        loop = asyncio.get_running_loop()
        self.timer = loop.call_later(max(0.0, seconds), lambda: loop.create_task(self._end(why)))

    async def _end(self, why: Closing) -> None:
        await self._say_error(why.code, why.message)
        await self.close(why.close)

    async def _say_error(self, code: str, message: str, **more: object) -> None:
        await self._send({"type": "error", "code": code, "message": message, **more})

    async def _send(self, frame: dict[str, Any]) -> None:
        await self.send(json.dumps(frame, ensure_ascii=False))


async def in_thread(work: Callable[..., Result], *args: object) -> Result:
    """Database work on the chat's own few threads: the loop never waits, and one slow read does not hold up all others."""
    result: Result = await database_sync_to_async(work, thread_sensitive=False, executor=_threads)(*args)
    return result


def _admit(channel_id: UUID, token: str) -> tuple[Visitor, str]:
    channel = history.channel_for(channel_id)
    visitor = tokens.read(channel.id, token)
    return visitor, visitor.key(channel.workspace_id)


def _receive(channel_id: UUID, visitor: Visitor, message: Write, network: str) -> receiving.Receipt:
    return receiving.receive(history.channel_for(channel_id), visitor, message, network=network)


def _since(channel_id: UUID, visitor: Visitor, after: int, conversation: str) -> history.Page:
    channel: Channel = history.channel_for(channel_id)
    return history.since(channel, visitor, after, conversation)
