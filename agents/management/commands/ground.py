"""``manage.py ground``: which sentences of a draft its passages support."""

from __future__ import annotations

from typing import Any

from agents import ground
from kit.commands import JsonLinesCommand, Record
from kit.errors import InvalidInput


class Command(JsonLinesCommand):
    help = "Check each sentence of a draft against passages. `passage` is the index into the passages, or its id where passages have ids."
    example = """echo '{"id": 1, "draft": "Delivery takes 3 days.", "passages": ["Delivery takes three days."]}' | manage.py ground"""

    def answer(self, record: Record) -> Record:
        draft, passages = record.get("draft"), record.get("passages")
        if not isinstance(draft, str) or not isinstance(passages, list):
            raise InvalidInput('Give a draft and its passages: {"id": 1, "draft": "...", "passages": ["..."]}.')
        texts = [_text(one) for one in passages]
        found = ground.check(draft, texts).as_dict()
        for sentence in found["sentences"]:  # type: ignore[attr-defined]  # as_dict() holds values of any kind
            at = sentence["passage"]
            if at is not None and isinstance(passages[at], dict) and "id" in passages[at]:
                sentence["passage"] = passages[at]["id"]
        return {"id": record.get("id"), **found}


def _text(passage: Any) -> str:
    value = passage.get("text") if isinstance(passage, dict) else passage
    if not isinstance(value, str):
        raise InvalidInput("Each passage is a text, or an object with a text.")
    return value
