from __future__ import annotations

from typing import Any

import pytest

from policies.engine import Ruling, compile_rules, evaluate, explain
from policies.facts import ActionFacts
from tests.policies.cast import rule

KNOWN: dict[str, Any] = {
    "action": {"kind": "reply", "amount": 10},
    "arguments": {"to": {"source": "system", "trusted": True}},
    "signals": {"confidence": 0.9, "injection": 0.0},
    "conversation": {"identity": "verified"},
}


def ruled(*rules: Any, **facts: Any) -> Ruling:
    return evaluate(compile_rules(rules), ActionFacts.build({**KNOWN, **facts}))


def test_the_strictest_effect_wins_whatever_the_order() -> None:
    allow, review, deny = (rule(effect, "true", effect) for effect in ("allow", "review", "deny"))
    assert ruled(allow).effect == "allow"
    assert ruled(review, allow).effect == "review"
    assert ruled(allow, deny, review).effect == "deny"
    assert [matched.name for matched in ruled(allow, deny, review).rules] == ["allow", "deny", "review"]


def test_no_rule_is_review() -> None:
    ruling = ruled(rule("other", "action.kind == 'tool'", "allow"))
    assert (ruling.effect, ruling.reasons, ruling.rules) == ("review", ("no_rule_matched",), ())


@pytest.mark.parametrize(
    ("kind", "condition"),
    [
        ("missing key", "arguments['amount'].trusted == true"),
        ("missing key", "arguments['to'].nothing == true"),
        ("division by zero", "1 / conversation.turns == 1"),
        ("division by zero", "1 % conversation.turns == 1"),
        ("wrong regular expression", "'a'.matches(action.kind + '(')"),
        ("wrong conversion", "int(action.kind) == 1"),
        ("wrong conversion", "timestamp(action.kind) == timestamp('2026-01-01T00:00:00Z')"),
        ("index outside the list", "data.types[3] == 'x'"),
        ("number out of range", "9223372036854775807 + history.sent_24h + 1 > 0"),
        ("number out of range", "uint(history.sent_24h - 1) == 1u"),
        ("wrong type", "arguments['to'].source > 5"),
        ("too much work", "[1,2,3,4,5,6,7,8,9].all(a,[1,2,3,4,5,6,7,8,9].all(b,[1,2,3,4,5,6,7,8,9].all(c,[1,2,3,4,5,6,7,8,9].all(d,"
         "[1,2,3,4,5,6,7,8,9].all(e, a+b+c+d+e > 0)))))"),
    ],
)  # fmt: skip
def test_an_allow_rule_that_fails_gives_review_and_says_how(kind: str, condition: str) -> None:
    ruling = ruled(rule("broken", condition, "allow"))
    assert ruling.effect == "review"
    assert "engine_error" in ruling.reasons
    assert ruling.error.startswith("broken: ")
    assert ruling.rules == ()


def test_a_failing_rule_holds_back_another_that_allows_but_not_one_that_denies() -> None:
    broken, allow, deny = rule("broken", "1 / 0 == 1", "allow"), rule("fine", "true", "allow"), rule("never", "true", "deny")
    assert ruled(broken, allow).effect == "review"
    assert ruled(broken, allow, deny).effect == "deny"


def test_an_error_message_holds_no_value_of_a_fact() -> None:
    ruling = ruled(rule("r", "arguments[action.tool].trusted == true", "allow"), action={"kind": "tool", "tool": "jane@example.com"})
    assert ruling.effect == "review"
    assert "jane" not in ruling.error


@pytest.mark.parametrize(
    ("left_out", "condition"),
    [
        ("arguments", "arguments.all(p, arguments[p].trusted == true)"),
        ("arguments", "size(arguments) == 0"),
        ("signals", "signals.injection < 0.5"),
        ("signals", "!(signals.injection >= 0.5)"),
        ("signals", "signals.injection < 0.5 || true"),
        ("conversation", "conversation.identity != 'none'"),
        ("conversation", "conversation.identity == ''"),
    ],
)
def test_an_allow_rule_that_reads_an_absent_guarded_fact_gives_review(left_out: str, condition: str) -> None:
    assert ruled(rule("r", condition, "allow"), **{left_out: None}).effect == "review"


def test_a_deny_rule_that_cannot_be_answered_for_want_of_a_guarded_fact_gives_review() -> None:
    ruling = ruled(rule("inject", "signals.injection > 0.5", "deny"), rule("fine", "true", "allow"), signals=None)
    assert (ruling.effect, ruling.error) == ("review", "inject: signals.injection is absent")


def test_an_absent_guarded_fact_does_not_disturb_a_rule_that_is_false_anyway() -> None:
    rules = (
        rule("tools", "action.kind == 'tool' && conversation.identity == 'verified'", "deny"),
        rule("fine", "action.kind == 'reply'", "allow"),
    )
    assert ruled(*rules, conversation=None).effect == "allow"


def test_a_refund_whose_amount_is_unknown_in_our_currency_is_not_small() -> None:
    small = rule("small", "action.amount < 50.0", "allow")
    assert ruled(small, action={"amount": 10}).effect == "allow"
    assert ruled(small, action={"currency": "USD", "amount_minor": 900000}).effect == "review"


