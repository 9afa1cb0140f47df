"""A websocket client for consumers, straight on their ASGI callable (that of channels.testing wants a server we do not use)."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

from asgiref.testing import ApplicationCommunicator

WAIT = 60.0


class Refused(Exception):
    """The handshake was answered with no."""


class Socket:
    """``Socket(app, "/ws/...", headers=[...])``; open, send, receive, cut. What arrives is kept until it is asked for."""

    def __init__(
        self, application: Any, path: str, *, headers: list[tuple[bytes, bytes]] | None = None, scope: dict[str, Any] | None = None
    ) -> None:
        self.closed_with: int | None = None
        communicator: Any = ApplicationCommunicator  # has no types
        self.line = communicator(
            application,
            {
                "type": "websocket", "path": path, "query_string": b"", "headers": headers or [], "subprotocols": [],
                "client": ("127.0.0.1", 40000), **(scope or {}),
            },
        )  # fmt: skip

    async def open(self) -> None:
        """Raises Refused."""
        await self.line.send_input({"type": "websocket.connect"})
        answer = await self.line.receive_output(WAIT)
        if answer["type"] != "websocket.accept":
            raise Refused(answer.get("code"))

    async def send(self, text: str | None = None, data: bytes | None = None) -> None:
        await self.line.send_input({"type": "websocket.receive", "text": text, "bytes": data})

    async def receive(self) -> dict[str, Any] | None:
        """The next frame, read as JSON; None when the server closes (``closed_with`` holds the code)."""
        event = await self.line.receive_output(WAIT)
        if event["type"] == "websocket.close":
            self.closed_with = event["code"]
            return None
        frame: dict[str, Any] = json.loads(event["text"])
        return frame

    async def is_silent(self, seconds: float = 0.3) -> bool:
        return bool(await self.line.receive_nothing(seconds))

    async def cut(self) -> None:
        """The network is gone: no word of farewell. Ends what the server still does for this socket."""
        await self.line.send_input({"type": "websocket.disconnect", "code": 1006})
        with contextlib.suppress(asyncio.CancelledError):
            await self.line.wait(WAIT)
