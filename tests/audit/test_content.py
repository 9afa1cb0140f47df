from __future__ import annotations

import hmac
import random
import re
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from audit import content, hkdf, keys, masterkey
from audit.content import Piece
from audit.errors import ContentErased, ContentMissing
from audit.models import Content, DataKey, WrappedKey
from audit.recorder import record
from audit.together import together
from kit.actor import SYSTEM
from kit.ids import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> UUID:
    return uuid7()


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        ("Guten Tag, wo bleibt mein Paket? 😀 \u202e", "text/plain"),
        ("", "text/plain"),
        (b"\x00\xff" * 5, "application/octet-stream"),
        (random.Random(1).randbytes(100_000), "application/octet-stream"),
        ("long " * 50_000, "text/plain"),
        ("lone \ud800 surrogate", "text/plain"),
    ],
)
def test_what_is_put_comes_back(workspace: UUID, data: Any, media_type: str) -> None:
    ref = content.put(workspace, data, conversation=uuid7(), subject=uuid7())
    plaintext = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
    assert content.get(workspace, ref.id) == plaintext
    assert ref.size == len(plaintext)
    assert Content.objects.get(id=ref.id).media_type == media_type
    if isinstance(data, str):
        assert content.get_text(workspace, ref.id) == data


@pytest.mark.parametrize("length", [0, 1, 255, 511, 512, 4095, 16_384, 32_768, 70_000])
def test_a_text_of_any_length_is_packed_as_small_as_with_a_full_window(length: int) -> None:
    words = [f"word{number % 997}" for number in range(length)]
    text = " ".join(random.Random(length).sample(words, length))[:length].encode()
    packed = content._packed(text)
    assert zlib.decompress(packed) == text
    assert len(packed) <= len(zlib.compress(text, 6)) * 1.02 + 2


def test_json_comes_back_as_it_was(workspace: UUID) -> None:
    value = {"b": [1, 2.5, None], "a": {"ä": "ü"}}
    ref = content.put(workspace, value, conversation=None, subject=None)
    assert content.get_json(workspace, ref.id) == value
    assert content.get_text(workspace, ref.id) == '{"a":{"ä":"ü"},"b":[1,2.5,null]}'


def test_nothing_readable_lies_in_the_database(workspace: UUID) -> None:
    ref = content.put(workspace, "ann@example.org " * 40, conversation=uuid7(), subject=uuid7())
    stored = bytes(Content.objects.get(id=ref.id).sealed)
    assert b"example" not in stored
    assert len(stored) < 640 / 4
    assert all(len(bytes(row.wrapped)) == 4 + 12 + 32 + 16 for row in WrappedKey.objects.all())


def test_equal_content_is_stored_once_for_one_conversation_and_subject_and_apart_for_others(workspace: UUID) -> None:
    conversation, subject = uuid7(), uuid7()
    first = content.put(workspace, "same", conversation=conversation, subject=subject)
    assert content.put(workspace, "same", conversation=conversation, subject=subject) == first
    others = [
        content.put(workspace, "same", conversation=conversation, subject=None),
        content.put(workspace, "same", conversation=uuid7(), subject=subject),
        content.put(uuid7(), "same", conversation=conversation, subject=subject),
    ]
    assert len({first.id, *(other.id for other in others)}) == 4
    assert len({first.commitment, *(other.commitment for other in others)}) == 4
    assert Content.objects.filter(workspace=workspace).count() == 3


def test_the_commitment_can_be_checked_with_the_disclosed_key_alone(workspace: UUID) -> None:
    ref = content.put(workspace, "proven", conversation=uuid7(), subject=None)
    (key,) = keys.for_reading(set(DataKey.objects.values_list("id", flat=True))).values()
    disclosed = HKDF(SHA256(), 32, None, bytes.fromhex(ref.id)).derive(key)
    assert disclosed == content.disclosure_key(key, ref.id)
    assert hmac.digest(disclosed, b"proven", "sha256").hex() == ref.commitment
    assert hmac.digest(key, b"proven", "sha256").hex() == ref.id


def test_another_workspace_finds_nothing(workspace: UUID) -> None:
    ref = content.put(workspace, "ours", conversation=None, subject=None)
    with pytest.raises(ContentMissing):
        content.get(uuid7(), ref.id)
    assert content.get_many(uuid7(), [ref.id]) == {}


