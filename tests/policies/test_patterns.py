"""A pattern in a condition that RE2 cannot read is refused where it is written, under the pattern: each ruling would fail by it."""

from __future__ import annotations

import pytest

from policies import actions, packs
from policies.engine import ConditionError, compile_condition
from policies.engine.patterns import require_patterns
from tests.policies.cast import Cast, rule


@pytest.mark.parametrize(
    ("source", "column"),
    [
        ("action.tool.matches('(')", 21),
        ("action.kind == 'é' && matches(action.tool, '[z-a]')", 44),
        ("action.hosts.exists(host, host.matches('(?=a)'))", 40),
        ("action.tool.matches('a{9999}')", 21),
    ],
)
def test_the_caret_stands_under_a_pattern_that_is_none(source: str, column: int) -> None:
    with pytest.raises(ConditionError) as problem:
        require_patterns(compile_condition(source))
    assert problem.value.column == column
    assert problem.value.plain.startswith("This is no pattern: ")


@pytest.mark.parametrize(
    "source", ["action.tool.matches('^(a+)+$')", "action.tool.matches(agent.name)", "action.tool.matches('(' + action.kind)"]
)
def test_what_can_be_read_or_is_only_known_when_it_is_ruled_on_is_taken(source: str) -> None:
    require_patterns(compile_condition(source))


def test_it_is_refused_in_a_draft_and_in_a_file(cast: Cast) -> None:
    with pytest.raises(ConditionError, match="no pattern"):
        actions.create_draft(cast.policy, acting_user=cast.admin, rules=[rule("a", "action.tool.matches('(')")])
    with pytest.raises(ConditionError, match=r"Rule 1 \(line 3\), a: "):
        packs.parse("name: A\nrules:\n- {name: a, when: \"action.tool.matches('(')\", effect: review, reason_code: a}\n")
