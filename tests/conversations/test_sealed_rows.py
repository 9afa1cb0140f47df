"""Rows of before are carried over into sealed columns, and back."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import Any

import pytest
from django.db import connection

from audit.models import DataKey
from connectors.types import Address, Attachment
from conversations import contacts
from conversations.models import Contact, ContactAddress, Message
from conversations.threading import id_key
from portal.evidence import saved
from portal.models import SavedView
from tests.conversations.erasure.cast import MARA, Desk
from tests.conversations.erasure.cast import assemble as desk
from tests.support.migrating import migrate, tables_of
from tests.support.workers import PATIENCE, ROOT

BEN = Address("ben@example.org", "Ben Okafor")
BEFORE = [("conversations", "0007_sorted"), ("portal", "0004_spend")]


def rows(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def test_rows_of_before_are_sealed_and_can_be_unsealed_again(transactional_db: None) -> None:
    here: Desk = desk()
    file = Attachment("invoice-vogel.pdf", "application/pdf", b"%PDF", "a" * 64)
    gone = here.mail(external_id="mara-1@mail.example", sender=Address(MARA, "Mara Vogel"), attachments=(file,))
    first = here.mail(external_id="ben-1@mail.example", sender=BEN, attachments=(file,))
    saved.save(here.olive, here.workspace, "Ben Okafor, all", {"actor": "user"})
    assert here.erase().status == "done"
    living = DataKey.objects.filter(destroyed_at=None).count()
    with tables_of(BEFORE):
        assert rows("SELECT name FROM conversations_contact ORDER BY name") == [("",), ("Ben Okafor",)]
        assert rows("SELECT address FROM conversations_contactaddress") == [("ben@example.org",)]
        assert rows("SELECT external_id FROM conversations_message ORDER BY 1") == [("",), ("ben-1@mail.example",)]
        assert rows("SELECT name FROM conversations_attachment ORDER BY 1") == [("[erased]",), ("invoice-vogel.pdf",)]
        assert rows("SELECT name FROM portal_savedview") == [("Ben Okafor, all",)]
        rows(
            "INSERT INTO auditlog_logentry (content_type_id, object_pk, object_repr, action, changes, timestamp, changes_text)"
            " SELECT t.id, c.id::text, c.name, 1, '{}', now(), '' FROM conversations_contact c, django_content_type t"
            " WHERE t.app_label = 'conversations' AND t.model = 'contact' AND c.name <> '' RETURNING 1"
        )
    known = contacts.find(here.workspace.id, "email", BEN.address)
    assert known is not None
    assert (known.name, [one.address for one in contacts.addresses(known)]) == ("Ben Okafor", ["ben@example.org"])
    assert rows(f"SELECT object_repr = object_pk FROM auditlog_logentry WHERE object_pk = '{known.id}'") == [(True,)]
    message, erased = first.messages.get(), gone.messages.get()
    assert (message.external_id, message.attachments.get().name) == ("ben-1@mail.example", "invoice-vogel.pdf")
    assert (erased.external_id, erased.external_lookup, erased.attachments.get().name) == ("", "", "[erased]")
    assert DataKey.objects.filter(destroyed_at=None).count() == living, "who was erased gets no key"
    for table in (
        "conversations_contact",
        "conversations_contactaddress",
        "conversations_message",
        "conversations_attachment",
        "portal_savedview",
    ):
        assert rows(f"SELECT count(*) FROM {table} t WHERE t::text ~* 'okafor|ben|vogel'") == [(0,)]
    again = here.mail("And my invoice?", external_id="ben-2@mail.example", sender=BEN, in_reply_to="ben-1@mail.example")
    assert again.id == first.id, "an answer finds the thread by its id"
    assert here.mail(external_id="ben-1@mail.example", sender=BEN, attachments=(file,)).messages.count() == 2, "and the same mail is known"
    assert [one.name for one in saved.of(here.olive, here.workspace)] == ["Ben Okafor, all"]
    saved.save(here.olive, here.workspace, "Ben Okafor, all", {"actor": "agent"})
    assert SavedView.objects.get().query == "actor=agent"
    assert here.erase(BEN.address).status == "done"
    left = [ContactAddress.objects.count(), SavedView.objects.count(), Message.objects.exclude(external_lookup="").count()]
    assert left == [0, 0, 0]


MIGRATOR = """
import os, signal, sys
import django
django.setup()
from django.core.management import call_command
from audit import sealing
from tests.support.migrating import thrifty_states

