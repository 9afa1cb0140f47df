"""The tamper matrix: raw SQL by a superuser who has switched the triggers off, and what verification says to it."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import transaction

from audit import content, keys, status, tree
from audit.models import Content, DataKey, Entry, Epoch, Seal, Verification
from audit.recorder import record
from audit.verification import stretches
from audit.verification.findings import Report
from audit.verify import verify, verify_and_remember
from kit.ids import uuid7
from tests.audit.conftest import SEALER_AS_CUT, Connect, Ledger

pytestmark = pytest.mark.django_db(transaction=True)
Tamper = Callable[..., None]
Now = Callable[[], int]
BAD = 5


@pytest.fixture(autouse=True, params=[stretches.SIZE, 3], ids=["at once", "in threes"])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is damaged lies within the only stretch, or at the border of one behind others that fit."""
    monkeypatch.setattr(stretches, "SIZE", request.param)


@pytest.fixture
def whole(ledger: Ledger, seal: Now) -> Ledger:
    """Twelve sealed entries: a conversation of six among others, each with a note; a second workspace beside them."""
    stream = uuid7()
    for n in range(12):
        ledger.write(1, stream=stream if n % 2 else None, note=f"note {n}")
    seal()
    assert verify().ok
    return ledger


@pytest.fixture
def neighbour(whole: Ledger, seal: Now) -> Ledger:
    other = Ledger()
    other.write(3)
    seal()
    return other


def first(report: Report) -> tuple[str, int | None, str | None]:
    assert not report.ok
    finding = report.findings[0]
    return finding.kind, finding.seq, finding.entry


def name(ledger: Ledger, place: int) -> str:
    return str(ledger.entries[place])


def leaf(body: str) -> bytes:
    return hashlib.sha256(b"\0" + body.encode()).digest()


def link(previous: bytes, leaf: bytes) -> bytes:
    return hashlib.sha256(previous + leaf).digest()


def seal_at(ledger: Ledger, seq: int) -> Seal:
    return Seal.objects.get(workspace=ledger.workspace, seq=seq)


def test_a_whole_ledger_is_verified_with_its_counts(whole: Ledger, neighbour: Ledger) -> None:
    report = verify()
    assert (report.ok, report.entries, report.workspaces, report.contents) == (True, 17, 3, 12)  # and the epoch and the signing key
    alone = verify(whole.workspace)
    assert (alone.ok, alone.entries, alone.last_seq) == (True, 12, 11)
    later = verify(whole.workspace, since=8)
    assert (later.ok, later.entries, later.last_seq) == (True, 4, 11)


def test_an_edited_field_is_found(whole: Ledger, tamper: Tamper) -> None:
    tamper("UPDATE audit_entry SET body = replace(body, '\"approved\"', '\"rejected\"') WHERE id = %(id)s", id=whole.entries[BAD])
    assert first(verify()) == ("edited", BAD, name(whole, BAD))


def test_an_edited_time_is_found_in_the_first_and_in_the_last_entry(whole: Ledger, tamper: Tamper) -> None:
    for place in (11, 0):
        tamper('UPDATE audit_entry SET body = replace(body, \'"at":"20\', \'"at":"19\') WHERE id = %(id)s', id=whole.entries[place])
        assert first(verify(whole.workspace)) == ("edited", place, name(whole, place))


def test_an_edited_column_beside_an_untouched_body_is_found(whole: Ledger, tamper: Tamper) -> None:
    tamper(
        "ALTER TABLE audit_entry ALTER COLUMN event DROP EXPRESSION",
        "UPDATE audit_entry SET event = 'test.item.rejected' WHERE id = %(id)s",
        id=whole.entries[BAD],
    )
    try:
        assert first(verify()) == ("edited", BAD, name(whole, BAD))
    finally:
        tamper(
            "DROP INDEX IF EXISTS none_such",
            "ALTER TABLE audit_entry DROP COLUMN event",
            "ALTER TABLE audit_entry ADD COLUMN event text NOT NULL GENERATED ALWAYS AS (audit_text(body, 'event')) STORED",
        )


