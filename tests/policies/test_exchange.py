"""Versions as files and back, shipped packs, and what differs between two versions."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import CountersignError, InvalidInput, NotAllowed
from policies import actions, exchange, packs, yaml_text
from policies.admin.exchanging import ImportForm
from policies.comparing import compare
from policies.engine import RuleSource, compile_rules, evaluate, obligations
from policies.facts import ActionFacts
from policies.models import Policy, PolicyVersion
from policies.packs import Pack
from tests.policies.cast import Cast, active, assemble, rule

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40)
NAMES = TEXTS.filter(lambda text: text.strip())
CONDITIONS = st.sampled_from(
    ["true", "action.amount > 50.0", "action.kind == 'reply'\n  && signals.language == \"de\"", "false // no", "  true "]
) | TEXTS.map(lambda text: f"action.tool == {quoted(text)}")
OWED = st.lists(
    st.sampled_from(
        [{"kind": "approvals", "count": 2}, {"kind": "sample", "percent": 0.1}, {"kind": "sample", "percent": 5}, {"kind": "require_reason"},
         {"kind": "mask", "types": []}, {"kind": "notify", "to": ["no", "1", "yes: x"]}]
    ), max_size=3,
)  # fmt: skip
RULES = st.builds(
    RuleSource, id=st.just(""), name=NAMES, when=CONDITIONS, effect=st.sampled_from(["allow", "review", "deny"]), queue=st.sampled_from(["", "legal", "no", "7"]),
    reason_code=st.from_regex(r"[a-z0-9][a-z0-9_.-]{0,20}", fullmatch=True), obligations=OWED, order=st.integers(0, 10_000),
)  # fmt: skip


def quoted(text: str) -> str:
    return "'" + "".join(f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}" for char in text) + "'"


def plain(rules: Any) -> list[tuple[object, ...]]:
    return [(one.order, one.name, one.when, one.effect, one.queue, one.reason_code, list(one.obligations)) for one in rules]


def signed_in(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.admin, backend="django.contrib.auth.backends.ModelBackend")
    return client


@given(name=NAMES, note=TEXTS, rules=st.lists(RULES, max_size=5, unique_by=lambda rule: rule.name))
def test_whatever_is_written_is_read_back_equal(name: str, note: str, rules: list[RuleSource]) -> None:
    read = packs.parse(packs.dump(Pack(name, 3, note, tuple(rules))))
    assert (read.name, read.version, read.description) == (name, 3, note.strip())
    assert plain(read.rules) == plain(rules)


def test_digits_that_readers_of_yaml_take_for_other_numbers_are_the_text_that_stands_there() -> None:
    told = yaml_text.read("{a: 010, b: 12:30, c: 0x1f, d: 1_000, e: 10, f: -5, g: 0}", "The file")
    assert told == {"a": "010", "b": "12:30", "c": "0x1f", "d": "1_000", "e": 10, "f": -5, "g": 0}
    assert yaml_text.read(yaml_text.write(dict(told)), "The file") == told


def test_a_rule_may_take_over_from_another_what_it_does_not_say_itself() -> None:
    text = "x: &x {when: true, effect: review, reason_code: a}\nrules: [{<<: *x, name: one}, {<<: *x, name: two, effect: deny}]"
    assert [(rule.name, rule.effect) for rule in packs.parse(text).rules] == [("one", "review"), ("two", "deny")]


def test_a_version_goes_out_and_comes_in_as_a_draft_with_the_same_digest(cast: Cast) -> None:
    version = active(cast, *packs.load().rules)
    made = exchange.bring_in(cast.policy, exchange.export(version), acting_user=cast.admin)
    assert (made.status, actions.digest_of(made)) == ("draft", actions.digest_of(version))
    with pytest.raises(NotAllowed):
        exchange.bring_in(cast.policy, exchange.export(version), acting_user=cast.reviewer)


BOMB = "a: &a [x, x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(24))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rules: {", "cannot be read as YAML"), ("just words", "needs a list under rules"), ("rules: [3]", "Rule 1 needs name"),
        ("[" * 20_000, "nested too deeply"), ("x" * 500_001, "longer than"), ("rules: !!python/object/apply:os.system [ls]", "cannot be read as YAML"),
        (BOMB + "rules: [{name: a, when: *y, effect: allow, reason_code: a}]", "must be a text"),
        ("rules: [{name: a, when: action.knd == 1, effect: allow, reason_code: a}]", "Did you mean action.kind"),
        ("rules: [{name: a, when: true, effect: perhaps, reason_code: a}]", "allow, review or deny"),
        ("rules: [{name: a, when: true, effect: allow, reason_code: a, queue: nowhere}]", "there is no queue nowhere"),
        ("rules: [{name: Late, when: true, effect: review, reason_code: a, obligations: [{kind: due, minutes: -5}]}]", "Rule Late: Obligation due is written"),
        ("rules: [{name: Late, when: true, effect: review, reason_code: a, obligations: 5}]", "Rule Late: Obligations are a list"),
        ("rules: [{name: a, wen: true, when: true, effect: allow, reason_code: a}]", "a rule has nothing called wen."),
        ("rules: [{name: a, when: true, reason_code: a}]", "has no effect: it needs name"),
        ("version: one\nrules: []", "whole number"), ("rules: [{name: 2026-13-45, when: true, effect: allow, reason_code: a}]", "month"),
        ("rules: [{name: a, when: 1, effect: allow, reason_code: a}]", "true or false"),
        ("rules: [{name: a, when: true, effect: deny, reason_code: a, effect: allow}]", "effect is given twice"),
        ("rules: []\nrules: [{name: a, when: true, effect: allow, reason_code: a}]", "rules is given twice"),
        ("rules: [{name: no, when: true, effect: allow, reason_code: a}]", "name must be a text. Put it in quotes"),
        ("rules: [{name: a, when: true, effect: allow, reason_code: 10}]", "reason_code must be a text"),
        ("rules: [{name: a, when: true, effect: allow, reason_code: a, order: 010}]", "order is a whole number"),
        ("rules: " + "[" * 25 + "]" * 25, "at most 20 levels"),
        (f"rules: [{{name: a, when: true, effect: allow, reason_code: a, order: {2**31}}}]", "order is a whole number from 0 to 2147483647"),
        ("rules:\n- {name: a, when: true, effect: allow, reason_code: a}\n- {name: Large, when: action.amont > 5.0, effect: allow, reason_code: b}",
         r"^Rule 2 \(line 3\), Large: Line 1, column 1: action.amont"),
        ("colour: red\nrules: [{name: a, when: true, effect: allow, reason_code: a}]", "nothing here is called colour"),
        ('rules: [{name: "a\\0b", when: true, effect: allow, reason_code: a}]', "a character that is none"),
        ('rules: [{name: a, when: "action.tool == \'\\uD800\'", effect: allow, reason_code: a}]', "Rule 1 .line 1., a: .* characters that cannot be written as text"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file_is_said_and_nothing_is_stored(cast: Cast, text: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        exchange.bring_in(cast.policy, text, acting_user=cast.admin)
    assert not PolicyVersion.objects.exists()


@pytest.mark.parametrize("name", packs.names())
def test_every_pack_is_complete_and_never_lets_an_unknown_action_or_a_hijacked_one_go(name: str) -> None:
    pack = packs.load(name)
    assert pack.description
    program = compile_rules(pack.rules)
    assert evaluate(program, ActionFacts.build()).effect == "review"
    hijacked = {"action": {"kind": "tool", "writes": True, "amount": 20.0}, "arguments": {"to": {"source": "page"}}}
    assert evaluate(program, ActionFacts.build(hijacked)).effect != "allow"
    assert evaluate(program, ActionFacts.build(action={"kind": "hand_off"}, signals={"injection": 0.0})).effect == "allow"


SURE: dict[str, dict[str, Any]] = {
    "action": {"kind": "reply", "writes": False, "irreversible": False, "new_recipient": False, "recipients": ["a@customer.example"], "hosts": []},
    "signals": {"confidence": 0.95, "calibrated": True, "grounded": 1.0, "injection": 0.0, "urgency": "normal"},
    "arguments": {}, "conversation": {"channel": "email", "identity": "verified"},
}  # fmt: skip


def ruled(name: str, **changed: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    facts = {group: {**SURE.get(group, {}), **changed.get(group, {})} for group in {*SURE, *changed}}
    ruling = evaluate(compile_rules(packs.load(name).rules), ActionFacts.build(facts))
    return ruling.effect, {entry["kind"]: entry for entry in ruling.obligations}


def test_triage_lets_only_sure_answers_to_verified_writers_leave_and_samples_them() -> None:
    effect, owed = ruled("email_triage")
    assert (effect, owed["sample"]["percent"]) == ("allow", 5)
    for changed in (
        {"conversation": {"identity": "soft"}}, {"conversation": {"reopened": True}}, {"conversation": {"channel": "chat"}}, {"signals": {"confidence": 0.8}},
        {"signals": {"calibrated": False}}, {"signals": {"grounded": 0.9}}, {"signals": {"injection": 0.6}}, {"signals": {"urgency": "high"}},
        {"signals": {"injection": None}}, {"conversation": {"identity": None}}, {"action": {"hosts": ["x.example"]}}, {"action": {"amount": 1.0}},
        {"data": {"types": ["IBAN_CODE"]}}, {"history": {"sent_24h": 3}},
    ):  # fmt: skip
        assert ruled("email_triage", **changed)[0] == "review", changed


def test_finance_asks_two_people_for_any_money_and_denies_what_is_far_too_much() -> None:
    refund = {"kind": "tool", "writes": True, "currency": "EUR", "amount_minor": 500}
    assert ruled("finance_four_eyes", action={**refund, "amount": 5.0})[1]["approvals"]["count"] == 2
    unknown = ruled("finance_four_eyes", action=refund)  # nobody knows how much it is in our currency
    assert (unknown[0], unknown[1]["approvals"]["count"]) == ("review", 2)
    assert {"approvals", "require_reason", "due"} <= set(ruled("finance_four_eyes", action={**refund, "amount": 5000.0})[1])
    assert ruled("finance_four_eyes", action={**refund, "amount": 50_000.0})[0] == "deny"
    assert ruled("finance_four_eyes", action={**refund, "amount": 5.0}, conversation={"identity": "soft"})[0] == "deny"


def test_read_only_lets_tools_read_and_change_nothing() -> None:
    look = {"kind": "tool", "tool": "orders.find", "recipients": [], "writes": False}
    assert ruled("read_only_tools", action=look)[0] == "allow"
    assert ruled("read_only_tools", action={**look, "writes": True})[0] == "deny"
    assert ruled("read_only_tools", action={**look, "writes": None})[0] == "deny"
    assert ruled("read_only_tools", action={**look, "recipients": ["a@b.example"]})[0] == "review"
    assert ruled("read_only_tools")[0] == "review"


def test_versions_are_compared_rule_by_rule_and_word_by_word() -> None:
    before = [
        rule("stays", "true"),
        rule("limit", "action.amount > 50.0"),
        rule("gone", "action.writes"),
        rule("old name", "signals.injection >= 0.5"),
    ]
    after = [
        rule("stays", "true"),
        rule("limit", "action.amount > 80.0", "deny"),
        rule("new name", "signals.injection >= 0.5"),
        rule("new", "false"),
    ]
    changes = {change.rule.name: change for change in compare(before, after)}
    assert {name: change.kind for name, change in changes.items()} == {
        "stays": "same", "limit": "changed", "new name": "changed", "new": "added", "gone": "removed",
    }  # fmt: skip
    assert [field.name for field in changes["limit"].fields] == ["when", "effect"]
    assert changes["limit"].fields[0].parts == [("", "action.amount > "), ("del", "50"), ("ins", "80"), ("", ".0")]
    assert [field.name for field in changes["new name"].fields] == ["name"]


def test_the_pages_bring_in_a_pack_a_file_and_a_text_and_export(cast: Cast) -> None:
    client, address = signed_in(cast), "/admin/policies/policyversion/import/"
    assert "E-mail triage" in client.get(address).content.decode()
    client.post(address, {"policy": cast.policy.pk, "pack": "finance_four_eyes"})
    version = PolicyVersion.objects.get()
    assert version.note == "From the pack Finance, four eyes v2"
    told = client.get(f"/admin/policies/policyversion/{version.pk}/export/")
    assert told["Content-Disposition"] == 'attachment; filename="support-v1.yaml"'
    client.post(address, {"policy": cast.policy.pk, "file": SimpleUploadedFile("mine.yaml", told.content)})
    client.post(address, {"policy": cast.policy.pk, "text": told.content.decode()})
    assert len({actions.digest_of(row) for row in PolicyVersion.objects.all()}) == 1
    assert PolicyVersion.objects.count() == 3
    client.post(address, {"named": "Four eyes", "pack": "finance_four_eyes"})
    assert PolicyVersion.objects.get(policy__name="Four eyes").number == 1
    client.post(address, {"named": "Broken", "text": "rules: ["})
    assert not Policy.objects.filter(name="Broken").exists()
    for wrong in (
        {"named": "Four eyes", "pack": "finance_four_eyes"},
        {"policy": "", "pack": "finance_four_eyes"},
        {"policy": "", "named": "Four eyes", "pack": "finance_four_eyes"},
        {},
        {"pack": "finance_four_eyes", "text": "rules: []"},
        {"text": "rules: ["},
        {"text": "x", "policy": assemble("other").policy.pk},
    ):
        assert client.post(address, {"policy": cast.policy.pk, **wrong}).status_code == 200
    assert PolicyVersion.objects.count() == 4


@pytest.mark.parametrize(("content", "told"), [
    ("Übergröße".encode("latin-1"), "The file is not UTF-8: byte 1 does not fit."), ("rules: []".encode("utf-16"), "The file is not UTF-8"),
    (b"x" * 500_001, "The file is longer than 500,000 bytes."),
])  # fmt: skip
def test_a_file_that_cannot_be_read_is_answered_beside_its_field(cast: Cast, content: bytes, told: str) -> None:
    given = {"policy": cast.policy.pk, "file": SimpleUploadedFile("mine.yaml", content)}
    page = signed_in(cast).post("/admin/policies/policyversion/import/", given).content.decode()
    assert f'id="id_file_error">{told}' in page


def test_a_file_may_be_json_with_letters_in_two_halves() -> None:
    told: dict[str, Any] = {
        "name": "Mine 😀",
        "rules": [{"name": "Smile 😀", "when": "action.tool == '😀'", "effect": "review", "reason_code": "a"}],
    }
    pack = packs.parse(json.dumps(told))
    assert (pack.name, pack.rules[0].name, pack.rules[0].when) == ("Mine 😀", "Smile 😀", "action.tool == '😀'")
    with pytest.raises(InvalidInput, match="half of a surrogate pair"):
        packs.parse(json.dumps({"rules": [{**told["rules"][0], "name": "\ud83d"}]}))


def test_the_text_of_a_wrong_file_stays_to_be_mended(cast: Cast) -> None:
    client, wrong = signed_in(cast), b"\xef\xbb\xbfrules: [{name: Large, when: action.amont > 5.0, effect: allow, reason_code: b}]"
    given = {"policy": cast.policy.pk, "file": SimpleUploadedFile("mine.yaml", wrong)}
    page = client.post("/admin/policies/policyversion/import/", given)
    assert "Did you mean action.amount?" in page.content.decode()
    form = page.context["form"]
    mended = {"policy": form["policy"].value(), "text": form["text"].value().replace("amont", "amount")}
    assert client.post("/admin/policies/policyversion/import/", mended).status_code == 302
    assert PolicyVersion.objects.get().rules.get().when == "action.amount > 5.0"


def test_a_name_that_is_taken_after_the_form_was_checked_is_answered_beside_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImportForm, "check_given", lambda form, data, *, is_given: data.update(workspace=form.only))
    given = {"named": cast.policy.name, "pack": "finance_four_eyes"}
    page = signed_in(cast).post("/admin/policies/policyversion/import/", given)
    assert (page.status_code, "There is a policy of this name" in page.content.decode()) == (200, True)
    assert not PolicyVersion.objects.exists()


def test_the_page_compares_with_what_is_active_or_with_what_one_chooses(cast: Cast) -> None:
    first = active(cast, rule("limit", "action.amount > 50.0"))
    active(cast, rule("limit", "action.amount > 60.0"))
    version, client = (
        actions.create_draft(cast.policy, acting_user=cast.admin, rules=[rule("limit", "action.amount > 80.0")]),
        signed_in(cast),
    )
    address = f"/admin/policies/policyversion/{version.pk}/compare/"
    assert "<del>60</del><ins>80</ins>" in client.get(address).content.decode()
    assert "<del>50</del><ins>80</ins>" in client.get(f"{address}?with={first.pk}").content.decode()
    assert "<del>60</del><ins>80</ins>" in client.get(address.replace("compare", "activate")).content.decode()
    with pytest.raises(CountersignError):
        packs.load("nothing")
    stranger = signed_in(assemble("other"))
    assert stranger.get(address).status_code == stranger.get(address.replace("compare", "export")).status_code == 404


def test_an_obligation_is_said_in_words() -> None:
    asked: list[dict[str, Any]] = [
        {"kind": "approvals", "count": 2},
        {"kind": "mask", "types": ["IBAN_CODE", "URL"]},
        {"kind": "mask", "types": []},
        {"kind": "sample", "percent": 2.5},
        {"kind": "require_reason"},
    ]
    assert [obligations.said(one) for one in asked] == [
        "2 people must agree",
        "IBAN_CODE and URL hidden from the reviewer",
        "all personal data hidden from the reviewer",
        "2.5 % looked at all the same",
        "a reason must be written",
    ]
    assert obligations.said({"kind": "approvals", "count": 1}) == "1 person must agree"
    assert set(obligations.KINDS) == set(obligations._SAID)
