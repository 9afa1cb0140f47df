"""A real HTTP server that speaks the OpenAI protocol and misbehaves on request: for tests in their process, for benchmarks beside them.

    with ModelServer() as server:
        server.script(say("Hello"), status(429, retry_after=0.2), stall(5), break_off(), nonsense("<html>"))
        ... server.base_url ...

Each scripted behaviour is used once, in order; after them ``server.default`` answers (at once, from the first passage of the prompt).
``python -m bench.model_server --port 8999`` runs it alone.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Request = dict[str, Any]
Behaviour = Callable[["Handler", Request], None]
_NUMBERED = re.compile(r"^\[(\d+)\][^\n]*\n(.+?)(?=\n\n|\Z)", re.MULTILINE | re.DOTALL)


def completion(request: Request, text: str, **extra: Any) -> dict[str, Any]:
    spent = sum(len(str(message.get("content", ""))) for message in request.get("messages", [])) // 4
    usage = {"prompt_tokens": spent, "completion_tokens": len(text) // 4, "total_tokens": spent + len(text) // 4}
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "model": request.get("model", ""),
        "choices": [choice],
        "usage": usage,
        **extra,
    }


def chunks(request: Request, text: str) -> list[str]:
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "model": request.get("model", "")}
    pieces = [text[at : at + 20] for at in range(0, len(text), 20)]
    events = [{**head, "choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]} for piece in pieces]
    usage = completion(request, text)["usage"]
    events.append({**head, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}], "usage": usage})
    return [*(json.dumps(event) for event in events), "[DONE]"]


def say(text: str | Callable[[Request], str]) -> Behaviour:
    def behave(handler: Handler, request: Request) -> None:
        said = text(request) if callable(text) else text
        if request.get("stream"):
            handler.stream(chunks(request, said))
        else:
            handler.reply(200, completion(request, said))

    return behave


def streamed(text: str, *, until: int | None = None) -> Behaviour:
    """Stream whether asked or not; ``until`` breaks off after so many events."""
    return lambda handler, request: handler.stream(chunks(request, text)[:until])


def from_passages(request: Request) -> str:
    """What a well-behaved model would answer: the first passage of the prompt, cited, in the shape that was asked for."""
    prompt = "\n".join(str(message.get("content", "")) for message in request.get("messages", []))
    found = _NUMBERED.search(prompt)
    if not found:
        return json.dumps({"reply": "A colleague will answer this.", "citations": [], "confidence": 0.1, "cannot_answer": True})
    sentence = re.split(r"(?<=[.!?])\s", " ".join(found.group(2).split()))[0]
    return json.dumps(
        {"reply": f"{sentence} [{found.group(1)}]", "citations": [int(found.group(1))], "confidence": 0.9, "cannot_answer": False}
    )


def value(body: Any) -> Behaviour:
    """Any JSON with status 200."""
    return lambda handler, request: handler.reply(200, body)


def nonsense(text: str = "<html>gateway</html>", content_type: str = "text/html") -> Behaviour:
    return lambda handler, request: handler.reply(200, text, content_type)


def status(code: int, *, retry_after: float | None = None, body: Any = None) -> Behaviour:
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    answer = body if body is not None else {"error": {"message": f"status {code}", "type": "error", "code": None}}
    return lambda handler, request: handler.reply(code, answer, headers=headers)


def stall(seconds: float, then: Behaviour | None = None) -> Behaviour:
    """Say nothing for a while. Ends early when the server stops."""

    def behave(handler: Handler, request: Request) -> None:
        handler.owner.stopping.wait(seconds)
        if then:
            then(handler, request)
        else:
            handler.close_connection = True

    return behave


def drip(text: str, pause: float) -> Behaviour:
    """A byte now and then: each read is in time, the whole is not."""

    def behave(handler: Handler, request: Request) -> None:
        body = json.dumps(completion(request, text)).encode()
        handler.head(200, "application/json", len(body))
        for byte in body:
            if handler.owner.stopping.wait(pause):
                return
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()

    return behave


def break_off() -> Behaviour:
    """Half a body, then the connection is gone."""

    def behave(handler: Handler, request: Request) -> None:
        body = json.dumps(completion(request, "x" * 200)).encode()
        handler.head(200, "application/json", len(body))
        handler.wfile.write(body[: len(body) // 2])
        handler.wfile.flush()
        handler.close_connection = True

    return behave


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    owner: ModelServer
    disable_nagle_algorithm = True

    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self.reply(200, {"object": "list", "data": [{"id": "fake-small", "object": "model"}, {"id": "fake-large", "object": "model"}]})

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        request: Request = json.loads(raw or b"{}")
        behaviour = self.owner.next(self.path, request, dict(self.headers))
        try:
            behaviour(self, request)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def head(self, code: int, content_type: str, length: int | None, headers: dict[str, str] | None = None) -> None:
        self.send_response(code)
        self.send_header("Content-Type", content_type)
        if length is None:
            self.send_header("Connection", "close")
            self.close_connection = True
        else:
            self.send_header("Content-Length", str(length))
        for name, content in (headers or {}).items():
            self.send_header(name, content)
        self.end_headers()

    def reply(self, code: int, body: Any, content_type: str = "application/json", headers: dict[str, str] | None = None) -> None:
        data = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.head(code, content_type, len(data), headers)
        self.wfile.write(data)
        self.wfile.flush()

    def stream(self, events: list[str]) -> None:
        self.head(200, "text/event-stream", None)
        for event in events:
            self.wfile.write(f"data: {event}\n\n".encode())
            self.wfile.flush()


def _vectors(handler: Handler, request: Request) -> None:
    """24 numbers a text from the hashes of its words: near for texts that share words, the same every time. A word is a token."""
    given = request.get("input", [])
    data, texts = [], [given] if isinstance(given, str) else given
    for index, text in enumerate(texts):
        numbers = [0.01] * 24
        for word in text.lower().split():
            numbers[hashlib.sha256(word.encode()).digest()[0] % 24] += 1.0
        data.append({"object": "embedding", "index": index, "embedding": numbers})
    used = sum(len(text.split()) for text in texts)
    handler.reply(
        200, {"object": "list", "data": data, "model": request.get("model", ""), "usage": {"prompt_tokens": used, "total_tokens": used}}
    )


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed in the middle is no fault of this server."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class ModelServer:
    """``requests`` holds (path, body, headers) of every call so far."""

    def __init__(self, port: int = 0, default: Behaviour | None = None, delay: float = 0.0) -> None:
        self.default = default or say(from_passages)
        self.delay = delay
        self.requests: list[tuple[str, Request, dict[str, str]]] = []
        self.stopping = threading.Event()
        self._script: deque[Behaviour] = deque()
        self._lock = threading.Lock()
        handler = type("BoundHandler", (Handler,), {"owner": self})
        self._server = _Server(("127.0.0.1", port), handler)
        self._server.daemon_threads = True

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def count(self) -> int:
        return len(self.requests)

    def script(self, *behaviours: Behaviour) -> None:
        self._script.extend(behaviours)

    def next(self, path: str, request: Request, headers: dict[str, str]) -> Behaviour:
        with self._lock:
            self.requests.append((path, request, headers))
            scripted = self._script.popleft() if self._script else None
        if self.delay:
            time.sleep(self.delay)
        return scripted or (_vectors if path.endswith("/embeddings") else self.default)

    def __enter__(self) -> ModelServer:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *unused: object) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()


def main() -> None:
    parser = argparse.ArgumentParser(description="Run the model server alone, for benchmarks and for trying things out.")
    parser.add_argument("--port", type=int, default=8999)
    parser.add_argument("--delay", type=float, default=0.0, help="Seconds before each answer.")
    options = parser.parse_args()
    with ModelServer(options.port, delay=options.delay) as server:
        print(server.base_url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
