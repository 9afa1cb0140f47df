"""A draft tried on what was ruled before: counts, what people had decided, kills, cancelling, what was erased."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from audit import keys
from audit.models import Content, DataKey, Entry
from audit.recorder import record
from kit import jobs
from kit.actor import SYSTEM
from kit.errors import InvalidInput, NotAllowed, NotFound
from kit.ids import uuid7
from kit.models import Job
from policies import actions, backtests, outcomes, rulings
from policies.backtests import running
from policies.backtests.chart import draw
from policies.facts import ActionFacts
from policies.models import BackTest, PolicyVersion, RulingRecord
from tests.policies.cast import Cast, active, assemble, rule
from tests.support.tampering import alter_content


def ruled(cast: Cast, amount: float, outcome: str = "", **more: Any) -> RulingRecord:
    """One action that was ruled on, and what people decided."""
    facts = ActionFacts.build(action={"kind": "reply", "amount": amount}, **more)
    with transaction.atomic():
        _, row = rulings.rule_action(cast.workspace.id, facts, reference=uuid7(), conversation=uuid7(), subject=None)
        if outcome:
            outcomes.record(row.reference, outcome, 60)
    return row


def held(cast: Cast, outcomes_: Sequence[str], amount: float = 10) -> list[RulingRecord]:
    return [ruled(cast, amount, outcome) for outcome in outcomes_]


def candidate(cast: Cast) -> PolicyVersion:
    """Lets small amounts leave, denies large ones."""
    rules = [
        rule("small", "action.amount < 50.0", "allow"),
        rule("large", "action.amount > 500.0", "deny", queue=""),
        rule("never", "false"),
    ]
    return actions.create_draft(cast.policy, acting_user=cast.admin, rules=rules)


def tried(cast: Cast, version: PolicyVersion, **more: Any) -> BackTest:
    test = backtests.start(version, acting_user=cast.admin, **more)
    test.refresh_from_db()
    return test


def signed_in(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.admin, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def past(cast: Cast) -> Cast:
    """Everything went to review: four small ones, one in between, one large."""
    active(cast, rule("all", "true"))
    held(cast, ["approved", "edited", "rejected", ""])
    ruled(cast, 100, "approved")
    ruled(cast, 1000)
    return cast


def test_changes_flips_load_and_rules_are_counted(past: Cast) -> None:
    test = tried(past, candidate(past))
    tally = test.tally
    assert (test.ended, tally["ruled"], tally["unreadable"]) == ("done", 6, 0)
    assert tally["changes"] == {"review>allow": 4, "review>review": 1, "review>deny": 1}
    assert tally["flips"] == {"approved": 1, "edited": 1, "rejected": 1, "open": 1}
    assert (tally["queues"]["before"], tally["queues"]["after"]) == ({"": 6}, {"": 2})
    assert tally["rules"] == {"small": 4, "large": 1}
    assert (tally["decided"], tally["seconds"]) == (4, 240)
    assert list(Entry.objects.filter(event__startswith="policy.back").order_by("id").values_list("event", flat=True)) == [
        "policy.back_test_started", "policy.back_test_finished",
    ]  # fmt: skip


def test_each_action_counts_once_by_its_first_ruling(past: Cast) -> None:
    row = ruled(past, 10)
    with transaction.atomic():  # as at the door, or after an edit
        rulings.rule_action(
            past.workspace.id, ActionFacts.build(action={"amount": 900}), reference=row.reference, conversation=None, subject=None
        )
    assert tried(past, candidate(past)).tally["changes"] == {"review>allow": 5, "review>review": 1, "review>deny": 1}


def test_only_the_newest_only_the_period_and_only_this_workspace(past: Cast) -> None:
    other = assemble("other")
    active(other, rule("all", "true"))
    ruled(other, 10)
    version = candidate(past)
    assert tried(past, version, most=2).tally["changes"] == {"review>deny": 1, "review>review": 1}
    middle = RulingRecord.objects.filter(workspace=past.workspace).order_by("created_at")[2].created_at
    assert tried(past, version, until=middle).tally["ruled"] == 3
    assert tried(past, version, since=middle).tally["ruled"] == 4
    assert tried(past, version, since=timezone.now()).tally["ruled"] == 0


def test_what_was_erased_or_altered_is_counted_and_left_out(past: Cast) -> None:
    rows = list(RulingRecord.objects.filter(workspace=past.workspace).order_by("created_at"))
    key = Content.objects.get(id=rows[0].facts).key
    with transaction.atomic():
        record("policy.described", workspace=past.workspace.id, actor=SYSTEM, data={"policy": past.policy.id})
        keys.destroy({key})
    version = candidate(past)
    test = tried(past, version)
    assert (test.tally["ruled"], test.tally["unreadable"]) == (5, 1)
    alter_content(rows[1].facts)
    assert tried(past, version).tally["unreadable"] == 2
    page = signed_in(past).get(f"/admin/policies/policyversion/{version.pk}/back-test/").content.decode()
    assert "2 rulings could not be read, because their facts were erased, purged or altered" in page
    assert DataKey.objects.get(id=key).destroyed_at


def test_a_rule_that_fails_gives_review_and_is_told(past: Cast) -> None:
    version = actions.create_draft(past.policy, acting_user=past.admin, rules=[rule("odd", "1 / history.sent_24h == 1", "allow")])
    tally = tried(past, version).tally
    assert (tally["failed"], tally["changes"]) == (6, {"review>review": 6})


def test_a_killed_worker_s_part_is_done_again_and_nothing_is_counted_twice(past: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "PART", 2)
    monkeypatch.setattr(running, "AT_ONCE", 0)
    whole = running.count
    parts: list[int] = []

    def killed(*args: Any) -> None:
        whole(*args)
        parts.append(1)
        if len(parts) == 2:
            raise KeyboardInterrupt  # counted in memory, not stored

    monkeypatch.setattr(running, "count", killed)
    test = tried(past, candidate(past))
    assert test.finished_at is None
    with pytest.raises(KeyboardInterrupt):
        backtests.work(test.id)
    assert not backtests.work(test.id)  # the lease still holds
    BackTest.objects.filter(id=test.id).update(lease_until=timezone.now() - timedelta(seconds=20))
    woken: list[object] = []
    monkeypatch.setattr(running, "wake", woken.append)
    assert backtests.sweep() == 1
    assert woken == [test.id]
    assert backtests.work(test.id)
    test.refresh_from_db()
    assert (test.ended, test.tally["changes"]) == ("done", {"review>allow": 4, "review>review": 1, "review>deny": 1})
    assert Job.objects.get(id=test.job).status == "done"


def test_it_can_be_cancelled_and_says_what_it_found_until_then(past: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "PART", 2)
    monkeypatch.setattr(running, "AT_ONCE", 0)
    version = candidate(past)
    test = tried(past, version)
    page = signed_in(past).get(f"/admin/policies/policyversion/{version.pk}/back-test/").content.decode()
    assert "data-follow" in page
    signed_in(past).post(f"/admin/policies/policyversion/{version.pk}/back-test/", {"most": "10000", "cancel": "1"})
    assert not jobs.is_open(test.job)
    backtests.work(test.id)
    test.refresh_from_db()
    assert (test.ended, test.tally["ruled"]) == ("cancelled", 2)


def test_rules_edited_meanwhile_make_it_worthless_and_edited_later_outdated(past: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    version = candidate(past)
    first = tried(past, version)
    monkeypatch.setattr(running, "AT_ONCE", 0)
    second = tried(past, version)
    actions.set_rules(version, [rule("a", "true")], acting_user=past.admin)
    backtests.work(second.id)
    second.refresh_from_db()
    assert (first.ended, second.ended) == ("done", "changed")
    page = signed_in(past).get(f"/admin/policies/policyversion/{version.pk}/back-test/?run={first.pk}").content.decode()
    assert "The rules were edited since" in page


def test_the_page_begins_one_and_shows_table_and_chart(past: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcomes, "_sources", [lambda references: {one: (Decimal("0.5"), "EUR") for one in references}])
    version = candidate(past)
    address, client = f"/admin/policies/policyversion/{version.pk}/back-test/", signed_in(past)
    assert client.post(address, {"most": "7"}).status_code == 200
    assert not BackTest.objects.exists()
    page = client.post(address, {"most": "1000"}, follow=True).content.decode()
    assert "5 of 6 would be ruled otherwise" in page
    assert "1 of them had been edited and 1 rejected" in page
    assert "These drafts cost EUR 3.0000; EUR 0.5000 of it for what would now be denied." in page
    assert "Rules that matched nothing: never." in page
    chart = page[page.index("<svg") : page.index("</svg>") + 6]
    assert "style=" not in chart
    assert len(ET.fromstring(chart).findall("path")) == 3  # noqa: S314 - made by ourselves


@pytest.mark.parametrize(
    "changes", [{"allow>allow": 1}, {"review>allow": 99_999, "deny>allow": 1}, {"allow>deny": 3, "deny>review": 3, "review>review": 1}]
)
def test_the_chart_keeps_within_its_frame_and_counts_everything_on_both_sides(changes: dict[str, int]) -> None:
    chart = draw(changes)
    assert chart is not None
    assert all(block.y + block.height <= chart.height for block in chart.blocks)
    assert sum(block.count for block in chart.blocks) == 2 * sum(changes.values())
    assert draw({}) is None


def test_strangers_reviewers_and_impossible_wishes_are_refused(past: Cast) -> None:
    version = candidate(past)
    with pytest.raises(NotAllowed):
        backtests.start(version, acting_user=past.reviewer)
    with pytest.raises(NotFound):
        backtests.start(version, acting_user=past.stranger)
    for wrong in ({"most": 0}, {"most": 200_000}, {"since": timezone.now() + timedelta(days=1)}):
        with pytest.raises(InvalidInput):
            backtests.start(version, acting_user=past.admin, **wrong)
    with pytest.raises(InvalidInput, match="without rules"):
        backtests.start(actions.create_draft(past.policy, acting_user=past.admin), acting_user=past.admin)
    client = Client()
    client.force_login(assemble("other").admin, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/admin/policies/policyversion/{version.pk}/back-test/").status_code == 404
