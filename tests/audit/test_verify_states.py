"""What the ledger keeps beside its entries, tampered with by a superuser: marks of erasure, keys, counters, the sealer's row, epochs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from audit import content, erasing, redacting
from audit.models import Content, DataKey
from audit.recorder import record
from audit.verify import verify
from kit.actor import SYSTEM
from kit.ids import uuid7
from tests.audit.conftest import Connect, Ledger

pytestmark = pytest.mark.django_db(transaction=True)
Tamper = Callable[..., None]
Now = Callable[[], int]

_GONE = "DELETE FROM audit_content WHERE id = (SELECT id FROM audit_content ORDER BY id LIMIT 1)"
_PURGED = "INSERT INTO audit_purgedcontent (id, workspace) SELECT id, {} FROM audit_content ORDER BY id LIMIT 1"


@pytest.fixture
def whole(ledger: Ledger, seal: Now) -> Ledger:
    """Two conversations of two entries and two entries outside of any, each with a note."""
    for stream in (uuid7(), uuid7(), None):
        ledger.write(2, stream=stream, note=f"note of {stream}")
    seal()
    assert verify().ok
    return ledger


def kinds() -> set[str]:
    return {finding.kind for finding in verify().findings}


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param(["UPDATE audit_datakey SET destroyed_at = now()"], id="keys marked as destroyed"),
        pytest.param(["UPDATE audit_datakey SET destroyed_at = now()", "DELETE FROM audit_wrappedkey"], id="and gone"),
        pytest.param(
            ["UPDATE audit_datakey SET destroyed_at = now()", _PURGED.format("workspace"), "DELETE FROM audit_content"],
            id="with their content",
        ),
        pytest.param([_PURGED.format("workspace"), _GONE], id="a purge that never was"),
        pytest.param([_PURGED.format("gen_random_uuid()"), _GONE], id="a purge elsewhere"),
        pytest.param(["UPDATE audit_wrappedkey SET wrapped = set_byte(wrapped, 30, get_byte(wrapped, 30) # 1)"], id="keys altered"),
        pytest.param(["UPDATE audit_wrappedkey SET wrapped = ''"], id="keys emptied"),
        pytest.param(
            ["UPDATE audit_wrappedkey SET wrapped = 'x' WHERE id = (SELECT key FROM audit_content LIMIT 1)"], id="one key altered"
        ),
        pytest.param(["DELETE FROM audit_datakey"], id="no erasure would find the keys"),
        pytest.param(["UPDATE audit_datakey SET workspace = gen_random_uuid()"], id="nor here"),
        pytest.param(["UPDATE audit_content SET size = size + 1"], id="another size"),
    ],
)
def test_what_only_looks_erased_or_does_not_open_is_found(whole: Ledger, tamper: Tamper, statements: list[str]) -> None:
    tamper(*statements)
    assert kinds() == {"content"}


def test_a_key_that_protects_no_content_is_not_destroyed_without_an_entry(whole: Ledger, tamper: Tamper) -> None:
    tamper(
        "INSERT INTO audit_datakey (id, workspace, purpose, subject, destroyed_at) VALUES (%(id)s, %(place)s, 'content', %(id)s, now())",
        id=uuid7(),
        place=whole.workspace,
    )
    assert kinds() == {"content"}
    assert not verify(whole.workspace).ok
    assert verify(Ledger().workspace).ok


def test_the_purge_of_one_conversation_hides_no_loss_in_another(whole: Ledger, tamper: Tamper, seal: Now) -> None:
    first, second, _ = DataKey.objects.order_by("conversation")
    assert first.conversation
    erasing.destroy_conversation(whole.workspace, first.conversation, actor=SYSTEM, reason="erasure")
    seal()
    report = verify()
    assert (report.ok, report.erased) == (True, 1)
    tamper(
        "INSERT INTO audit_purgedcontent (id, workspace) SELECT id, workspace FROM audit_content WHERE key = %(key)s",
        "DELETE FROM audit_content WHERE key = %(key)s",
        key=second.id,
    )
    assert kinds() == {"content"}


def test_what_belongs_to_no_conversation_may_go_with_any_purge_of_the_workspace(whole: Ledger, seal: Now) -> None:
    key = DataKey.objects.get(conversation=None)
    with transaction.atomic():
        record("audit.content.purged", workspace=whole.workspace, actor=SYSTEM, data={"count": 1, "reason": "retention"})
        assert content.purge(whole.workspace, Content.objects.filter(key=key.id).values_list("id", flat=True)) == 1
    seal()
    report = verify()
    assert (report.ok, report.erased) == (True, 1)


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("DELETE FROM audit_stream WHERE id = (SELECT id FROM audit_stream LIMIT 1)", "gap"),
        ("UPDATE audit_stream SET workspace = gen_random_uuid()", "gap"),
        ("UPDATE audit_sealerstate SET xid = '1'", "restored"),
        ("DELETE FROM audit_sealerstate", "restored"),
        ("UPDATE audit_sealerstate SET xid = '999999999'", "truncated"),
        ("UPDATE audit_sealerstate SET entry = 'ffffffff-ffff-ffff-ffff-ffffffffffff'", "truncated"),
        ("UPDATE audit_epoch SET system_identifier = '1'", "edited"),
        ("DELETE FROM audit_epoch", "deleted"),
        ("INSERT INTO audit_epoch (number, system_identifier) VALUES (7, '1')", "edited"),
    ],
)
def test_counters_the_sealers_row_and_epochs_are_held_against_the_entries(whole: Ledger, tamper: Tamper, statement: str, kind: str) -> None:
    tamper(statement)
    assert kinds() == {kind}


@pytest.mark.parametrize("column", ["link", "leaf_hash"])
def test_a_seal_without_its_hash_is_found(whole: Ledger, connect: Connect, column: str) -> None:
    with connect(as_superuser=True) as raw:
        raw.execute("SET session_replication_role = replica")
        raw.execute(f"ALTER TABLE audit_seal ALTER {column} DROP NOT NULL")
        raw.execute(f"UPDATE audit_seal SET {column} = NULL WHERE workspace = %s AND seq = 2", [whole.workspace])
    try:
        found = verify().findings[0]
        assert (found.kind, found.seq) == ("edited", 2)
    finally:
        with connect(as_superuser=True) as raw:
            raw.execute("SET session_replication_role = replica")
            raw.execute(f"UPDATE audit_seal SET {column} = '' WHERE {column} IS NULL")
            raw.execute(f"ALTER TABLE audit_seal ALTER {column} SET NOT NULL")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"data":{', '"data":{,'),
        ('"keys":[', '"keys":[7,'),
        ('"keys":[', '"keys":["x",'),
        ('"keys":', '"keys":7,"k":'),
        ('"data":', '"data":7,"d":'),
    ],
)
def test_an_altered_entry_of_an_erasure_is_named_and_ends_no_check(whole: Ledger, tamper: Tamper, seal: Now, old: str, new: str) -> None:
    key = DataKey.objects.exclude(conversation=None).first()
    assert key
    assert key.conversation
    erasing.destroy_conversation(whole.workspace, key.conversation, actor=SYSTEM, reason="erasure")
    seal()
    tamper("UPDATE audit_entry SET body = replace(body, %(old)s, %(new)s) WHERE event = 'audit.key.destroyed'", old=old, new=new)
    assert verify().findings[0].kind == "edited"


def test_an_altered_entry_of_a_redaction_is_named_and_ends_no_check(whole: Ledger, tamper: Tamper, seal: Now) -> None:
    key = DataKey.objects.exclude(conversation=None).first()
    assert key
    assert key.conversation
    with transaction.atomic():
        redacting.conversation(
            whole.workspace, key.conversation, lambda _, data: data[::-1], apart=frozenset(), actor=SYSTEM, reason="erasure"
        )
    seal()
    assert verify().ok
    tamper("UPDATE audit_entry SET body = replace(body, '\"data\":{', '\"data\":{,') WHERE event = 'audit.content.redacted'")
    assert verify().findings[0].kind == "edited"
