"""Bundles from pages and the API: who may, progress, download on the ledger, the end of their time, erasure, and workers that die."""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import time
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import IO, Any
from uuid import UUID

import pytest
from asgiref.sync import async_to_sync
from django.db import connection, transaction
from django.test import AsyncClient, Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from accounts import tokens
from accounts.models import Role, Workspace
from audit import content, erasers, erasing
from audit.bundle import exporting, parts, selection
from audit.erasers import Subject
from audit.errors import ContentErased
from audit.models import Content, DataKey, Entry
from conversations.models import Conversation
from kit import jobs
from kit.actor import SYSTEM
from kit.errors import NotAllowed, NotFound, TransitionError
from kit.ids import uuid7
from kit.models import DomainEvent, Job
from portal.bundles import asking, making
from portal.bundles.erasing import BundleEraser
from portal.models import EvidenceBundle
from review.models import Decision
from tests.audit.test_bundle_verifier import run
from tests.factories.people import make_workspace, member
from tests.factories.whole import ask
from tests.support.workers import wait_for

SignIn = Callable[[Role], Client]
pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/w/moss/evidence/bundles/"
Status = EvidenceBundle.Status


def asked(told: Conversation) -> EvidenceBundle:
    return making.ask(told.workspace, selection.conversation(told.id), acting_user=member(told.workspace, Role.AUDITOR))


def made(told: Conversation) -> EvidenceBundle:
    bundle = asked(told)
    making.work_on(bundle.id)
    bundle.refresh_from_db()
    assert bundle.status == Status.READY, bundle.problem
    return bundle


def entries(event: str) -> list[dict[str, Any]]:
    return [json.loads(entry.body) for entry in Entry.objects.filter(event=event).order_by("id")]


def holds(data: bytes, folder: Path) -> bool:
    path = folder / "bundle.zip"
    path.write_bytes(data)
    return run(folder, str(path)).returncode == 0


@pytest.mark.parametrize("kind", ["conversation", "decision", "subject", "period"])
def test_an_auditor_asks_on_the_page_and_downloads_what_holds_without_the_product(
    kind: str, told: Conversation, as_role: SignIn, tmp_path: Path
) -> None:
    client, today = as_role(Role.AUDITOR), f"{timezone.localdate():%Y-%m-%d}"
    assert told.contact
    what = {
        "conversation": {"id": str(told.id)},
        "decision": {"id": str(Decision.objects.get().item_id)},
        "subject": {"who": told.contact.addresses.get().address},
        "period": {"since": today, "until": today},
    }[kind]
    assert client.post(f"{PAGE}ask/", {"kind": kind, **what}).status_code == 302
    assert "Waiting for a worker" in client.get(PAGE).content.decode()
    bundle = EvidenceBundle.objects.get()
    making.work_on(bundle.id)
    page = client.get(PAGE).content.decode()
    assert f"{PAGE}{bundle.id}/" in page
    exported = [one["data"]["bundle"] for one in entries("audit.bundle.exported")]
    assert exported == [str(bundle.id)]
    assert entries("portal.bundle_handed_out") == []
    answer = client.get(f"{PAGE}{bundle.id}/")
    bundle.refresh_from_db()
    whole = answer.getvalue()
    assert hashlib.sha256(whole).hexdigest() == bundle.sha256
    assert answer["Cache-Control"] == "no-store"
    assert [one["data"]["sha256"] for one in entries("portal.bundle_handed_out")] == [bundle.sha256]
    assert holds(whole, tmp_path)
    assert Job.objects.get(id=bundle.job).status == Job.Status.DONE


def test_others_are_told_what_a_stranger_is_told(told: Conversation, as_role: SignIn, as_stranger: Client) -> None:
    bundle = made(told)
    for client in (as_role(Role.REVIEWER), as_role(Role.POLICY_ADMIN), as_role(Role.AGENT_OPERATOR), as_stranger):
        assert client.get(PAGE).status_code == 404
        assert client.post(f"{PAGE}ask/", {"kind": "conversation", "id": str(told.id)}).status_code == 404
        assert client.get(f"{PAGE}{bundle.id}/").status_code == 404
    with pytest.raises(NotAllowed):
        making.ask(told.workspace, selection.conversation(told.id), acting_user=member(told.workspace, Role.REVIEWER))
    with pytest.raises(NotAllowed):
        making.hand_out(bundle, acting_user=member(told.workspace, Role.REVIEWER))
    assert as_role(Role.OWNER).get(f"{PAGE}{bundle.id}/").status_code == 200
    other = make_workspace("heron")
    with pytest.raises(NotFound):
        asking.about(other, {"kind": "conversation", "id": str(told.id)})


