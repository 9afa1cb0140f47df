"""Which kinds of channel and of tool there are: filled by ``ConnectorsConfig.ready()`` from the directories of ``channels`` and ``tools``."""

from __future__ import annotations

import importlib
import pkgutil

from connectors import channels, tools
from connectors.base import Adapter, ToolAdapter
from connectors.errors import ConnectorError

_adapters: dict[str, type[Adapter]] = {}
_tools: dict[str, type[ToolAdapter]] = {}


def register(adapter: type[Adapter]) -> type[Adapter]:
    """Class decorator. Two adapters of one kind are a mistake in the code."""
    if _adapters.setdefault(adapter.kind, adapter) is not adapter:
        raise ValueError(f"two adapters call themselves {adapter.kind}")
    return adapter


def register_tool(adapter: type[ToolAdapter]) -> type[ToolAdapter]:
    """Class decorator, for what carries out tools."""
    if _tools.setdefault(adapter.kind, adapter) is not adapter:
        raise ValueError(f"two adapters of tools call themselves {adapter.kind}")
    return adapter


def tool_kinds() -> dict[str, type[ToolAdapter]]:
    return dict(sorted(_tools.items()))


def tool_adapter(kind: str) -> type[ToolAdapter]:
    """Raises a permanent ConnectorError for a kind that this installation does not have."""
    try:
        return _tools[kind]
    except KeyError:
        raise ConnectorError("No connector can carry out this tool.", code="no_adapter", permanent=True) from None


def discover() -> None:
    """Import the ``adapter`` of every directory of ``channels`` and ``tools``; adding one changes no list."""
    for package in (channels, tools):
        for found in pkgutil.iter_modules(package.__path__):
            if found.ispkg:
                importlib.import_module(f"{package.__name__}.{found.name}.adapter")


def kinds() -> dict[str, type[Adapter]]:
    return dict(sorted(_adapters.items()))


def adapter(kind: str) -> type[Adapter]:
    """Raises a permanent ConnectorError for a kind that this installation does not have."""
    try:
        return _adapters[kind]
    except KeyError:
        known = ", ".join(sorted(_adapters)) or "none"
        raise ConnectorError(f"There is no connector called {kind}; installed: {known}.", code="no_adapter", permanent=True) from None
