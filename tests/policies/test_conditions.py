from __future__ import annotations

import pytest

from policies.engine import ConditionError, compile_condition
from policies.facts import FACTS


def refused(source: str) -> ConditionError:
    with pytest.raises(ConditionError) as problem:
        compile_condition(source)
    return problem.value


def test_a_typo_is_refused_with_line_column_and_a_caret_under_it() -> None:
    problem = refused("action.kind == 'reply' &&\n  signals.confidance >= 0.5")
    assert (problem.line, problem.column) == (2, 3)
    assert problem.message.splitlines() == [
        "Line 2, column 3: signals.confidance is not a declared fact.",
        "  signals.confidance >= 0.5",
        "  ^",
        "Did you mean signals.confidence?",
    ]


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ("action.amount > 50", "write 50.0"),
        ("50 < action.amount", "write 50.0"),
        ("signals.confidence >= 1", "write 1.0"),
        ("conversation.turns > 2.5", "double("),
        ("action.kind = 'reply'", "=="),
        ("action.kind == reply", "declared fact"),
        ("action.kind", "== 'reply'"),
        ("arguments['to'].trusted", "== true"),
        ("", "Write true"),
        ("action.kind == 'reply' and action.writes", "&&"),
        ("action.kind == 5", "same type"),
        ("action", "action.kind"),
    ],
)
def test_a_mistake_is_refused_with_what_to_write_instead(source: str, hint: str) -> None:
    assert hint in refused(source).message


@pytest.mark.parametrize(
    "source", ["(" * 300 + "true" + ")" * 300, "action.kind == '" + "x" * 5000 + "'", "action.kind == '\0'", "'\ud800' == ''"]
)
def test_an_odd_source_is_refused_and_not_crashed_on(source: str) -> None:
    assert refused(source).message


def test_an_unknown_function_is_named_with_the_caret_under_it() -> None:
    problem = refused("action.kind.lower() == 'reply'")
    assert problem.plain == "There is no function lower."
    assert problem.excerpt[problem.column - 1 :].startswith("lower")


def test_a_tab_before_the_place_keeps_the_caret_under_it() -> None:
    assert refused("\taction.knd == 'x'").caret == "\t^"


def test_a_condition_knows_which_declared_facts_it_reads() -> None:
    condition = compile_condition("action.amount > 1.0 && data.types.exists(t, t in ['IBAN_CODE']) && arguments['a'].trusted == true")
    assert condition.facts == {"action.amount", "data.types", "arguments"}


@pytest.mark.parametrize("name", sorted(FACTS))
def test_every_declared_fact_can_be_read_in_a_condition(name: str) -> None:
    assert compile_condition(f"{name} == {name}").facts == {name}
