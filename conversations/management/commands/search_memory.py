"""``manage.py search_memory --workspace W``: what an agent, or a member, would find."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import CommandParser

from conversations import memory
from conversations.memory import scope
from conversations.memory.recall import POOL
from kit.commands import JsonLinesCommand, Record
from kit.errors import InvalidInput


class Command(JsonLinesCommand):
    help = "Search the documents of a workspace. Without --as only what may be quoted to customers is found."
    example = """echo '{"id": 1, "query": "How long does delivery take?"}' | manage.py search_memory --workspace lindgren-moss -k 5"""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workspace", required=True, help="Slug or id of the workspace.")
        parser.add_argument("--as", dest="user", default="", help="Search with the eyes of this user (e-mail address or id).")
        parser.add_argument("-k", type=_count, default=10, help=f"How many passages at most: 1 to {POOL}.")

    def prepare(self, **options: Any) -> None:
        self.workspace = scope.workspace(options["workspace"])
        self.user = scope.user(options["user"]) if options["user"] else None
        self.k = options["k"]

    def answer(self, record: Record) -> Record:
        query = record.get("query")
        if not isinstance(query, str):
            raise InvalidInput('Give the question as text: {"id": 1, "query": "..."}.')
        hits = memory.search(self.workspace.id, query, k=self.k, user=self.user)
        found = [
            {"document": hit.source, "chunk": hit.number, "score": hit.score, "text": hit.text, "title": hit.document, "heading": hit.heading,
             "start": hit.start, "end": hit.end, "similarity": round(hit.similarity, 4), "coverage": round(hit.coverage, 4)}
            for hit in hits
        ]  # fmt: skip
        return {"id": record.get("id"), "hits": found}


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= POOL:
        raise ArgumentTypeError(f"{text} is no whole number from 1 to {POOL}")
    return int(text)
