"""Short texts by an author who had not seen the recognisers: plain ones, and ones that mail programs, scans and chats have bent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from policies.redaction import find
from policies.redaction.figures.measure import measured
from policies.redaction.figures.texts import Labelled
from policies.redaction.overlaps import resolve
from policies.redaction.types import Finding

UNSEEN = Path(__file__).with_name("unseen")
LANGUAGES: dict[str, str] = {}


def texts(name: str) -> Iterator[Labelled]:
    for line in (UNSEEN / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        LANGUAGES[one["text"]] = one.get("language") or ""
        yield Labelled(one["text"], tuple((gold["type"], gold["start"], gold["end"]) for gold in one["gold"]))


def found(text: str) -> tuple[Finding, ...]:
    every = find(text, language=LANGUAGES[text])
    return resolve((one for one in every if one.type not in ("DATE_TIME", "UUID")), lambda _: True)


@pytest.mark.parametrize("name", ["plain", "bent"])
def test_what_others_wrote_is_found_and_little_else(name: str) -> None:
    total = measured(texts(name), found).rows()[-1]
    assert isinstance(total["recall"], float)
    assert total["recall"] >= 0.99
    assert isinstance(total["precision"], float)
    assert total["precision"] >= 0.98