def test_an_entry_edited_together_with_its_leaf_hash_is_found(whole: Ledger, tamper: Tamper) -> None:
    body = Entry.objects.get(id=whole.entries[BAD]).body.replace('"approved"', '"rejected"')
    tamper(
        "UPDATE audit_entry SET body = %(body)s WHERE id = %(id)s",
        "UPDATE audit_seal SET leaf_hash = %(leaf)s WHERE entry = %(id)s",
        body=body,
        leaf=leaf(body),
        id=whole.entries[BAD],
    )
    assert first(verify()) == ("edited", BAD, name(whole, BAD))


def test_a_deleted_entry_is_found(whole: Ledger, tamper: Tamper) -> None:
    tamper("DELETE FROM audit_entry WHERE id = %(id)s", id=whole.entries[BAD])
    assert first(verify()) == ("deleted", BAD, name(whole, BAD))


def test_an_entry_deleted_with_its_seal_is_found(whole: Ledger, tamper: Tamper) -> None:
    tamper("DELETE FROM audit_entry WHERE id = %(id)s", "DELETE FROM audit_seal WHERE entry = %(id)s", id=whole.entries[BAD])
    assert first(verify()) == ("deleted", BAD, None)


def test_a_removed_seal_is_a_gap(whole: Ledger, tamper: Tamper) -> None:
    tamper("DELETE FROM audit_seal WHERE entry = %(id)s", id=whole.entries[BAD])
    assert first(verify()) == ("gap", BAD, name(whole, BAD))


def test_an_entry_deleted_and_the_later_places_renumbered_is_found(whole: Ledger, tamper: Tamper) -> None:
    tamper(
        "DELETE FROM audit_entry WHERE id = %(id)s",
        "DELETE FROM audit_seal WHERE entry = %(id)s",
        "UPDATE audit_seal SET seq = -seq WHERE workspace = %(w)s AND seq > %(n)s",
        "UPDATE audit_seal SET seq = -seq - 1 WHERE workspace = %(w)s AND seq < 0",
        id=whole.entries[BAD],
        w=whole.workspace,
        n=BAD,
    )
    assert first(verify()) == ("deleted", BAD, name(whole, BAD + 1))


def forged(ledger: Ledger) -> tuple[UUID, str]:
    identity = uuid7()
    body = Entry.objects.get(id=ledger.entries[0]).body.replace(str(ledger.entries[0]), str(identity))
    return identity, body


@pytest.mark.parametrize("well_linked", [True, False])
def test_an_entry_inserted_between_two_others_is_found(whole: Ledger, tamper: Tamper, well_linked: bool) -> None:
    identity, body = forged(whole)
    previous = bytes(seal_at(whole, BAD - 1).link)
    tamper(
        "INSERT INTO audit_entry (id, epoch, body) VALUES (%(id)s, 1, %(body)s)",
        "UPDATE audit_seal SET seq = -seq WHERE workspace = %(w)s AND seq >= %(n)s",
        "UPDATE audit_seal SET seq = 1 - seq WHERE workspace = %(w)s AND seq < 0",
        "INSERT INTO audit_seal (entry, workspace, seq, leaf_hash, link) VALUES (%(id)s, %(w)s, %(n)s, %(leaf)s, %(link)s)",
        id=identity,
        body=body,
        w=whole.workspace,
        n=BAD,
        leaf=leaf(body),
        link=link(previous, leaf(body)) if well_linked else b"\0" * 32,
    )
    assert first(verify()) == ("inserted", BAD, str(identity))


def test_an_entry_put_in_behind_the_sealer_without_a_seal_is_found(whole: Ledger, tamper: Tamper, seal: Now) -> None:
    identity, body = forged(whole)
    tamper("INSERT INTO audit_entry (id, epoch, xid, body) VALUES (%(id)s, 1, '5', %(body)s)", id=identity, body=body)
    assert seal() == 0
    assert first(verify()) == ("inserted", None, str(identity))


