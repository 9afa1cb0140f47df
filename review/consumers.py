"""The live queue: who may look into one of the workspace's queues is told that something has changed, never what.

A socket must not outlive the right to it: session, account, membership and queues are asked again every few seconds and, when the
last answer is older than a moment, before a hint is passed on.
"""

from __future__ import annotations

import asyncio
import contextlib
from importlib import import_module
from time import monotonic
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.conf import settings
from django.contrib.auth import get_user

from accounts.models import User, Workspace
from kit.hub import hub
from review.models import Queue

REFUSED = 4403
"""Told to the page so that it does not try again."""


class ReviewConsumer(AsyncJsonWebsocketConsumer):
    ask_again_every = 10.0
    """Seconds between two looks at whether the socket may stay."""
    good_for = 2.0
    """Seconds for which such a look covers the hints that follow."""

    room = ""
    asked_at = 0.0
    watch: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        workspace = await self.allowed()
        await self.accept()
        if workspace is None:
            await self.close(REFUSED)
            return
        self.room, self.asked_at = f"workspace:{workspace}:review", monotonic()
        hub().join(self.room, self)
        self.watch = asyncio.create_task(self.keep_asking())

    async def disconnect(self, code: int) -> None:
        if self.room:
            hub().leave(self.room, self)
        if self.watch:
            self.watch.cancel()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any) -> None:
        """A page has nothing to say here: what comes is not even read."""

    async def hinted(self, room: str, payload: dict[str, Any]) -> None:
        if monotonic() - self.asked_at < self.good_for or await self.still_allowed():
            await self.send_json(payload)

    async def keep_asking(self) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            while True:
                await asyncio.sleep(self.ask_again_every)
                await self.still_allowed()

    async def still_allowed(self) -> bool:
        """Closes the socket when its right has gone."""
        workspace = await self.allowed()
        self.asked_at = monotonic()
        if workspace is not None and self.room == f"workspace:{workspace}:review":
            return True
        hub().leave(self.room, self)
        await self.close(REFUSED)
        return False

    async def allowed(self) -> UUID | None:
        session = self.scope.get("session")
        key, slug = getattr(session, "session_key", None), self.scope["url_route"]["kwargs"]["slug"]
        found: UUID | None = await database_sync_to_async(workspace_of)(key, slug)
        return found


def workspace_of(session_key: str | None, slug: str) -> UUID | None:
    """The workspace, when the session still stands for somebody who may see one of its queues. Read anew each time."""
    if not session_key:
        return None
    session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    user = get_user(SimpleNamespace(session=session, META={}))  # type: ignore[arg-type]  # reads the session only
    if not isinstance(user, User) or not user.is_active:
        return None
    workspace = Workspace.objects.filter(slug=slug).first()
    may_see = workspace is not None and Queue.objects.visible_to(user).filter(workspace=workspace).exists()
    return workspace.id if workspace and may_see else None
