from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import InvalidInput
from policies.facts import FACTS, ActionFacts


def test_every_declared_fact_has_a_value_of_its_type_even_when_nothing_is_given() -> None:
    facts = ActionFacts.build({})
    types = {"string": str, "bool": bool, "double": float, "int": int, "list(string)": list}
    assert all(isinstance(facts[name], types.get(fact.kind.cel, dict)) for name, fact in FACTS.items())
    assert set(facts.absent) == set(FACTS) - {"absent"}


def test_what_was_not_given_is_listed_as_absent_and_none_counts_as_not_given() -> None:
    facts = ActionFacts.build(action={"kind": "reply", "amount": None}, signals=None)
    assert "action.kind" not in facts.absent
    assert {"action.amount", "signals.confidence"} <= set(facts.absent)
    assert facts["absent"] == list(facts.absent)


def test_stored_facts_read_back_equal_with_the_same_absent_ones() -> None:
    facts = ActionFacts.build(action={"kind": "tool", "amount": 12}, arguments={"to": {"source": "quoted"}}, signals={"confidence": 0.5})
    assert ActionFacts.build(json.loads(json.dumps(facts.as_dict()))) == facts


def test_what_was_written_is_read_back_without_a_look_at_each_value_and_equals_what_is_built() -> None:
    for told in (
        {},
        {"action": {"kind": "tool", "amount_minor": 4}, "arguments": {"to": {"source": "quoted"}}},
        {"data": {"types": ["A"]}},
    ):
        facts = ActionFacts.build(told)
        stored = json.loads(json.dumps(facts.as_dict()))
        assert ActionFacts.stored(stored) == ActionFacts.build(stored) == facts


def test_facts_of_an_older_table_and_changed_ones_are_read_with_care() -> None:
    stored = json.loads(json.dumps(ActionFacts.build(action={"kind": "reply", "amount": 3}).as_dict()))
    older = {**stored, "action": {name: value for name, value in stored["action"].items() if name != "hosts"}}
    assert ActionFacts.stored(older) == ActionFacts.build(older)
    assert ActionFacts.stored({**stored, "action": {**stored["action"], "amount": 3}})["action.amount"] == 3.0
    for wrong in ({**stored, "weather": "fine"}, {**stored, "action": {**stored["action"], "kind": 3}}, {**stored, "action": {"kid": 1}}):
        with pytest.raises(InvalidInput):
            ActionFacts.stored(wrong)


def test_a_nul_is_not_left_out_where_that_would_make_another_word() -> None:
    assert ActionFacts.build(conversation={"identity": "veri\0fied"})["conversation.identity"] == "veri\ufffdfied"


def test_paths_that_read_the_same_are_trusted_only_where_all_are() -> None:
    told = {"a\0": {"source": "page"}, "a\ufffd": {"source": "system", "trusted": True}}
    for paths in (told, dict(reversed(told.items()))):
        assert ActionFacts.build(arguments=paths)["arguments"] == {"a\ufffd": {"source": "page", "trusted": False}}