def test_a_rule_can_ask_whether_a_fact_is_known() -> None:
    known = rule("known", "!('action.writes' in absent)", "allow")
    assert ruled(known, action={"writes": False}).effect == "allow"
    assert ruled(known).effect == "review"


def test_obligations_are_united_and_the_stricter_parameter_holds() -> None:
    first = rule(
        "a",
        "true",
        obligations=[{"kind": "approvals", "count": 1}, {"kind": "due", "minutes": 60}, {"kind": "mask", "types": ["IBAN_CODE"]}],
    )
    second = rule(
        "b",
        "true",
        "allow",
        obligations=[{"kind": "approvals", "count": 2}, {"kind": "due", "minutes": 15}, {"kind": "sample", "percent": 5}],
    )
    third = rule("c", "true", obligations=[{"kind": "mask", "types": ["CREDIT_CARD"]}, {"kind": "require_reason"}])
    assert list(ruled(first, second, third).obligations) == [
        {"kind": "approvals", "count": 2},
        {"kind": "due", "minutes": 15},
        {"kind": "mask", "types": ["CREDIT_CARD", "IBAN_CODE"]},
        {"kind": "require_reason"},
        {"kind": "sample", "percent": 5},
    ]


def test_masking_everything_is_stricter_than_masking_some() -> None:
    some, everything = ({"kind": "mask", "types": types} for types in (["IBAN_CODE"], []))
    assert ruled(rule("a", "true", obligations=[some]), rule("b", "true", obligations=[everything])).obligations == (everything,)


def test_the_queue_is_that_of_the_first_rule_by_order_among_those_of_the_winning_effect() -> None:
    rules = (
        rule("allow", "true", "allow", order=1, queue="nowhere"),
        rule("late", "true", order=30, queue="late"),
        rule("early", "true", order=20, queue="early"),
    )
    assert ruled(*rules).queue == "early"


def test_the_digest_binds_effect_obligations_and_matched_rules_and_nothing_else() -> None:
    rules = (rule("a", "action.amount > 5.0"), rule("b", "action.amount > 50.0"))
    same, other = ruled(*rules, action={"amount": 6}), ruled(*rules, action={"amount": 60})
    assert same.digest == ruled(*rules, action={"amount": 7}).digest
    assert same.digest != other.digest
    assert len(same.digest) == 64


def test_a_stored_rule_that_no_longer_compiles_holds_everything_back() -> None:
    program = compile_rules([rule("old", "action.gone == 'x'", "deny"), rule("fine", "true", "allow")], strict=False)
    ruling = evaluate(program, ActionFacts.build(KNOWN))
    assert (ruling.effect, ruling.error) == ("review", "old: does not compile")


def test_the_engine_never_raises_even_when_given_nonsense() -> None:
    class Broken:
        def __getattr__(self, name: str) -> Any:
            raise RuntimeError("down")

    assert evaluate(compile_rules([rule("a", "true", "allow")]), Broken()).effect == "review"  # type: ignore[arg-type]  # broken on purpose


@pytest.mark.parametrize(
    "condition",
    [
        "action.kind == 'reply'", "'reply' == action.kind", "action.kind in ['reply', 'tool']", "!action.writes", "action.writes",
        "action.amount > 5.0", "5.0 < action.amount", "action.amount >= 10.0", "action.amount <= 9.5", "9.0 >= action.amount",
        "conversation.turns != 0", "action.kind < 'z'", "action.kind > 'ä'", "action.kind != 'tool' && action.amount == 10.0",
        "(action.kind == 'tool' || action.amount > 1.0) && !action.irreversible",
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["reply", "tool", "ä", ""])
def test_the_index_never_changes_an_answer(condition: str, kind: str) -> None:
    facts = {"action": {"kind": kind, "amount": 10, "writes": kind == "tool"}}
    indexed = ruled(rule("r", condition, "allow"), **facts).effect
    plain = ruled(rule("r", f"({condition}) || false", "allow"), **facts).effect
    assert indexed == plain


def test_it_explains_rule_by_rule_which_part_did_not_hold() -> None:
    program = compile_rules(
        [rule("r", "action.kind == 'reply' &&\n action.amount > 50.0", "allow"), rule("s", "arguments['x'].trusted == true")]
    )
    first, second = explain(program, ActionFacts.build(KNOWN))
    assert (first.outcome, first.why) == ("not matched", "Does not hold: action.amount > 50.0")
    assert [(part.text, part.answer) for part in first.conjuncts] == [("action.kind == 'reply'", True), ("action.amount > 50.0", False)]
    assert first.facts == {"action.kind": "reply", "action.amount": 10.0}
    assert (second.outcome, second.why) == ("error", "Could not be answered: missing key.")


def test_it_explains_a_bracketed_condition_as_a_whole() -> None:
    program = compile_rules([rule("r", "(action.kind == 'tool' && action.writes)")])
    assert [part.text for part in explain(program, ActionFacts.build(KNOWN))[0].conjuncts] == ["(action.kind == 'tool' && action.writes)"]