def test_what_is_not_there_is_said_and_what_was_typed_stays(told: Conversation, as_role: SignIn) -> None:
    client = as_role(Role.OWNER)
    for given, status in (
        ({"kind": "subject", "who": "nobody@example.org"}, 404), ({"kind": "period", "since": "soon", "until": "soon"}, 400),
        ({"kind": "conversation", "id": str(uuid7())}, 404), ({"kind": "decision", "id": "x"}, 400), ({"kind": "everything"}, 400),
        ({"kind": "period", "since": "2026-11-03", "until": "2026-11-01"}, 400),
    ):  # fmt: skip
        answer = client.post(f"{PAGE}ask/", given)
        assert answer.status_code == status, given
        assert 'role="alert"' in answer.content.decode()
    assert 'value="nobody@example.org"' in client.post(f"{PAGE}ask/", {"kind": "subject", "who": "nobody@example.org"}).content.decode()
    assert not EvidenceBundle.objects.exists()


def test_the_button_stands_where_the_thing_is_and_only_for_whom_it_works(told: Conversation, as_role: SignIn) -> None:
    item = Decision.objects.get().item_id
    for page in (
        f"/w/moss/conversations/{told.id}/",
        reverse("review:item", args=["moss", item]),
        "/w/moss/evidence/entries/?since=2026-11-01",
    ):
        assert f'action="{PAGE}ask/"' in as_role(Role.OWNER).get(page, follow=True).content.decode(), page
    assert f'action="{PAGE}ask/"' not in as_role(Role.OWNER).get("/w/moss/evidence/entries/").content.decode()
    assert f'action="{PAGE}ask/"' not in as_role(Role.REVIEWER).get(f"/w/moss/conversations/{told.id}/").content.decode()


def test_all_about_a_person_is_asked_for_beside_their_conversation(told: Conversation, as_role: SignIn) -> None:
    assert told.contact_id
    page = as_role(Role.AUDITOR).get(f"/w/moss/conversations/{told.id}/").content.decode()
    aside = page[page.index("About this conversation") :]
    form = aside[aside.index(f'action="{PAGE}ask/"') :].partition("</form>")[0]
    assert "Evidence bundle of this person" in form
    given = dict(re.findall(r'name="(kind|id)" value="([^"]+)"', form))
    assert as_role(Role.AUDITOR).post(f"{PAGE}ask/", given).status_code == 302
    bundle = EvidenceBundle.objects.get()
    assert (bundle.kind, bundle.about) == ("subject", told.contact_id)
    assert "of this person" not in as_role(Role.REVIEWER).get(f"/w/moss/conversations/{told.id}/").content.decode()


def test_the_same_asked_twice_is_made_once(told: Conversation) -> None:
    first = asked(told)
    assert asked(told).id == first.id
    making.work_on(first.id)
    making.work_on(first.id)
    assert asked(told).id != first.id
    assert len(entries("audit.bundle.exported")) == 1


def test_a_bundle_ends_with_its_time_and_its_key_with_it(told: Conversation, as_role: SignIn) -> None:
    bundle = made(told)
    assert Content.objects.filter(id__in=bundle.pieces).count() == len(bundle.pieces) > 0
    making.sweep()
    assert EvidenceBundle.objects.get().status == Status.READY
    EvidenceBundle.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert as_role(Role.AUDITOR).get(f"{PAGE}{bundle.id}/").status_code == 409
    for _ in range(2):
        making.sweep()
    assert EvidenceBundle.objects.get().status == Status.EXPIRED
    assert not Content.objects.filter(id__in=bundle.pieces).exists()
    assert DataKey.objects.get(subject=bundle.id).destroyed_at is not None
    with pytest.raises(ContentErased):
        content.get(told.workspace_id, bundle.pieces[0])
    assert as_role(Role.AUDITOR).get(f"{PAGE}{bundle.id}/").status_code == 409
    assert entries("portal.bundle_handed_out") == []


