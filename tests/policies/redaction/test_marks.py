"""Values with marks of HTML, blanks and signs of other scripts in them, and values of which each letter stands by itself."""

from __future__ import annotations

import pytest

from policies.redaction import find
from policies.redaction.around.layout import Tables
from policies.redaction.around.marks import Unmarked
from policies.redaction.overlaps import resolve

WRITTEN = (
    ("IBAN DE89&nbsp;3704&nbsp;0044&nbsp;0532&nbsp;0130&nbsp;00 ok", "IBAN_CODE", "DE89&nbsp;3704&nbsp;0044&nbsp;0532&nbsp;0130&nbsp;00"),
    ("<p>tel +44&nbsp;117&nbsp;496&nbsp;0418</p>", "PHONE_NUMBER", "+44&nbsp;117&nbsp;496&nbsp;0418"),
    ("anna&nbsp;@&nbsp;firm.example.com", "EMAIL_ADDRESS", "anna&nbsp;@&nbsp;firm.example.com"),
    ("anna&#64;firm&period;example.com", "EMAIL_ADDRESS", "anna&#64;firm&period;example.com"),
    ("mailto:anna%40firm.example.com", "EMAIL_ADDRESS", "anna%40firm.example.com"),
    ("tel &#43;44&amp;nbsp;117 496 0418", "PHONE_NUMBER", "&#43;44&amp;nbsp;117 496 0418"),
    ("card 4111=C2=A01111=C2=A01111=C2=A01111", "CREDIT_CARD", "4111=C2=A01111=C2=A01111=C2=A01111"),
    ("IBAN DE89 3704 0044 05=\n32 0130 00", "IBAN_CODE", "DE89 3704 0044 05=\n32 0130 00"),
    ("write to anna.moore@firm.exam=\r\nple.com now", "EMAIL_ADDRESS", "anna.moore@firm.exam=\r\nple.com"),
    ('{"note": "Hello\\nmy card is 4111 1111 1111 1111\\nbye"}', "CREDIT_CARD", "4111 1111 1111 1111"),
    ('{"mail": "anna\\u0040firm.example.com"}', "EMAIL_ADDRESS", "anna\\u0040firm.example.com"),
    ("SSN 350\\-40\\-4543", "US_SSN", "350\\-40\\-4543"),
    ("card 4111<wbr>1111<b>1111</b> 1111", "CREDIT_CARD", "4111<wbr>1111<b>1111</b> 1111"),
    ("card 4111 1111<br>\n1111 1111", "CREDIT_CARD", "4111 1111<br>\n1111 1111"),
    ("> card 4111-1111-\n> 1111-1111", "CREDIT_CARD", "4111-1111-\n> 1111-1111"),
    ("> card 4111 1111\n>\n> 1111 1111", "CREDIT_CARD", "4111 1111\n>\n> 1111 1111"),
    ("SSN 350–40–4543", "US_SSN", "350–40–4543"),
    ("card 4111\u200b1111\u200b1111\u200b1111", "CREDIT_CARD", "4111\u200b1111\u200b1111\u200b1111"),
    ("write to jane.moore @ firm.example.com", "EMAIL_ADDRESS", "jane.moore @ firm.example.com"),
    ("jane (at) firm (dot) example (dot) com", "EMAIL_ADDRESS", "jane (at) firm (dot) example (dot) com"),
    ("isikukood: ３７６０５０３０２９９", "EE_PERSONAL_CODE", "３７６０５０３０２９９"),
    ("my card 4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "CREDIT_CARD", "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1"),
    ("D E 8 9 3 7 0 4 0 0 4 4 0 5 3 2 0 1 3 0 0 0", "IBAN_CODE", "D E 8 9 3 7 0 4 0 0 4 4 0 5 3 2 0 1 3 0 0 0"),
    ("SSN 350 - 40 - 4543", "US_SSN", "350 - 40 - 4543"),
    ("card 4111_1111_1111_1111", "CREDIT_CARD", "4111_1111_1111_1111"),
    ("card 4111–1111–1111–1111", "CREDIT_CARD", "4111–1111–1111–1111"),
    ("card 4111\t1111\t1111\t1111", "CREDIT_CARD", "4111\t1111\t1111\t1111"),
    ("PAY TO SE45 5000 0000 0583 9825 7466 THEN", "IBAN_CODE", "SE45 5000 0000 0583 9825 7466"),
    ("AHV-756 9217 0769 85.", "CH_AHV", "756 9217 0769 85"),
    ("kt.120174-3399", "IS_KENNITALA", "120174-3399"),
    ("Segue o C.N.P.J.: 12ABC34501DE35", "BR_CNPJ", "12ABC34501DE35"),
    ("111222333 – that is my BSN", "NL_BSN", "111222333"),
    ("UK passport number 433133297", "UK_PASSPORT", "433133297"),
    ("her US passport 433133297", "US_PASSPORT", "433133297"),
    ("German passport number C01X00T41", "DE_PASSPORT", "C01X00T41"),
    ("passport K4046167 and the visa", "IN_PASSPORT", "K4046167"),
    ("my DL, number F9273646382433", "US_DRIVER_LICENSE", "F9273646382433"),
    ("NI no: AB-12-34-56-C", "UK_NINO", "AB-12-34-56-C"),
    ("MH 06 YF 6376", "IN_VEHICLE_REGISTRATION", "MH 06 YF 6376"),
    (r'{"note": "Card:\n4111 1111 1111 1111"}', "CREDIT_CARD", "4111 1111 1111 1111"),
    (r'{"note": "Card:\\t4111111111111111"}', "CREDIT_CARD", "4111111111111111"),
    (r'{"note": "BSN\n111222333"}', "NL_BSN", "111222333"),
    (r'{"note": "Write to\r\nann@shop.example"}', "EMAIL_ADDRESS", "ann@shop.example"),
    (r'{"note": "call\u00a0me\u000a+49 30 1234567"}', "PHONE_NUMBER", "+49 30 1234567"),
    ("Could you update the client? It is 51.1.162.91 now", "IP_ADDRESS", "51.1.162.91"),
)
NOTHING = (
    "for passengers 433133297",
    "update 4.12.0.2",
    "4 8 15 16 23 42",
    "NL78 QZNB 0298 5786 58 is wrong",
    "4823 1373\n7654 8856 is no card",
    "XX 06 YF 6376",
    "GB-12-34-56-C",
    "the row 1 2 3 4 5 6 7 8 9 1 2 3 4 5 6 7",
)


@pytest.mark.parametrize(("text", "entity", "value"), WRITTEN, ids=[text for text, _, _ in WRITTEN])
def test_a_value_is_found_with_its_marks(text: str, entity: str, value: str) -> None:
    assert (entity, value) in {(one.type, text[one.start : one.end]) for one in resolve(find(text), lambda _: True)}


@pytest.mark.parametrize("text", NOTHING)
def test_what_only_looks_like_a_value_is_none(text: str) -> None:
    assert {one.type for one in find(text)} <= {"DATE_TIME"}


def test_a_number_behind_a_plus_is_a_phone_number_alone() -> None:
    for text in ("Anna,370 373 388,+4915123457637", "Anna | +43 664 123628"):
        assert {one.type for one in find(text) if text[one.start - 1] == "+" or text[one.start] == "+"} == {"PHONE_NUMBER"}


def test_a_danish_number_called_as_in_sweden_needs_danish_around_it() -> None:
    assert "DK_CPR" in {one.type for one in find("mit personnummer er 160931-7331", language="da")}
    assert "DK_CPR" not in {one.type for one in find("personnummer 160911-7331", language="sv")}
    assert "DK_CPR" not in {one.type for one in find("personnummer 160911-7331")}


def test_a_car_names_no_number_but_its_own() -> None:
    assert "PHONE_NUMBER" in {one.type for one in find("The taxi never came, 020 7946 0958 as before", language="en")}
    assert "IN_VEHICLE_REGISTRATION" in {one.type for one in find("vehicle GJ19ML5031", language="en")}


def test_the_number_of_the_letters_own_country_wins_over_one_from_abroad() -> None:
    assert [one.type for one in find("jestem 63050316338 i nic", language="pl")] == ["PL_PESEL"]
    assert [one.type for one in find("jestem 63050316338 i nic nie działa", language="pl")] == ["PL_PESEL"]


def test_a_table_of_html_has_no_headings_of_the_one_before_it() -> None:
    first = "<table><tr><th>Name</th><th>Order</th></tr><tr><td>Moore</td><td>5</td></tr></table>"
    text = f"{first}<table><tr><td>a</td><td>BSN</td></tr></table>"
    tables = Tables(text)
    assert tables.cell(text.index("5")) is not None
    assert tables.cell(text.index("BSN")) is None


def test_places_are_those_of_the_text_as_it_is() -> None:
    text = "a&nbsp;b\u200bc (at) d.example.com &#160;e"
    unmarked = Unmarked(text)
    assert unmarked.text == "a bc@d.example.com  e"
    assert not Unmarked("Tom & Anna <b@c.example>").is_changed


@pytest.mark.parametrize(
    "text",
    [
        "TAX_FILE_NUMBER=876543210",
        "password=\nq8T3PIp#^a",
        "https://firm.example/?a=20&mail=anna%40x.com",
        "C:\\new\\task",
        "AT&T; &unknown;",
    ],
)
def test_what_only_looks_like_a_mark_is_read_as_it_stands(text: str) -> None:
    assert not Unmarked(text).is_changed


def test_two_values_that_a_mark_keeps_apart_are_both_found() -> None:
    for mark in ("\u200b", "&zwj;"):
        text = f"cards 4111111111111111{mark}5500000000000004, thanks"
        assert [text[one.start : one.end] for one in find(text, language="en")] == ["4111111111111111", "5500000000000004"]
