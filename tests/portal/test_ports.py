"""A port that was found free is still free when somebody listens on it later."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from portal.embedded import ports


def said(folder: Path, text: str) -> Path:
    file = folder / "range"
    file.write_text(text, encoding="ascii")
    return file


def test_it_is_below_those_that_outgoing_connections_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "_HANDED_OUT", said(tmp_path, "20100\t60999\n"))
    assert all(20_000 <= ports.free_port() < 20_100 for _ in range(20))


@pytest.mark.parametrize("told", ["1024 60999\n", "20000 60999\n"])
def test_where_nothing_is_below_the_system_chooses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    monkeypatch.setattr(ports, "_HANDED_OUT", said(tmp_path, told))
    assert ports.free_port() > 0


def test_one_that_is_taken_is_not_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "_HANDED_OUT", said(tmp_path, "20002 60999\n"))
    with socket.create_server(("127.0.0.1", ports.free_port())) as taken:
        assert ports.free_port() != taken.getsockname()[1]


def test_a_system_that_says_nothing_is_taken_for_a_usual_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "_HANDED_OUT", tmp_path / "absent")
    assert 20_000 <= ports.free_port() < 32_768
