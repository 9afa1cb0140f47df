"""A shadow says what it would have ruled, changes nothing, and disturbs nobody."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from audit import keys
from audit.models import Content, Entry
from audit.recorder import record
from kit.actor import SYSTEM
from kit.errors import InvalidInput, NotAllowed, NotFound, TransitionError
from kit.ids import uuid7
from policies import actions, outcomes, requests, rulings, shadows
from policies.facts import ActionFacts
from policies.models import PolicyVersion, RulingRecord, Shadow, ShadowRuling
from tests.policies.cast import Cast, active, assemble, rule
from tests.policies.test_second_person import second


def ruled(cast: Cast, amount: float) -> RulingRecord:
    with transaction.atomic():
        facts = ActionFacts.build(action={"kind": "reply", "amount": amount})
        return rulings.rule_action(cast.workspace.id, facts, reference=uuid7(), conversation=uuid7(), subject=None)[1]


def draft(cast: Cast) -> PolicyVersion:
    return actions.create_draft(cast.policy, acting_user=cast.admin, rules=[rule("small", "action.amount < 50.0", "allow")])


def signed_in(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.admin, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def busy(cast: Cast) -> Cast:
    active(cast, rule("all", "true"))
    return cast


def test_it_is_compared_with_what_is_ruled_from_then_on_and_has_no_effect(busy: Cast) -> None:
    ruled(busy, 1)
    shadow = shadows.begin(draft(busy), acting_user=busy.admin)
    rows = [ruled(busy, amount) for amount in (10, 100, 20)]
    assert [row.effect for row in rows] == ["review"] * 3
    assert (shadows.sweep(), shadows.sweep()) == (3, 0)
    shadow.refresh_from_db()
    assert (shadow.compared, shadow.changes) == (3, {"review>allow": 2, "review>review": 1})
    assert set(shadow.rulings.filter(differs=True).values_list("record", flat=True)) == {rows[0].id, rows[2].id}
    with transaction.atomic():  # the same action once more, as at the door
        rulings.rule_action(busy.workspace.id, ActionFacts.build(), reference=rows[0].reference, conversation=None, subject=None)
    assert shadows.sweep() == 0


def test_another_number_of_people_is_a_disagreement_too(busy: Cast) -> None:
    rules = [rule("two", "true", obligations=[{"kind": "approvals", "count": 2}])]
    shadows.begin(actions.create_draft(busy.policy, acting_user=busy.admin, rules=rules), acting_user=busy.admin)
    ruled(busy, 10)
    shadows.sweep()
    assert ShadowRuling.objects.get().differs


def test_its_rules_are_frozen_and_a_draft_again_after_the_end(busy: Cast) -> None:
    version = draft(busy)
    shadows.begin(version, acting_user=busy.admin)
    with pytest.raises(TransitionError):
        actions.set_rules(version, [rule("b", "true")], acting_user=busy.admin)
    with pytest.raises(TransitionError):
        actions.delete_draft(version, acting_user=busy.admin)
    ruled(busy, 10)
    ruled(busy, 100)
    shadows.sweep()
    shadows.end(version, acting_user=busy.admin)
    actions.set_rules(version, [rule("b", "true")], acting_user=busy.admin)
    assert ShadowRuling.objects.get().differs  # those that agreed are gone
    ruled(busy, 10)
    assert shadows.sweep() == 0
    assert list(Entry.objects.filter(event__startswith="policy.shadow").order_by("id").values_list("event", flat=True)) == [
        "policy.shadow_started", "policy.shadow_ended",
    ]  # fmt: skip
    actions.delete_draft(version, acting_user=busy.admin)
    assert not Shadow.objects.exists()


def test_one_at_a_time_in_a_workspace(busy: Cast) -> None:
    version = draft(busy)
    shadows.begin(version, acting_user=busy.admin)
    with pytest.raises(TransitionError, match="Another version"):
        shadows.begin(draft(busy), acting_user=busy.admin)
    with pytest.raises(TransitionError):
        shadows.begin(version, acting_user=busy.admin)
    with pytest.raises(InvalidInput):
        shadows.begin(actions.create_draft(busy.policy, acting_user=busy.admin), acting_user=busy.admin)
    with pytest.raises(NotAllowed):
        shadows.end(version, acting_user=busy.reviewer)
    with pytest.raises(NotFound):
        shadows.end(version, acting_user=busy.stranger)
    other = assemble("other")
    shadows.begin(draft(other), acting_user=other.admin)


def test_a_shadow_is_activated_and_is_one_no_longer(busy: Cast) -> None:
    version, other = draft(busy), second(busy)
    shadows.begin(version, acting_user=busy.admin)
    for amount in (10, 100):
        ruled(busy, amount)
    shadows.sweep()
    assert set(ShadowRuling.objects.values_list("differs", flat=True)) == {True, False}
    request = requests.ask(version, "activate", acting_user=busy.admin)
    requests.agree(request, acting_user=other)
    assert not Shadow.objects.filter(ended_at=None).exists()
    assert set(ShadowRuling.objects.values_list("differs", flat=True)) == {True}
    assert ruled(busy, 10).effect == "allow"
    shadows.begin(draft(busy), acting_user=busy.admin)


def test_what_fails_in_the_shadow_fails_alone(busy: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = actions.create_draft(busy.policy, acting_user=busy.admin, rules=[rule("odd", "1 / history.sent_24h == 1", "allow")])
    shadow = shadows.begin(odd, acting_user=busy.admin)
    row = ruled(busy, 10)
    assert shadows.sweep() == 1
    told = ShadowRuling.objects.get(record=row)
    assert (told.effect, told.error) == ("review", "odd: division by zero")

    def broken(*args: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(shadows, "compile_version", broken)
    assert ruled(busy, 10).effect == "review"
    assert shadows.sweep() == 0
    monkeypatch.undo()
    assert shadows.sweep() == 1  # nothing was lost by it
    shadow.refresh_from_db()
    assert shadow.compared == 2
    failed = f"/admin/policies/policyversion/{odd.pk}/shadow/"
    assert "In 2 a rule failed." in signed_in(busy).get(failed).content.decode()
    shadows.end(odd, acting_user=busy.admin)
    assert "In 2 a rule failed." in signed_in(busy).get(failed).content.decode(), "it agreed by failing, which is still told"


def test_erased_facts_are_counted_as_unreadable(busy: Cast) -> None:
    shadow = shadows.begin(draft(busy), acting_user=busy.admin)
    row = ruled(busy, 10)
    with transaction.atomic():
        record("policy.described", workspace=busy.workspace.id, actor=SYSTEM, data={"policy": busy.policy.id})
        keys.destroy({Content.objects.get(id=row.facts).key})
    assert (shadows.sweep(), shadows.sweep()) == (1, 0)
    shadow.refresh_from_db()
    assert (shadow.compared, shadow.unreadable, shadow.changes) == (1, 1, {})


def test_a_ruling_that_is_committed_late_is_still_seen(transactional_db: None) -> None:
    cast = assemble()
    active(cast, rule("all", "true"))
    shadows.begin(draft(cast), acting_user=cast.admin)
    given, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            ruled(cast, 10)
            given.set()
            may_commit.wait(60)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    given.wait(60)
    ruled(cast, 20)
    assert shadows.sweep() == 1
    may_commit.set()
    thread.join()
    assert (shadows.sweep(), shadows.sweep()) == (1, 0)


def test_the_page_begins_lists_and_ends(busy: Cast) -> None:
    version, client = draft(busy), signed_in(busy)
    address = f"/admin/policies/policyversion/{version.pk}/shadow/"
    assert "Let it rule in the shadow" in client.get(address).content.decode()
    client.post(address, {"do": "begin"})
    row = ruled(busy, 10)
    with transaction.atomic():
        outcomes.record(row.reference, "edited")
    shadows.sweep()
    page = client.get(address).content.decode()
    assert "1 of 1 rulings differ" in page
    assert f"/try/?record={row.id}" in page
    assert "<td>edited</td>" in page
    waiting = draft(busy)
    assert "One version does at a time" in client.get(f"/admin/policies/policyversion/{waiting.pk}/shadow/").content.decode()
    client.post(address, {"do": "end"})
    version.refresh_from_db()
    assert version.status == "draft"
    stranger = Client()
    stranger.force_login(assemble("other").admin, backend="django.contrib.auth.backends.ModelBackend")
    assert stranger.get(address).status_code == 404
