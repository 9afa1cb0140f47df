"""The sample's order desk as a process of its own: one key is one effect, whatever happens to the answer."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.orders.store import Refused, Store
from tests.fakes.order_desk import OrderDesk, started
from tests.support.workers import wait_for


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[OrderDesk]:
    running = started(tmp_path)
    yield running
    running.process.kill()
    running.process.wait()


def refundable(desk: OrderDesk) -> float:
    return float(desk.ask("GET", "/orders/40651")[1]["refundable"])


def test_one_key_is_one_refund_and_gives_one_answer(desk: OrderDesk) -> None:
    first = desk.ask("POST", "/orders/40651/refunds", {"amount": 20})
    assert first == (201, {"refund": "R-00001", "order": "40651", "amount": 20.0, "currency": "EUR"})
    assert desk.ask("POST", "/orders/40651/refunds", {"amount": 20}) == first
    assert refundable(desk) == 29.0
    assert desk.ask("POST", "/orders/40651/refunds", {"amount": 20}, key="key-00002")[1]["refund"] == "R-00002"


def test_a_key_cannot_be_used_for_something_else(desk: OrderDesk) -> None:
    desk.ask("POST", "/orders/40651/refunds", {"amount": 20})
    assert desk.ask("POST", "/orders/40651/refunds", {"amount": 21})[0] == 409
    assert desk.ask("POST", "/orders/40611/refunds", {"amount": 20})[0] == 409
    assert refundable(desk) == 29.0


@pytest.mark.parametrize("amount", [0, -5, 49.01, 0.001, True, "20", None])
def test_more_than_was_paid_or_no_money_is_refused(desk: OrderDesk, amount: Any) -> None:
    assert desk.ask("POST", "/orders/40651/refunds", {"amount": amount})[0] == 422
    assert refundable(desk) == 49.0


def test_an_address_changes_only_before_the_parcel_leaves(desk: OrderDesk) -> None:
    where = {"street": "Kirschgarten 18", "postcode": "20998", "city": "Hamburg"}
    assert desk.ask("PUT", "/orders/40733/address", where) == (200, {"order": "40733", **where})
    assert desk.ask("PUT", "/orders/40651/address", where, key="key-00002")[0] == 422
    assert desk.ask("GET", "/orders/40733")[1]["street"] == "Kirschgarten 18"


def test_a_slot_is_given_up_for_another(desk: OrderDesk) -> None:
    for key, part in (("key-00001", "morning"), ("key-00002", "evening")):
        assert desk.ask("POST", "/orders/40741/slots", {"day": "2026-12-12", "part": part}, key=key)[0] == 200
    assert desk.ask("GET", "/orders/40741")[1]["slot"] == "2026-12-12, evening"


def test_what_became_of_a_call_is_told_by_its_key(desk: OrderDesk) -> None:
    assert desk.ask("GET", "/calls/key-00001")[0] == 404
    desk.ask("POST", "/orders/40651/refunds", {"amount": 500})
    assert desk.ask("GET", "/calls/key-00001")[0] == 404, "what was refused has not been done"
    status, answer = desk.ask("POST", "/orders/40651/refunds", {"amount": 20})
    told = {"key": "key-00001", "state": "done", "status": status, "answer": answer}
    assert desk.ask("GET", "/calls/key-00001") == (200, told)
    assert desk.ask("GET", "/calls/key-00001", secret="wrong")[0] == 401
    assert desk.ask("POST", "/calls/key-00001", {})[0] == 404


def test_without_the_token_nothing_is_told(desk: OrderDesk) -> None:
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
    wait_for(lambda: store.look_up("40651")["refundable"] == 29.0)
    slow.process.send_signal(signal.SIGKILL)
    slow.process.wait()
    asked.join(60)
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
