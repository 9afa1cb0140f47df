from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from audit import content
from audit.errors import NotInTransaction
from audit.models import Entry
from kit.ids import uuid7
from policies import rulings
from policies.facts import ActionFacts
from policies.models import RulingRecord
from tests.policies.cast import Cast, active, rule

FACTS = ActionFacts.build(action={"kind": "reply", "amount": 60, "recipients": ["jane@example.com"]})


def test_a_ruling_is_stored_with_its_facts_and_stands_on_the_ledger(cast: Cast) -> None:
    version = active(cast, rule("big", "action.amount > 50.0", reason_code="amount_over_limit"))
    reference, conversation = uuid7(), uuid7()
    ruling, row = rulings.rule_action(cast.workspace.id, FACTS, reference=reference, conversation=conversation, subject=None)
    stored = RulingRecord.objects.get(id=row.id)
    assert (stored.effect, stored.queue, stored.reasons, stored.version_id) == ("review", "", ["amount_over_limit"], version.id)
    assert (stored.digest, stored.reference, stored.used) == (ruling.digest, reference, ["action.amount"])
    assert ActionFacts.build(content.get_json(cast.workspace.id, stored.facts)) == FACTS
    entry = Entry.objects.get(event="policy.ruled")
    assert ruling.digest in entry.body
    assert str(version.id) in entry.body
    assert "jane@example.com" not in entry.body


def test_an_activation_holds_for_the_very_next_ruling(cast: Cast) -> None:
    active(cast, rule("a", "true", "allow"))
    assert rulings.rule_facts(cast.workspace.id, FACTS).effect == "allow"
    version = active(cast, rule("b", "true", "deny"))
    ruling = rulings.rule_facts(cast.workspace.id, FACTS)
    assert (ruling.effect, ruling.version_id) == ("deny", version.id)


def test_without_an_active_policy_everything_is_review(cast: Cast) -> None:
    ruling, row = rulings.rule_action(cast.workspace.id, FACTS, reference=uuid7(), conversation=None, subject=None)
    assert (ruling.effect, ruling.reasons, row.version_id) == ("review", ("no_active_policy",), None)


def test_a_known_version_costs_one_query_and_a_preview_writes_nothing(cast: Cast) -> None:
    active(cast, rule("a", "true", "allow"))
    rulings.rule_facts(cast.workspace.id, FACTS)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        rulings.rule_facts(cast.workspace.id, FACTS)
    assert len(queries) == 1
    assert RulingRecord.objects.count() == 0


def test_a_ruling_belongs_to_the_transaction_of_its_action(transactional_db: None) -> None:
    from tests.policies.cast import assemble

    cast = assemble()
    active(cast, rule("a", "true", "allow"))
    with pytest.raises(NotInTransaction):
        rulings.rule_action(cast.workspace.id, FACTS, reference=uuid7(), conversation=None, subject=None)


def test_a_stored_ruling_is_never_changed(cast: Cast) -> None:
    _, row = rulings.rule_action(cast.workspace.id, FACTS, reference=uuid7(), conversation=None, subject=None)
    for change in (lambda: RulingRecord.objects.filter(id=row.id).update(effect="allow"), lambda: RulingRecord.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_the_version_of_another_workspace_never_rules_here(cast: Cast) -> None:
    from tests.policies.cast import assemble

    active(assemble("other"), rule("theirs", "true", "allow"))
    assert rulings.rule_facts(cast.workspace.id, FACTS).effect == "review"
