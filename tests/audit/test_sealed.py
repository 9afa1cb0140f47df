"""Texts in columns that open with the key of whom they are about, and with no other."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction

from accounts.models import Workspace
from audit import keys, sealed
from audit.errors import ContentMissing
from audit.models import DataKey
from conversations.models import Contact, ContactAddress
from kit.ids import uuid7
from tests.factories.people import make_workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


@pytest.fixture
def mara(workspace: Workspace) -> Contact:
    return Contact.objects.create(workspace=workspace, name="Mara Vogel")


def raw(row: Contact | ContactAddress, column: str = "name") -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {row._meta.db_table} WHERE id = %s", [row.id])
        return bytes(cursor.fetchone()[0])


def put_raw(row: Contact, value: bytes) -> Contact:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE conversations_contact SET name = %s WHERE id = %s", [value, row.id])
    return Contact.objects.get(id=row.id)


def test_a_text_reads_as_it_was_written_and_stands_nowhere_in_the_row(mara: Contact) -> None:
    assert Contact.objects.get(id=mara.id).name == "Mara Vogel"
    assert b"Mara" not in raw(mara)
    assert raw(mara)[:16] == DataKey.objects.get(subject=mara.id, conversation=None).id.bytes
    assert str(mara) == str(mara.id), "nor in the change log, which keeps what a row is called"


@pytest.mark.parametrize("text", ["Ünal Ærø", "名前", "a" * 200, "half \ud83d of a pair", "x"])
def test_any_text_comes_back(workspace: Workspace, text: str) -> None:
    made = Contact.objects.create(workspace=workspace, name=text)
    assert Contact.objects.get(id=made.id).name == text


def test_the_same_text_twice_does_not_look_the_same(mara: Contact, workspace: Workspace) -> None:
    before = raw(mara)
    mara.save(update_fields=["name"])
    assert raw(mara)[16:] != before[16:]


def test_a_row_that_is_saved_unread_keeps_what_stood_there_even_when_its_key_is_gone(mara: Contact) -> None:
    before = raw(mara)
    keys.destroy({DataKey.objects.get(subject=mara.id).id})
    again = Contact.objects.get(id=mara.id)
    again.tier = "gold"
    again.save()
    assert raw(mara) == before
    assert again.name == ""
    again.save()
    assert not DataKey.objects.filter(subject=mara.id, destroyed_at=None).exists(), "nobody gets a new key by being looked at"


def test_nothing_stands_for_nothing_and_makes_no_key(workspace: Workspace) -> None:
    nobody = Contact.objects.create(workspace=workspace)
    assert (raw(nobody), Contact.objects.get(id=nobody.id).name) == (b"", "")
    assert not DataKey.objects.filter(subject=nobody.id).exists()


def test_without_its_key_a_text_reads_as_gone(mara: Contact) -> None:
    address = ContactAddress.objects.create(
        workspace=mara.workspace, contact=mara, kind="email", address="mara@example.org", lookup="a" * 64
    )
    keys.destroy({DataKey.objects.get(subject=mara.id).id})
    assert Contact.objects.get(id=mara.id).name == ""
    assert ContactAddress.objects.get(id=address.id).address == "[erased]"


def test_many_are_opened_with_one_query(workspace: Workspace, django_assert_num_queries: Any) -> None:
    for number in range(50):
        Contact.objects.create(workspace=workspace, name=f"Person {number}")
    keys.forget()
    rows = list(Contact.objects.order_by("id"))
    with django_assert_num_queries(1):
        sealed.open_all(rows, "name")
        assert [one.name for one in rows] == [f"Person {number}" for number in range(50)]


def test_a_text_moved_to_another_row_or_altered_does_not_open(mara: Contact, workspace: Workspace) -> None:
    other = Contact.objects.create(workspace=workspace, name="Ben Okafor")
    whole = raw(other)
    for value in (raw(mara), whole[:-1] + bytes([whole[-1] ^ 1]), whole[:30]):
        with pytest.raises(ContentMissing, match="altered"):
            str(put_raw(other, value).name)
    assert put_raw(other, whole).name == "Ben Okafor"


def test_it_can_be_emptied_in_bulk_and_neither_searched_nor_written_so(mara: Contact) -> None:
    assert Contact.objects.exclude(name="").count() == 1
    with pytest.raises(TypeError, match="keyed hash"):
        Contact.objects.filter(name="Mara Vogel").exists()
    with pytest.raises(TypeError, match="row by row"), transaction.atomic():
        Contact.objects.update(name="Mara Vogel")
    Contact.objects.update(name="")
    assert Contact.objects.get(id=mara.id).name == ""


def test_a_field_that_was_left_out_is_read_when_it_is_asked_for(mara: Contact) -> None:
    assert Contact.objects.only("tier").get(id=mara.id).name == "Mara Vogel"
    mara.name = "Mara Weber"
    mara.save(update_fields=["name"])
    mara.refresh_from_db()
    assert mara.name == "Mara Weber"


def test_what_cannot_be_opened_raw_says_so_by_none(mara: Contact) -> None:
    where = sealed.place("conversations_contact", "name", mara.id)
    strange = uuid7().bytes + b"\0" * 40
    assert sealed.open_raw([(raw(mara), where), (b"", where), (strange, where)]) == ["Mara Vogel", None, None]
