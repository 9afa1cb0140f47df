"""How a tool over HTTP is set up: where it goes, how it says who asks, what it answers, and where it tells what became of a call."""

from __future__ import annotations

import re
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from django.conf import settings as installation
from pydantic import Field, ValidationInfo, field_validator

from connectors.base import Parameters
from connectors.tools import schema
from kit import guarded_http
from kit.errors import InvalidInput
from kit.guarded_http import HttpProblem, Reach

FIELD: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_HEADER: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}\Z")
_NO_HOST: Final = re.compile(r"[/@*?#\s]")


class HttpJsonParameters(Parameters):
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "GET"
    hosts: list[str] = Field(default_factory=list, description="Hosts that may be asked, one a line; host:port for another port.")
    url: str = Field(default="", max_length=500, description="https address; {order} stands for the argument order, in path or query.")
    key_header: str = Field(default="Idempotency-Key", description="Header with the key of the call; the same for every try.")
    auth_header: str = Field(default="Authorization", description="Header with the secret.")
    auth_prefix: str = Field(default="Bearer", description="Word before the secret; empty for none.")
    token: str = ""
    external_id: str = Field(default="", description="Field of the answer that names what was done there.")
    largest: int = Field(default=64_000, ge=200, le=1_000_000, description="Bytes of an answer.")
    response: dict[str, Any] = Field(default_factory=dict, description="Schema of the answer; empty: any JSON.")
    reconcile_url: str = Field(
        default="",
        max_length=500,
        description="Asked with GET what became of an unclear call: {idempotency_key} stands for its key. Empty: nobody is asked.",
    )
    reconcile_state: str = Field(
        default="", description="Field of that answer that says how the call stands; empty: any answer means done."
    )
    reconcile_done: list[str] = Field(default_factory=list, validate_default=True, description="Its values that mean done, one a line.")
    reconcile_refused: list[str] = Field(default_factory=list, description="Its values that mean: not done, and it never will be.")
    reconcile_answer: str = Field(default="", description="Field of that answer with what the call itself answered; empty: all of it.")

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

    @field_validator("hosts")
    @classmethod
    def _are_hosts(cls, value: list[str]) -> list[str]:
        wrong = next((one for one in value if not one.strip() or _NO_HOST.search(one.strip())), None)
        if wrong is not None:
            raise ValueError("write a host or host:port a line, such as orders.example, without https:// and without a path")
        return value

    @field_validator("url", "reconcile_url")
    @classmethod
    def _may_be_asked(cls, value: str, known: ValidationInfo) -> str:
        if not value or "hosts" not in known.data:  # what is wrong with the hosts is told first
            return value
        if FIELD.search(urlsplit(value).netloc) or urlsplit(value).fragment:
            raise ValueError("the host of the address is fixed, and it has no fragment")
        try:
            guarded_http.checked(FIELD.sub("x", value), reach(known.data["hosts"]))
        except HttpProblem as problem:
            raise ValueError(problem.message) from None
        return value

    @field_validator("reconcile_done")
    @classmethod
    def _says_what_is_done(cls, value: list[str], known: ValidationInfo) -> list[str]:
        if known.data.get("reconcile_state") and not value:
            raise ValueError("needs a value: which state says that a call was done")
        return value

    @field_validator("auth_prefix")
    @classmethod
    def _stands_in_a_header(cls, value: str) -> str:
        if not (value.isascii() and value.isprintable()):
            raise ValueError("is no text that a header can carry")
        return value


def reach(hosts: list[str]) -> Reach:
    """What is private is for the installation to allow, not for a workspace."""
    return Reach(frozenset(one.strip().lower() for one in hosts), guarded_http.read_private(installation.TOOLS_PRIVATE_HOSTS))
