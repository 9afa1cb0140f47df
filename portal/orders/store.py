"""Orders, refunds and slots in a SQLite file. What is done under a key is written with the key, in one transaction: it happens once."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ORDERS: Final = Path(__file__).with_name("orders.json")
WINDOWS: Final = ("morning", "afternoon", "evening")
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS orders (
  number TEXT PRIMARY KEY, customer TEXT NOT NULL, email TEXT NOT NULL, article TEXT NOT NULL, state TEXT NOT NULL, placed TEXT NOT NULL,
  total INTEGER NOT NULL, street TEXT NOT NULL, postcode TEXT NOT NULL, city TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS refunds (id INTEGER PRIMARY KEY, number TEXT NOT NULL REFERENCES orders, amount INTEGER NOT NULL, note TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS slots (
  id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE REFERENCES orders, day TEXT NOT NULL, part TEXT NOT NULL, UNIQUE (day, part, number));
CREATE TABLE IF NOT EXISTS done (key TEXT PRIMARY KEY, asked TEXT NOT NULL, status INTEGER NOT NULL, answer TEXT NOT NULL);
"""
Json = dict[str, Any]


class Refused(Exception):
    """What the desk does not do, with the status of HTTP that says so."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


@dataclass(frozen=True, slots=True)
class Told:
    status: int
    answer: Json


class Store:
    """Each use opens the file anew: requests come from many threads."""

    def __init__(self, file: Path) -> None:
        self.file = file
        with self.writing() as base:
            base.executescript(_TABLES)
            if not base.execute("SELECT 1 FROM orders").fetchone():
                rows = json.loads(ORDERS.read_text(encoding="utf-8"))
                base.executemany(
                    """INSERT INTO orders VALUES (:number, :customer, :email, :article, :state, :placed, :total, :street, :postcode, :city)""",
                    rows,
                )

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        base = sqlite3.connect(self.file, timeout=20, isolation_level=None)
        base.row_factory = sqlite3.Row
        try:
            base.execute("BEGIN IMMEDIATE")
            yield base
            base.execute("COMMIT") if base.in_transaction else None
        except BaseException:
            base.rollback()
            raise
        finally:
            base.close()

    def look_up(self, number: str) -> Json:
        with self.writing() as base:
            return _shown(base, number)

    def once(self, key: str, asked: Mapping[str, Any], effect: Callable[[sqlite3.Connection], Told]) -> Told:
        """``effect`` under ``key``, or what it answered the first time. Another wish under the same key is refused."""
        digest = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
        with self.writing() as base:
            before = base.execute("SELECT asked, status, answer FROM done WHERE key = ?", [key]).fetchone()
            if before is not None:
                if before["asked"] != digest:
                    raise Refused(409, "This key was used for something else.")
                return Told(before["status"], json.loads(before["answer"]))
            told = effect(base)
            base.execute("INSERT INTO done VALUES (?, ?, ?, ?)", [key, digest, told.status, json.dumps(told.answer)])
            return told

    def done(self, key: str) -> Json:
        """What became of the call under ``key``: only what was done is known, and it is done when it is known."""
        with self.writing() as base:
            row = base.execute("SELECT status, answer FROM done WHERE key = ?", [key]).fetchone()
        if row is None:
            raise Refused(404, "There was no such call.")
        return {"key": key, "state": "done", "status": row["status"], "answer": json.loads(row["answer"])}

    def refund(self, base: sqlite3.Connection, number: str, given: Json) -> Told:
        order, amount = _shown(base, number), _cents(given.get("amount"))
        if amount > _cents(order["refundable"]):
            raise Refused(422, f"At most {order['refundable']:.2f} EUR of this order can be refunded.")
        made = base.execute(
            "INSERT INTO refunds (number, amount, note) VALUES (?, ?, ?)", [number, amount, str(given.get("reason") or "")[:200]]
        )
        return Told(201, {"refund": f"R-{made.lastrowid:05d}", "order": number, "amount": amount / 100, "currency": "EUR"})

    def change_address(self, base: sqlite3.Connection, number: str, given: Json) -> Told:
        if _shown(base, number)["state"] != "packing":
            raise Refused(422, "The parcel has left: its address can no longer be changed here.")
        values = [str(given.get(name) or "").strip() for name in ("street", "postcode", "city")]
        if not all(values):
            raise Refused(422, "street, postcode and city are needed.")
        base.execute("UPDATE orders SET street = ?, postcode = ?, city = ? WHERE number = ?", [*values, number])
        return Told(200, {"order": number, "street": values[0], "postcode": values[1], "city": values[2]})

    def book_slot(self, base: sqlite3.Connection, number: str, given: Json) -> Told:
        day, part = str(given.get("day") or ""), str(given.get("part") or "")
        if _shown(base, number)["state"] not in ("packing", "ready") or part not in WINDOWS:
            raise Refused(422, "For this order no slot can be booked.")
        if base.execute("SELECT count(*) FROM slots WHERE day = ? AND part = ? AND number <> ?", [day, part, number]).fetchone()[0] >= 3:
            raise Refused(422, "That part of the day is full.")
        base.execute(
            "INSERT INTO slots (number, day, part) VALUES (?, ?, ?) ON CONFLICT (number) DO UPDATE SET day = excluded.day, part = excluded.part",
            [number, day, part],
        )
        return Told(200, {"order": number, "day": day, "part": part})


def _shown(base: sqlite3.Connection, number: str) -> Json:
    row = base.execute("SELECT * FROM orders WHERE number = ?", [number]).fetchone()
    if row is None:
        raise Refused(404, "There is no such order.")
    refunded = base.execute("SELECT coalesce(sum(amount), 0) FROM refunds WHERE number = ?", [number]).fetchone()[0]
    slot = base.execute("SELECT day, part FROM slots WHERE number = ?", [number]).fetchone()
    return {
        "order": row["number"], "customer": row["customer"], "email": row["email"], "article": row["article"], "state": row["state"],
        "placed": row["placed"], "total": row["total"] / 100, "refundable": (row["total"] - refunded) / 100, "currency": "EUR",
        "street": row["street"], "postcode": row["postcode"], "city": row["city"], "slot": f"{slot['day']}, {slot['part']}" if slot else "",
    }  # fmt: skip


def _cents(amount: Any) -> int:
    if (
        isinstance(amount, bool)
        or not isinstance(amount, int | float)
        or not 0 < amount <= 100_000
        or round(amount * 100) != round(amount * 100, 6)
    ):
        raise Refused(422, "amount must be money, such as 39.90.")
    return round(amount * 100)