def test_an_erasure_takes_the_bundles_along_that_hold_something_of_it(told: Conversation) -> None:
    other = ask(told.channel, "Where is my second lamp?", "Another")
    gone, stays, eraser = made(told), made(other), BundleEraser()
    period = making.ask(
        told.workspace,
        selection.period(told.workspace_id, told.opened_at - timedelta(days=1), timezone.now()),
        acting_user=member(told.workspace, Role.OWNER),
    )
    making.work_on(period.id)
    assert told.contact_id
    whom = Subject(told.workspace_id, frozenset({told.contact_id}), conversations=frozenset({told.id}))
    assert eraser.locate(whom) == {"portal_evidencebundle": 2}
    with transaction.atomic():
        assert eraser.erase(told.workspace_id, told.id) == {"portal_evidencebundle": 2}
        assert eraser.erase(told.workspace_id, told.id) == {"portal_evidencebundle": 0}
    assert {row.id: row.status for row in EvidenceBundle.objects.all()} == {
        gone.id: Status.ERASED,
        stays.id: Status.READY,
        period.id: Status.ERASED,
    }
    assert not Content.objects.filter(id__in=gone.pieces).exists()
    assert "portal.bundles" in erasers.registered()


def test_the_bundle_of_a_person_goes_with_the_person(told: Conversation) -> None:
    assert told.contact_id
    bundle = making.ask(
        told.workspace, selection.subject(str(told.contact_id), told.workspace_id), acting_user=member(told.workspace, Role.OWNER)
    )
    making.work_on(bundle.id)
    with transaction.atomic():
        assert BundleEraser().finish(Subject(told.workspace_id, frozenset({told.contact_id}))) == {"portal_evidencebundle": 1}


