"""Test cases of a policy: kept from the page to try it, they stand in the way of a version that breaks them."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client

from audit import content, keys
from audit.erasers import Subject
from audit.errors import ContentErased
from audit.models import Content, Entry
from audit.recorder import record
from kit.actor import SYSTEM
from kit.errors import InvalidInput, NotAllowed, NotFound, TransitionError
from kit.ids import uuid7
from policies import actions, cases, rulings
from policies.engine import RuleSource
from policies.facts import ActionFacts
from policies.models import PolicyCase, PolicyVersion, RulingRecord
from tests.policies.cast import Cast, active, assemble, rule
from tests.support.tampering import alter_content

LARGE = ActionFacts.build(action={"kind": "reply", "amount": 900, "recipients": ["jane@customer.example"]})
STRICT, LAX = rule("all", "true"), rule("all", "true", "allow")


def draft(cast: Cast, one: RuleSource) -> PolicyVersion:
    return actions.create_draft(cast.policy, acting_user=cast.admin, rules=[one])


def ruled(cast: Cast) -> RulingRecord:
    with transaction.atomic():
        return rulings.rule_action(cast.workspace.id, LARGE, reference=uuid7(), conversation=uuid7(), subject=None)[1]


def test_a_version_that_breaks_a_case_does_not_become_active_and_one_that_keeps_it_does(cast: Cast) -> None:
    cases.save(cast.policy, "large", "review", acting_user=cast.admin, facts=LARGE)
    with pytest.raises(TransitionError, match="test case large must give review; this version gives allow"):
        actions.activate(draft(cast, LAX), acting_user=cast.admin)
    assert active(cast, STRICT).status == "active"
    assert Entry.objects.filter(event="policy.case_saved").exists()


def test_a_real_case_goes_with_its_ruling_s_facts_and_then_only_says_so(cast: Cast) -> None:
    active(cast, STRICT)
    row = ruled(cast)
    case = cases.save(cast.policy, "real", "review", acting_user=cast.admin, ruling=row)
    assert case.facts == row.facts
    with transaction.atomic():
        record("policy.described", workspace=cast.workspace.id, actor=SYSTEM, data={"policy": cast.policy.id})
        keys.destroy({Content.objects.get(id=row.facts).key})
    version = draft(cast, LAX)
    assert [one.effect for one in cases.tried(version)] == [""]
    assert "cannot be tried any more" in cases.before_activation(version)[0].text
    assert actions.activate(version, acting_user=cast.admin).status == "active"


def test_a_removed_case_takes_along_what_was_written_but_not_a_ruling_s_facts(cast: Cast) -> None:
    active(cast, STRICT)
    row = ruled(cast)
    real = cases.save(cast.policy, "real", "review", acting_user=cast.admin, ruling=row)
    first, twin = (cases.save(cast.policy, name, "review", acting_user=cast.admin, facts=LARGE) for name in ("first", "twin"))
    cases.remove(first, acting_user=cast.admin)
    cases.remove(real, acting_user=cast.admin)
    assert content.get_json(cast.workspace.id, twin.facts)
    cases.remove(twin, acting_user=cast.admin)
    with pytest.raises(ContentErased):
        content.get_json(cast.workspace.id, twin.facts)
    assert content.get_json(cast.workspace.id, row.facts)


def test_an_erasure_takes_cases_that_name_the_person(cast: Cast) -> None:
    cases.save(cast.policy, "names her", "review", acting_user=cast.admin, facts=LARGE)
    cases.save(cast.policy, "names nobody", "review", acting_user=cast.admin, facts=ActionFacts.build())
    eraser, subject = cases.CaseEraser(), Subject(cast.workspace.id, addresses=frozenset({"Jane@customer.example"}))
    assert eraser.locate(subject) == eraser.finish(subject) == {cases.TABLE: 1}
    assert eraser.finish(subject) == {cases.TABLE: 0}
    assert PolicyCase.objects.get().name == "names nobody"


def test_a_case_that_was_altered_stops_no_erasure(cast: Cast) -> None:
    cases.save(cast.policy, "names her", "review", acting_user=cast.admin, facts=LARGE)
    alter_content(cases.save(cast.policy, "broken", "review", acting_user=cast.admin, facts=ActionFacts.build()).facts)
    assert cases.CaseEraser().finish(Subject(cast.workspace.id, addresses=frozenset({"jane@customer.example"}))) == {cases.TABLE: 1}


def test_wrong_cases_and_strangers_are_refused(cast: Cast) -> None:
    cases.save(cast.policy, "one", "review", acting_user=cast.admin, facts=LARGE)
    for name, effect in (("one", "review"), (" ", "review"), ("two", "perhaps"), ("x" * 121, "deny")):
        with pytest.raises(InvalidInput):
            cases.save(cast.policy, name, effect, acting_user=cast.admin, facts=LARGE)
    with pytest.raises(NotAllowed):
        cases.save(cast.policy, "two", "review", acting_user=cast.reviewer, facts=LARGE)
    with pytest.raises(NotFound):
        cases.save(cast.policy, "two", "review", acting_user=cast.stranger, facts=LARGE)
    other = assemble("other")
    with pytest.raises(NotFound):
        cases.save(cast.policy, "two", "review", acting_user=cast.admin, ruling=ruled(other))


def test_the_pages_keep_try_and_remove(cast: Cast) -> None:
    active(cast, STRICT)
    row, version, client = ruled(cast), draft(cast, LAX), Client()
    client.force_login(cast.admin, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/admin/policies/policyversion/{version.pk}"
    assert "Keep as a test case" in client.get(f"{address}/try/?record={row.pk}").content.decode()
    client.post(f"{address}/cases/", {"name": "real", "effect": "review", "record": str(row.pk)})
    client.post(f"{address}/cases/", {"name": "made up", "effect": "allow", "facts": '{"action": {"kind": "reply"}}'})
    client.post(f"{address}/cases/", {"name": "broken", "effect": "allow", "facts": "{"})
    misspelt = {"facts": '{"conversation": {"identity": "verifed"}}'}
    client.post(f"{address}/cases/", {"name": "misspelt", "effect": "review", **misspelt})
    assert (
        "identity must be one of: verified, soft, none. Did you mean verified?" in client.post(f"{address}/try/", misspelt).content.decode()
    )
    page = client.get(f"{address}/cases/").content.decode()
    assert "1 of 2 hold" in page
    assert "must give review; this version gives allow" in client.get(f"{address}/activate/").content.decode()
    client.post(f"{address}/cases/", {"remove": str(PolicyCase.objects.get(name="real").pk)})
    assert "1 of 1 hold" in client.get(f"{address}/cases/").content.decode()
    stranger = Client()
    stranger.force_login(assemble("other").admin, backend="django.contrib.auth.backends.ModelBackend")
    assert stranger.post(f"{address}/cases/", {"name": "x", "effect": "deny", "facts": "{}"}).status_code == 404