def test_an_entry_with_a_transaction_id_of_the_future_is_found(whole: Ledger, tamper: Tamper, seal: Now) -> None:
    identity, body = forged(whole)
    tamper("INSERT INTO audit_entry (id, epoch, xid, body) VALUES (%(id)s, 1, '99999999999', %(body)s)", id=identity, body=body)
    assert seal() == 0
    assert first(verify()) == ("inserted", None, str(identity))


@pytest.mark.parametrize("other", [BAD + 1, BAD + 4])
def test_two_swapped_bodies_are_found(whole: Ledger, tamper: Tamper, other: int) -> None:
    bodies = [Entry.objects.get(id=whole.entries[place]).body for place in (BAD, other)]
    tamper(
        "DROP INDEX audit_stream_number_once",
        "UPDATE audit_entry SET body = CASE id WHEN %(a)s THEN %(y)s ELSE %(x)s END WHERE id IN (%(a)s, %(b)s)",
        "CREATE UNIQUE INDEX audit_stream_number_once ON audit_entry (stream, stream_no) WHERE stream IS NOT NULL",
        a=whole.entries[BAD],
        b=whole.entries[other],
        x=bodies[0],
        y=bodies[1],
    )
    assert first(verify()) == ("reordered", BAD, name(whole, BAD))


@pytest.mark.parametrize("other", [BAD + 1, BAD + 4, 11])
def test_two_swapped_places_are_found(whole: Ledger, tamper: Tamper, other: int) -> None:
    tamper(
        "UPDATE audit_seal SET seq = 1000 WHERE entry = %(a)s",
        "UPDATE audit_seal SET seq = %(x)s WHERE entry = %(b)s",
        "UPDATE audit_seal SET seq = %(y)s WHERE entry = %(a)s",
        a=whole.entries[BAD],
        b=whole.entries[other],
        x=BAD,
        y=other,
    )
    assert first(verify()) == ("reordered", BAD, name(whole, other))


def test_seals_that_point_to_each_others_entries_are_found(whole: Ledger, tamper: Tamper) -> None:
    tamper(
        "UPDATE audit_seal SET entry = %(c)s WHERE entry = %(a)s",
        "UPDATE audit_seal SET entry = %(a)s WHERE entry = %(b)s",
        "UPDATE audit_seal SET entry = %(b)s WHERE entry = %(c)s",
        a=whole.entries[BAD],
        b=whole.entries[BAD + 2],
        c=uuid7(),
    )
    assert first(verify()) == ("reordered", BAD, name(whole, BAD + 2))


def test_an_entry_rewritten_to_belong_to_another_workspace_is_found(whole: Ledger, neighbour: Ledger, tamper: Tamper) -> None:
    tamper(
        "UPDATE audit_entry SET body = replace(body, %(a)s, %(b)s) WHERE id = %(id)s",
        a=str(whole.workspace),
        b=str(neighbour.workspace),
        id=whole.entries[BAD],
    )
    assert first(verify()) == ("moved", BAD, name(whole, BAD))


def test_a_seal_moved_to_the_end_of_another_workspace_is_found_on_both_sides(whole: Ledger, neighbour: Ledger, tamper: Tamper) -> None:
    tamper("UPDATE audit_seal SET workspace = %(w)s, seq = 3 WHERE entry = %(id)s", w=neighbour.workspace, id=whole.entries[BAD])
    report = verify()
    assert {(finding.kind, finding.workspace, finding.seq) for finding in report.findings} == {
        ("moved", str(whole.workspace), BAD),
        ("moved", str(neighbour.workspace), 3),
    }
    assert {finding.entry for finding in report.findings} == {name(whole, BAD)}


