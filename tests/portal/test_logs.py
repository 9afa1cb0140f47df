"""What may stand in a log line."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from django.test import Client

from kit import correlation
from portal.logs import formatter


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def last(lines: io.StringIO) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(lines.getvalue().splitlines()[-1])
    return found


def test_a_field_that_is_not_registered_never_reaches_the_line(lines: io.StringIO) -> None:
    structlog.get_logger("x").info("sent", item_id="7", body="Dear Ms Moss")
    assert last(lines)["item_id"] == "7"
    assert "Moss" not in lines.getvalue()


def test_a_registered_field_is_scrubbed(lines: io.StringIO) -> None:
    structlog.get_logger("x").info("sent", host="ada@example.org")
    assert last(lines)["host"] == "[email]"


def test_an_exception_gives_its_class_and_frames_but_not_its_message(lines: io.StringIO) -> None:
    try:
        raise ValueError("ada@example.org owes 12 euro")
    except ValueError:
        structlog.get_logger("x").exception("failed")
    line = last(lines)
    assert line["exception"] == "builtins.ValueError"
    assert "test_logs.py" in line["frames"]
    assert "owes" not in lines.getvalue()


def test_the_arguments_of_another_librarys_record_are_left_out(lines: io.StringIO) -> None:
    logging.getLogger("other").warning("cannot deliver to %s", "Ada Lovelace")
    assert last(lines)["event"] == "cannot deliver to %s"
    assert "Ada" not in lines.getvalue()


def test_the_correlation_id_in_force_stands_in_the_line(lines: io.StringIO) -> None:
    with correlation.bind("abc-1"):
        structlog.get_logger("x").info("sent")
    assert last(lines)["correlation_id"] == "abc-1"


def test_a_request_is_logged_by_its_route_without_its_query(lines: io.StringIO, client: Client) -> None:
    client.get("/healthz", {"name": "lovelace"})
    assert last(lines)["route"] == "healthz"
    assert "lovelace" not in lines.getvalue()


@pytest.mark.parametrize(("given", "kept"), [("order-17.a", True), ("two words", False), ("x" * 65, False)])
def test_the_answer_says_the_callers_id_if_it_is_one(client: Client, given: str, kept: bool) -> None:
    answer = client.get("/healthz", headers={"X-Correlation-ID": given})
    assert (answer["X-Correlation-ID"] == given) is kept
    assert correlation.get() == ""
