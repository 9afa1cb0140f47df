"""Live chat: sending is a row of our own database, so it happens exactly once; the hub only hints and the visitor refetches."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from connectors.base import Adapter, Capabilities, Hook, Parameters, Sent
from connectors.models import Delivery
from connectors.registry import register
from connectors.types import Outbound

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?::[0-9]{1,5})?\Z")


def site(value: str) -> str:
    """``value`` if it is exactly a scheme and a host: what a browser sends as Origin, fit for a policy header. Raises ValueError."""
    parts = urlsplit(value)
    if parts.scheme not in ("https", "http") or not _HOST.match(parts.netloc) or value != f"{parts.scheme}://{parts.netloc}":
        raise ValueError("write a site as https://shop.example, in lower case and without a path")
    return value


def _host(value: str) -> str:
    if not _HOST.match(value):
        raise ValueError("write a host as shop.example, in lower case and without a scheme")
    return value


class ChatParameters(Parameters):
    """``origins``: sites that may embed the page; none means only this portal's own site. The rest are texts of the page.

    waiting              shown while a person looks; empty: the registered line in the visitor's language
    disclosure_line      stands under the greeting; empty: the registered line
    link_hosts           hosts, beside the embedding sites, whose addresses in an answer become links; an answer with others waits for a person
    identity_generation  raise it to make a new secret for signed identities; the old one ends at once
    """

    origins: list[Annotated[str, AfterValidator(site)]] = Field(default_factory=list, max_length=50)
    title: str = Field(default="", max_length=80)
    greeting: str = Field(default="", max_length=300)
    colour: str = Field(default="", max_length=20, pattern="^(#[0-9a-fA-F]{6})?$")
    waiting: str = Field(default="", max_length=300)
    disclosure_line: str = Field(default="", max_length=300)
    locale: str = Field(default="", max_length=8)
    link_hosts: list[Annotated[str, AfterValidator(_host)]] = Field(default_factory=list, max_length=50)
    identity_generation: int = Field(default=1, ge=1, le=1_000_000)


@register
class ChatAdapter(Adapter):
    kind: ClassVar[str] = "chat"
    label: ClassVar[str] = "Live chat"
    parameters: ClassVar[type[Parameters]] = ChatParameters
    capabilities: ClassVar[Capabilities] = Capabilities(in_database=True)

    def send(self, delivery: Delivery, outbound: Outbound, *, before_point_of_no_return: Hook) -> Sent:
        before_point_of_no_return()
        return Sent(external_id=f"chat-{delivery.key}")