def test_a_seal_moved_and_linked_anew_in_another_workspace_is_found_there_too(whole: Ledger, neighbour: Ledger, tamper: Tamper) -> None:
    last = bytes(seal_at(neighbour, 2).link)
    tamper(
        "UPDATE audit_seal SET workspace = %(w)s, seq = 3, link = %(link)s WHERE entry = %(id)s",
        w=neighbour.workspace,
        id=whole.entries[11],
        link=link(last, bytes(seal_at(whole, 11).leaf_hash)),
    )
    assert first(verify(neighbour.workspace)) == ("moved", 3, name(whole, 11))


def test_a_missing_number_in_a_conversation_is_a_gap(whole: Ledger, tamper: Tamper, seal: Now) -> None:
    """A new entry, well sealed, but the conversation's counter was pushed on before it."""
    stream = Entry.objects.get(id=whole.entries[1]).stream
    tamper("UPDATE audit_stream SET last = last + 1")
    whole.write(1, stream=stream)
    seal()
    report = verify()
    assert first(report)[0] == "gap"
    assert f"Conversation {stream} has no entry number 7" in report.findings[0].detail


def test_a_tail_cut_off_by_an_attacker_who_forgets_the_counters_is_found(whole: Ledger, tamper: Tamper) -> None:
    tamper(
        "DELETE FROM audit_entry WHERE id IN (SELECT entry FROM audit_seal WHERE workspace = %(w)s AND seq >= 9)",
        "DELETE FROM audit_seal WHERE workspace = %(w)s AND seq >= 9",
        w=whole.workspace,
    )
    assert first(verify())[0] == "truncated"


def test_a_tail_cut_off_with_all_counters_is_not_found_without_a_checkpoint_kept_outside(whole: Ledger, tamper: Tamper) -> None:
    """Stated, so that nobody believes otherwise: this is what checkpoints and anchors are for."""
    tamper(
        "DELETE FROM audit_entry WHERE id IN (SELECT entry FROM audit_seal WHERE workspace = %(w)s AND seq >= 9)",
        "DELETE FROM audit_seal WHERE workspace = %(w)s AND seq >= 9",
        "UPDATE audit_stream s SET last = (SELECT max(stream_no) FROM audit_entry e WHERE e.stream = s.id)",
        SEALER_AS_CUT,
        "DELETE FROM audit_checkpoint WHERE workspace = %(w)s",
        w=whole.workspace,
    )
    assert verify().ok


def test_only_the_first_bad_entry_of_a_workspace_is_named_and_every_bad_workspace(whole: Ledger, neighbour: Ledger, tamper: Tamper) -> None:
    bad = [whole.entries[3], whole.entries[7], neighbour.entries[1]]
    tamper("UPDATE audit_entry SET body = replace(body, '\"mfa\"', '\"session\"') WHERE id = ANY(%(ids)s)", ids=bad)
    report = verify()
    assert [(finding.kind, finding.entry) for finding in report.findings] == [("edited", name(whole, 3)), ("edited", name(neighbour, 1))]


def test_what_stands_before_since_is_trusted(whole: Ledger, tamper: Tamper) -> None:
    tamper("UPDATE audit_entry SET body = replace(body, '\"mfa\"', '\"session\"') WHERE id = %(id)s", id=whole.entries[BAD])
    assert verify(whole.workspace, since=BAD + 1).ok
    assert first(verify(whole.workspace, since=BAD)) == ("edited", BAD, name(whole, BAD))


def note_of(ledger: Ledger, place: int) -> str:
    return str(json.loads(Entry.objects.get(id=ledger.entries[place]).body)["content"]["note"]["id"])


def test_altered_content_is_found(whole: Ledger, tamper: Tamper) -> None:
    tamper("UPDATE audit_content SET sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1) WHERE id = %(id)s", id=note_of(whole, BAD))
    assert first(verify()) == ("content", BAD, name(whole, BAD))
    assert verify(contents=False).ok


def test_content_exchanged_for_that_of_another_entry_is_found(whole: Ledger, tamper: Tamper) -> None:
    tamper(
        "UPDATE audit_content SET sealed = (SELECT sealed FROM audit_content WHERE id = %(b)s) WHERE id = %(a)s",
        a=note_of(whole, BAD),
        b=note_of(whole, BAD + 2),
    )
    assert first(verify()) == ("content", BAD, name(whole, BAD))


