"""A rule that compares a fact with a word that it never is, is refused where it is written, under the word."""

from __future__ import annotations

import pytest

from policies import actions, packs, validation
from policies.engine import ConditionError, compile_condition
from policies.engine.words import require_words
from policies.facts import FACTS, Fact
from tests.policies.cast import Cast, active, rule


def refused(source: str) -> ConditionError:
    with pytest.raises(ConditionError) as problem:
        require_words(compile_condition(source))
    return problem.value


def test_the_words_that_there_are_stand_under_the_one_that_is_none() -> None:
    assert refused(
        "action.kind == 'reply' &&\n\t(conversation.identity == \"verifed\" || signals.urgency == 'high')"
    ).message.splitlines() == [
        "Line 2, column 28: conversation.identity is never 'verifed'.",
        "\t(conversation.identity == \"verifed\" || signals.urgency == 'high')",
        "\t" + " " * 26 + "^",
        "It is one of: verified, soft, none. Did you mean verified?",
    ]


@pytest.mark.parametrize(
    ("source", "column"),
    [
        ("'reply' == action.kind && 'mail' != action.kind", 27),
        ("agent.tier in ['small', 'larg']", 25),
        ("action.tool == 'é' && budget.state == 'used'", 39),
        ("true ? rate.state == 'over' : false", 22),
        ("'action.amont' in absent", 1),
        ("!(signals.urgency == 'HIGH')", 22),
    ],
)
def test_wherever_it_stands(source: str, column: int) -> None:
    assert refused(source).column == column


def test_a_name_of_no_fact_is_never_absent_and_the_nearest_is_told() -> None:
    problem = refused("'action.amont' in absent")
    assert (problem.plain, problem.hint) == ("absent never holds 'action.amont'.", "Did you mean action.amount?")


@pytest.mark.parametrize(
    "source",
    [
        "conversation.identity in ['verified', 'soft'] && budget.state != ''",
        "'action.writes' in absent || action.kind == action.tool",
        "conversation.customer_tier == 'gold' && conversation.channel == 'telex'",
        "['a'].exists(x, x == 'q') && data.types.exists(type, type in ['IBAN_CODE'])",
        "conversation.identity.startsWith('ver')",
    ],
)
def test_what_may_be_is_taken(source: str) -> None:
    require_words(compile_condition(source))


@pytest.mark.parametrize("fact", [fact for fact in FACTS.values() if fact.words and fact.name != "absent"], ids=lambda one: one.name)
def test_the_table_tells_each_of_the_words(fact: Fact) -> None:
    assert all(word in fact.about for word in fact.words)


def test_it_is_refused_in_a_draft_and_in_a_file(cast: Cast) -> None:
    with pytest.raises(ConditionError, match="It is one of: ok, soft, hard"):
        actions.create_draft(cast.policy, acting_user=cast.admin, rules=[rule("a", "budget.state == 'used'")])
    text = "name: A\nrules:\n- {name: a, when: \"budget.state == 'used'\", effect: review, reason_code: a}\n"
    with pytest.raises(ConditionError, match=r"Rule 1 \(line 3\), a: "):
        packs.parse(text)


def test_one_goes_back_to_an_older_version_that_has_such_a_word_and_mends_it_in_a_new_one(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr(validation, "require_written", lambda condition: None)
        old = active(cast, rule("a", "budget.state == 'used'"))
    active(cast, rule("b", "true"))
    draft = actions.new_version_from(old, acting_user=cast.admin)
    with pytest.raises(ConditionError):
        actions.activate(draft, acting_user=cast.admin)
    assert actions.rollback(old, acting_user=cast.admin).status == "active"
