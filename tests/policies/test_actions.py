from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from audit.models import Entry
from kit.errors import InvalidInput, NotAllowed, NotFound, TransitionError
from policies import actions, recognisers
from policies.engine import ConditionError
from policies.models import PolicyRule, PolicyVersion
from policies.recognisers import Wanted
from tests.policies.cast import Cast, active, assemble, rule


def test_activating_a_draft_retires_the_one_before_and_says_so_on_the_ledger(cast: Cast) -> None:
    first = active(cast, rule("a", "true", "allow"))
    second = active(cast, rule("b", "true"))
    first.refresh_from_db()
    assert (first.status, second.status) == ("retired", "active")
    assert second.activated_by == cast.admin
    entry = Entry.objects.filter(event="policy.activated").latest("at")
    assert f'"retired":"{first.id}"' in entry.body
    assert actions.digest_of(second) in entry.body


def test_a_wrong_rule_is_refused_at_save_and_nothing_is_stored(cast: Cast) -> None:
    with pytest.raises(ConditionError, match=r"Did you mean action\.kind"):
        actions.create_draft(cast.policy, acting_user=cast.admin, rules=[rule("fine", "true"), rule("typo", "action.knd == 'x'")])
    assert PolicyVersion.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (rule("r", "true", reason_code="Has Spaces"), "reason code"),
        (rule(" ", "true"), "needs a name"),
        (rule("r", "true", "perhaps"), "allow, review or deny"),
        (rule("r", "true", obligations=[{"kind": "approvals", "count": 0}]), "approvals"),
        (rule("r", "true", obligations=[{"kind": "dance"}]), "one of the kinds"),
    ],
)
def test_other_mistakes_in_a_rule_are_refused_by_name(cast: Cast, wrong: object, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        actions.create_draft(cast.policy, acting_user=cast.admin, rules=[wrong])  # type: ignore[list-item]  # wrong on purpose


def test_two_rules_of_one_name_are_refused(cast: Cast) -> None:
    with pytest.raises(InvalidInput, match="Two rules are called a"):
        actions.create_draft(cast.policy, acting_user=cast.admin, rules=[rule("a", "true"), rule("a", "false")])


def test_only_owners_and_policy_admins_write_and_strangers_see_nothing(cast: Cast) -> None:
    draft = actions.create_draft(cast.policy, acting_user=cast.admin, rules=[rule("a", "true")])
    with pytest.raises(NotAllowed):
        actions.activate(draft, acting_user=cast.reviewer)
    with pytest.raises(NotFound):
        actions.activate(draft, acting_user=cast.stranger)
    with pytest.raises(NotFound):
        actions.set_rules(draft, [], acting_user=cast.stranger)
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_an_empty_version_and_one_that_is_no_draft_cannot_be_activated(cast: Cast) -> None:
    with pytest.raises(InvalidInput, match="without rules"):
        actions.activate(actions.create_draft(cast.policy, acting_user=cast.admin), acting_user=cast.admin)
    version = active(cast, rule("a", "true"))
    with pytest.raises(TransitionError):
        actions.activate(version, acting_user=cast.admin)


def test_an_active_version_is_not_edited_but_copied(cast: Cast) -> None:
    version = active(cast, rule("a", "true", "allow", obligations=[{"kind": "sample", "percent": 5}]))
    with pytest.raises(TransitionError):
        actions.set_rules(version, [rule("b", "true")], acting_user=cast.admin)
    copy = actions.new_version_from(version, acting_user=cast.admin)
    assert (copy.number, copy.status) == (2, "draft")
    assert actions.digest_of(copy) == actions.digest_of(version)


def test_rolling_back_activates_a_copy_of_the_old_rules(cast: Cast) -> None:
    first = active(cast, rule("a", "true", "allow"))
    second = active(cast, rule("b", "true", "deny"))
    first.refresh_from_db()
    third = actions.rollback(first, acting_user=cast.admin)
    second.refresh_from_db()
    assert (third.number, third.status, second.status) == (3, "active", "retired")
    assert [source.name for source in actions.sources_of(third)] == ["a"]
    with pytest.raises(TransitionError):
        actions.rollback(third, acting_user=cast.admin)


def test_activation_in_one_workspace_leaves_the_other_alone(cast: Cast) -> None:
    other = assemble("other")
    theirs = active(other, rule("theirs", "true"))
    active(cast, rule("ours", "true"))
    theirs.refresh_from_db()
    assert theirs.status == "active"


def refused_by_the_database(change: object) -> None:
    with pytest.raises(IntegrityError, match=r"make a new version|evidence"), transaction.atomic():
        change()  # type: ignore[operator]  # a parameter of the table above


def test_the_database_refuses_every_change_to_what_was_active(cast: Cast) -> None:
    version = active(cast, rule("a", "true"))
    rules = PolicyRule.objects.filter(version=version)
    draft = actions.create_draft(cast.policy, acting_user=cast.admin, rules=[rule("b", "true")])
    rows = PolicyVersion.objects.filter(id=version.id)
    refused_by_the_database(lambda: rules.update(when="false"))
    refused_by_the_database(lambda: rules.delete())
    refused_by_the_database(lambda: PolicyRule.objects.filter(version=draft).update(version=version))
    refused_by_the_database(lambda: rules.update(version=draft))
    refused_by_the_database(lambda: rows.update(note="better"))
    refused_by_the_database(lambda: rows.update(status="draft"))
    refused_by_the_database(lambda: rows.update(number=9))
    refused_by_the_database(lambda: rows.delete())
    active(cast, rule("c", "true"))
    refused_by_the_database(lambda: rows.update(status="active"))
    refused_by_the_database(lambda: rules.update(effect="allow"))


def test_the_database_keeps_at_most_one_version_active(cast: Cast) -> None:
    active(cast, rule("a", "true"))
    draft = actions.create_draft(cast.policy, acting_user=cast.admin, rules=[rule("b", "true")])
    with pytest.raises(IntegrityError, match="policies_one_active_version"), transaction.atomic():
        PolicyVersion.objects.filter(id=draft.id).update(status="active", activated_at=draft.created_at)


def test_an_unrecorded_write_cannot_commit(transactional_db: None) -> None:
    cast = assemble()
    draft = actions.create_draft(cast.policy, acting_user=cast.admin, rules=[rule("a", "true")])
    with pytest.raises(IntegrityError):
        PolicyRule.objects.filter(version=draft).update(when="false")
    assert PolicyRule.objects.get(version=draft).when == "true"


def test_a_queue_nobody_has_is_refused_where_queues_are_known(cast: Cast) -> None:
    with pytest.raises(InvalidInput, match="there is no queue nowhere"):
        actions.create_draft(cast.policy, acting_user=cast.admin, rules=[rule("a", "true", queue="nowhere")])


def hiding(*types: str) -> list[dict[str, object]]:
    return [{"kind": "mask", "types": list(types)}]


def test_a_type_of_personal_data_that_nothing_finds_cannot_be_hidden_and_the_nearest_is_told(cast: Cast) -> None:
    with pytest.raises(InvalidInput, match=r"Rule a, what is hidden: There is no entity CREDITCARD. Did you mean CREDIT_CARD"):
        actions.create_draft(cast.policy, acting_user=cast.admin, rules=[rule("a", "true", obligations=hiding("CREDITCARD"))])
    wanted = Wanted("Member number", "MEMBER_NO", pattern=r"MB-\d{6}", must=("I am MB-123456.",))
    own = recognisers.save(cast.workspace.id, wanted, acting_user=cast.admin)
    hidden = [rule("a", "true", obligations=hiding("CREDIT_CARD", "MEMBER_NO")), rule("b", "true", obligations=hiding())]
    version = actions.create_draft(cast.policy, acting_user=cast.admin, rules=hidden)
    actions.activate(version, acting_user=cast.admin)
    recognisers.remove(own, acting_user=cast.admin)
    assert actions.new_version_from(version, acting_user=cast.admin).rules.count() == 2