def test_many_are_put_in_one_statement_once_the_key_is_known(workspace: UUID, django_assert_num_queries: Any) -> None:
    conversation = uuid7()
    pieces = [Piece(f"message {n % 5}", conversation) for n in range(10)]
    refs = content.put_many(workspace, pieces)
    assert content.put_many(workspace, pieces) == refs
    assert {identity: text.decode() for identity, text in content.get_many(workspace, [ref.id for ref in refs]).items()} == {
        ref.id: str(piece.data) for ref, piece in zip(refs, pieces, strict=True)
    }
    assert content.put_many(workspace, []) == []


@pytest.mark.parametrize(
    ("statement", "types"),
    [(content._READ, ["text[]", "uuid"]), (content.inserting(1), ["text", "uuid", "uuid", "bytea", "int", "text"])],
    ids=["reading", "storing"],
)
def test_contents_are_stored_and_read_by_a_plan_that_is_made_once(workspace: UUID, statement: str, types: list[str]) -> None:
    content.put(workspace, "message", conversation=uuid7(), subject=None)
    found = Content.objects.values_list("id", "workspace", "key", "sealed", "size", "media_type").get()
    values: list[Any] = [[one] if kind.endswith("[]") else one for one, kind in zip(found, types, strict=False)]
    for number in range(1, len(types) + 1):
        statement = re.sub("%[sb]", f"${number}", statement, count=1)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"PREPARE said ({', '.join(types)}) AS {statement}")
        for _ in range(12):
            cursor.execute(f"EXECUTE said ({', '.join(f'%s::{kind}' for kind in types)})", values)
        cursor.execute("SELECT custom_plans, generic_plans FROM pg_prepared_statements WHERE name = 'said'")
        assert cursor.fetchone() == (5, 7), "PostgreSQL looks five times what a plan of its own would cost"
        cursor.execute("DEALLOCATE said")


