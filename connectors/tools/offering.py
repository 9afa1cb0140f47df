"""What a workspace's tools look like to agents and the policy: rows become plain data, without settings and secrets."""

from __future__ import annotations

from typing import Any

from connectors import registry
from connectors.models import Tool


def spec_of(tool: Tool) -> dict[str, Any]:
    adapter = registry.tool_kinds().get(tool.adapter)
    return {
        "name": tool.name, "label": tool.label, "description": tool.description, "summary": tool.summary, "kind": tool.kind,
        "parameters": tool.parameters, "intents": tool.intents, "price": str(tool.price),
        "hosts": adapter.hosts(tool.settings) if adapter else [],
    }  # fmt: skip
