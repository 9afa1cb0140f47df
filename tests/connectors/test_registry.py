"""Which kinds there are, and who may use the way out."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from connectors import registry
from connectors.base import Adapter, Hook, Retry, Sent
from connectors.errors import ConnectorError
from connectors.models import Delivery
from connectors.send import adapter_for
from connectors.types import Outbound

BASE = Path(__file__).resolve().parents[2]


def test_both_kinds_are_found_by_their_folders() -> None:
    assert list(registry.kinds()) == ["chat", "email"]


def test_two_adapters_of_one_kind_are_refused() -> None:
    class Second(Adapter):
        kind: ClassVar[str] = "email"

        def send(self, delivery: Delivery, outbound: Outbound, *, before_point_of_no_return: Hook) -> Sent:
            raise NotImplementedError

    with pytest.raises(ValueError, match="email"):
        registry.register(Second)
    assert registry.adapter("email") is not Second


def test_a_kind_that_is_not_installed_is_named_beside_those_that_are() -> None:
    with pytest.raises(ConnectorError, match="chat, email") as refused:
        registry.adapter("pigeon")
    assert refused.value.permanent


def test_no_channel_means_no_connector() -> None:
    with pytest.raises(ConnectorError) as refused:
        adapter_for(None)
    assert refused.value.code == "no_adapter"


def test_waits_grow_are_capped_and_end() -> None:
    retry = Retry()
    waits = [retry.wait(attempt) for attempt in range(1, 9)]
    assert waits[-1] is None
    known = [wait for wait in waits if wait]
    assert len(known) == 7
    assert all(retry.first * 2**n / 2 <= wait <= min(retry.first * 2**n, retry.longest) for n, wait in enumerate(known))
    assert Retry(attempts=99).wait(90) <= retry.longest  # type: ignore[operator]  # not yet time to give up


def imports(*words: str) -> Iterator[tuple[str, str]]:
    """Path and name of each import, of the files in which all ``words`` stand."""
    for app in ("kit", "audit", "accounts", "policies", "connectors", "conversations", "review", "agents", "portal"):
        for path in (BASE / app).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            for node in ast.walk(ast.parse(text)) if all(word in text for word in words) else ():
                names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom) and node.module:
                    names = [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
                yield from ((str(path.relative_to(BASE)), name) for name in names)


def test_only_the_release_uses_the_way_out() -> None:
    users = {path for path, name in imports("connectors", "send") if name == "connectors.send"}
    assert users, "the release itself"
    assert {path for path in users if not path.startswith("review/release/")} == set()
