"""A tool that is one HTTP request with JSON: to allowed hosts only, its path filled from typed arguments, its secret in a header."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final, Literal
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings as installation
from pydantic import Field, field_validator, model_validator

from connectors.base import Hook, Parameters, Retry, Sent, ToolAdapter
from connectors.errors import ConnectorError
from connectors.registry import register_tool
from connectors.tools import schema
from kit import guarded_http
from kit.errors import InvalidInput
from kit.guarded_http import HttpProblem, Reach, Request

_FIELD: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_HEADER: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}\Z")
PASSING: Final = frozenset({408, 425, 429, 503})
"""Answers that say: not now. Nothing was done."""


class HttpJsonParameters(Parameters):
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "GET"
    url: str = Field(default="", max_length=500, description="https address; {order} stands for the argument order, in path or query.")
    hosts: list[str] = Field(default_factory=list, description="Hosts that may be asked, one a line; host:port for another port.")
    key_header: str = Field(default="Idempotency-Key", description="Header with the key of the call; the same for every try.")
    auth_header: str = Field(default="Authorization", description="Header with the secret.")
    auth_prefix: str = Field(default="Bearer", description="Word before the secret; empty for none.")
    token: str = ""
    external_id: str = Field(default="", description="Field of the answer that names what was done there.")
    largest: int = Field(default=64_000, ge=200, le=1_000_000, description="Bytes of an answer.")
    response: dict[str, Any] = Field(default_factory=dict, description="Schema of the answer; empty: any JSON.")

    @field_validator("key_header", "auth_header")
    @classmethod
    def _is_header(cls, value: str) -> str:
        if not _HEADER.match(value):
            raise ValueError("is no name of a header")
        return value

    @field_validator("response")
    @classmethod
    def _is_schema(cls, value: dict[str, Any]) -> dict[str, Any]:
        try:
            if value:
                schema.check(value, "response")
        except InvalidInput as problem:
            raise ValueError(problem.message) from None
        return value

    @model_validator(mode="after")
    def _may_be_asked(self) -> HttpJsonParameters:
        if not self.url:
            return self
        if _FIELD.search(urlsplit(self.url).netloc) or urlsplit(self.url).fragment:
            raise ValueError("the host of the address is fixed, and it has no fragment")
        try:
            guarded_http.checked(_FIELD.sub("x", self.url), _reach(self.hosts))
        except HttpProblem as problem:
            raise ValueError(problem.message) from None
        return self


def _reach(hosts: list[str]) -> Reach:
    """What is private is for the installation to allow, not for a workspace."""
    return Reach(frozenset(one.strip().lower() for one in hosts), guarded_http.read_private(installation.TOOLS_PRIVATE_HOSTS))


@register_tool
class HttpJson(ToolAdapter):
    kind: ClassVar[str] = "http_json"
    label: ClassVar[str] = "HTTP with JSON"
    parameters: ClassVar[type[Parameters]] = HttpJsonParameters
    sensitive: ClassVar[frozenset[str]] = frozenset({"token"})
    retry: ClassVar[Retry] = Retry(attempts=6)

    @classmethod
    def hosts(cls, settings: Mapping[str, Any]) -> list[str]:
        host = urlsplit(str(settings.get("url") or "")).hostname
        return [host] if host else []

    def call(self, key: str, arguments: Mapping[str, Any], *, before_point_of_no_return: Hook) -> Sent:
        told: HttpJsonParameters = self.settings
        if not told.url:
            raise ConnectorError("The tool has no address yet.", code="settings", permanent=True)
        request = self._request(told, key, arguments)
        try:
            answer = guarded_http.exchange(request, _reach(told.hosts), before_sending=before_point_of_no_return)
        except HttpProblem as problem:
            raise self._failed(problem) from None
        return self._outcome(told, answer)

    def _request(self, told: HttpJsonParameters, key: str, arguments: Mapping[str, Any]) -> Request:
        rest, url = _filled(told.url, arguments)
        headers = {"Accept": "application/json", "User-Agent": "Countersign", told.key_header: key}
        if told.token:
            headers[told.auth_header] = f"{told.auth_prefix} {told.token}".strip()
        body = None
        if told.method in ("GET", "DELETE"):
            url += ("&" if urlsplit(url).query else "?") + urlencode({name: _text(value) for name, value in rest.items()}) if rest else ""
        else:
            body = json.dumps(rest, ensure_ascii=False).encode()
            headers["Content-Type"] = "application/json"
        return Request(told.method, url, headers, body, float(self.tool.timeout), told.largest)

    def _failed(self, problem: HttpProblem) -> ConnectorError:
        """What was never sent may be tried again; what was sent by a tool that writes may have been done."""
        unknown = problem.sent and self.tool.writes
        return ConnectorError(problem.message, code=problem.code, permanent=problem.code == "refused", unknown=unknown)

    def _outcome(self, told: HttpJsonParameters, answer: guarded_http.Answer) -> Sent:
        value, fault = _value(told, answer)
        if 200 <= answer.status < 300:
            named = value.get(told.external_id) if told.external_id and isinstance(value, dict) else None
            return Sent(str(named)[:300] if isinstance(named, str | int) else "", answer=value, fault=fault)
        code = f"http_{answer.status}"
        if answer.status in PASSING:
            raise ConnectorError("The service asks to be asked later.", code=code, answer=value)
        if 400 <= answer.status < 500:
            raise ConnectorError(f"The service refused the call ({answer.status}).", code=code, permanent=True, answer=value)
        said = "The service led elsewhere" if 300 <= answer.status < 400 else "The service failed"
        raise ConnectorError(f"{said} ({answer.status}).", code=code, permanent=answer.status < 400, unknown=self.tool.writes, answer=value)


def _value(told: HttpJsonParameters, answer: guarded_http.Answer) -> tuple[Any, str]:
    """The answer as JSON and how it is not as declared."""
    if answer.truncated:
        return None, f"The answer was longer than {told.largest} bytes."
    if not answer.body:
        return None, "The answer was empty." if told.response else ""
    try:
        value = json.loads(answer.body)
    except (ValueError, RecursionError):
        return None, "The answer was no JSON."
    fault = schema.fault(told.response, value, closed=False, path="answer") if told.response else ""
    return value, f"The answer is not as declared: {fault}." if fault else ""


def _filled(url: str, arguments: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """Arguments that have no place in the address, and the address. A value is one segment: it cannot climb or begin a query."""
    used: set[str] = set()

    def one(found: re.Match[str]) -> str:
        name = found.group(1)
        text = _text(arguments.get(name, ""))
        if text in ("", ".", ".."):
            raise ConnectorError(f"The argument {name} cannot stand in an address.", code="arguments", permanent=True)
        used.add(name)
        return quote(text, safe="")

    filled = _FIELD.sub(one, url)
    return {name: value for name, value in arguments.items() if name not in used}, filled


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def places(url: str) -> Iterator[str]:
    """Names of the arguments that stand in an address."""
    yield from _FIELD.findall(url)