def test_an_argument_that_does_not_say_it_is_trusted_is_not() -> None:
    assert ActionFacts.build(arguments={"to": {"source": "system"}})["arguments"] == {"to": {"source": "system", "trusted": False}}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"action": {"amout": 1}}, "action.amout is not a declared fact. Did you mean action.amount?"),
        ({"acton": {"kind": "reply"}}, "acton is not a declared fact."),
        ({"action": {"amount": "50"}}, "action.amount must be a number, such as 50.0, not a text."),
        ({"action": {"amount": True}}, "action.amount must be a number"),
        ({"action": {"amount": float("nan")}}, "action.amount must be a number"),
        ({"action": {"amount": 10**400}}, "action.amount is too large"),
        ({"action": {"writes": 1}}, "action.writes must be true or false"),
        ({"action": "reply"}, "action must be an object"),
        ({"signals": {"confidence": 1.5}}, "signals.confidence must be a number from 0.0 to 1.0"),
        ({"data": {"types": "EMAIL"}}, "data.types must be a list of texts"),
        ({"conversation": {"turns": 2.5}}, "conversation.turns must be a whole number of 64 bits, not a decimal number."),
        ({"conversation": {"turns": 2**63}}, "conversation.turns must be a whole number of 64 bits, not a larger one."),
        ({"action": {"recipients": ["a", 1]}}, "action.recipients must be a list of texts only, not a list."),
        ({"agent": {"name": "x" * 5000}}, "agent.name must be a text of at most 4000 characters, not one of 5000."),
        ({"arguments": {"to": {"source": "system", "trusted": "yes"}}}, "arguments must be an object such as"),
        ({"signals": []}, 'signals must be an object, such as {"confidence": ..., "calibrated": ..., "grounded": ...}.'),
        ({"arguments": {"to": {"source": "system", "trust": True}}}, "arguments must be an object such as"),
        ({"arguments": {"to": "system"}}, "arguments must be an object such as"),
        ({"time": {"weekday": 8}}, "time.weekday must be a day of the week"),
        ({"time": {"weekday": "Fryday"}}, "time.weekday must be a day of the week"),
        ({"time": {"hour": 99}}, "time.hour must be an hour of the day from 0 to 23."),
        ({"time": {"hour": -1}}, "time.hour must be an hour of the day from 0 to 23."),
        ({"history": {"sent_24h": -1}}, "history.sent_24h must be a whole number of zero or more."),
        ({"budget": {"share": -0.5}}, "budget.share must be a number of zero or more."),
        ({"absent": "action.kind"}, "absent must be a list of names of facts."),
    ],
)
def test_it_names_a_wrong_fact_and_says_what_it_must_be(given: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        ActionFacts.build(given)
    assert message in refused.value.message


def test_a_refused_value_is_not_repeated_in_the_message() -> None:
    with pytest.raises(InvalidInput) as refused:
        ActionFacts.build(action={"amount": "4111111111111111"})
    assert "4111" not in refused.value.message


def test_provenance_injection_identity_and_use_of_limits_are_guarded_while_absent() -> None:
    names = ("share", "agent", "channel", "recipient", "tool", "workspace")
    shares = {f"rate.{name}" for name in names}
    assert ActionFacts.build({}).guarded == {"arguments", "signals.injection", "conversation.identity", *shares}
    known = ActionFacts.build(arguments={}, signals={"injection": False}, conversation={"identity": "none"}, rate=dict.fromkeys(names, 0.0))
    assert known.guarded == frozenset()


def test_money_without_a_known_rate_is_guarded_too() -> None:
    assert "action.amount" in ActionFacts.build(action={"currency": "USD", "amount_minor": 5000}).guarded
    assert "action.amount" not in ActionFacts.build(action={"currency": "USD", "amount": 50}).guarded


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=8), children, max_size=3),
    max_leaves=8,
)


def built(given: dict[str, object]) -> tuple[set[str] | None, str]:
    try:
        return set(ActionFacts.build(given).values), ""
    except InvalidInput as refused:
        return None, refused.message


@given(st.dictionaries(st.sampled_from(sorted({"x", *(name.partition(".")[0] for name in FACTS)})), JSON, max_size=4))
def test_any_json_is_either_total_facts_or_refused_in_words(given: dict[str, object]) -> None:
    values, message = built(given)
    assert values == set(FACTS) if not message else values is None


WORDED = [
    ("action", "kind"),
    ("signals", "urgency"),
    ("conversation", "identity"),
    ("agent", "tier"),
    ("budget", "state"),
    ("rate", "state"),
]


@pytest.mark.parametrize(("group", "leaf"), WORDED)
def test_what_somebody_writes_holds_only_words_that_there_are_and_stored_facts_any(group: str, leaf: str) -> None:
    fact = FACTS[f"{group}.{leaf}"]
    for word in fact.words:
        assert ActionFacts.written({group: {leaf: word}}) == ActionFacts.build({group: {leaf: word}})
    near = f"{fact.words[0]}s"
    with pytest.raises(InvalidInput) as told:
        ActionFacts.written({group: {leaf: near}})
    assert told.value.message.startswith(f"{fact.name} must be one of: {', '.join(fact.words)}.")
    stored = ActionFacts.build({group: {leaf: near}}).as_dict()
    assert ActionFacts.stored(stored)[fact.name] == ActionFacts.build(stored)[fact.name] == near


def test_all_facts_of_a_few_words_are_held_to_them() -> None:
    assert {f"{group}.{leaf}" for group, leaf in WORDED} == {fact.name for fact in FACTS.values() if fact.words} - {"absent"}


def test_an_empty_word_is_one_that_nobody_knows() -> None:
    facts = ActionFacts.written({"conversation": {"identity": "", "channel": "email"}, "absent": ["signals.urgency"]})
    assert {"conversation.identity", "signals.urgency"} <= set(facts.absent)
    assert "conversation.identity" in facts.guarded
    assert "conversation.channel" not in facts.absent


def test_a_word_that_nobody_knows_any_more_may_stand_under_absent() -> None:
    told = {"conversation": {"identity": "of old"}, "absent": ["conversation.identity"]}
    assert ActionFacts.written(told) == ActionFacts.build(told)
