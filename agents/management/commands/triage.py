"""``manage.py triage``: language, urgency and intent of texts."""

from __future__ import annotations

from typing import Any

from agents import triage
from kit.commands import JsonLinesCommand, Record
from kit.errors import InvalidInput


class Command(JsonLinesCommand):
    help = "Say in which language a text is, how urgent it is and what it wants."
    example = """echo '{"id": 1, "text": "Wo ist mein Paket?"}' | manage.py triage"""

    def prepare(self, **options: Any) -> None:
        triage.classify("Where is my parcel?")

    def answer(self, record: Record) -> Record:
        text, subject = record.get("text"), record.get("subject")
        subject = "" if subject is None else subject
        if not isinstance(text, str) or not isinstance(subject, str):
            raise InvalidInput('Give a text: {"id": 1, "text": "..."}; a subject is a text, too.')
        found = triage.classify(text, subject)
        return {
            "id": record.get("id"),
            "language": found.language,
            "urgency": found.urgency,
            "intent": found.intent,
            "scores": found.scores,
        }
