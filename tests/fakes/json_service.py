"""A small service with JSON on the loopback that answers as told and remembers what it was asked."""

from __future__ import annotations

import json
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: Any


@dataclass
class JsonService:
    """``status`` and ``answer`` are given to every request; ``raw`` bytes in place of JSON; ``drip`` sends a byte each so many seconds.

    ``given`` counts the bytes that dripped.
    """

    status: int = 200
    answer: Any = None
    raw: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    drip: float = 0.0
    breaks_off: bool = False
    tls: ssl.SSLContext | None = None
    given: int = 0
    asked: list[Asked] = field(default_factory=list)

    def __enter__(self) -> Self:
        told = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                size = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(size)
                told.asked.append(Asked(self.command, self.path, dict(self.headers), json.loads(body) if body else None))
                if not told.breaks_off:
                    told.give(self)

            do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815 - the names that the library asks for

            def log_message(self, *unused: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        if self.tls:
            self.server.socket = self.tls.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def give(self, handler: BaseHTTPRequestHandler) -> None:
        body = self.raw if self.raw is not None else json.dumps(self.answer).encode()
        handler.send_response(self.status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **self.headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        with suppress(OSError):  # whoever asked has hung up
            for index in range(len(body)) if self.drip else ():
                time.sleep(self.drip)
                handler.wfile.write(body[index : index + 1])
                handler.wfile.flush()
                self.given += 1
            handler.wfile.write(b"" if self.drip else body)

    @property
    def port(self) -> int:
        return int(self.server.server_address[1])

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.server.shutdown()
        self.server.server_close()
