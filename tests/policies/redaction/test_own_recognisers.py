"""A workspace's own recognisers: what is refused, what they find, and that the fast path finds what the stock path finds."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.models import Entry
from bench import scanned
from kit.errors import NotAllowed, NotFound
from policies import recognisers, redaction, settings_actions
from policies.models import Recogniser
from policies.recognisers import Wanted
from policies.redaction.covering import Cover
from policies.redaction.misuse import misused
from policies.redaction.own import MOST, Definition, Refused, defined
from policies.redaction.own.trying import require_good
from policies.redaction.rules import rules_of
from policies.redaction.scanning import fast, stock
from tests.policies.cast import Cast
from tests.support.races import at_once
from tests.support.search import examples

MEMBER = Wanted("Member number", "MEMBER_NO", pattern=r"MB-\d{6}", must=("My number is MB-123456.",), must_not=("Room MB-12",))
LETTER = "I am MB-123456, Jane. My mail is jane@example.org and MB-123456 is right."
OWN = (
    defined(name="Member", entity="MEMBER_NO", kind="pattern", pattern=r"\bMB-?\d{6}\b", context=["member", "mitglied"], score=0.3),
    defined(name="Works", entity="PLANT", kind="words", words=["Werk Süd", "東京", "Ann Arbor House", "Ann", "C&A"], score=0.6),
    defined(name="Contract", entity="CONTRACT_ID", kind="pattern", pattern=r"contract no\.? (\d{8})", checksum="luhn", ignores_case=False),
    defined(name="Line", entity="PHONE_NUMBER", kind="pattern", pattern=r"ext\. ?\d{3,5}", score=0.9),
    defined(name="Wide", entity="TAG", kind="pattern", pattern=r"\p{Lu}\p{L}{2,9}-[[:digit:]]{2}", ignores_case=False, score=0.8),
    defined(name="Firm", entity="FIRM", kind="pattern", pattern=r"cég (\d{8}-\d-\d{2})", checksum="HU_VAT"),
    defined(name="Customer", entity="CUSTOMER_ID", kind="pattern", pattern=r"cust (\d{7}-\d)", checksum="FI_BUSINESS_ID"),
)
SNIPPETS = (
    "MB-123456", "mb123456", "٣MB-123456", "member", "Mitglied", "Werk Süd", "Werk\n Süd", "xWerk Süd", "東京都", "Ann Arbor House", "Anna", "Ann", "c&a",
    "contract no. 12345674", "Contract no 12345674", "contract no 12345678", "ext. 123", "Übung-12", "übung-12", "jane@example.com", "😀", "\ud800",
    "4111 1111 1111 1111", "+44 20 7946 0958", "ſ", "K", " ", "\n", ".", ",", "x", "1",
)  # fmt: skip


def found(definition: Definition, text: str) -> list[tuple[str, str, float]]:
    return [
        (text[one.start : one.end], one.type, one.score)
        for one in fast.detect(text, "en", (definition,))
        if one.recogniser.endswith("(own)")
    ]


@settings(max_examples=examples(200))
@given(parts=st.lists(st.sampled_from(SNIPPETS), min_size=1, max_size=12), glue=st.sampled_from(("", " ", "\n")))
def test_own_recognisers_beside_the_shipped_ones_find_what_presidio_finds_with_all_of_them(parts: list[str], glue: str) -> None:
    text = glue.join(parts)
    assert fast.detect(text, "en", OWN) == stock.analyse(text, "en", OWN)


def test_what_the_shipped_ones_find_stays_as_it_was_beside_own_ones() -> None:
    for text, language in scanned.mixed(40, seed=5):
        assert [one for one in fast.detect(text, language, OWN) if "(own)" not in one.recogniser] == fast.detect(text, language)


@pytest.mark.parametrize(
    ("definition", "text", "expected"),
    [
        (OWN[0], "MB-123456 and the member MB-654321", [("MB-654321", "MEMBER_NO", 0.65)]),
        (OWN[1], "In werk  süd, not Werk Südost.", [("werk  süd", "PLANT", 0.6)]),
        (OWN[1], "Ann Arbor House, Ann, Anna, 東京都 😀 C&A", [(one, "PLANT", 0.6) for one in ("Ann Arbor House", "Ann", "東京", "C&A")]),
        (OWN[2], "contract no. 12345674, contract no 12345678", [("12345674", "CONTRACT_ID", 1.0)]),
        (OWN[4], "Übung-12, übung-12", [("Übung-12", "TAG", 0.8)]),
        (OWN[5], "cég 75257510-4-25, cég 75257511-4-25", [("75257510-4-25", "FIRM", 1.0)]),
        (OWN[6], "cust 2492383-8, cust 2492384-8", [("2492383-8", "CUSTOMER_ID", 1.0)]),
    ],
)
def test_pattern_words_context_and_check_digits_each_do_what_they_say(definition: Definition, text: str, expected: list[Any]) -> None:
    assert found(definition, text) == expected


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        (r"(?=a)ab", "Look-ahead"), (r"(ab)\1", "references back"), (r"(?<!x)ab", "look-behind"), (r"a++b", "references back"),
        (r"\d+", "how long it can be"), (r"AB.*", "how long it can be"), (r"(?:ab){1,150}", "how long it can be"), (r"[a-", "missing ]"),
        (r"a?", "less than two"), (r"(a1)(b2)", "one part in brackets"), ("", "Write the pattern"), ("ab" * 300, "at most 500"),
        (r"(?s)a.", "nothing in it fits"), (r"\Qa.b\E", "cannot be told"), (r"\pL{2,100}", "too large"),
    ],
)  # fmt: skip
def test_a_pattern_that_could_take_long_or_is_none_is_refused_with_the_reason(pattern: str, said: str) -> None:
    with pytest.raises(Refused, match=said.replace("[", r"\[")):
        require_good(defined(name="x", entity="X", kind="pattern", pattern=pattern), ["12"], [])


WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({"entity": "member"}, "entity"), ({"entity": "MEMBER_1"}, "entity"), ({"name": "A (own)"}, "name"), ({"score": Decimal("0.2")}, "score"),
    ({"score": Decimal("1.5")}, "score"), ({"context": ("two words",)}, "context"), ({"checksum": "crc"}, "checksum"),
    ({"kind": "words"}, "words"), ({"kind": "words", "words": ("x",)}, "words"), ({"kind": "words", "words": ("ab",) * 1001}, "words"),
    ({"must": ()}, "must"), ({"must": ("MB-123456",) * 21}, "must"), ({"must": ("MB-123456" * 60,)}, "must"), ({"kind": "magic"}, "kind"),
)  # fmt: skip


def wanted(**changes: Any) -> Wanted:
    return Wanted(**{name: getattr(MEMBER, name) for name in recognisers.FIELDS} | changes)


def test_a_part_that_is_wrong_is_named(cast: Cast) -> None:
    for changes, field in WRONG:
        with pytest.raises(Refused) as refused:
            recognisers.save(cast.workspace.id, wanted(**changes), acting_user=cast.admin)
        assert refused.value.field == field, changes
    assert not Recogniser.objects.exists()


FAILING: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({"must": ("MB-123456", "MB-12")}, "must", "Sample 2, “MB-12”, must match: nothing in it fits."),
        (
            {"must_not": ("no", "order MB-999999")},
            "must_not",
            "Sample 2, “order MB-999999”, must not match: found “MB-999999” with score 0.50.",
        ),
    ({"score": Decimal("0.3"), "context": ("member",)}, "must", "“MB-123456” fits but its score is 0.30 and findings count from 0.4."),
    ({"checksum": "luhn"}, "must", "“MB-123456” fits but its check digits are wrong."),
)  # fmt: skip


def test_samples_that_fail_keep_a_recogniser_out_and_say_what_was_found(cast: Cast) -> None:
    row = recognisers.save(cast.workspace.id, MEMBER, acting_user=cast.admin)
    for changes, field, said in FAILING:
        for name, existing in (("Another", None), ("Member number", row.id)):
            with pytest.raises(Refused) as refused:
                recognisers.save(cast.workspace.id, wanted(**changes, name=name), acting_user=cast.admin, recogniser=existing)
            assert (refused.value.field, said in refused.value.message) == (field, True)
    assert [one.must for one in Recogniser.objects.all()] == [list(MEMBER.must)]


def test_it_holds_for_the_next_text_and_goes_as_fast_with_every_step_on_the_ledger(cast: Cast) -> None:
    def seen(**more: Any) -> str:
        return redaction.redact(LETTER, workspace=cast.workspace.id, language="en", **more).text

    assert "MB-123456" in seen()
    row = recognisers.save(cast.workspace.id, MEMBER, acting_user=cast.admin)
    assert seen() == "I am <MEMBER_NO_1>, Jane. My mail is <EMAIL_ADDRESS_1> and <MEMBER_NO_1> is right."
    settings_actions.set_redaction(cast.workspace.id, "MEMBER_NO", "model", "mask", acting_user=cast.admin)
    assert seen().startswith("I am <MEMBER_NO>, Jane.")
    stricter = Wanted("Member number", "MEMBER_NO", pattern=r"MB-\d{7}", must=("MB-1234567",), must_not=())
    recognisers.save(cast.workspace.id, stricter, acting_user=cast.admin, recogniser=row.id)
    assert "MB-123456" in seen()
    recognisers.save(cast.workspace.id, MEMBER, acting_user=cast.admin, recogniser=row.id)
    assert "MB-123456" not in seen()
    row.refresh_from_db()
    recognisers.remove(row, acting_user=cast.admin)
    assert "MB-123456" in seen()
    events = list(Entry.objects.filter(event__startswith="recogniser").order_by("id").values_list("event", flat=True))
    assert events == ["recogniser.saved"] * 3 + ["recogniser.removed"]


def test_one_that_is_switched_off_finds_nothing_and_none_finds_anything_for_another_workspace(cast: Cast) -> None:
    row = recognisers.save(cast.workspace.id, wanted(is_active=False), acting_user=cast.admin)
    assert rules_of(cast.workspace.id).own == ()
    recognisers.save(cast.workspace.id, MEMBER, acting_user=cast.admin, recogniser=row.id)
    stranger = cast.workspace.__class__.objects.create(slug="other", name="Other")
    assert [one.name for one in rules_of(cast.workspace.id).own] == ["Member number"]
    assert "MB-123456" in redaction.redact(LETTER, workspace=stranger.id).text
    with pytest.raises(NotFound):
        recognisers.save(stranger.id, MEMBER, acting_user=None, recogniser=row.id)
    with pytest.raises(NotAllowed):
        recognisers.save(cast.workspace.id, MEMBER, acting_user=cast.reviewer)


def test_rules_and_recognisers_are_read_in_one_query(cast: Cast, django_assert_num_queries: Any) -> None:
    recognisers.save(cast.workspace.id, MEMBER, acting_user=cast.admin)
    redaction.redact(LETTER, workspace=cast.workspace.id)
    with django_assert_num_queries(1):
        assert "<MEMBER_NO_1>" in redaction.redact(LETTER, workspace=cast.workspace.id).text


def test_its_placeholders_lead_back_and_a_model_that_bends_them_is_seen(cast: Cast) -> None:
    recognisers.save(cast.workspace.id, MEMBER, acting_user=cast.admin)
    names: dict[str, str] = {}
    hidden = redaction.redact(LETTER, workspace=cast.workspace.id, language="en", names=names).text
    assert redaction.restore("Dear <MEMBER_NO_1>", names) == ("Dear MB-123456", [])
    assert misused("Your number <MEMBER_NO_1> is fine.", names, [hidden]) == []
    assert [one.why for one in misused("Your number <MEMBER_NO_2>.", names, [hidden])] == ["made_up"]
    for bent in ("MEMBER_NO_1", "<MEMBER NO 1>", "[MEMBER_NO_1]", "<MEMBER_NO_1>s"):
        assert {one.why for one in misused(f"Your number {bent}.", names, [hidden])} == {"bent"}, bent
    assert [one.why for one in misused("Your <MEMBER_NO> is fine.", {}, [], kinds=["MEMBER_NO"])] == ["bent"]


def test_a_reviewer_reads_by_the_rule_for_an_own_type_at_once(cast: Cast) -> None:
    assert "MB-123456" in Cover(rules_of(cast.workspace.id)).line(LETTER, "en")
    recognisers.save(cast.workspace.id, MEMBER, acting_user=cast.admin)
    settings_actions.set_redaction(cast.workspace.id, "MEMBER_NO", "reviewer", "mask", acting_user=cast.admin)
    assert Cover(rules_of(cast.workspace.id)).line(LETTER, "en").startswith("I am [member no], Jane.")


@pytest.mark.parametrize(
    "pattern", [r"(?:\w{1,40}[.-]?){1,4}@", r"(?:a[ab]{12}|b[ab]{13}){1,13}c|ab", r"(?:a|aa){1,60}b", r"(?:a?){60}a{60}"]
)
def test_hostile_patterns_on_hostile_texts_come_to_an_end_where_backtracking_would_not(pattern: str) -> None:
    definition = defined(name="Hostile", entity="X", kind="pattern", pattern=pattern)
    for text in ("a" * 100_000, "ab" * 50_000, "a" * 59 + "@" + "ab" * 50_000):
        own = [one for one in fast.detect(text, "en", (definition,)) if one.type == "X"]
        assert all(one.end - one.start <= 200 for one in own)


@pytest.mark.django_db(transaction=True)
def test_two_people_who_save_the_last_free_one_at_once_do_not_pass_the_limit(cast: Cast) -> None:
    def save(number: int) -> None:
        recognisers.save(cast.workspace.id, wanted(name=f"Number {number}"), acting_user=cast.admin)

    for number in range(MOST - 1):
        save(number)
    outcomes = at_once([lambda: save(100), lambda: save(101)])
    assert sorted(isinstance(one, Refused) for one in outcomes) == [False, True]
    assert Recogniser.objects.filter(is_active=True).count() == MOST


@pytest.mark.django_db(transaction=True)
def test_two_people_who_remove_one_at_once_remove_it_once(cast: Cast) -> None:
    row = recognisers.save(cast.workspace.id, wanted(), acting_user=cast.admin)
    twice = [Recogniser.objects.get(id=row.id), Recogniser.objects.get(id=row.id)]
    outcomes = at_once([partial(recognisers.remove, one, acting_user=cast.admin) for one in twice])
    assert sorted(isinstance(one, NotFound) for one in outcomes) == [False, True]
    assert Entry.objects.filter(event="recogniser.removed").count() == 1
