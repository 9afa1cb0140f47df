"""Reading what an endpoint sent, whole or as an event stream, trusting nothing about its shape."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from time import time
from typing import Any

from connectors.providers.errors import ProviderError


@dataclass(slots=True)
class Raw:
    """The bytes of one answer as they come in."""

    content_type: str
    on_delta: Callable[[str], None] | None = None
    pieces: list[bytes] = field(default_factory=list)
    size: int = 0
    _seen: int = 0

    def add(self, piece: bytes) -> None:
        self.pieces.append(piece)
        self.size += len(piece)
        if self.on_delta and self.is_stream:
            self._tell(self.on_delta)

    @property
    def is_stream(self) -> bool:
        return "event-stream" in self.content_type or self.text().lstrip()[:5] == "data:"

    def text(self) -> str:
        return b"".join(self.pieces).decode("utf-8", "replace")

    def recorded(self) -> Any:
        """JSON as a value, everything else as text."""
        try:
            return json.loads(self.text())
        except ValueError:
            return self.text()

    def _tell(self, tell: Callable[[str], None]) -> None:
        events = list(_events(self.text()[: self.text().rfind("\n") + 1]))
        for event in events[self._seen :]:
            piece = _delta(event)
            if piece:
                tell(piece)
        self._seen = len(events)


@dataclass(frozen=True, slots=True)
class Read:
    text: str
    input_tokens: int
    output_tokens: int
    model: str
    finish_reason: str


def nonsense(what: str) -> ProviderError:
    return ProviderError(f"The model's answer cannot be used: {what}.", code="nonsense", permanent=False)


def chat(raw: Raw) -> Read:
    return _streamed(raw.text()) if raw.is_stream else _whole(raw)


def _whole(raw: Raw) -> Read:
    value = raw.recorded()
    if not isinstance(value, dict):
        raise nonsense("it is not a JSON object")
    choice = _first(value)
    message = choice.get("message")
    text = message.get("content") if isinstance(message, dict) else None
    if not isinstance(text, str) or not text.strip():
        raise nonsense("it holds no text")
    return Read(text, *_usage(value), _text(value.get("model")), _text(choice.get("finish_reason")))


def _first(value: dict[str, Any]) -> dict[str, Any]:
    choices = value.get("choices")
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise nonsense("it has no choices")
    return choices[0]


def _streamed(text: str) -> Read:
    """Truncated unless it ended with [DONE] or gave a reason for finishing."""
    parts: list[str] = []
    tokens, model, finish, done = (0, 0), "", "", False
    for event in _events(text):
        if event == "[DONE]":
            done = True
            break
        value = _json(event)
        parts.append(_delta(event))
        tokens = _usage(value) if value.get("usage") else tokens
        model = _text(value.get("model")) or model
        choices = value.get("choices")
        if isinstance(choices, list) and choices and isinstance(choices[0], dict):
            finish = _text(choices[0].get("finish_reason")) or finish
    if not (done or finish):
        raise ProviderError("The model broke off its answer.", code="broken_off", permanent=False)
    if not "".join(parts).strip():
        raise nonsense("it holds no text")
    return Read("".join(parts), *tokens, model, finish)


def _events(text: str) -> Iterator[str]:
    """The data of each server-sent event (WHATWG HTML, section 9.2): lines joined, comments and other fields passed over."""
    data: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if line.startswith("data:"):
            data.append(line[5:].removeprefix(" "))
        elif not line and data:
            yield "\n".join(data)
            data = []
    if data:
        yield "\n".join(data)


def _json(event: str) -> dict[str, Any]:
    try:
        value = json.loads(event)
    except ValueError:
        raise nonsense("an event of the stream is not JSON") from None
    if not isinstance(value, dict) or value.get("error"):
        raise nonsense("the stream holds an error")
    return value


def _delta(event: str) -> str:
    try:
        return str(json.loads(event)["choices"][0]["delta"].get("content") or "")
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""


def usage(recorded: Any) -> tuple[int, int, str]:
    """Tokens in and out, and the model, of whatever an endpoint sent: an answer that could not be used was paid for as well."""
    if isinstance(recorded, str):
        values = [_told(event) for event in _events(recorded)]
    else:
        values = [recorded if isinstance(recorded, dict) else {}]
    tokens = next((found for value in reversed(values) if any(found := _usage(value))), (0, 0))
    return *tokens, next((name for value in reversed(values) if (name := _text(value.get("model")))), "")


def _told(event: str) -> dict[str, Any]:
    try:
        value = json.loads(event)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _usage(value: dict[str, Any]) -> tuple[int, int]:
    """Tokens in and out; 0 where the endpoint does not say or says nonsense."""
    usage = value.get("usage")
    found = usage if isinstance(usage, dict) else {}
    return _count(found.get("prompt_tokens")), _count(found.get("completion_tokens"))


def _count(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31 else 0


def _text(value: Any) -> str:
    return value[:120] if isinstance(value, str) else ""


def vectors(raw: Raw, expected: int) -> list[list[float]]:
    value = raw.recorded()
    data = value.get("data") if isinstance(value, dict) else None
    if not isinstance(data, list) or len(data) != expected:
        raise nonsense("it has not one vector a text")
    if all(isinstance(one, dict) and isinstance(one.get("index"), int) for one in data):
        data = sorted(data, key=lambda one: int(one["index"]))
    found = [one.get("embedding") if isinstance(one, dict) else None for one in data]
    if len({len(one) if isinstance(one, list) else -1 for one in found}) != 1 or not all(map(_is_vector, found)):
        raise nonsense("its vectors are not lists of numbers of one length")
    return [[float(number) for number in one or []] for one in found]


def _is_vector(value: Any) -> bool:
    numbers = isinstance(value, list) and bool(value) and all(isinstance(one, int | float) and not isinstance(one, bool) for one in value)
    return numbers and all(math.isfinite(one) for one in value)


def refused(status: int, body: Any, headers: dict[str, str], key: str) -> ProviderError:
    """What a status means for a retry. The text of the endpoint goes into the record only, and without the key it may repeat."""
    error = body.get("error", body) if isinstance(body, dict) else {}
    code = str(error.get("code") or "") if isinstance(error, dict) else ""
    word, permanent = _meaning(status, code)
    return ProviderError(
        f"The model endpoint answered {status}.",
        code=word,
        permanent=permanent,
        retry_after=0.0 if permanent else _retry_after(headers),
        response={"status": status, "body": _without_key(body, key)},
    )


def _meaning(status: int, code: str) -> tuple[str, bool]:
    if status == 429:
        return ("quota", True) if code == "insufficient_quota" else ("rate_limited", False)
    if status >= 500 or status in (408, 409, 425):
        return "server_error", False
    named = {401: "unauthorised", 403: "unauthorised", 404: "no_such_model"}
    return named.get(status, "bad_request"), True


def _retry_after(headers: dict[str, str]) -> float:
    """Seconds, from Retry-After (RFC 9110, 10.2.3: seconds or a date) or the milliseconds that some endpoints send."""
    given = {name.lower(): value for name, value in headers.items()}
    try:
        if "retry-after-ms" in given:
            return max(0.0, float(given["retry-after-ms"]) / 1000)
        text = given.get("retry-after", "0")
        seconds = float(text) if text.replace(".", "", 1).isdigit() else parsedate_to_datetime(text).timestamp() - time()
        return max(0.0, seconds)
    except (ValueError, TypeError, OverflowError):
        return 0.0


def _without_key(body: Any, key: str) -> Any:
    if not key or body is None:
        return body
    text = json.dumps(body, default=str) if not isinstance(body, str) else body
    cleaned = text.replace(key, "[key]")
    return json.loads(cleaned) if not isinstance(body, str) else cleaned


def text_of(recorded: Any) -> str:
    """The text of an answer that was recorded earlier: an object, or the text of an event stream."""
    raw = Raw("text/event-stream" if isinstance(recorded, str) else "application/json")
    raw.add((recorded if isinstance(recorded, str) else json.dumps(recorded)).encode())
    return chat(raw).text