def test_deleted_content_and_a_lost_key_are_found(whole: Ledger, tamper: Tamper) -> None:
    tamper("DELETE FROM audit_content WHERE id = %(id)s", id=note_of(whole, BAD))
    assert first(verify()) == ("content", BAD, name(whole, BAD))
    tamper("DELETE FROM audit_wrappedkey")
    assert first(verify()) == ("content", 0, name(whole, 0))


def test_after_an_erasure_and_a_purge_everything_still_verifies(whole: Ledger, seal: Now) -> None:
    stream = Entry.objects.get(id=whole.entries[1]).stream
    with transaction.atomic():
        erased = set(DataKey.objects.filter(conversation=stream).values_list("id", flat=True))
        record("audit.key.destroyed", workspace=whole.workspace, actor=whole.reviewer, data={"keys": erased, "reason": "erasure"})
        keys.destroy(erased)
    with transaction.atomic():
        record("audit.content.purged", workspace=whole.workspace, actor=whole.reviewer, data={"count": 6, "reason": "retention"})
        gone = list(Content.objects.exclude(key__in=erased).values_list("id", flat=True))
        content.purge(whole.workspace, gone)
    seal()
    report = verify()
    assert (report.ok, report.erased, report.contents) == (True, 12, 0)


def test_entries_that_wait_for_their_seal_are_counted_and_no_fault(whole: Ledger) -> None:
    whole.write(2)
    report = verify()
    assert (report.ok, report.unsealed) == (True, 2)
    assert report.oldest_unsealed


def test_verification_sees_one_state_while_others_write_and_seal(whole: Ledger, seal: Now, connect: Connect) -> None:
    """Entries and seals that come in during the walk are not part of it."""

    def meanwhile(entries: int) -> None:
        with connect() as raw:
            raw.execute("SELECT pg_advisory_xact_lock(1)")
            raw.execute("UPDATE audit_sealerstate SET sealed = sealed + 1")

    try:
        assert verify(progress=meanwhile).ok
    finally:
        with connect() as raw:
            raw.execute(SEALER_AS_CUT)


def run(*arguments: str) -> tuple[dict[str, Any], int]:
    out = io.StringIO()
    try:
        call_command("audit", *arguments, stdout=out)
    except SystemExit as end:
        return json.loads(out.getvalue()), int(end.code or 0)
    return json.loads(out.getvalue()), 0


def test_the_command_says_yes_with_status_0(whole: Ledger) -> None:
    answer, code = run("verify", "--json", "--workspace", str(whole.workspace))
    assert code == 0
    assert {key: answer[key] for key in ("ok", "entries", "first_bad", "kind")} == {
        "ok": True,
        "entries": 12,
        "first_bad": None,
        "kind": None,
    }
    signed = answer["checkpoint"]
    assert (signed["workspace"], signed["size"], signed["key"]) == (str(whole.workspace), 12, "countersign.local/key-1")
    assert signed["root"] == tree.root(whole.workspace, 12).hex()


def test_the_command_names_the_first_bad_entry_with_status_1(whole: Ledger, tamper: Tamper) -> None:
    tamper("UPDATE audit_entry SET body = replace(body, '\"mfa\"', '\"session\"') WHERE id = %(id)s", id=whole.entries[BAD])
    answer, code = run("verify", "--workspace", str(whole.workspace))
    assert code == 1
    assert (answer["ok"], answer["kind"]) == (False, "edited")
    assert (answer["first_bad"]["entry"], answer["first_bad"]["seq"]) == (name(whole, BAD), BAD)


