"""The fast path finds what stock Presidio finds with the same recognisers: type, place, score and recogniser of every finding."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bench import scanned
from policies.redaction.numbers.everyday import everyday_recognisers
from policies.redaction.scanning import fast, stock
from policies.redaction.scanning.context import Context
from policies.redaction.scanning.dialling import Dialling
from policies.redaction.scanning.plan import plan_for
from policies.redaction.scanning.relaxed import relaxed
from tests.support.search import examples

SNIPPETS = (
    "jane@example.com", "a.b@x.invalid", "4111 1111 1111 1111", "4111111111111112", "DE89 3704 0044 0532 0130 00", "DE89370400440532013001",
    "+44 20 7946 0958", "020 7946 0958", "(212) 555-0187", "030 1234567", "+49 (0) 151 23456789", "0044 20 7946 0958", "011 44 20 7946 0958",
    "12345 - 332-445-1234", "651-234-2345/332-445-1234", "2012-01-02 08:00", "12/03/2026", "078-05-1120", "123-45-6789", "44051401359",
    "850514-1234", "12345678Z", "X1234567L", "192.168.0.1", "fe80::1", "00:1A:2B:3C:4D:5E", "https://shop.example.com/a?b=c", "www.example.co.uk",
    "'http://a.museum/x'", "see.you.soon", "sk-abcdefghijklmnopqrstuvwxyz", "password: hunter22", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abcdefgh1",
    "passport", "Telefon", "my SSN is", "be", "phone number", "credit card", "rx", "٠١٢٣٤٥٦٧٨٩", "１２３－４５６－７８９０", "日本語", "ſk", "K", "İ", "\u200b",
    " ", "\n", ".", ",", "-", "/", "(", ")", "+", "#", "x", " ext. 12", "0", "00", "1", "$", "%", "<PERSON_1>", "aaaaaaaaaaaaaaaaaaaa", "B-AB 123",
)  # fmt: skip
LANGUAGES = ("", "en", "de", "es", "pl", "sv")


def _assert_equal(text: str, language: str) -> None:
    assert fast.detect(text, language) == stock.analyse(text, language)


@settings(max_examples=examples(150))
@given(
    parts=st.lists(st.sampled_from(SNIPPETS), min_size=1, max_size=14),
    glue=st.sampled_from(("", " ", "\n")),
    language=st.sampled_from(LANGUAGES),
)
def test_any_run_of_snippets_is_searched_as_presidio_searches_it(parts: list[str], glue: str, language: str) -> None:
    _assert_equal(glue.join(parts), language)


@settings(max_examples=examples(60))
@given(text=st.text(alphabet="0123456789+()-./ x,;#ab@:'\"\n–０١ſ", max_size=120))
@example("(+49) 1512 3456789 / 98")
@example("1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 +1 212 555 0187")
def test_any_mix_of_digits_and_signs_is_searched_as_presidio_searches_it(text: str) -> None:
    _assert_equal(text, "")


@pytest.mark.parametrize("number", range(6))
def test_letters_of_a_support_desk_are_searched_as_presidio_searches_them(number: int) -> None:
    for text, language in scanned.mixed(10, seed=100 + number):
        _assert_equal(text, language)


@pytest.mark.parametrize("name", [name for name, _ in scanned.hostile(9) if name != "dots"])
def test_hostile_texts_are_searched_as_presidio_searches_them(name: str) -> None:
    _assert_equal(dict(scanned.hostile(700))[name], "")


def test_only_regions_that_can_accept_a_number_are_asked() -> None:
    regions = Dialling(("US", "GB", "DE"))
    assert regions.candidates("4111 1111 1111 1111") == []
    assert regions.candidates("020 7946 0958") == [("GB",)]
    assert regions.candidates("0044 20 7946 0958") == [("DE",), ("GB",)]
    assert regions.candidates("011 44 20 7946 0958") == [("US",)]
    assert len(regions.candidates("+44 20 7946 0958")) == 3  # who dials with a plus says the country


def test_words_are_read_before_a_finding_only() -> None:
    context = Context("passport one two three four 12345 card " + "x" * 50)
    assert context.supports(28, ("passport",))
    assert not context.supports(28, ("card",))
    assert not context.supports(34, ("passport",))


def test_every_pattern_of_ours_can_be_scanned_for_before_it_is_run() -> None:
    """One that is too long for it would be run on every letter."""
    patterns = [pattern for one in everyday_recognisers("en") for pattern in one.patterns]
    assert patterns
    assert [pattern.name for pattern in patterns if relaxed(pattern.regex) is None] == []


def test_a_pattern_of_many_languages_is_made_looser_once() -> None:
    plan_for("fr")
    before = relaxed.cache_info().misses
    tasks = plan_for.__wrapped__("es").tasks
    assert relaxed.cache_info().misses - before < sum(len(task.patterns) for task in tasks) / 2
