"""Codes of banks, licences of American states and British ones in groups, and secrets that only their key explains."""

from __future__ import annotations

import pytest

from policies.redaction import find

FOUND = (
    ("BIC_CODE", "DEUTDEMMXXX", "BIC: {}"), ("BIC_CODE", "cobadeffxxx", "bic {} bitte"), ("BIC_CODE", "DEUT DE FF", "SWIFT {}"), ("BIC_CODE", "DBSSSGSG", "Please wire the SGD leg via {} and confirm"), ("BIC_CODE", "BYLADEM1001", "Konto DE67 1203 0000 1213 2247 78, {}"), ("BIC_CODE", "MHCBJPJT", "送金先のSWIFTコードは {} で"),
    ("BIC_CODE", "BNPAFRPP", "{} est le code BIC de ma banque"), ("BANK_CODE", "10050000", "Alte Bankleitzahl war {}"), ("BANK_CODE", "100 500 00", "BLZ {}, Konto 1234567"), ("BANK_CODE", "044525225", "БИК {}"), ("BANK_CODE", "00012-003", "transit number {}"),
    ("US_DRIVER_LICENSE", "D0475768", "a California license, {}. It was renewed"), ("US_DRIVER_LICENSE", "12345678", "Texas license {}"), ("US_DRIVER_LICENSE", "123 456 789", "New York ID {}"), ("UK_DRIVING_LICENCE", "WHITT 903023 RM9LJ", "Driving licence {} uploaded"), ("UK_DRIVING_LICENCE", "MORGA 657054 SM9IJ 35", "{} is mine"),
    ("API_KEY", "exa0E1mXplAMeP2eLxamEp/leexEa+mX34plAeeM", "AKIAEXAMP0LEEXAMP1LE / {}. We rotated it"), ("API_KEY", "AKIAEXAMP0LEEXAMP1LE", "{} and secret exa0E1mXplAMeP2eLxamEp/leexEa+mX34plAeeM"),
)  # fmt: skip
NOT_FOUND = (
    ("BIC_CODE", "send it via DOCUMENT"), ("BIC_CODE", "a swift response would help"), ("BIC_CODE", "SWIFT ABCDXXFF"), ("BIC_CODE", "COBADEFFXXX"), ("BANK_CODE", "order 10050000"), ("BANK_CODE", "our branch 4711 in town"), ("US_DRIVER_LICENSE", "software license 12345678"), ("UK_DRIVING_LICENCE", "MORGA 659954 SM9IJ"),
    ("US_BANK_NUMBER", "Bank says 071000912 isn't a real routing number."), ("BANK_ACCOUNT", "Bank says 071000912 isn't a real routing number."), ("API_KEY", "exa0E1mXplAMeP2eLxamEp/leexEa+mX34plAeeM"),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "value", "text"), FOUND)
def test_it_is_found_where_the_text_says_what_it_is(kind: str, value: str, text: str) -> None:
    whole = text.format(value)
    assert (kind, value) in {(one.type, whole[one.start : one.end]) for one in find(whole)}


@pytest.mark.parametrize(("kind", "text"), NOT_FOUND)
def test_what_is_written_alike_is_not_found(kind: str, text: str) -> None:
    assert kind not in {one.type for one in find(text)}
