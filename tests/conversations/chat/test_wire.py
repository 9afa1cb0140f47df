"""Hostile and broken frames: each is told what is wrong with it, none gets further."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from conversations.chat import wire
from conversations.chat.wire import Fetch, FrameError, Hello, Write

ID = "0192d3a0-7c1b-4000-8000-123456789012"


def frame(**values: object) -> str:
    return json.dumps(values)


def test_the_three_frames_of_a_page_are_read() -> None:
    assert wire.parse(frame(type="hello", token="t", after=3, conversation="c")) == Hello("t", 3, "c")
    assert wire.parse(frame(type="fetch", after=0)) == Fetch(0, "")
    assert wire.parse(frame(type="message", id=ID, text=" Good day,\r\nall \t")) == Write(ID, "Good day,\nall")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("", "not_json"),
        ("{", "not_json"),
        ("[]", "not_json"),
        ('"message"', "not_json"),
        ("[" * 20_000, "not_json"),
        ('{"a":' * 5_000, "not_json"),
        ("NaN", "not_json"),
        ("9" * 10_000, "not_json"),
        ("x" * (wire.LONGEST_FRAME + 1), "too_large"),
        (frame(), "unknown_type"),
        (frame(type="drop"), "unknown_type"),
        (frame(type=["message"]), "unknown_type"),
        (frame(type="hello", token=7), "invalid"),
        (frame(type="hello", token="t" * 2001), "invalid"),
        (frame(type="fetch", after=-1), "invalid"),
        (frame(type="fetch", after=True), "invalid"),
        (frame(type="fetch", after=1.5), "invalid"),
        (frame(type="fetch", after=2**31), "invalid"),
        (frame(type="fetch", after=0, conversation="c" * 37), "invalid"),
        (frame(type="message", text="Hello"), "invalid"),
        (frame(type="message", id="1", text="Hello"), "invalid"),
        (frame(type="message", id=7, text="Hello"), "invalid"),
        (frame(type="message", id=ID), "invalid"),
        (frame(type="message", id=ID, text=["Hello"]), "invalid"),
        (frame(type="message", id=ID, text="x" * (wire.LONGEST_TEXT + 1)), "too_long"),
        (frame(type="message", id=ID, text="a\x00b"), "control_characters"),
        (frame(type="message", id=ID, text="a\x1b[31mb"), "control_characters"),
        (frame(type="message", id=ID, text="a\x85b"), "control_characters"),
        (frame(type="message", id=ID, text="\ud800"), "control_characters"),
        (frame(type="message", id=ID, text=""), "empty"),
        (frame(type="message", id=ID, text=" \n\t "), "empty"),
        (frame(type="message", id=ID, text="\u200b\u2060\ufeff"), "empty"),
    ],
)
def test_a_frame_that_is_none_is_refused_with_its_reason(data: str, code: str) -> None:
    with pytest.raises(FrameError) as refused:
        wire.parse(data)
    assert refused.value.code == code
    assert refused.value.message.endswith(".")


@pytest.mark.parametrize("text", ["שלום", "👩‍👩‍👧 hi", "e\u0301", "a\u202eb", "1 < 2 && <b>bold</b>", "x" * wire.LONGEST_TEXT])
def test_what_people_write_is_taken_as_it_is(text: str) -> None:
    written = wire.parse(frame(type="message", id=str(uuid4()), text=text))
    assert isinstance(written, Write)
    assert written.text == text
