"""``manage.py load_documents --workspace W DIR``: documents into memory."""

from __future__ import annotations

from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from conversations.memory import indexing, loading, scope
from conversations.memory.models import Document
from kit.commands import JsonLinesCommand
from kit.errors import InvalidInput


class Command(JsonLinesCommand):
    help = "Load a folder of .md, .html and .txt files into memory; unchanged ones are skipped. Prints one JSON line a document."
    example = "manage.py load_documents --workspace lindgren-moss documents/"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workspace", required=True, help="Slug or id of the workspace.")
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--internal", action="store_true", help="For members only: never quoted to customers.")
        which.add_argument("--public", action="store_true", help="May be quoted to customers: what new documents are without a word.")
        parser.add_argument("folder", type=_folder, metavar="DIR")

    def handle(self, *args: Any, **options: Any) -> None:
        workspace = scope.workspace(options["workspace"])
        data_class = Document.Class.INTERNAL if options["internal"] else Document.Class.PUBLIC if options["public"] else ""
        try:
            for one in loading.load_folder(workspace.id, options["folder"], data_class=data_class):
                self.emit(
                    {
                        "document": one.document,
                        "title": one.title,
                        "chunks": one.chunks,
                        "skipped": one.skipped or None,
                        "version": one.version,
                    }
                )
        except InvalidInput as error:
            raise CommandError(error.message) from error
        indexing.refresh(workspace.id)


def _folder(text: str) -> Path:
    """To Python, no name at all is the folder one happens to be in."""
    if not text.strip():
        raise ArgumentTypeError("give the folder that holds the documents")
    return Path(text)
