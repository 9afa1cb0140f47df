"""Live chat: sending is a row of our own database, so it happens exactly once; the hub only hints and the visitor refetches."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from connectors.base import Adapter, Capabilities, Hook, Parameters, Sent
from connectors.models import Delivery
from connectors.registry import register
from connectors.types import Outbound


class ChatParameters(Parameters):
    """``origins``: sites that may embed the page; none means only this portal's own site. The rest are texts of the page."""

    origins: list[str] = Field(default_factory=list)
    title: str = Field(default="", max_length=80)
    greeting: str = Field(default="", max_length=300)
    colour: str = Field(default="", max_length=20)


@register
class ChatAdapter(Adapter):
    kind: ClassVar[str] = "chat"
    label: ClassVar[str] = "Live chat"
    parameters: ClassVar[type[Parameters]] = ChatParameters
    capabilities: ClassVar[Capabilities] = Capabilities(in_database=True)

    def send(self, delivery: Delivery, outbound: Outbound, *, before_point_of_no_return: Hook) -> Sent:
        before_point_of_no_return()
        return Sent(external_id=f"chat-{delivery.key}")