def test_storing_looks_for_its_own_key_however_many_live(workspace: UUID) -> None:
    others = [DataKey(id=uuid7(), workspace=workspace, purpose="content", conversation=uuid7()) for _ in range(500)]
    DataKey.objects.bulk_create(others)
    with CaptureQueriesContext(connection) as asked:
        content.put(workspace, "message", conversation=uuid7(), subject=None)
    store = next(one["sql"] for one in asked.captured_queries if "INTO audit_content" in one["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {store}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Cond: (id = " in plan
    assert "Join" not in plan


def test_more_than_one_statement_takes_are_stored_all_the_same(workspace: UUID) -> None:
    pieces = [Piece(f"message {n}", uuid7()) for n in range(2 * content.MOST_AT_ONCE + 1)]
    alone = content.put_many(workspace, pieces[:-1])
    with together():
        beside = content.put_many(workspace, pieces)
        record("test.item.approved", workspace=workspace, actor=SYSTEM)
    assert beside[:-1] == alone
    assert [content.get_text(workspace, ref.id) for ref in beside] == [str(piece.data) for piece in pieces]


def test_the_key_of_a_conversation_is_found_by_the_index_however_many_there_are(workspace: UUID) -> None:
    with CaptureQueriesContext(connection) as asked:
        keys.for_writing(workspace, uuid7(), uuid7())
    look = next(one["sql"] for one in asked.captured_queries if "FROM audit_datakey" in one["sql"])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {look}")
        conditions = [line for (line,) in cursor.fetchall() if "Index Cond" in line]
    assert any("conversation = " in one for one in conditions), conditions


def test_a_destroyed_key_makes_its_content_unreadable_and_others_stay(workspace: UUID) -> None:
    conversation = uuid7()
    gone = content.put(workspace, "erase me", conversation=conversation, subject=None)
    kept = content.put(workspace, "keep me", conversation=uuid7(), subject=None)
    erased = set(DataKey.objects.filter(conversation=conversation).values_list("id", flat=True))
    assert keys.destroy(erased) == 1
    assert keys.destroy(erased) == 0
    with pytest.raises(ContentErased):
        content.get(workspace, gone.id)
    assert content.get_many(workspace, [gone.id, kept.id]) == {kept.id: b"keep me"}
    assert not WrappedKey.objects.filter(id__in=erased).exists()


def test_after_an_erasure_new_content_gets_a_new_key(workspace: UUID) -> None:
    conversation = uuid7()
    before = content.put(workspace, "same", conversation=conversation, subject=None)
    keys.destroy(set(DataKey.objects.filter(conversation=conversation).values_list("id", flat=True)))
    after = content.put(workspace, "same", conversation=conversation, subject=None)
    assert after.id != before.id
    assert content.get_text(workspace, after.id) == "same"


@pytest.mark.django_db(transaction=True)
def test_a_key_forgotten_nowhere_else_is_refused_once_it_was_destroyed(workspace: UUID) -> None:
    conversation = uuid7()
    content.put(workspace, "first", conversation=conversation, subject=None)
    with connection.cursor() as cursor:  # another process destroys the key; ours still has it in memory
        cursor.execute("UPDATE audit_datakey SET destroyed_at = now()")
    with pytest.raises(ContentErased, match="try again"):
        content.put(workspace, "second", conversation=conversation, subject=None)
    ref = content.put(workspace, "second", conversation=conversation, subject=None)
    assert content.get_text(workspace, ref.id) == "second"


@pytest.mark.django_db(transaction=True)
def test_a_key_made_in_a_transaction_that_was_rolled_back_is_not_used_again(workspace: UUID) -> None:
    conversation = uuid7()
    with transaction.atomic():
        content.put(workspace, "lost", conversation=conversation, subject=None)
        transaction.set_rollback(True)
    ref = content.put(workspace, "kept", conversation=conversation, subject=None)
    keys.forget()
    assert content.get_text(workspace, ref.id) == "kept"


def test_altered_bytes_are_refused(workspace: UUID) -> None:
    ref = content.put(workspace, "x" * 100, conversation=None, subject=None)
    row = Content.objects.get(id=ref.id)
    key = keys.for_reading({row.key})[row.key]
    sealed = bytes(row.sealed)
    with pytest.raises(ContentMissing, match="altered"):
        content.open_sealed(key, ref.id, sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with pytest.raises(ContentMissing):
        content.open_sealed(key, "00" * 32, sealed)


def test_equal_addresses_have_equal_lookup_hashes_within_a_workspace_only(workspace: UUID) -> None:
    first = keys.lookup_hash(workspace, "ann@example.org")
    assert first == keys.lookup_hash(workspace, "ann@example.org")
    assert first != keys.lookup_hash(workspace, "bob@example.org")
    assert first != keys.lookup_hash(uuid7(), "ann@example.org")


def test_a_new_master_key_wraps_while_the_old_one_still_opens(workspace: UUID, settings: Any) -> None:
    ref = content.put(workspace, "before", conversation=None, subject=None)
    old, new = settings.COUNTERSIGN_KEY, masterkey.generate()
    keys.forget()
    settings.COUNTERSIGN_KEY = f"{new}, {old}"
    assert content.get_text(workspace, ref.id) == "before"
    later = content.put(workspace, "after", conversation=uuid7(), subject=None)
    keys.forget()
    settings.COUNTERSIGN_KEY = new
    assert content.get_text(workspace, later.id) == "after"
    with pytest.raises(ImproperlyConfigured, match="another COUNTERSIGN_KEY"):
        content.get(workspace, ref.id)


@pytest.mark.parametrize("value", ["", "secret", "c2hvcnQ=", ","])
def test_a_wrong_master_key_is_refused_with_advice_and_without_showing_it(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="32 random bytes") as refusal:
        masterkey.parsed(value)
    assert "secret" not in str(refusal.value)


def test_a_local_master_key_is_made_once_for_this_user_only(tmp_path: Any) -> None:
    folder = tmp_path / "secrets"
    key = masterkey.local_key(folder)
    assert masterkey.local_key(folder) == key
    assert masterkey.parsed(key)
    assert (folder / "countersign_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in folder.iterdir()] == ["countersign_key"]


RFC_5869 = [
    (
        "0b" * 22,
        "000102030405060708090a0b0c",
        "f0f1f2f3f4f5f6f7f8f9",
        42,
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
    ),
    ("0b" * 22, "", "", 42, "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"),
]


@pytest.mark.parametrize(("key", "salt", "info", "length", "output"), RFC_5869)
def test_hkdf_agrees_with_the_vectors_of_rfc_5869(key: str, salt: str, info: str, length: int, output: str) -> None:
    derived = hkdf.derive(bytes.fromhex(key), bytes.fromhex(info), salt=bytes.fromhex(salt), length=length)
    assert derived.hex() == output


@pytest.mark.django_db(transaction=True)
def test_four_writers_at_once_make_one_key(workspace: UUID) -> None:
    conversation = uuid7()

    def write(number: int) -> str:
        keys.forget()
        try:
            with transaction.atomic():
                return content.put(workspace, f"message {number}", conversation=conversation, subject=None).id
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        identities = list(pool.map(write, range(12)))
    assert DataKey.objects.filter(conversation=conversation).count() == 1
    keys.forget()
    assert len(content.get_many(workspace, identities)) == 12
