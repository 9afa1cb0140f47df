"""One exchange, and every way in which it could be led elsewhere."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kit import guarded_http
from kit.guarded_http import HttpProblem, Reach, Request, exchange, is_public, read_private
from tests.fakes.certificates import self_signed, server_context
from tests.fakes.json_service import JsonService


@pytest.fixture
def service() -> Iterator[JsonService]:
    with JsonService(answer={"ok": True}) as running:
        yield running


def reach(service: JsonService) -> Reach:
    return Reach(frozenset({"orders.internal"}), read_private([f"orders.internal=127.0.0.1:{service.port}"]))


def test_a_listed_name_of_the_installation_is_asked_where_it_stands_for(service: JsonService) -> None:
    answer = exchange(Request("GET", "http://orders.internal/x?y=1"), reach(service))
    assert (answer.status, answer.body) == (200, b'{"ok": true}')
    assert (service.asked[0].path, service.asked[0].headers["Host"]) == ("/x?y=1", "orders.internal")


@pytest.mark.parametrize(
    "url",
    [
        "https://other.example/", "http://orders.example/", "file:///etc/passwd", "gopher://orders.internal/", "https://a@orders.internal/",
        "https://orders.internal:99999/", "https:///nowhere", "//orders.internal/", "https://orders.internal:22/", "http://orders.internal:443/",
    ],
)  # fmt: skip
def test_what_is_not_listed_is_not_asked(service: JsonService, url: str) -> None:
    with pytest.raises(HttpProblem) as refused:
        exchange(Request("GET", url), reach(service))
    assert (refused.value.code, refused.value.sent) == ("refused", False)
    assert not service.asked


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.8", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1", "fe80::1%eth0", "fd00::1",
        "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "224.0.0.1", "240.0.0.1", "nonsense",
    ],
)  # fmt: skip
def test_addresses_inside_are_not_public_in_whatever_dress(address: str) -> None:
    assert not is_public(address)


def test_addresses_of_the_internet_are_public() -> None:
    assert is_public("93.184.216.34")
    assert is_public("2606:2800:220:1:248:1893:25c8:1946")


def test_an_allowed_name_that_leads_inside_is_not_asked(monkeypatch: pytest.MonkeyPatch, service: JsonService) -> None:
    found: list[Any] = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", service.port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *unused, **also: found)
    with pytest.raises(HttpProblem, match="not public"):
        exchange(Request("GET", "https://rebound.example/"), Reach(frozenset({"rebound.example"})))
    assert not service.asked


def test_one_public_address_beside_a_private_one_is_not_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[Any] = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *unused, **also: found)
    with pytest.raises(HttpProblem, match="not public"):
        exchange(Request("GET", "https://two.example/"), Reach(frozenset({"two.example"})))


def test_a_name_is_looked_up_once_and_never_again(monkeypatch: pytest.MonkeyPatch, service: JsonService) -> None:
    """Whoever answers otherwise the second time gains nothing: there is no second time."""
    asked, real = [], socket.getaddrinfo

    def counting(*arguments: Any, **also: Any) -> Any:
        asked.append(arguments)
        return real(*arguments, **also)

    monkeypatch.setattr(socket, "getaddrinfo", counting)
    exchange(Request("GET", "http://orders.internal/"), reach(service))
    assert len(asked) == 1


def test_a_redirect_is_an_answer_and_is_not_followed(service: JsonService) -> None:
    service.status, service.headers = 302, {"Location": "http://169.254.169.254/latest/meta-data"}
    assert exchange(Request("GET", "http://orders.internal/"), reach(service)).status == 302
    assert len(service.asked) == 1


def test_an_answer_that_is_too_long_is_cut_off(service: JsonService) -> None:
    service.raw = b"x" * 100_000
    answer = exchange(Request("GET", "http://orders.internal/", largest=1000), reach(service))
    assert (answer.truncated, answer.body) == (True, b"")


def test_a_byte_now_and_then_does_not_outlive_the_deadline(service: JsonService) -> None:
    service.drip, service.raw = 0.2, b"x" * 500
    with pytest.raises(HttpProblem) as late:
        exchange(Request("GET", "http://orders.internal/", timeout=2.0), reach(service))
    assert (late.value.code, late.value.sent) == ("timeout", True)


def test_neither_does_one_that_is_encrypted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pem = self_signed(tmp_path, "orders.internal")
    monkeypatch.setattr(guarded_http, "_tls", lambda: ssl.create_default_context(cafile=str(pem)))
    with JsonService(answer={"ok": True}, tls=server_context(pem)) as service:
        answer = exchange(Request("GET", "https://orders.internal/"), reach(service))
        service.drip, service.raw = 0.2, b"x" * 100
        with pytest.raises(HttpProblem) as late:
            exchange(Request("GET", "https://orders.internal/", timeout=2.0), reach(service))
        assert service.given < 100
    assert (answer.body, late.value.code, late.value.sent) == (b'{"ok": true}', "timeout", True)


def test_a_handshake_that_never_ends_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(HttpProblem) as late:
        exchange(
            Request("GET", "https://orders.internal/", timeout=1.0),
            Reach(frozenset({"orders.internal"}), read_private([f"orders.internal=127.0.0.1:{silent.getsockname()[1]}"])),
        )
    assert (late.value.code, late.value.sent) == ("unreachable", False)


def test_what_the_hook_raises_passes_and_nothing_was_sent(service: JsonService) -> None:
    def stopped() -> None:
        raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        exchange(Request("POST", "http://orders.internal/", body=b"{}"), reach(service), before_sending=stopped)
    assert not service.asked


def test_a_connection_that_was_never_made_is_told_from_one_that_broke(service: JsonService) -> None:
    service.breaks_off = True
    with pytest.raises(HttpProblem) as broken:
        exchange(Request("POST", "http://orders.internal/", body=b"{}"), reach(service))
    nobody = Reach(frozenset({"orders.internal"}), {"orders.internal": "127.0.0.1:1"})
    with pytest.raises(HttpProblem) as never:
        exchange(Request("POST", "http://orders.internal/", body=b"{}"), nobody)
    assert (broken.value.sent, never.value.sent) == (True, False)
