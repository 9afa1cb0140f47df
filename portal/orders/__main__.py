"""The order desk as a process: ``python -m portal.orders --port 8001 --file orders.sqlite3 --token-file token``. Loopback only."""

from __future__ import annotations

import argparse
import gc
import hmac
import json
import re
import signal
import sys
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from portal.orders.store import Json, Refused, Store, Told

_ROUTE: Final = re.compile(r"/orders/([0-9]{5})(?:/(refunds|address|slots))?\Z")
_CALL: Final = re.compile(r"/calls/([0-9A-Za-z_-]{8,200})\Z")
LARGEST: Final = 20_000


class Desk(BaseHTTPRequestHandler):
    """``store``, ``token`` and ``delay`` are set on the class when the process starts."""

    protocol_version = "HTTP/1.1"
    timeout = 20
    store: Store
    token: str
    delay = 0.0

    def do_GET(self) -> None:
        self._told(lambda number, part: self._look_up(number, part))

    def do_POST(self) -> None:
        self._told(self._write)

    do_PUT = do_POST  # noqa: N815 - the name that the library asks for

    def _look_up(self, number: str, part: str) -> Told:
        if part:
            raise Refused(405, "Only orders are read.")
        return Told(200, self.store.look_up(number))

    def _write(self, number: str, part: str) -> Told:
        effects = {"refunds": self.store.refund, "address": self.store.change_address, "slots": self.store.book_slot}
        key = self.headers.get("Idempotency-Key", "")
        if part not in effects:
            raise Refused(405, "An order itself is not written.")
        if not 8 <= len(key) <= 200:
            raise Refused(400, "Send an Idempotency-Key.")
        given = self._body()
        told = self.store.once(key, {"what": part, "order": number, **given}, lambda base: effects[part](base, number, given))
        time.sleep(self.delay)
        return told

    def _body(self) -> Json:
        try:
            given = json.loads(self.rfile.read(min(int(self.headers.get("Content-Length") or 0), LARGEST)))
        except ValueError:
            raise Refused(400, "Send JSON.") from None
        if not isinstance(given, dict):
            raise Refused(400, "Send an object.")
        return given

    def _told(self, answer: Any) -> None:
        try:
            told = self._allowed(answer)
        except Refused as problem:
            told = Told(problem.status, {"error": problem.message})
        body = json.dumps(told.answer).encode()
        self.close_connection = True
        self.send_response(told.status)
        for name, value in (("Content-Type", "application/json"), ("Content-Length", str(len(body))), ("Connection", "close")):
            self.send_header(name, value)
        with suppress(OSError):  # whoever asked has hung up; what was done is told under its key
            self.end_headers()
            self.wfile.write(body)

    def _allowed(self, answer: Any) -> Told:
        if not hmac.compare_digest(self.headers.get("Authorization", "").encode(), f"Bearer {self.token}".encode()):
            raise Refused(401, "The token is not right.")
        asked_after = _CALL.match(self.path)
        if asked_after and self.command == "GET":
            return Told(200, self.store.done(asked_after[1]))
        found = _ROUTE.match(self.path)
        if not found:
            raise Refused(404, "There is nothing here.")
        told: Told = answer(found[1], found[2] or "")
        return told

    def log_message(self, text: str, *values: Any) -> None:
        """Method, path without query, status: no content."""
        sys.stderr.write(f"{self.command} {self.path.partition('?')[0]} {values[1] if len(values) > 1 else ''}\n")


def main() -> None:
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--port", type=int, required=True)
    read.add_argument("--file", type=Path, required=True)
    read.add_argument("--token-file", type=Path, required=True)
    read.add_argument("--delay", type=float, default=0.0, help="seconds between doing and saying so, to try what a lost answer does")
    told = read.parse_args()
    gc.enable()  # off while a process loads, and no app of Django's turns it on here
    Desk.store, Desk.token, Desk.delay = Store(told.file), told.token_file.read_text(encoding="utf-8").strip(), told.delay
    server = ThreadingHTTPServer(("127.0.0.1", told.port), Desk)
    server.daemon_threads = True
    signal.signal(signal.SIGTERM, lambda *unused: sys.exit(0))
    server.serve_forever(poll_interval=0.2)


if __name__ == "__main__":
    main()
