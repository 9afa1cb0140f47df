"""The way out. Only ``review.release`` comes through here; a guard test says so."""

from __future__ import annotations

from connectors import registry
from connectors.base import Adapter, Said, Sent, ToolAdapter
from connectors.credentials import secrets_of
from connectors.errors import ConnectorError
from connectors.models import Channel, Tool

__all__ = ["ConnectorError", "Said", "Sent", "adapter_for", "tool_for"]


def adapter_for(channel: Channel | None) -> Adapter:
    """The adapter that serves ``channel``. Raises a permanent ConnectorError when there is none, or the channel is switched off."""
    if channel is None:
        raise ConnectorError("This reply has no channel.", code="no_adapter", permanent=True)
    if not channel.is_active:
        raise ConnectorError("The channel is switched off.", code="channel_off", permanent=True)
    kind = registry.adapter(channel.kind)
    return kind(channel, secrets_of(channel, kind.sensitive))


def tool_for(tool: Tool | None) -> ToolAdapter:
    """What carries out ``tool``. Raises a permanent ConnectorError when there is none, or the tool is switched off."""
    if tool is None:
        raise ConnectorError("This workspace has no such tool.", code="no_adapter", permanent=True)
    if not tool.is_enabled:
        raise ConnectorError("The tool is switched off.", code="tool_off", permanent=True)
    kind = registry.tool_adapter(tool.adapter)
    return kind(tool, secrets_of(tool, kind.sensitive))