def die(*args, **options):
    os.kill(os.getpid(), signal.SIGKILL)

def after(name, calls):
    real, seen = getattr(sealing, name), []
    def and_die(*args, **options):
        answer = real(*args, **options)
        seen.append(1)
        return answer if len(seen) < calls else die()
    setattr(sealing, name, and_die)

sealing.BATCH = 2
place, calls, target = sys.argv[1:]
if place == "before anything is dropped":
    real = sealing._Step._run
    sealing._Step._run = lambda step, *changes: die() if changes[0].startswith("DROP") else real(step, *changes)
else:
    after(place, int(calls))
with thrifty_states():
    call_command("migrate", "conversations", target, verbosity=0)
"""


def test_killed_in_the_middle_it_is_run_again_both_ways(
    transactional_db: None, service_environment: dict[str, str], subtests: pytest.Subtests
) -> None:
    here = desk()
    people = [Address(f"p{number}@example.org", f"Person {number}") for number in range(5)]
    for one in people:
        here.mail(sender=one)
    with tables_of(BEFORE):
        for place, calls in (("_write", 1), ("_write", 2), ("_write", 4), ("before anything is dropped", 1)):
            with subtests.test(place=place, calls=calls):
                killed_migrating(service_environment, place, calls, "0008")
                assert rows("SELECT count(*) FROM django_migrations WHERE app = 'conversations' AND name LIKE '0008%'") == [(0,)]
                migrate([("conversations", "0008_sealed_contacts")])
                assert rows("SELECT count(*) FROM conversations_contact t WHERE t::text ~* 'person'") == [(0,)]
                killed_migrating(service_environment, place, calls, "0007")
                migrate(BEFORE)
                assert rows("SELECT name FROM conversations_contact ORDER BY 1") == [(one.name,) for one in people]
                assert rows("SELECT address FROM conversations_contactaddress ORDER BY 1") == [(one.address,) for one in people]
    for one in people:
        found = contacts.find(here.workspace.id, "email", one.address)
        assert found is not None
        assert (found.name, [each.address for each in contacts.addresses(found)]) == (one.name, [one.address])
    own = DataKey.objects.filter(subject__in=Contact.objects.values("id"), conversation=None, destroyed_at=None)
    assert own.count() == 5, "one key each, however often it ran"


def test_killed_among_ids_and_files_it_is_run_again_both_ways(
    transactional_db: None, service_environment: dict[str, str], subtests: pytest.Subtests
) -> None:
    here, ids = desk(), [f"id-{number}@mail.example" for number in range(5)]
    for one in ids:
        here.mail(external_id=one, attachments=(Attachment(f"{one}.pdf", "application/pdf", b"%PDF", "a" * 64),))
    plain, sealed = [("conversations", "0008_sealed_contacts")], [("conversations", "0009_sealed_ids_and_files")]
    unique = "SELECT count(*) FROM pg_indexes WHERE indexname IN ('conversations_message_external_once', 'conversations_message_hash_once')"
    with tables_of(BEFORE):
        migrate(plain)
        for place, calls in (("_write", 2), ("_write", 5), ("before anything is dropped", 1)):
            with subtests.test(place=place, calls=calls):
                killed_migrating(service_environment, place, calls, "0009")
                migrate(sealed)
                for table in ("message", "attachment"):
                    assert rows(f"SELECT count(*) FROM conversations_{table} t WHERE t::text ~ 'id-'") == [(0,)]
                assert rows("SELECT count(DISTINCT external_lookup) FROM conversations_message WHERE external_lookup <> ''") == [(5,)]
                assert rows(unique) == [(2,)]
                killed_migrating(service_environment, place, calls, "0008")
                migrate(plain)
                assert rows("SELECT external_id FROM conversations_message ORDER BY 1") == [(one,) for one in ids]
                assert rows("SELECT name FROM conversations_attachment ORDER BY 1") == [(f"{one}.pdf",) for one in ids]
                assert rows(unique) == [(2,)]
    found = Message.objects.get(external_lookup=id_key(here.workspace.id, ids[3]))
    assert (found.external_id, found.attachments.get().name) == (ids[3], f"{ids[3]}.pdf")


def killed_migrating(environment: dict[str, str], place: str, calls: int, target: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MIGRATOR, place, str(calls), target], cwd=ROOT,
        env={**environment, "DJANGO_SETTINGS_MODULE": "portal.settings"}, capture_output=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr[-2000:]
