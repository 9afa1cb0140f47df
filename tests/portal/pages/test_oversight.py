"""The oversight report tells who oversaw what, and finds what is missing on the ledger."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User, Workspace
from audit.models import Entry
from conversations.models import Conversation
from kit import jobs
from kit.errors import InvalidInput, TransitionError
from kit.models import DomainEvent, Job
from portal.models import OversightReport
from portal.oversight import making
from portal.oversight.coverage import CHECKS
from portal.oversight.views import last_month
from review import stop
from review.models import Action, Decision
from tests.factories.people import make_workspace, member
from tests.factories.whole import ask, draft
from tests.support.tampering import tamper

SignIn = Callable[[Role], Client]
pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/w/moss/evidence/oversight/"


def make(workspace: Workspace, user: User, **period: datetime) -> OversightReport:
    """Asked for and made, as a worker does."""
    now = timezone.now()
    values = {"since": now - timedelta(days=1), "until": now + timedelta(days=1), **period}
    report = making.ask(workspace, values["since"], values["until"], acting_user=user)
    making.work_on(report.id)
    report.refresh_from_db()
    return report


def body(told: Conversation) -> dict[str, Any]:
    found: dict[str, Any] | None = make(told.workspace, member(told.workspace, Role.AUDITOR)).body
    assert found is not None
    return found


def missing(report: dict[str, Any]) -> dict[str, int]:
    return {row["what"]: row["missing"] for row in report["coverage"] if row["missing"]}


def test_a_whole_story_is_told_with_nothing_missing(told: Conversation) -> None:
    report, reviewer = body(told), member(told.workspace, Role.REVIEWER)
    decided = Decision.objects.get()
    assert report["actions"]["total"] == Action.objects.count() == report["actions"]["with_a_person"]
    (line,) = report["decisions"]["people"]
    assert (line["user"], line["queue"], line["verdicts"]) == (str(reviewer.id), str(decided.item.queue_id), {"edit": 1})
    assert (line["decisions"], line["seen"], line["median_seconds"]) == (1, 1, decided.seconds)
    assert (report["overrides"]["edited"], report["overrides"]["share"]) == (1, "1.0000")
    assert [row["rulings"].get("review", 0) > 0 for row in report["policies"]] == [True]
    assert missing(report) == {}
    assert {row["what"]: row["done"] > 0 for row in report["coverage"]} == dict.fromkeys([check.what for check in CHECKS], True)
    assert (report["seals"]["gaps"], report["seals"]["entries"] > 10) == (0, True)


@pytest.mark.parametrize(("event", "what"), [
    ("review.action_proposed", "actions"), ("policy.ruled", "rulings"), ("review.item_edited", "decisions"),
    ("review.delivery_started", "deliveries"), ("agent.turn_started", "turns"), ("agent.step_recorded", "steps"),
])  # fmt: skip
def test_what_has_no_entry_is_counted_and_named(told: Conversation, event: str, what: str) -> None:
    gone = Entry.objects.filter(event=event).count()
    tamper(f"DELETE FROM audit_entry WHERE event = '{event}'")
    report = body(told)
    assert missing(report) == {what: gone}
    assert len(next(row for row in report["coverage"] if row["what"] == what)["ids"]) == gone


def test_a_place_that_holds_nothing_and_an_action_that_nobody_ruled_are_named(told: Conversation) -> None:
    middle = Entry.objects.filter(event="review.item_claimed").values_list("id", flat=True)[0]
    tamper(f"DELETE FROM audit_seal WHERE entry = '{middle}'")
    tamper("UPDATE policies_rulingrecord SET reference = gen_random_uuid()")
    report = body(told)
    assert report["seals"]["gaps"] == 1
    assert missing(report) == {"actions_ruled": Action.objects.count()}


def test_fast_and_unseen_decisions_and_approvals_by_too_few_are_listed(told: Conversation) -> None:
    decided = Decision.objects.get()
    tamper("UPDATE review_decision SET seconds = 2, seen_digest = '', verdict = 'approve'")
    tamper("UPDATE review_item SET approvals_needed = 2, status = 'approved' WHERE status = 'edited'")
    report = body(told)
    assert [row["id"] for row in report["attention"]["fast"]] == [str(decided.id)] == [row["id"] for row in report["attention"]["unseen"]]
    assert [(row["item"], row["needed"], row["people"]) for row in report["four_eyes"]["short"]] == [(str(decided.item_id), 2, 1)]
    tamper("UPDATE review_decision SET seconds = 5")
    assert body(told)["attention"]["fast"] == []


def test_stops_and_hand_offs_stand_in_it(told: Conversation) -> None:
    owner = member(told.workspace, Role.OWNER)
    stop.declare(told.workspace_id, acting_user=owner)
    stop.lift(told.workspace_id, acting_user=owner)
    draft(ask(told.channel, "Another question?", "Another"))
    report = body(told)
    assert [(row["user"], row["lifted_by"]) for row in report["stops"]] == [(str(owner.id), str(owner.id))]
    assert report["hand_offs"]["total"] == sum(report["hand_offs"]["reasons"].values())


def test_what_lies_outside_of_the_period_or_workspace_is_left_out(told: Conversation) -> None:
    other = make_workspace("birch", "Birch")
    auditor, year = member(told.workspace, Role.AUDITOR), timedelta(days=400)
    before = make(told.workspace, auditor, since=timezone.now() - year, until=timezone.now() - year + timedelta(days=30)).body
    elsewhere = make(other, member(other, Role.AUDITOR)).body
    for report in (before, elsewhere):
        assert report is not None
        assert (report["actions"]["total"], report["decisions"]["total"]["decisions"], report["policies"]) == (0, 0, [])


def test_its_digest_stands_on_the_ledger_and_is_of_what_is_handed_out(told: Conversation, as_role: SignIn) -> None:
    report = make(told.workspace, member(told.workspace, Role.AUDITOR))
    data = json.loads(Entry.objects.get(event="portal.oversight_reported").body)["data"]
    answer = as_role(Role.AUDITOR).get(f"{PAGE}{report.id}/oversight.json")
    assert data["digest"] == report.digest == hashlib.sha256(answer.content).hexdigest()
    named = as_role(Role.AUDITOR).get(f"{PAGE}{report.id}/oversight.json?names").json()
    assert named["names"][named["decisions"]["people"][0]["user"]] == "Rita Reviewer"
    assert b"Rita" not in answer.content


def test_a_worker_makes_it_once_and_only_one_at_a_time(told: Conversation) -> None:
    auditor, now = member(told.workspace, Role.AUDITOR), timezone.now()
    report = making.ask(told.workspace, now - timedelta(days=1), now, acting_user=auditor)
    assert DomainEvent.objects.get(name=making.WANTED).subject == report.id
    with pytest.raises(TransitionError):
        making.ask(told.workspace, now - timedelta(days=1), now, acting_user=auditor)
    making.work_on(report.id)
    making.work_on(report.id)
    job = Job.objects.get(id=report.job)
    assert (job.status, job.done, job.total) == ("done", making.STEPS, making.STEPS)
    assert Entry.objects.filter(event="portal.oversight_reported").count() == 1


def test_one_that_was_called_off_is_not_made(told: Conversation) -> None:
    now = timezone.now()
    report = making.ask(told.workspace, now - timedelta(days=1), now, acting_user=member(told.workspace, Role.AUDITOR))
    jobs.cancel(report.job)
    making.work_on(report.id)
    report.refresh_from_db()
    assert report.body is None


def test_a_period_that_is_none_is_refused_and_said_on_the_page(told: Conversation, as_role: SignIn) -> None:
    now = timezone.now()
    with pytest.raises(InvalidInput):
        making.ask(told.workspace, now, now, acting_user=member(told.workspace, Role.AUDITOR))
    client = as_role(Role.AUDITOR)
    for given in ({"since": "2026-02-01", "until": "2026-01-01"}, {"since": "soon", "until": "2026-01-01"}, {}):
        assert client.post(f"{PAGE}ask/", given).status_code == 400
    assert "A day is written like" in client.post(f"{PAGE}ask/", {"since": "soon"}).content.decode()
    assert client.post(f"{PAGE}ask/", {"since": "2026-01-01", "until": "2026-01-31"}).status_code == 302


def test_pages_are_for_owners_and_auditors_and_ask_less_than_twenty_times(
    told: Conversation, as_role: SignIn, as_stranger: Client, django_assert_max_num_queries: Any
) -> None:
    report = make(told.workspace, member(told.workspace, Role.AUDITOR))
    for address in (PAGE, f"{PAGE}{report.id}/", f"{PAGE}{report.id}/print/", f"{PAGE}{report.id}/oversight.json"):
        for role in (Role.OWNER, Role.AUDITOR):
            client = as_role(role)
            with django_assert_max_num_queries(19):
                assert client.get(address).status_code == 200
        assert as_role(Role.REVIEWER).get(address).status_code == as_stranger.get(address).status_code == 404
    assert as_stranger.get(f"/w/fern/evidence/oversight/{report.id}/").status_code == 404
    page = as_role(Role.AUDITOR).get(f"{PAGE}{report.id}/").content.decode()
    assert "Rita Reviewer" in page
    assert "Nothing is missing" in page


def test_last_month_has_its_first_and_last_day() -> None:
    assert [day.isoformat() for day in last_month(datetime(2026, 3, 31, tzinfo=UTC).date())] == ["2026-02-01", "2026-02-28"]
