"""JSON lines in, JSON lines out: what an outsider may write on a line, and what comes back."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kit.commands import JsonLinesCommand, Record, records
from kit.errors import InvalidInput

BASE = Path(__file__).resolve().parents[2]
DEEP = b"[" * 100_000 + b"]" * 100_000


class Echo(JsonLinesCommand):
    """Answers with what it was told, and fails as engines can fail."""

    def answer(self, record: Record) -> Record:
        if "raise" in record:
            raise {"ours": InvalidInput("Give a text."), "deep": RecursionError(), "theirs": KeyError("x")}[record["raise"]]
        return {"id": record.get("id"), "said": float("nan") if record.get("odd") else record.get("text")}


def answers(data: bytes) -> list[dict[str, Any]]:
    out = io.StringIO()
    command = Echo(stdout=out)
    for record, error in records(io.TextIOWrapper(io.BytesIO(data), encoding="ascii")):
        command.emit(command.answered(record, error))
    assert not out.getvalue() or out.getvalue().endswith("\n")
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("line", "identity", "error"),
    [
        (b"no json", None, "is not JSON"),
        (b"[]", None, "must be a JSON object"),
        (b"null", None, "must be a JSON object"),
        (b'{"id": 7, "text": "x"} more', 7, "is not JSON"),
        (b'{"id": "a\\"b", "text": ', 'a"b', "is not JSON"),
        (b'{"id": 7, "text": "\xff\xfe"}', 7, "is not UTF-8: byte 20"),
        (b"\xff\xfe{\x00", None, "is not UTF-8"),
        (b'{"text": "\\ud800", "id": 7}', 7, "half of a character"),
        (b'{"id": "\\ud800"}', "\ud800", "half of a character"),
        (b'{"id": 7, "text": 1e400}', 7, "too large"),
        (b'{"id": -1e400}', None, "too large"),
        (b'{"id": 7, "text": NaN}', 7, "NaN"),
        (b'{"id": 7, "text": ' + b"9" * 5000 + b"}", 7, "digits"),
        (b'{"id": 7, "text": ' + DEEP + b"}", 7, "nested too deeply"),
        (DEEP, None, "nested too deeply"),
        (b'{"id": 7, "text": "a", "text": "b"}', 7, 'names "text" twice'),
        (b'{"id": 7, "raise": "ours"}', 7, "Give a text."),
        (b'{"id": 7, "raise": "deep"}', 7, "nested too deeply"),
        (b'{"id": 7, "raise": "theirs"}', 7, "KeyError"),
        (b'{"id": 7, "odd": true}', 7, "ValueError"),
    ],
)
def test_a_line_that_cannot_be_answered_says_why_under_its_id_and_the_next_one_follows(line: bytes, identity: object, error: str) -> None:
    wrong, right = answers(line + b'\n{"id": 8, "text": "fine"}')
    assert (wrong["id"], right) == (identity, {"id": 8, "said": "fine"})
    assert error in wrong["error"]


def test_blank_lines_byte_order_marks_and_any_line_ends_are_no_matter() -> None:
    data = b'\xef\xbb\xbf{"id": 1}\r\n\r\n   \n\xef\xbb\xbf\n{"id": 2}\n\xef\xbb\xbf{"id": 3, "text": "\xe2\x80\xa8\\u0000"}'
    assert answers(data) == [{"id": 1, "said": None}, {"id": 2, "said": None}, {"id": 3, "said": "\u2028\0"}]
    assert answers(b"") == answers(b"\n\n") == []
    assert list(records(None)) == []


def test_a_terminal_of_another_encoding_changes_nothing_and_each_answer_comes_before_the_next_question() -> None:
    text = "a 😀 שלום \u2028\u0085 z"
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1", "COUNTERSIGN_MODE": "test"}
    command = [sys.executable, "manage.py", "strip_reply"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=BASE, env=environment) as running:
        assert running.stdin
        assert running.stdout
        for identity in (1, 2):
            running.stdin.write(json.dumps({"id": identity, "text": text}, ensure_ascii=False).encode() + b"\n")
            running.stdin.flush()
            answer = json.loads(running.stdout.readline())
            assert (answer["id"], answer["text"]) == (identity, text)
        running.stdin.close()
        assert (running.wait(), running.stdout.read()) == (0, b"")


@pytest.mark.parametrize("command", [["search_memory", "--workspace", "moss"], ["rule", "--workspace", "moss"], ["audit", "verify"]])
def test_a_database_that_is_not_there_ends_in_a_sentence(command: list[str]) -> None:
    environment = {**os.environ, "COUNTERSIGN_MODE": "test", "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}
    done = subprocess.run([sys.executable, "manage.py", *command], input=b"", capture_output=True, cwd=BASE, env=environment, check=False)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.startswith(b"CommandError: The database does not answer: ")


@pytest.mark.parametrize(("command", "unbuffered", "out", "status", "said"), [
    ("strip_reply", "", "/dev/full", 1, "The answers could not be written: No space"), ("strip_reply", "1", ">&-", 0, ""),
    ("audit check_proof", "1", "/dev/full", 1, "The answers could not be written: No space"), ("audit check_proof", "", "pipe", 1, ""),
])  # fmt: skip
def test_where_nothing_can_be_written_a_command_ends_with_a_status_and_no_traceback(
    command: str, unbuffered: str, out: str, status: int, said: str
) -> None:
    """``audit check_proof`` would end with 1 for a proof that is none; this one holds."""
    proof = {"kind": "inclusion", "leaf_hash": "00" * 32, "index": 0, "size2": 1, "root2": "00" * 32, "proof": []}
    line = json.dumps({"id": 1, "text": "Yes.", **proof}) + "\n"
    ends = {"/dev/full": "> /dev/full", ">&-": ">&-", "pipe": '| true; exit "${PIPESTATUS[0]}"'}
    environment = {**os.environ, "COUNTERSIGN_MODE": "test", "PYTHONUNBUFFERED": unbuffered}
    script = f'"{sys.executable}" manage.py {command} {ends[out]}'
    done = subprocess.run(["bash", "-c", script], input=line * 500, capture_output=True, text=True, cwd=BASE, env=environment, check=False)
    assert done.returncode == status
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