def test_a_remembered_verification_is_on_the_ledger_and_on_the_pages(whole: Ledger, seal: Now) -> None:
    before = status.status(whole.workspace)
    assert (before.sealed, before.waiting, before.verification) == (12, 0, None)
    assert before.last_sealed_at == Entry.objects.get(id=whole.entries[-1]).at
    report, row = verify_and_remember(whole.workspace, actor=whole.reviewer)
    assert report.ok
    after = status.status(whole.workspace)
    assert after.verification == row
    assert after.waiting == 1
    assert Entry.objects.filter(workspace=whole.workspace).latest("id").event == "audit.verification.finished"
    assert status.last_verification(uuid7()) is None
    _, everything = verify_and_remember()
    assert status.last_verification(uuid7()) == everything
    assert Verification.objects.count() == 2


def test_a_line_break_in_a_body_is_no_damage_and_hides_none(whole: Ledger, seal: Now, tamper: Tamper) -> None:
    """Canonical JSON has none; a body that got one before it was sealed is as it was sealed, and so must be all around it."""
    identity, model = uuid7(), Entry.objects.get(id=whole.entries[0])
    body = model.body.replace(str(model.id), str(identity)).replace('"auth":"mfa",', '"auth":"mfa",\n')
    tamper(
        "INSERT INTO audit_entry (id, epoch, body) VALUES (%(id)s, %(epoch)s, %(body)s)",
        id=identity,
        epoch=Epoch.objects.get().number,
        body=body,
    )
    seal()
    whole.write(3)
    seal()
    report = verify(whole.workspace)
    assert (report.findings, report.entries) == ([], 16)
    tamper("UPDATE audit_entry SET body = replace(body, '\"approved\"', '\"rejected\"') WHERE id = %(id)s", id=whole.entries[13])
    assert first(verify(whole.workspace)) == ("edited", 14, name(whole, 13))


def test_a_place_before_the_first_is_found(whole: Ledger, tamper: Tamper) -> None:
    tamper("UPDATE audit_seal SET seq = -1 WHERE entry = %(id)s", id=whole.entries[0])
    report = verify(whole.workspace)
    assert first(report) == ("gap", -1, name(whole, 0))
    assert (report.entries, report.last_seq) == (12, 11)


def test_places_taken_twice_are_found_although_all_links_fit(whole: Ledger, tamper: Tamper) -> None:
    tamper(
        "ALTER TABLE audit_seal DROP CONSTRAINT audit_seal_place_once",
        "UPDATE audit_seal SET seq = 4 WHERE entry = %(id)s",
        id=whole.entries[BAD],
    )
    try:
        assert not verify(whole.workspace).ok
    finally:
        tamper(
            "UPDATE audit_seal SET seq = 5 WHERE entry = %(id)s",
            "ALTER TABLE audit_seal ADD CONSTRAINT audit_seal_place_once UNIQUE (workspace, seq)",
            id=whole.entries[BAD],
        )


def test_inside_of_a_transaction_that_others_cannot_look_into_one_connection_verifies(whole: Ledger, tamper: Tamper) -> None:
    with transaction.atomic():
        assert (verify(whole.workspace).ok, verify(whole.workspace).entries) == (True, 12)
    tamper("DELETE FROM audit_entry WHERE id = %(id)s", id=whole.entries[BAD])
    with transaction.atomic():
        assert first(verify(whole.workspace)) == ("deleted", BAD, name(whole, BAD))


def test_an_order_of_sealing_that_is_not_that_of_ids_is_no_damage_and_hides_none(
    ledger: Ledger, seal: Now, tamper: Tamper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where transactions last: the stretches are read by ranges of ids, which then overlap."""
    ids = [uuid7() for _ in range(12)]
    with monkeypatch.context() as patched:
        patched.setattr("audit.recorder.uuid7", iter([ids[n * 5 % 12] for n in range(12)]).__next__)
        ledger.write(12)
    seal()
    assert (verify(ledger.workspace).ok, verify(ledger.workspace).entries) == (True, 12)
    tamper("UPDATE audit_entry SET body = replace(body, '\"approved\"', '\"rejected\"') WHERE id = %(id)s", id=ledger.entries[BAD])
    assert first(verify(ledger.workspace)) == ("edited", BAD, name(ledger, BAD))
