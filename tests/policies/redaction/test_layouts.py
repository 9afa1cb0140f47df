"""What a text calls a value by where it stands: columns of tables, names of fields, labels glued to it, values over two lines."""

from __future__ import annotations

import pytest

from policies.redaction import find
from policies.redaction.around.layout import Tables
from policies.redaction.around.surroundings import spoken, undotted
from policies.redaction.overlaps import resolve
from policies.redaction.own import defined

TABLES = (
    "Name;Tax File No.;Order\nMoore;876 543 210;459 599 230\nReed;459 599 230;876 543 210",
    'Name,Tax File No.,Order\nMoore,876 543 210,459 599 230\n"Reed, J",459 599 230,876 543 210',
    "| Name | Tax File No. | Order |\n|---|---|---|\n| Moore | 876 543 210 | 459 599 230 |\n| Reed | 459 599 230 | 876 543 210 |",
    "Name    Tax File No.   Order\nMoore   876 543 210    459 599 230\nReed    459 599 230    876 543 210",
    "Name\tTax File No.\tOrder\nMoore\t876 543 210\t459 599 230\nReed\t459 599 230\t876 543 210",
    "<table><tr><th>Name</th><th>Tax File No.</th><th>Order</th></tr><tr><td>Moore</td><td>876 543 210</td><td>459 599 230</td></tr>"
    "<tr><td>Reed</td><td>459 599 230</td><td>876 543 210</td></tr></table>",
)
"""Both numbers have right check digits; the same ones stand in the column of orders."""
FIELDS = (
    ('{"taxFileNo": "876543210"}', "AU_TFN"),
    ("TAX_FILE_NUMBER=876543210", "AU_TFN"),
    ("<tax-file-number>876543210</tax-file-number>", "AU_TFN"),
    ("t.f.n. 876543210", "AU_TFN"),
    ("bsnnr: 111222333", "NL_BSN"),
    ("CPF52998224725", "BR_CPF"),
    ("我的身份證字號是A123456789，谢谢", "TW_ID"),
    ("_DE136695976_ ok", "DE_VAT_ID"),
    ("Tengo 20-17254359-7 como CUIT", "AR_CUIT"),
    ("111222333 is what you have as my citizen service number, I think", "NL_BSN"),
)
GROUPED = (
    ("CPF: 529 982 247 25", "BR_CPF", "529 982 247 25"),
    ("CPF 529982247-25", "BR_CPF", "529982247-25"),
    ("PESEL 440514 01359", "PL_PESEL", "440514 01359"),
    ("T.C. kimlik no 100 000 001 46", "TR_NATIONAL_ID", "100 000 001 46"),
    ("BSN: 1112 22 333", "NL_BSN", "1112 22 333"),
    ("BSN: 1 1 1 2 2 2 3 3 3", "NL_BSN", "1 1 1 2 2 2 3 3 3"),
    ("RUT: 30686957 - 4", "CL_RUT", "30686957 - 4"),
    ("身份证号 110105 19491231 002X", "CN_RESIDENT_ID", "110105 19491231 002X"),
    ("PESEL: 4405\n> 1401 359", "PL_PESEL", "4405\n> 1401 359"),
)
"""Other groups than usual."""
BROKEN = (
    ("card 4111 1111\n1111 1111", "CREDIT_CARD"),
    ("IBAN DE89 3704 0044\n> 0532 0130 00", "IBAN_CODE"),
    ("NIR 2 55 08 14  168 025 38", "FR_NIR"),
)


def found(text: str) -> set[tuple[str, str]]:
    return {(one.type, text[one.start : one.end]) for one in resolve(find(text), lambda _: True)}


@pytest.mark.parametrize("text", TABLES)
def test_the_heading_of_a_column_says_what_its_cells_are(text: str) -> None:
    assert [one.start for one in resolve(find(text), lambda _: True) if one.type == "AU_TFN"] == [
        text.index("876 543 210"),
        text.rindex("459 599 230"),
    ]


@pytest.mark.parametrize(("text", "entity"), FIELDS)
def test_the_name_of_a_field_is_read_as_words(text: str, entity: str) -> None:
    assert entity in {kind for kind, _ in found(text)}


@pytest.mark.parametrize(("text", "entity"), BROKEN)
def test_a_value_over_two_lines_is_one_value(text: str, entity: str) -> None:
    ((kind, value),) = found(text)
    assert kind == entity
    assert text.endswith(value)


