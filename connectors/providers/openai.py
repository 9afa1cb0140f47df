"""The one client for OpenAI-compatible endpoints: chat and embeddings, with deadlines, retries and the exact bodies for the record.

The library brings transport, authentication and the protocol; retries, deadlines and the reading of answers are ours, because each
attempt must fit into what is left of the deadline and nothing an endpoint sends may surprise a turn.
"""

from __future__ import annotations

import functools
import importlib
import random
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from connectors.providers import answers
from connectors.providers.errors import ProviderError

_BACKOFF = (0.25, 1.0, 4.0)
_LONGEST_WAIT = 20.0
LARGEST = 8_000_000  # bytes of an answer


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where and with what to ask. Times in seconds: to connect, to the first and each next byte, and in all with every retry."""

    base_url: str
    key: str
    model: str
    timeout: float = 60.0
    connect_timeout: float = 5.0
    first_byte_timeout: float = 30.0
    attempts: int = 3


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """``raw_request`` and ``raw_response`` are the exact bodies (JSON where they are JSON, the text of the event stream otherwise)."""

    text: str
    raw_request: dict[str, Any]
    raw_response: Any
    input_tokens: int
    output_tokens: int
    model: str
    milliseconds: int
    attempts: int
    finish_reason: str = ""


@dataclass(frozen=True, slots=True)
class Vectors:
    """``input_tokens`` is 0 where the endpoint does not say."""

    vectors: list[list[float]]
    input_tokens: int
    model: str


def is_configured() -> bool:
    return bool(settings.OPENAI_API_KEY or settings.OPENAI_BASE_URL)


def endpoint(*, model: str, base_url: str = "", key: str = "", timeout: float = 60.0) -> Endpoint:
    """An endpoint from the settings unless its own address is given; a key is never sent to another address than its own."""
    if base_url:
        return Endpoint(base_url, key, model, timeout)
    if not is_configured():
        raise ProviderError("Set OPENAI_API_KEY or OPENAI_BASE_URL to use a model.", code="not_configured", permanent=True)
    return Endpoint(settings.OPENAI_BASE_URL or "https://api.openai.com/v1", key or settings.OPENAI_API_KEY, model, timeout)


def chat(
    endpoint: Endpoint, request: dict[str, Any], *, deadline: float | None = None, on_delta: Callable[[str], None] | None = None
) -> ModelAnswer:
    """Ask once, retrying what may pass; ``deadline`` is in seconds from now. ``request`` is the body without ``model``.

    An endpoint that streams although it was not asked to is understood, and the other way round. Raises ProviderError.
    """
    body = {**request, "model": endpoint.model}
    started = time.monotonic()
    raw, attempts = _attempts(endpoint, "/chat/completions", body, deadline, on_delta)
    read = _read(lambda: answers.chat(raw), body, raw, attempts)
    milliseconds = int((time.monotonic() - started) * 1000)
    tokens = (read.input_tokens, read.output_tokens)
    return ModelAnswer(read.text, body, raw.recorded(), *tokens, read.model or endpoint.model, milliseconds, attempts, read.finish_reason)


def embed(endpoint: Endpoint, texts: list[str], *, deadline: float | None = None) -> Vectors:
    """One vector a text, in order, all of one length and finite."""
    body = {"input": texts, "model": endpoint.model, "encoding_format": "float"}
    raw, attempts = _attempts(endpoint, "/embeddings", body, deadline, None)
    found: list[list[float]] = _read(lambda: answers.vectors(raw, len(texts)), body, raw, attempts)
    used, _, model = answers.usage(raw.recorded())
    return Vectors(found, used, model or endpoint.model)


def warm_up() -> None:
    """Import the library (about two seconds) before the first turn needs it."""
    _library()


@functools.cache
def _library() -> tuple[Any, Any]:
    return importlib.import_module("openai"), importlib.import_module("httpx2")


@functools.lru_cache(maxsize=16)
def _client(base_url: str, key: str, connect: float) -> Any:
    library, httpx = _library()
    transport = httpx.Client(timeout=httpx.Timeout(30.0, connect=connect), follow_redirects=False, trust_env=False)
    return library.OpenAI(api_key=key or "none", base_url=base_url, max_retries=0, http_client=transport, organization="", project="")


def _attempts(
    endpoint: Endpoint, path: str, body: dict[str, Any], deadline: float | None, on_delta: Callable[[str], None] | None
) -> tuple[answers.Raw, int]:
    end = time.monotonic() + min(deadline or endpoint.timeout, endpoint.timeout)
    for attempt in range(1, endpoint.attempts + 1):
        try:
            return _once(endpoint, path, body, end, on_delta), attempt
        except ProviderError as error:
            error.attempts, error.request = attempt, body
            wait = _wait(error, attempt)
            if error.permanent or attempt == endpoint.attempts or time.monotonic() + wait >= end:
                raise
            time.sleep(wait)
    raise AssertionError("an endpoint has at least one attempt")


def _wait(error: ProviderError, attempt: int) -> float:
    """Full jitter over a growing ceiling; what the endpoint asks for is honoured up to 20 seconds."""
    ceiling = _BACKOFF[min(attempt, len(_BACKOFF)) - 1]
    return max(error.retry_after, random.uniform(ceiling / 4, ceiling)) if error.retry_after <= _LONGEST_WAIT else float("inf")  # noqa: S311 - jitter, no secret


def _once(endpoint: Endpoint, path: str, body: dict[str, Any], end: float, on_delta: Callable[[str], None] | None) -> answers.Raw:
    library, httpx = _library()
    left = end - time.monotonic()
    if left <= 0:
        raise ProviderError("The model took too long.", code="timeout", permanent=False)
    timeout = httpx.Timeout(min(endpoint.first_byte_timeout, left), connect=min(endpoint.connect_timeout, left))
    client = _client(endpoint.base_url, endpoint.key, endpoint.connect_timeout)
    options = {"timeout": timeout, "headers": {"X-Stainless-Raw-Response": "stream"}}
    try:
        with closing(client.post(path, cast_to=httpx.Response, body=body, options=options)) as response:
            return _received(response, end, on_delta)
    except (library.APITimeoutError, httpx.TimeoutException) as error:
        raise ProviderError("The model took too long.", code="timeout", permanent=False) from error
    except library.APIStatusError as error:
        raise answers.refused(error.status_code, error.body, dict(error.response.headers), endpoint.key) from error
    except (library.APIConnectionError, httpx.ConnectError) as error:
        raise ProviderError("The model endpoint cannot be reached.", code="unreachable", permanent=False) from error
    except (httpx.HTTPError, httpx.StreamError, library.APIError) as error:
        raise ProviderError("The model broke off its answer.", code="broken_off", permanent=False) from error


def _received(response: Any, end: float, on_delta: Callable[[str], None] | None) -> answers.Raw:
    raw = answers.Raw(response.headers.get("content-type", ""), on_delta=on_delta)
    for piece in response.iter_bytes():
        raw.add(piece)
        if time.monotonic() > end:
            raise ProviderError("The model took too long.", code="timeout", permanent=False, response=raw.recorded())
        if raw.size > LARGEST:
            raise ProviderError("The model's answer is far too long.", code="nonsense", permanent=False)
    return raw


def _read(read: Callable[[], Any], body: dict[str, Any], raw: answers.Raw, attempts: int) -> Any:
    try:
        return read()
    except ProviderError as error:
        error.request, error.response, error.attempts = body, raw.recorded(), attempts
        raise
