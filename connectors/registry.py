"""Which kinds of channel there are: filled by ``ConnectorsConfig.ready()`` from the directories of ``connectors.channels``."""

from __future__ import annotations

import importlib
import pkgutil

from connectors import channels
from connectors.base import Adapter, Tool
from connectors.errors import ConnectorError

_adapters: dict[str, type[Adapter]] = {}
_tools: dict[str, type[Tool]] = {}


def register(adapter: type[Adapter]) -> type[Adapter]:
    """Class decorator. Two adapters of one kind are a mistake in the code."""
    if _adapters.setdefault(adapter.kind, adapter) is not adapter:
        raise ValueError(f"two adapters call themselves {adapter.kind}")
    return adapter


def register_tool(tool: type[Tool]) -> type[Tool]:
    """Class decorator, for tools."""
    if _tools.setdefault(tool.name, tool) is not tool:
        raise ValueError(f"two tools call themselves {tool.name}")
    return tool


def tool(name: str) -> type[Tool]:
    """Raises a permanent ConnectorError for a tool that this installation does not have."""
    try:
        return _tools[name]
    except KeyError:
        raise ConnectorError("No connector can carry out this tool.", code="no_adapter", permanent=True) from None


def discover() -> None:
    """Import ``connectors.channels.<kind>.adapter`` of every directory there; adding a channel changes no list."""
    for found in pkgutil.iter_modules(channels.__path__):
        if found.ispkg:
            importlib.import_module(f"{channels.__name__}.{found.name}.adapter")


def kinds() -> dict[str, type[Adapter]]:
    return dict(sorted(_adapters.items()))


def adapter(kind: str) -> type[Adapter]:
    """Raises a permanent ConnectorError for a kind that this installation does not have."""
    try:
        return _adapters[kind]
    except KeyError:
        known = ", ".join(sorted(_adapters)) or "none"
        raise ConnectorError(f"There is no connector called {kind}; installed: {known}.", code="no_adapter", permanent=True) from None
