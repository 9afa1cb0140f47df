"""Home answers four questions with numbers that lead on; evidence is for owners and auditors and changes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import Role, Workspace
from audit import checkpoints
from audit.anchors import configured, rounds
from audit.models import Entry, Verification
from conversations.models import Conversation
from kit.models import DomainEvent, Job
from portal.evidence import checking
from tests.factories.people import make_workspace
from tests.factories.whole import ask, draft, furnish

SignIn = Callable[[Role], Client]
pytestmark = pytest.mark.django_db(transaction=True)


def figures(client: Client) -> list[str]:
    """The four numbers of the first page."""
    return re.findall(r'<b class="num">([^<]+)</b><span>', client.get("/w/moss/").content.decode())


def test_home_counts_what_waits_what_is_late_what_left_and_what_was_decided(
    told: Conversation, workspace: Workspace, as_role: SignIn
) -> None:
    client = as_role(Role.REVIEWER)
    before = figures(client)
    draft(ask(told.channel, "Another question?", "Another"))
    after = figures(client)
    assert before[2:] == ["1", "1"]
    assert int(after[0]) > int(before[0])
    assert figures(as_role(Role.AUDITOR)) == after


def test_home_of_somebody_without_queues_counts_nothing_of_them(told: Conversation, as_role: SignIn) -> None:
    draft(ask(told.channel, "Another question?", "Another"))
    assert figures(as_role(Role.POLICY_ADMIN))[0] == "0"


def test_home_looks_again_by_itself_only_while_something_runs(workspace: Workspace, as_role: SignIn) -> None:
    client = as_role(Role.REVIEWER)
    assert b"load delay:2s" not in client.get("/w/moss/").content
    Job.objects.create(workspace=workspace.id, kind="sample", status="running", done=3, total=10, message="Reading letters")
    page = client.get("/w/moss/").content.decode()
    assert "load delay:2s" in page
    assert 'value="3" max="10"' in page
    assert "<html" not in client.get("/w/moss/", headers={"HX-Request": "true"}).content.decode()


def test_home_asks_the_database_less_than_twenty_times(told: Conversation, as_role: SignIn, django_assert_max_num_queries: Any) -> None:
    client = as_role(Role.REVIEWER)
    client.get("/w/moss/")
    with django_assert_max_num_queries(19):
        client.get("/w/moss/")


def test_what_went_out_today_leads_to_its_place_in_the_story(told: Conversation, as_role: SignIn) -> None:
    sent = Entry.objects.get(stream=told.id, event="review.delivery_sent")
    assert f"/w/moss/conversations/{told.id}/#entry-{sent.stream_no}" in as_role(Role.REVIEWER).get("/w/moss/sent/").content.decode()


@pytest.mark.parametrize(("role", "status"), [(Role.OWNER, 200), (Role.AUDITOR, 200), (Role.REVIEWER, 403), (Role.POLICY_ADMIN, 403)])
def test_evidence_is_for_owners_and_auditors(told: Conversation, as_role: SignIn, as_stranger: Client, role: Role, status: int) -> None:
    client = as_role(role)
    assert client.get("/w/moss/evidence/").status_code == status
    assert client.post("/w/moss/evidence/verify/").status_code == (302 if status == 200 else 403)
    assert Verification.objects.filter(workspace=told.workspace_id, ok=True).count() == (1 if status == 200 else 0)
    assert as_stranger.get("/w/moss/evidence/").status_code == 404


def test_a_long_ledger_is_verified_by_a_worker_once_at_a_time(told: Conversation, as_role: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "AT_ONCE", 0)
    client = as_role(Role.AUDITOR)
    assert client.post("/w/moss/evidence/verify/").status_code == 302
    assert client.post("/w/moss/evidence/verify/").status_code == 409
    assert not Verification.objects.exists()
    job = Job.objects.get()
    assert DomainEvent.objects.get(name=checking.WANTED).subject == job.id
    checking.work(job.id)
    checking.work(job.id)
    job.refresh_from_db()
    assert (job.status, Verification.objects.get().ok) == ("done", True)
    assert client.post("/w/moss/evidence/verify/").status_code == 302


def test_home_says_up_to_where_the_ledger_is_verified(told: Conversation, as_role: SignIn) -> None:
    client = as_role(Role.AUDITOR)
    assert "Not verified yet" in client.get("/w/moss/").content.decode()
    client.post("/w/moss/evidence/verify/")
    newest = checkpoints.newest(told.workspace_id)
    assert newest is not None
    for page in ("/w/moss/", "/w/moss/evidence/"):
        assert f"Verified to checkpoint {newest.size}, <time" in client.get(page).content.decode()


def test_home_and_evidence_say_that_an_anchor_was_missed(told: Conversation, as_role: SignIn, tmp_path: Path, settings: Any) -> None:
    client = as_role(Role.AUDITOR)
    (tmp_path / "anchors").write_text("a file where the folder should be")
    settings.COUNTERSIGN_ANCHORS = [f"file://{tmp_path}/anchors"]
    rounds.sweep()
    for page in ("/w/moss/", "/w/moss/evidence/"):
        assert "An anchor is missed." in client.get(page).content.decode()
    (tmp_path / "anchors").unlink()
    rounds.serve(configured.anchors()[0], now=True)
    page = client.get("/w/moss/").content.decode()
    assert "An anchor is missed." not in page
    assert re.search(r'checkpoint \d+ <span class="muted">file, ', page)


def test_the_api_says_how_the_ledger_is_doing(told: Conversation, as_role: SignIn, tmp_path: Path, settings: Any) -> None:
    client, address = as_role(Role.AUDITOR), "/api/v1/ledger"
    assert as_role(Role.REVIEWER).get(address).status_code == 404
    assert client.get(address).json()["verification"] is None
    client.post("/w/moss/evidence/verify/")
    newest = checkpoints.newest(told.workspace_id)
    assert newest is not None
    found = client.get(address).json()
    assert (found["workspace"], found["signed"], found["sealed"]) == (str(told.workspace_id), newest.size, newest.size)
    assert found["sealed"] + found["waiting"] == Entry.objects.filter(workspace=told.workspace_id).count()
    assert (found["verification"]["ok"], found["verification"]["checkpoint"], found["verification"]["first_bad"]) == (
        True,
        newest.size,
        None,
    )
    (tmp_path / "anchors").write_text("a file where the folder should be")
    settings.COUNTERSIGN_ANCHORS = [f"file://{tmp_path}/anchors"]
    rounds.sweep()
    assert any("The anchor file keeps nothing" in one for one in client.get(address).json()["problems"])


def test_evidence_asks_the_database_less_than_twenty_times(told: Conversation, as_role: SignIn, django_assert_max_num_queries: Any) -> None:
    client = as_role(Role.AUDITOR)
    client.get("/w/moss/evidence/")
    with django_assert_max_num_queries(19):
        client.get("/w/moss/evidence/")


def test_furnished_workspace_stays_apart(workspace: Workspace, as_role: SignIn) -> None:
    furnish(make_workspace("birch", "Birch"))
    assert figures(as_role(Role.OWNER)) == ["0", "0", "0", "0"]
