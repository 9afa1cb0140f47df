"""Read mails from files or standard input and print what was understood, one JSON line a message."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from connectors import doubts
from connectors.mail.mbox import messages
from connectors.mail.parse import parse
from connectors.types import Address, Envelope
from kit.commands import JsonLinesCommand, Record


def described(envelope: Envelope, file: str) -> Record:
    """The contract's shape of one parsed mail."""
    return {
        "file": file,
        "message_id": envelope.external_id,
        "in_reply_to": envelope.in_reply_to,
        "references": list(envelope.references),
        "subject": envelope.subject,
        "from": _address(envelope.sender),
        "to": [_address(address) for address in envelope.to],
        "cc": [_address(address) for address in envelope.cc],
        "reply_to": [_address(address) for address in envelope.reply_to],
        "date": envelope.sent_at.isoformat() if envelope.sent_at else None,
        "text": envelope.text,
        "quoted": envelope.quoted,
        "signature": envelope.signature,
        "full_text": envelope.full_text,
        "html": envelope.html,
        "attachments": [{"name": a.name, "type": a.type, "size": a.size, "sha256": a.sha256} for a in envelope.attachments],
        "machine": envelope.machine or None,
        "auth": {"dkim": envelope.auth.dkim, "spf": envelope.auth.spf, "dmarc": envelope.auth.dmarc, "level": envelope.auth.level},
        "hidden": envelope.hidden,
        "notes": list(envelope.notes),
        "error": doubts.said(envelope.quarantined) or None,
    }


def _address(address: Address) -> dict[str, str]:
    return {"name": address.name, "address": address.address}


class Command(JsonLinesCommand):
    help = "Parse mails: .eml or mbox files, or one of either on standard input. Prints a JSON line a message."
    example = "manage.py parse_mail letter.eml archive.mbox"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="*", metavar="FILE", help=".eml or mbox; standard input if none is given")
        parser.add_argument(
            "--authserv-id", action="append", default=[], help="trust Authentication-Results of this server; may be repeated"
        )
        parser.add_argument("--own-domain", action="append", default=[], help="a domain of ours: its Message-IDs are our own mail")
        parser.add_argument("--own-address", action="append", default=[], help="a mailbox of ours: mail from it is our own")

    def prepare(self, **options: Any) -> None:
        self.known = {"authserv_ids": options["authserv_id"], "own_domains": options["own_domain"], "own_addresses": options["own_address"]}

    def inputs(self, **options: Any) -> Iterable[tuple[Record | None, str]]:
        if not options["file"]:
            return _split("-", sys.stdin.buffer.read())
        return (item for name in options["file"] for item in _file(name))

    def answer(self, record: Record) -> Record:
        if "data" not in record:
            return record
        return described(parse(record["data"], **self.known), record["file"])

    def named(self, record: Record) -> Record:
        return {"file": record.get("file")}


def _file(name: str) -> Iterator[tuple[Record | None, str]]:
    try:
        data = Path(name).read_bytes()
    except OSError as problem:
        yield {"file": name, "error": f"cannot be read: {problem.strerror or problem}"}, ""
        return
    yield from _split(name, data)


def _split(name: str, data: bytes) -> Iterator[tuple[Record | None, str]]:
    for message in messages(data):
        yield {"file": name, "data": message}, ""