def test_what_is_erased_while_it_is_made_is_not_in_it(told: Conversation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """After it was read and written, before it is kept: the last moment."""
    bundle, keep = asked(told), making._keep
    erased: list[bool] = []

    def erase_first(*arguments: Any) -> None:
        if not erased:
            erased.append(True)
            with transaction.atomic():
                BundleEraser().erase(told.workspace_id, told.id)
                erasing.destroy_conversation(told.workspace_id, told.id, actor=bundle.made_by.as_actor(), reason="test")  # type: ignore[union-attr]  # it was asked for by somebody
        keep(*arguments)

    monkeypatch.setattr(making, "_keep", erase_first)
    making.work_on(bundle.id)
    assert EvidenceBundle.objects.get().status == Status.QUEUED
    assert DomainEvent.objects.filter(name=making.WANTED, subject=bundle.id).count() == 2
    making.work_on(bundle.id)
    bundle.refresh_from_db()
    assert (bundle.status, bundle.contents, bundle.erased > 5) == (Status.READY, 0, True)
    assert holds(b"".join(making.hand_out(bundle, acting_user=member(told.workspace, Role.AUDITOR))), tmp_path)


def test_what_is_erased_while_it_is_written_makes_it_begin_again(told: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle, real = asked(told), exporting._sealed

    def erase_meanwhile(workspace: UUID, entry: UUID) -> Any:
        erasing.destroy_conversation(told.workspace_id, told.id, actor=SYSTEM, reason="test")
        return real(workspace, entry)

    with monkeypatch.context() as patch:
        patch.setattr(exporting, "_sealed", erase_meanwhile)
        making.work_on(bundle.id)
    assert EvidenceBundle.objects.get().status == Status.QUEUED
    making.work_on(bundle.id)
    assert EvidenceBundle.objects.get().status == Status.READY


def test_a_worker_that_is_killed_in_the_middle_is_followed_by_another(told: Conversation, tmp_path: Path) -> None:
    """A process of its own is ended by SIGKILL while it writes; the lease ends, the sweep wakes another worker."""
    bundle = asked(told)
    connection.close()
    child = os.fork()
    if child == 0:  # pragma: no cover - the process that dies
        setattr(parts, "table", _sleep)  # noqa: B010 - replaced in the process that dies
        making.work_on(bundle.id)
        os._exit(1)
    wait_for(Job.objects.filter(id=bundle.job, message="Table").exists)
    os.kill(child, signal.SIGKILL)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
    assert len(entries("audit.bundle.exported")) == 1
    making.work_on(bundle.id)
    assert EvidenceBundle.objects.get().status == Status.QUEUED  # the lease of the dead one
    EvidenceBundle.objects.update(busy_until=timezone.now() - timedelta(seconds=1))
    before = DomainEvent.objects.filter(subject=bundle.id).count()
    making.sweep()
    making.sweep()
    assert DomainEvent.objects.filter(subject=bundle.id).count() == before + 1
    making.work_on(bundle.id)
    bundle.refresh_from_db()
    assert (bundle.status, bundle.attempt) == (Status.READY, 2)
    assert holds(b"".join(making.hand_out(bundle, acting_user=member(told.workspace, Role.AUDITOR))), tmp_path)


def _sleep(places: object) -> Any:
    time.sleep(60)
    yield ""


def test_a_slow_worker_that_lost_its_lease_keeps_nothing(told: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle, keep = asked(told), making._keep

    def overtaken(*arguments: Any) -> None:
        EvidenceBundle.objects.update(busy_until=timezone.now() - timedelta(seconds=1))
        monkeypatch.setattr(making, "_keep", keep)
        other = Thread(target=_elsewhere, args=(bundle.id,))
        other.start()
        other.join()
        keep(*arguments)

    monkeypatch.setattr(making, "_keep", overtaken)
    making.work_on(bundle.id)
    bundle.refresh_from_db()
    assert (bundle.status, bundle.attempt) == (Status.READY, 2)
    assert Content.objects.filter(key__in=DataKey.objects.filter(subject=bundle.id).values("id")).count() == len(bundle.pieces)


def test_a_slow_worker_that_is_refused_leaves_the_pieces_of_the_one_that_overtook_it(
    told: Conversation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bundle, prepare = asked(told), exporting.prepare

    def overtaken(*_arguments: Any, **_named: Any) -> Any:
        EvidenceBundle.objects.update(busy_until=timezone.now() - timedelta(seconds=1))
        monkeypatch.setattr(exporting, "prepare", prepare)
        other = Thread(target=_elsewhere, args=(bundle.id,))
        other.start()
        other.join()
        raise NotFound("There is nothing to take out.")

    monkeypatch.setattr(exporting, "prepare", overtaken)
    making.work_on(bundle.id)
    bundle.refresh_from_db()
    assert (bundle.status, bundle.attempt) == (Status.READY, 2)
    assert holds(b"".join(making.hand_out(bundle, acting_user=member(told.workspace, Role.AUDITOR))), tmp_path)


def _elsewhere(identity: UUID) -> None:
    try:
        making.work_on(identity)
    finally:
        connection.close()


def test_one_whose_workers_always_die_and_one_that_is_refused_say_why(told: Conversation, as_role: SignIn, settings: Any) -> None:
    bundle = asked(told)
    EvidenceBundle.objects.update(attempt=making.ATTEMPTS)
    making.work_on(bundle.id)
    bundle.refresh_from_db()
    assert (bundle.status, jobs.is_open(bundle.job)) == (Status.FAILED, False)
    assert "its worker was lost each time" in as_role(Role.AUDITOR).get(PAGE).content.decode()
    made_too_large = asked(told)
    before, making.LARGEST = making.LARGEST, 100
    try:
        making.work_on(made_too_large.id)
    finally:
        making.LARGEST = before
    made_too_large.refresh_from_db()
    assert (made_too_large.status, made_too_large.pieces) == (Status.FAILED, [])
    assert "Choose less" in made_too_large.problem


@pytest.fixture
def large(told: Conversation, monkeypatch: pytest.MonkeyPatch) -> EvidenceBundle:
    """160 MB of which hardly anything lies on a disk."""

    def write(plan: exporting.Plan, file: IO[bytes], *, progress: exporting.Progress) -> exporting.Made:
        file.truncate(160 * 1024 * 1024)
        return exporting._made(plan, file)

    monkeypatch.setattr(exporting, "write", write)
    tracemalloc.start()
    bundle = made(told)
    assert tracemalloc.get_traced_memory()[1] < 64 * 1024 * 1024, "while it was stored"
    tracemalloc.stop()
    assert bundle.size == 160 * 1024 * 1024
    return bundle


@pytest.mark.parametrize("door", ["page", "api"])
def test_a_large_bundle_is_handed_out_piece_by_piece(large: EvidenceBundle, door: str) -> None:
    """Through ASGI, as the product is served."""
    auditor, client, address = member(large.workspace, Role.AUDITOR), AsyncClient(), f"{PAGE}{large.id}/"
    sent: dict[str, str] = {}
    if door == "page":
        client.force_login(auditor)
    else:
        _, token = tokens.create(auditor, large.workspace, ["evidence:export"], name="test", acting_user=None)
        address, sent = f"/api/v1/bundles/{large.id}/download", {"Authorization": f"Token {token}"}
    digest, longest = hashlib.sha256(), 0

    async def download() -> None:
        nonlocal longest
        answer: Any = await client.get(address, headers=sent)
        assert (answer.status_code, int(answer["Content-Length"])) == (200, large.size)
        async for part in answer.streaming_content:
            digest.update(part)
            longest = max(longest, len(part))

    tracemalloc.start()
    async_to_sync(download)()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert digest.hexdigest() == large.sha256
    assert (longest, peak < 64 * 1024 * 1024) == (making.PIECE, True)


def test_what_was_altered_never_arrives_whole_and_an_erasure_breaks_a_download_off(
    told: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "PIECE", 4096)
    bundle, auditor = made(told), member(told.workspace, Role.AUDITOR)
    assert len(bundle.pieces) > 3
    EvidenceBundle.objects.update(sha256="0" * 64)
    came: list[bytes] = []
    with pytest.raises(making.Broken):
        came.extend(making.hand_out(EvidenceBundle.objects.get(), acting_user=auditor))
    assert 0 < len(came) < len(bundle.pieces)
    EvidenceBundle.objects.update(sha256=bundle.sha256)
    pieces = making.hand_out(bundle, acting_user=auditor)
    next(pieces)
    with transaction.atomic():
        BundleEraser().erase(told.workspace_id, told.id)
    with pytest.raises(ContentErased):
        list(pieces)
    with pytest.raises(TransitionError):
        making.hand_out(EvidenceBundle.objects.get(), acting_user=auditor)


def test_pieces_of_an_attempt_that_was_lost_go_with_the_next_one(told: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "PIECE", 4096)
    bundle, put = asked(told), content.put_many
    left: list[str] = []

    def interrupted(workspace: UUID, pieces: Any) -> Any:
        if len(left) == 2:
            raise making.Lost
        refs = put(workspace, pieces)
        left.extend(ref.id for ref in refs)
        return refs

    with monkeypatch.context() as patch:
        patch.setattr(content, "put_many", interrupted)
        making.work_on(bundle.id)
    assert Content.objects.filter(id__in=left).count() == 2
    EvidenceBundle.objects.update(busy_until=timezone.now() - timedelta(seconds=1))
    making.work_on(bundle.id)
    bundle.refresh_from_db()
    assert bundle.status == Status.READY
    assert not Content.objects.filter(id__in=left).exists()


def test_much_that_was_exported_is_told_on_the_pages(told: Conversation, as_role: SignIn, settings: Any) -> None:
    settings.COUNTERSIGN_ALARM_EXPORTS = 2
    for _ in range(2):
        made(told)
    for page in (PAGE, "/w/moss/evidence/"):
        assert "exported much within an hour" in as_role(Role.AUDITOR).get(page).content.decode()


def by_token(workspace: Workspace, role: Role, *scopes: str) -> APIClient:
    _, token = tokens.create(member(workspace, role), workspace, list(scopes), name="test", acting_user=None)
    return APIClient(headers={"Authorization": f"Token {token}"})


def test_over_the_api_it_is_asked_for_looked_at_and_downloaded(told: Conversation, tmp_path: Path) -> None:
    client = by_token(told.workspace, Role.AUDITOR, "evidence:read", "evidence:export")
    wanted = {"kind": "conversation", "id": str(told.id)}
    first, again = (client.post("/api/v1/bundles", wanted, format="json", headers={"Idempotency-Key": "one"}) for _ in range(2))
    assert (first.status_code, first.json()["status"], again.json()["id"]) == (201, "queued", first.json()["id"])
    address = f"/api/v1/bundles/{first.json()['id']}"
    assert client.get(address).json()["progress"]["message"] == "Waiting for a worker"
    assert client.get(f"{address}/download").status_code == 409
    making.work_on(UUID(first.json()["id"]))
    shown = client.get(address).json()
    assert (shown["status"], shown["progress"], shown["contents"] > 5) == ("ready", None, True)
    answer = client.get(f"{address}/download")
    whole = answer.getvalue()
    assert hashlib.sha256(whole).hexdigest() == shown["sha256"]
    assert holds(whole, tmp_path)
    assert client.post("/api/v1/bundles", {"kind": "subject"}, format="json").status_code == 404
    assert client.post("/api/v1/bundles", {"kind": "all"}, format="json").status_code == 400
    reading = by_token(told.workspace, Role.AUDITOR, "evidence:read")
    assert [one["id"] for one in reading.get("/api/v1/bundles").json()["results"]] == [first.json()["id"]]
    assert reading.get(f"{address}/download").status_code == reading.post("/api/v1/bundles", wanted, format="json").status_code == 403
    reviewer = by_token(told.workspace, Role.REVIEWER, "evidence:read", "evidence:export")
    assert [reviewer.get(one).status_code for one in (address, f"{address}/download")] == [404, 404]
    assert reviewer.post("/api/v1/bundles", wanted, format="json").status_code == 404
    assert reviewer.get("/api/v1/bundles").json()["results"] == []
