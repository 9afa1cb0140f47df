"""Take mail from files into a channel's conversations: one JSON line a message. Running it twice changes nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from connectors import doubts
from connectors.models import Channel
from conversations.mail import files, taking
from conversations.memory import scope
from kit.commands import JsonLinesCommand, Record


class Command(JsonLinesCommand):
    help = "Import mail: .eml, mbox, Maildir or a folder of .eml files. Prints a JSON line a message."
    example = "manage.py import_mail --channel support@our.example archive.mbox letter.eml ~/Maildir"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="+", metavar="FILE", help=".eml, mbox, Maildir, or a folder of .eml files")
        parser.add_argument("--channel", required=True, help="address, name or id of an e-mail channel")
        parser.add_argument("--workspace", default="", help="short name or id of its workspace, where a name is used twice")

    def prepare(self, **options: Any) -> None:
        self.channel = find(options["channel"], options["workspace"])

    def inputs(self, **options: Any) -> Iterable[tuple[Record | None, str]]:
        return (item for name in options["file"] for item in _file(name))

    def answer(self, record: Record) -> Record:
        if "raw" not in record:
            return record
        envelope, received = taking.take(self.channel, record["raw"])
        answer = {
            "file": record["file"],
            "message_id": envelope.external_id,
            "conversation": str(received.conversation_id),
            "status": received.status,
        }
        return answer | ({"error": doubts.said(envelope.quarantined)} if envelope.quarantined else {})

    def named(self, record: Record) -> Record:
        return {"file": record.get("file")}


def _file(name: str) -> Iterator[tuple[Record | None, str]]:
    try:
        yield from (({"file": file, "raw": raw}, "") for file, raw in files.each(Path(name)))
    except OSError as problem:
        yield {"file": name, "error": f"cannot be read: {problem.strerror or problem}"}, ""


def find(wanted: str, workspace: str = "") -> Channel:
    """The one e-mail channel that ``wanted`` names. Raises CommandError that lists those there are."""
    rows = Channel.objects.filter(kind="email", **({"workspace": scope.workspace(workspace)} if workspace else {}))
    found = [one for one in rows if wanted.lower() in (one.address, one.name.lower(), str(one.id))]
    if len(found) == 1:
        return found[0]
    if found:
        raise CommandError(f"{len(found)} channels are called {wanted}: name the workspace with --workspace, or give the address.")
    known = ", ".join(rows.order_by("address").values_list("address", flat=True)[:20]) or "none"
    raise CommandError(f"There is no e-mail channel {wanted}; there are: {known}.")
