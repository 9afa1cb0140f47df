"""Rows of before are carried over into sealed columns, and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from audit.models import DataKey
from connectors.types import Address
from conversations import contacts
from conversations.models import ContactAddress
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
