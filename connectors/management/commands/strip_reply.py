"""Part a reply into what the sender wrote now, what is quoted and the signature."""

from __future__ import annotations

from connectors.mail.replies import strip_reply
from kit.commands import JsonLinesCommand, Record
from kit.errors import InvalidInput


class Command(JsonLinesCommand):
    help = 'Read {"id", "text"} lines, print {"id", "text", "quoted", "signature"} lines; no word is lost.'
    example = """echo '{"id": 1, "text": "Yes\\n\\n> Shall we?"}' | manage.py strip_reply"""

    def answer(self, record: Record) -> Record:
        text = record.get("text")
        if not isinstance(text, str):
            raise InvalidInput('Give a text: {"id": 1, "text": "..."}.')
        parts = strip_reply(text.replace("\r\n", "\n").replace("\r", "\n"))
        return {"id": record.get("id"), "text": parts.text, "quoted": parts.quoted, "signature": parts.signature}
