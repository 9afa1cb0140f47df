"""A tool that is one HTTP request with JSON: to allowed hosts only, its path filled from typed arguments, its secret in a header."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, ClassVar, Final
from urllib.parse import quote, urlencode, urlsplit

from connectors.base import Hook, Parameters, Retry, Said, Sent, ToolAdapter
from connectors.errors import ConnectorError
from connectors.registry import register_tool
from connectors.tools import schema
from connectors.tools.http_json.parameters import FIELD, HttpJsonParameters, reach
from kit import guarded_http
from kit.errors import InvalidInput
from kit.guarded_http import HttpProblem, Request

PASSING: Final = frozenset({408, 425, 429, 503})
"""Answers that say: not now. Nothing was done."""
ADDRESSES, KEY = ("url", "reconcile_url"), "idempotency_key"
UNHEARD_OF: Final = frozenset({404, 410})
"""What says, where it is asked after a call, that there is none."""


@register_tool
class HttpJson(ToolAdapter):
    kind: ClassVar[str] = "http_json"
    label: ClassVar[str] = "HTTP with JSON"
    parameters: ClassVar[type[Parameters]] = HttpJsonParameters
    sensitive: ClassVar[frozenset[str]] = frozenset({"token"})
    retry: ClassVar[Retry] = Retry(attempts=6)

    @classmethod
    def hosts(cls, settings: Mapping[str, Any]) -> list[str]:
        found = {urlsplit(str(settings.get(name) or "")).hostname for name in ADDRESSES}
        return sorted(filter(None, found))

    @classmethod
    def check(cls, settings: Mapping[str, Any], parameters: Mapping[str, Any]) -> None:
        for name in ADDRESSES:
            known = {*parameters.get("properties", {}), *((KEY,) if name == "reconcile_url" else ())}
            unknown = next((place for place in FIELD.findall(str(settings.get(name) or "")) if place not in known), None)
            if unknown:
                raise InvalidInput(f"{name}: {{{unknown}}} is no parameter.")

    def call(self, key: str, arguments: Mapping[str, Any], *, before_point_of_no_return: Hook) -> Sent:
        told: HttpJsonParameters = self.settings
        if not told.url:
            raise ConnectorError("The tool has no address yet.", code="settings", permanent=True)
        request = self._request(told, key, arguments)
        try:
            answer = guarded_http.exchange(request, reach(told.hosts), before_sending=before_point_of_no_return)
        except HttpProblem as problem:
            raise self._failed(problem) from None
        return self._outcome(told, answer)

    def _request(self, told: HttpJsonParameters, key: str, arguments: Mapping[str, Any]) -> Request:
        rest, url = _filled(told.url, arguments)
        headers, body = self._headers(told, key), None
        if told.method in ("GET", "DELETE"):
            url += ("&" if urlsplit(url).query else "?") + urlencode({name: _text(value) for name, value in rest.items()}) if rest else ""
        else:
            body = json.dumps(rest, ensure_ascii=False).encode()
            headers["Content-Type"] = "application/json"
        return Request(told.method, url, headers, body, float(self.tool.timeout), told.largest)

    def _headers(self, told: HttpJsonParameters, key: str) -> dict[str, str]:
        headers = {"Accept": "application/json", "User-Agent": "Countersign", told.key_header: key}
        if not told.token.isascii():
            raise ConnectorError("The secret holds characters that no header can carry.", code="settings", permanent=True)
        return headers | ({told.auth_header: f"{told.auth_prefix} {told.token}".strip()} if told.token else {})

    @property
    def can_reconcile(self) -> bool:
        return bool(self.settings.reconcile_url)

    def reconcile(self, key: str, arguments: Mapping[str, Any]) -> Said:
        told: HttpJsonParameters = self.settings
        url = _filled(told.reconcile_url, {**arguments, KEY: key})[1]
        request = Request("GET", url, self._headers(told, key), None, float(self.tool.timeout), told.largest)
        try:
            answer = guarded_http.exchange(request, reach(told.hosts))
        except HttpProblem as problem:
            raise ConnectorError(problem.message, code=problem.code) from None
        if answer.status in UNHEARD_OF:
            return Said("absent")
        value, broken = _json(told, answer)
        return self._read_state(told, value) if answer.status == 200 and answer.body and not broken else Said("unclear")

    def _read_state(self, told: HttpJsonParameters, value: Any) -> Said:
        """What is not said in so many words is unclear."""
        known = value if isinstance(value, dict) else {}
        state = _text(known.get(told.reconcile_state)) if told.reconcile_state else ""
        answered = known.get(told.reconcile_answer) if told.reconcile_answer else value
        if told.reconcile_state and state in told.reconcile_refused:
            return Said("refused", Sent("", answer=answered))
        if told.reconcile_state and state not in told.reconcile_done:
            return Said("unclear")
        return Said("done", self._sent(told, answered, _misfit(told, answered)))

    def _sent(self, told: HttpJsonParameters, value: Any, fault: str) -> Sent:
        named = value.get(told.external_id) if told.external_id and isinstance(value, dict) else None
        return Sent(_id(str(named)) if isinstance(named, str | int) else "", answer=value, fault=fault)

    def _failed(self, problem: HttpProblem) -> ConnectorError:
        """What was never sent may be tried again; what was sent by a tool that writes may have been done."""
        unknown = problem.sent and self.tool.writes
        return ConnectorError(problem.message, code=problem.code, permanent=problem.code == "refused", unknown=unknown)

    def _outcome(self, told: HttpJsonParameters, answer: guarded_http.Answer) -> Sent:
        value, fault = _value(told, answer)
        if 200 <= answer.status < 300:
            return self._sent(told, value, fault)
        code = f"http_{answer.status}"
        if answer.status in PASSING:
            raise ConnectorError("The service asks to be asked later.", code=code, answer=value)
        if 400 <= answer.status < 500:
            raise ConnectorError(f"The service refused the call ({answer.status}).", code=code, permanent=True, answer=value)
        said = "The service led elsewhere" if 300 <= answer.status < 400 else "The service failed"
        raise ConnectorError(f"{said} ({answer.status}).", code=code, permanent=answer.status < 400, unknown=self.tool.writes, answer=value)


def _id(text: str) -> str:
    """A number or a code. What may be an address stays in the answer, which is encrypted."""
    return "" if "@" in text or len(text.split()) != 1 else text[:300]


def _value(told: HttpJsonParameters, answer: guarded_http.Answer) -> tuple[Any, str]:
    """The answer as JSON and how it is not as declared."""
    value, broken = _json(told, answer)
    return value, broken or (_misfit(told, value) if answer.body else "")


def _json(told: HttpJsonParameters, answer: guarded_http.Answer) -> tuple[Any, str]:
    """The answer as JSON, or why it is none."""
    if answer.truncated:
        return None, f"The answer was longer than {told.largest} bytes."
    if not answer.body:
        return None, "The answer was empty." if told.response else ""
    try:
        value = json.loads(answer.body)
        schema.storable(value, "answer")
    except (ValueError, RecursionError):
        return None, "The answer was no JSON."
    except InvalidInput as problem:  # NaN, half of a character, NUL: what Python reads and no database keeps
        return None, f"The answer cannot be kept: {problem.message}"
    return value, ""


def _misfit(told: HttpJsonParameters, value: Any) -> str:
    fault = schema.fault(told.response, value, closed=False, path="answer") if told.response else ""
    return f"The answer is not as declared: {fault}." if fault else ""


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

    filled = FIELD.sub(one, url)
    return {name: value for name, value in arguments.items() if name not in used}, filled


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
