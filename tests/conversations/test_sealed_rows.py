"""Rows of before are carried over into sealed columns, and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from audit.models import DataKey
from connectors.types import Address, Attachment
from conversations import contacts
from conversations.models import ContactAddress, Message
from tests.conversations.erasure.cast import MARA, Desk
from tests.conversations.erasure.cast import assemble as desk

BEFORE = "0007_sorted"


@contextmanager
def as_before() -> Iterator[None]:
    """The tables of conversations as they were before any column of theirs was sealed; afterwards as they are now."""
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    MigrationExecutor(connection).migrate([("conversations", BEFORE)])
    try:
        yield
    finally:
        MigrationExecutor(connection).migrate(newest)


def rows(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def test_names_and_addresses_of_before_are_sealed_and_can_be_unsealed_again(transactional_db: None) -> None:
    here: Desk = desk()
    here.mail(sender=Address("ben@example.org", "Ben Okafor"), external_id="ben-1")
    here.mail(sender=Address(MARA, "Mara Vogel"), external_id="mara-1")
    assert here.erase().status == "done"
    living = DataKey.objects.filter(destroyed_at=None).count()
    with as_before():
        assert rows("SELECT name FROM conversations_contact ORDER BY name") == [("",), ("Ben Okafor",)]
        assert rows("SELECT address FROM conversations_contactaddress") == [("ben@example.org",)]
        rows(
            "INSERT INTO auditlog_logentry (content_type_id, object_pk, object_repr, action, changes, timestamp, changes_text)"
            " SELECT t.id, c.id::text, c.name, 1, '{}', now(), '' FROM conversations_contact c, django_content_type t"
            " WHERE t.app_label = 'conversations' AND t.model = 'contact' AND c.name <> '' RETURNING 1"
        )
    known = contacts.find(here.workspace.id, "email", "ben@example.org")
    assert known is not None
    assert (known.name, [one.address for one in contacts.addresses(known)]) == ("Ben Okafor", ["ben@example.org"])
    assert rows("SELECT count(*) FROM conversations_contact c WHERE c::text ILIKE '%okafor%'") == [(0,)]
    assert rows("SELECT object_repr = object_pk FROM auditlog_logentry WHERE object_pk = '" + str(known.id) + "'") == [(True,)]
    assert DataKey.objects.filter(destroyed_at=None).count() == living, "who was erased gets no key"
    assert here.erase("ben@example.org").status == "done"
    assert not ContactAddress.objects.exists()


def test_thread_ids_and_names_of_files_of_before_are_sealed_under_the_key_of_their_message(transactional_db: None) -> None:
    here: Desk = desk()
    file = Attachment("invoice-vogel.pdf", "application/pdf", b"%PDF", "a" * 64)
    first = here.mail(external_id="vogel-1@mail.example", attachments=(file,))
    gone = here.mail(external_id="ben-1@mail.example", attachments=(file,), sender=Address("ben@example.org", "Ben"))
    assert here.erase("ben@example.org").status == "done"
    with as_before():
        assert rows("SELECT external_id FROM conversations_message ORDER BY 1") == [("",), ("vogel-1@mail.example",)]
        assert rows("SELECT name FROM conversations_attachment ORDER BY 1") == [("[erased]",), ("invoice-vogel.pdf",)]
    message, erased = first.messages.get(), gone.messages.get()
    assert (message.external_id, message.attachments.get().name) == ("vogel-1@mail.example", "invoice-vogel.pdf")
    assert (erased.external_id, erased.external_lookup, erased.attachments.get().name) == ("", "", "[erased]")
    assert rows("SELECT count(*) FROM conversations_message m WHERE m::text ILIKE '%vogel%'") == [(0,)]
    again = here.mail("And my invoice?", external_id="vogel-2@mail.example", in_reply_to="vogel-1@mail.example")
    assert again.id == first.id, "an answer finds the thread by its id"
    assert here.mail(external_id="vogel-1@mail.example", attachments=(file,)).messages.count() == 2, "and the same mail is known"
    here.erase()
    assert not Message.objects.exclude(external_lookup="").exists()
