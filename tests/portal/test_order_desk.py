"""The sample's order desk as a process of its own: one key is one effect, whatever happens to the answer."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from portal.orders.store import Refused, Store
from portal.orders.token import token


@dataclass
class Desk:
    port: int
    secret: str
    process: subprocess.Popen[bytes]

    def ask(self, method: str, path: str, body: Any = None, key: str = "key-00001", secret: str | None = None) -> tuple[int, Any]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", json.dumps(body).encode() if body is not None else None, method=method,
            headers={"Authorization": f"Bearer {self.secret if secret is None else secret}", "Idempotency-Key": key},
        )  # fmt: skip
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - the loopback
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as refused:
            return refused.code, json.loads(refused.read())


def started(folder: Path, *more: str) -> Desk:
    secret = token(folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    files = ["--file", str(folder / "orders.sqlite3"), "--token-file", str(folder / "order-desk.token")]
    process = subprocess.Popen([sys.executable, "-m", "portal.orders", "--port", str(port), *files, *more])
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.05)
        else:
            return Desk(port, secret, process)
    raise AssertionError("the order desk did not start")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    running = started(tmp_path)
    yield running
    running.process.kill()
    running.process.wait()


def refundable(desk: Desk) -> float:
    return float(desk.ask("GET", "/orders/40651")[1]["refundable"])


def test_one_key_is_one_refund_and_gives_one_answer(desk: Desk) -> None:
    first = desk.ask("POST", "/orders/40651/refunds", {"amount": 20})
    assert first == (201, {"refund": "R-00001", "order": "40651", "amount": 20.0, "currency": "EUR"})
    assert desk.ask("POST", "/orders/40651/refunds", {"amount": 20}) == first
    assert refundable(desk) == 29.0
    assert desk.ask("POST", "/orders/40651/refunds", {"amount": 20}, key="key-00002")[1]["refund"] == "R-00002"


def test_a_key_cannot_be_used_for_something_else(desk: Desk) -> None:
    desk.ask("POST", "/orders/40651/refunds", {"amount": 20})
    assert desk.ask("POST", "/orders/40651/refunds", {"amount": 21})[0] == 409
    assert desk.ask("POST", "/orders/40611/refunds", {"amount": 20})[0] == 409
    assert refundable(desk) == 29.0


@pytest.mark.parametrize("amount", [0, -5, 49.01, 0.001, True, "20", None])
def test_more_than_was_paid_or_no_money_is_refused(desk: Desk, amount: Any) -> None:
    assert desk.ask("POST", "/orders/40651/refunds", {"amount": amount})[0] == 422
    assert refundable(desk) == 49.0


def test_an_address_changes_only_before_the_parcel_leaves(desk: Desk) -> None:
    where = {"street": "Kirschgarten 18", "postcode": "20998", "city": "Hamburg"}
    assert desk.ask("PUT", "/orders/40733/address", where) == (200, {"order": "40733", **where})
    assert desk.ask("PUT", "/orders/40651/address", where, key="key-00002")[0] == 422
    assert desk.ask("GET", "/orders/40733")[1]["street"] == "Kirschgarten 18"


def test_a_slot_is_given_up_for_another(desk: Desk) -> None:
    for key, part in (("key-00001", "morning"), ("key-00002", "evening")):
        assert desk.ask("POST", "/orders/40741/slots", {"day": "2026-12-12", "part": part}, key=key)[0] == 200
    assert desk.ask("GET", "/orders/40741")[1]["slot"] == "2026-12-12, evening"


def test_without_the_token_nothing_is_told(desk: Desk) -> None:
    assert desk.ask("GET", "/orders/40651", secret="wrong")[0] == 401
    assert desk.ask("POST", "/orders/40651/refunds", {"amount": 20}, secret="")[0] == 401
    assert refundable(desk) == 49.0


def test_forty_at_once_under_one_key_are_one_refund(tmp_path: Path) -> None:
    store, made = Store(tmp_path / "orders.sqlite3"), []

    def ask() -> None:
        given = {"amount": 5}
        made.append(store.once("key-00001", given, lambda base: store.refund(base, "40651", given)).answer["refund"])

    threads = [threading.Thread(target=ask) for _ in range(40)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert made == ["R-00001"] * 40
    assert store.look_up("40651")["refundable"] == 44.0


def test_killed_between_doing_and_saying_so_it_has_happened_once(tmp_path: Path) -> None:
    slow = started(tmp_path, "--delay", "30")

    def ask() -> None:
        with pytest.raises(ConnectionError):
            slow.ask("POST", "/orders/40651/refunds", {"amount": 20})

    asked = threading.Thread(target=ask, daemon=True)
    asked.start()
    store = Store(tmp_path / "orders.sqlite3")
    for _ in range(200):
        if store.look_up("40651")["refundable"] == 29.0:
            break
        time.sleep(0.05)
    slow.process.send_signal(signal.SIGKILL)
    slow.process.wait()
    asked.join(10)
    again = started(tmp_path)
    try:
        assert again.ask("POST", "/orders/40651/refunds", {"amount": 20})[1]["refund"] == "R-00001"
        assert refundable(again) == 29.0
    finally:
        again.process.kill()
        again.process.wait()


def test_an_order_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no such order"):
        Store(tmp_path / "orders.sqlite3").look_up("00000")
