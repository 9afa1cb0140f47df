"""A dump that was taken before an erasure, as docs/erasure.md says to take it, and what can be read in it afterwards."""

from __future__ import annotations

import os
import subprocess
from urllib.parse import unquote, urlsplit

from django.db import connection

from connectors.types import Address, Attachment
from portal.embedded.postgres import SUPERUSER, binaries
from tests.conversations.erasure.cast import Desk

WHO = Address("quilla.zander@planted.example", "Quilla Zandernagel")
WORDS = ("Bodywort", "Subjectwort", "Signaturwort")
NAMES = ("quilla.zander@planted.example", "Quilla Zandernagel", "Zandernagel", "planted-thread-7711", "Dateiname-Quappe")
FILE = Attachment("Dateiname-Quappe.pdf", "application/pdf", b"%PDF", "a" * 64)


def dumped(*options: str) -> str:
    host = unquote(urlsplit(os.environ["DATABASE_URL"]).hostname or "")
    command = [str(binaries() / "pg_dump"), "-h", host, "-U", SUPERUSER, "-d", connection.settings_dict["NAME"], *options]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def rows_of(dump: str, table: str) -> str:
    _, _, rest = dump.partition(f"COPY {table} (")
    return rest.partition("\n\\.\n")[0].partition("\n")[2]


def opened_by(dump: str) -> set[str]:
    return {line.split("\t")[0] for line in rows_of(dump, "public.audit_wrappedkey").splitlines()}


def test_a_dump_without_keys_holds_no_words_and_the_keys_of_later_do_not_open_it(committed: Desk) -> None:
    committed.mail("Bodywort", "Subjectwort", sender=WHO, signature="Signaturwort", external_id="planted-thread-7711", attachments=(FILE,))
    before = dumped("--exclude-table-data=audit_wrappedkey", "--exclude-schema=derived")
    assert rows_of(before, "public.audit_content"), "it is a dump with contents"
    assert rows_of(before, "public.audit_wrappedkey") == ""
    assert [one for one in (*WORDS, *NAMES) if one in before or one.encode().hex() in before] == []
    assert rows_of(before, "public.conversations_contactaddress"), "it is a dump with contacts"
    assert rows_of(before, "public.conversations_attachment"), "and with files"
    named = {line.split("\t")[2] for line in rows_of(before, "public.audit_content").splitlines()}
    assert named == named & opened_by(dumped("--data-only", "--table=audit_wrappedkey")), "these are the keys' ids"
    assert committed.erase(WHO.address).status == "done"
    assert not named & opened_by(dumped("--data-only", "--table=audit_wrappedkey"))
    after = dumped("--exclude-table-data=audit_wrappedkey")
    assert [one for one in (*WORDS, *NAMES) if one in after] == []