@pytest.mark.parametrize(("text", "entity", "value"), GROUPED)
def test_a_number_that_is_called_by_its_name_may_stand_in_any_groups(text: str, entity: str, value: str) -> None:
    assert (entity, value) in found(text)
    assert entity not in {kind for kind, _ in found(value)}
    assert entity not in {kind for kind, _ in found(f"call {value.replace('-', ' ')}")}


def test_a_name_before_a_word_for_an_order_names_nothing() -> None:
    assert found("020.99.0983 is my SSN. Order 4711-63489") == {("US_SSN", "020.99.0983")}
    assert found("my social insurance number is 774687953") == set()
    assert ("AT_SVNR", "6687 131070") in found("Meine Sozialversicherungsnummer ist 6687 131070")
    assert found("SV-Nr. 4051 144012, RČ 910921 / 2075") == set()
    assert found("531120-8358 is my kennitala") == set()


def test_numbers_of_two_lines_are_not_joined_without_a_word() -> None:
    assert not found("rows 123 456\n782 and 17")
    assert {kind for kind, _ in found("4111 1111\n1111 1112")} <= {"PHONE_NUMBER"}


def test_a_column_of_passwords_is_hidden() -> None:
    assert found("user;password\njm;correct-horse\nkl;battery") == {("PASSWORD", "correct-horse"), ("PASSWORD", "battery")}
    assert found("is q8T3PIp#^a the password?") == {("PASSWORD", "q8T3PIp#^a")}


def test_sentences_are_no_headings() -> None:
    tables = Tables("Hello, thanks, bye!\n1, 2, 3\n")
    assert tables.cell(21) is None


def test_letters_that_stand_apart_are_one_word() -> None:
    assert undotted("a.f.m. and p. k. and s-i-n") == "afm and pk and sin"
    assert spoken("taxFileNo IdNr MwSt NHSNumber") == "tax file no idnr mwst nhs number"


def test_the_name_of_a_line_counts_where_columns_are_people() -> None:
    assert found("Field | Person A | Person B\nNPI number | 1680021551 | 1626610731\n") == {
        ("US_NPI", "1680021551"),
        ("US_NPI", "1626610731"),
    }


def test_a_label_on_the_next_line_belongs_to_the_next_number() -> None:
    assert found("invoice 217059821\nNIF portugués\n119 434 784") == {("PT_NIF", "119 434 784")}


def test_links_end_where_their_host_does_and_dotted_names_of_programs_are_none() -> None:
    assert found("see www.bryant.biz/clearly-simply, please") == {("URL", "www.bryant.biz/clearly-simply")}
    assert found("user.mitt.pnr = x and user.health.insurance.no.taj and cpr.nr. none") == set()


def test_a_name_on_another_line_does_not_name_an_order() -> None:
    assert found("RUT cliente = 8.484.676-7\n[x] order 27052797") == {("CL_RUT", "8.484.676-7")}
    assert found("It is about my last order. 111222333 is my BSN.") == {("NL_BSN", "111222333")}
    assert found("RUT del cliente 27052797") == {("CL_RUT", "27052797")}


@pytest.mark.parametrize("text", ["Best regards, Anna\n030 2270 0123, Berlin", "Hi Tom, thank you\nthe office is 020 7946 0958, bye"])
def test_a_greeting_with_a_comma_heads_no_table(text: str) -> None:
    assert "PHONE_NUMBER" in [one.type for one in find(text, language="en")]


@pytest.mark.parametrize(("pattern", "text"), [(r"CARD\d{6}", "my code is CARD123456 ok"), (r"订单\d{6}", "see 订单123456 ok")])
def test_an_own_pattern_is_searched_in_the_text_as_it_stands(pattern: str, text: str) -> None:
    own = (defined(name="Own", entity="OWN_NO", kind="pattern", pattern=pattern, score=0.9),)
    (found,) = [one for one in find(text, language="en", own=own) if one.type == "OWN_NO"]
    assert text[found.start : found.end] in (text[11:21], text[4:12])


def test_a_cell_as_long_as_a_letter_is_read_around_its_numbers_only() -> None:
    cell = f"{'030 2270 0123 x, ' * 1_500}{'a' * 60_000} anna@example.org"
    heading = f"{'Passport ' * 5_000}"
    text = f"<table><tr><th>{heading}</th></tr><tr><td>{cell}</td></tr></table>"
    assert [text[one.start : one.end] for one in find(text, language="en") if one.type == "EMAIL_ADDRESS"] == ["anna@example.org"]
