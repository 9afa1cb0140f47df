"""Where two people may edit policies, none of them makes a version active alone; what both agreed to is what becomes active."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

import pytest
from django.test import Client

from accounts.models import Membership, Role, User
from audit.models import Entry
from kit.errors import InvalidInput, NotAllowed, NotFound, TransitionError
from policies import actions, activation, requests, rulings
from policies.activation import Word
from policies.facts import ActionFacts
from policies.models import ActivationRequest, PolicyVersion
from tests.policies.cast import Cast, active, assemble, rule
from tests.support.races import at_once

NO_FACTS = ActionFacts.build()
BASE = Path(__file__).resolve().parents[2]
WORKER = """
import sys, uuid, django
django.setup()
from policies import rulings
from policies.facts import ActionFacts
for line in sys.stdin:
    print(rulings.rule_facts(uuid.UUID(line.strip()), ActionFacts.build()).effect, flush=True)
"""


def second(cast: Cast, role: str = Role.OWNER) -> User:
    user = User.objects.create_user(f"second@{cast.workspace.slug}.example", "pass-word-1")
    Membership.objects.create(workspace=cast.workspace, user=user, role=role)
    return user


def draft(cast: Cast, effect: str = "deny") -> PolicyVersion:
    return actions.create_draft(cast.policy, acting_user=cast.admin, rules=[rule("a", "true", effect)])


def effect(cast: Cast) -> str:
    return rulings.rule_facts(cast.workspace.id, NO_FACTS).effect


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_nobody_activates_alone_where_two_may_and_the_second_person_does(cast: Cast) -> None:
    active(cast, rule("before", "true", "allow"))
    other, version = second(cast), draft(cast)
    with pytest.raises(NotAllowed, match="second person"):
        actions.activate(version, acting_user=cast.admin)
    request = requests.ask(version, "activate", acting_user=cast.admin)
    with pytest.raises(NotAllowed, match="cannot agree"):
        requests.agree(request, acting_user=cast.admin)
    assert effect(cast) == "allow"
    result = requests.agree(request, acting_user=other)
    assert (result, effect(cast)) == (version, "deny")
    request.refresh_from_db()
    assert (request.status, request.decided_by, request.result) == ("agreed", other, version)
    entry = Entry.objects.filter(event="policy.activated").latest("id")
    assert f'"asked_by":"{cast.admin.id}"' in entry.body
    assert f'"actor":"{other.id}"' in entry.body
    assert actions.digest_of(version) in entry.body


def test_who_asked_is_told_on_the_version_that_it_waits_and_that_somebody_declined(cast: Cast) -> None:
    other, version = second(cast), draft(cast)
    page, asker = f"/admin/policies/policyversion/{version.pk}/change/", signed_in(cast.admin)

    def told() -> str:
        return asker.get(page).content.decode()

    request = requests.ask(version, "activate", acting_user=cast.admin)
    assert "It waits for a second person." in told()
    answer = signed_in(other).post(
        f"/admin/policies/policyversion/{version.pk}/activate/", {"do": "withdraw", "request": str(request.pk)}, follow=True
    )
    assert "Declined. Nothing has changed." in answer.content.decode()
    assert f"{other} declined its activation on" in told()
    requests.withdraw(requests.ask(version, "activate", acting_user=cast.admin), acting_user=cast.admin)
    assert "declined" not in told()


def test_two_accounts_of_one_human_are_one_person(cast: Cast) -> None:
    twin, version = second(cast), draft(cast)
    request = requests.ask(version, "activate", acting_user=cast.admin)
    User.objects.filter(id=twin.id).update(person=cast.admin.person)
    twin.refresh_from_db()
    with pytest.raises(NotAllowed, match="cannot agree"):
        requests.agree(request, acting_user=twin)
    requests.withdraw(request, acting_user=twin)
    assert actions.activate(version, acting_user=cast.admin).status == "active"  # nobody else could be asked


@pytest.mark.parametrize("left", ["membership", "account", "role"])
def test_who_may_no_longer_edit_policies_is_not_asked_and_cannot_agree(cast: Cast, left: str) -> None:
    other, version = second(cast), draft(cast)
    request = requests.ask(version, "activate", acting_user=cast.admin)
    if left == "membership":
        Membership.objects.filter(user=other).update(is_active=False)
    elif left == "account":
        User.objects.filter(id=other.id).update(is_active=False)
    else:
        Membership.objects.filter(user=other).update(role=Role.REVIEWER)
    with pytest.raises((NotAllowed, NotFound)):
        requests.agree(request, acting_user=User.objects.get(id=other.id))
    assert actions.activate(version, acting_user=cast.admin).status == "active"


def test_a_rollback_asks_a_second_person_too(cast: Cast) -> None:
    first = active(cast, rule("a", "true", "allow"))
    active(cast, rule("b", "true", "deny"))
    other = second(cast)
    first.refresh_from_db()
    with pytest.raises(NotAllowed):
        actions.rollback(first, acting_user=cast.admin)
    result = requests.agree(requests.ask(first, "rollback", acting_user=cast.admin), acting_user=other)
    assert (result.number, effect(cast)) == (3, "allow")
    assert f'"from_version":"{first.id}"' in Entry.objects.get(event="policy.rolled_back").body


def test_rules_changed_after_the_question_are_not_what_was_agreed_to(cast: Cast) -> None:
    other, version = second(cast), draft(cast, "review")
    request = requests.ask(version, "activate", acting_user=cast.admin)
    actions.set_rules(version, [rule("a", "true", "allow")], acting_user=cast.admin)
    with pytest.raises(TransitionError, match="changed after"):
        requests.agree(request, acting_user=other)
    version.refresh_from_db()
    assert version.status == "draft"
    again = requests.ask(version, "activate", acting_user=cast.admin)
    request.refresh_from_db()
    assert request.status == "withdrawn"
    assert requests.agree(again, acting_user=other).status == "active"


def test_what_would_be_refused_at_the_end_is_refused_when_it_is_asked_for(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    second(cast)
    version = active(assemble("other"), rule("a", "true"))
    with pytest.raises(NotFound):
        requests.ask(version, "activate", acting_user=cast.admin)
    empty = actions.create_draft(cast.policy, acting_user=cast.admin)
    with pytest.raises(InvalidInput, match="without rules"):
        requests.ask(empty, "activate", acting_user=cast.admin)
    with pytest.raises(TransitionError, match="rolled back to"):
        requests.ask(draft(cast), "rollback", acting_user=cast.admin)
    monkeypatch.setitem(activation._checks, "test", lambda version: [Word("Not yet.", refuses=True)])
    with pytest.raises(TransitionError, match="Not yet"):
        requests.ask(draft(cast), "activate", acting_user=cast.admin)
    assert not ActivationRequest.objects.exists()


def test_one_request_at_a_time_and_a_withdrawn_one_is_over(cast: Cast) -> None:
    other, version = second(cast), draft(cast)
    request = requests.ask(version, "activate", acting_user=cast.admin)
    with pytest.raises(TransitionError, match="already"):
        requests.ask(version, "activate", acting_user=other)
    requests.withdraw(request, acting_user=other)
    for late in (requests.agree, requests.withdraw):
        with pytest.raises(TransitionError, match="no longer waits"):
            late(request, acting_user=other)
    assert list(Entry.objects.filter(event__startswith="policy.activation").order_by("id").values_list("event", flat=True)) == [
        "policy.activation_requested", "policy.activation_withdrawn",
    ]  # fmt: skip


def test_a_draft_with_an_open_request_can_still_be_deleted(cast: Cast) -> None:
    second(cast)
    version = draft(cast)
    requests.ask(version, "activate", acting_user=cast.admin)
    actions.delete_draft(version, acting_user=cast.admin)
    assert not ActivationRequest.objects.exists()


def test_the_page_asks_waits_and_lets_the_other_agree(cast: Cast) -> None:
    active(cast, rule("before", "true", "allow"))
    other, version = second(cast, Role.POLICY_ADMIN), draft(cast)
    address, mine, theirs = f"/admin/policies/policyversion/{version.pk}/activate/", signed_in(cast.admin), signed_in(other)
    page = mine.get(address).content.decode()
    assert "A second person must agree" in page
    assert other.email in page
    mine.post(address)  # as from a page that was shown before there was a second person
    assert effect(cast) == "allow"
    mine.post(address, {"do": "ask"})
    request = ActivationRequest.objects.get()
    assert "It waits for" in mine.get(address).content.decode()
    assert "a second person (activation)" in theirs.get("/admin/policies/policyversion/").content.decode()
    mine.post(address, {"do": "agree", "request": str(request.pk)})
    assert effect(cast) == "allow"
    assert "You would be the second person." in theirs.get(address).content.decode()
    theirs.post(address, {"do": "agree", "request": "another"})
    assert effect(cast) == "allow"
    theirs.post(address, {"do": "agree", "request": str(request.pk)})
    assert effect(cast) == "deny"


def test_the_page_tells_somebody_alone_that_nobody_is_asked(cast: Cast) -> None:
    version = draft(cast)
    page = signed_in(cast.admin).get(f"/admin/policies/policyversion/{version.pk}/activate/").content.decode()
    assert "You are the only one here who may edit policies" in page


def test_of_two_who_agree_at_once_and_one_who_withdraws_exactly_one_succeeds(transactional_db: None) -> None:
    cast = assemble()
    other, version = second(cast), draft(cast)
    third = User.objects.create_user("third@acme.example", "pass-word-1")
    Membership.objects.create(workspace=cast.workspace, user=third, role=Role.OWNER)
    request = requests.ask(version, "activate", acting_user=cast.admin)
    ended = at_once(
        [
            partial(requests.agree, request, acting_user=other),
            partial(requests.agree, request, acting_user=third),
            partial(requests.withdraw, request, acting_user=cast.admin),
        ]
    )
    assert [type(one) for one in ended if isinstance(one, Exception)] == [TransitionError, TransitionError]
    request.refresh_from_db()
    version.refresh_from_db()
    assert (request.status == "agreed") == (version.status == "active")


def test_a_request_that_is_taken_back_while_another_takes_its_place_ends_once(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = assemble()
    other, version = second(cast), draft(cast)
    request = requests.ask(version, "activate", acting_user=cast.admin)
    actions.set_rules(version, [rule("a", "true", "review")], acting_user=cast.admin)
    found, digest_of = threading.Event(), actions.digest_of

    def slow(version: PolicyVersion) -> str:
        found.set()
        time.sleep(0.5)  # the other is at the row meanwhile
        return digest_of(version)

    def take_back() -> None:
        found.wait(60)
        requests.withdraw(request, acting_user=other)

    monkeypatch.setattr(requests, "digest_of", slow)
    again, taken_back = at_once([partial(requests.ask, version, "activate", acting_user=cast.admin), take_back])
    assert isinstance(taken_back, TransitionError)
    assert again.status == "requested"
    assert Entry.objects.filter(event="policy.activation_withdrawn").count() == 1


def test_of_two_versions_agreed_to_at_once_both_were_active_and_one_is(transactional_db: None) -> None:
    cast = assemble()
    other = second(cast)
    asked = [requests.ask(draft(cast, effect), "activate", acting_user=cast.admin) for effect in ("allow", "deny")]
    assert not [one for one in at_once([partial(requests.agree, one, acting_user=other) for one in asked]) if isinstance(one, Exception)]
    assert sorted(PolicyVersion.objects.values_list("status", flat=True)) == ["active", "retired"]


def test_it_holds_for_the_very_next_ruling_of_another_process(service_environment: dict[str, str]) -> None:
    cast = assemble()
    active(cast, rule("before", "true", "allow"))
    other, version = second(cast), draft(cast)
    command = [sys.executable, "-c", WORKER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=BASE, env=service_environment) as worker:
        asked, answers = worker.stdin, worker.stdout
        assert asked is not None
        assert answers is not None

        def ruled() -> str:
            print(cast.workspace.id, file=asked, flush=True)
            return answers.readline().strip()

        told = [ruled()]
        requests.agree(requests.ask(version, "activate", acting_user=cast.admin), acting_user=other)
        told.append(ruled())
        first = PolicyVersion.objects.get(number=1)
        requests.agree(requests.ask(first, "rollback", acting_user=other), acting_user=cast.admin)
        told.append(ruled())
        asked.close()
    assert told == ["allow", "deny", "allow"], json.dumps(told)
