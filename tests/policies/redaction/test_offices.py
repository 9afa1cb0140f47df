"""Numbers that offices give out, keys of more services, numbers that pay; and what looks like an account, a passport or a sort code and is none."""

from __future__ import annotations

import pytest

from policies.redaction import find

FOUND = (
    ("BR_CNS", "812 8955 3796 6139", "cartão nacional de saúde: {}", "pt"), ("BY_UNP", "CT2975347", "УНП {}", "ru"), ("CA_HEALTH_CARD", "9984 043 654", "her PHN is {}", "en"),
    ("CA_HEALTH_CARD", "WJDL 4954 1542", "carte d'assurance maladie {}", "fr"), ("DO_RNC", "1-40-02452-2", "RNC {}", "es"), ("FR_TAX_NUMBER", "13 88 603 584 431", "n° fiscal : {}", "fr"),
    ("IN_IFSC", "DUKU0CLGXFS", "ifsc code {}", "en"), ("JP_CORPORATE_NUMBER", "T8175031854181", "インボイス {} です", "ja"), ("JP_CORPORATE_NUMBER", "8175031854181", "当社の法人番号は{}です", "ja"),
    ("MA_ICE", "196457235389394", "ICE : {}", "fr"), ("ME_PIB", "52475913", "PIB {}", "sr"), ("MK_EDB", "7629090277970", "ЕДБ {}", "mk"), ("PT_NIF", "794266428", "contribuinte {}", "pt"),
    ("TW_UBN", "88945307", "統編{}，請開立", "zh"), ("UA_EDRPOU", "08401945", "ЄДРПОУ: {}", "uk"), ("UY_RUT", "22 194659 001 5", "RUT de la empresa {}", "es"),
    ("NZ_BANK_ACCOUNT", "01-0902-0068389-00", "please use {} from now on", "en"), ("UK_SORT_CODE", "40-51-82", "it leaves {} / account no. 51738206 on the first", "en"), ("AU_BSB", "733-048", "from {}, acct 618203947", "en"),
    ("UK_DRIVING_LICENCE", "BARLO702194QX9DF", "my driving licence number {} has expired", "en"), ("AU_DRIVER_LICENCE", "061 472 958", "driver licence {} NSW", "en"), ("IN_VEHICLE_REGISTRATION", "KA05 MJ 7316", "vehicle {} was towed", "en"),
    ("PASSPORT", "K8205631", "Australian passport {}", "en"), ("PHONE_NUMBER", "0345 7716230", "jazzcash to {} please", "en"), ("PHONE_NUMBER", "(21) 97734-0182", "minha chave pix é {}, CPF segue", "pt"),
    ("PHONE_NUMBER", "55 4108 7729", "por favor márquenme al {}", "es"), ("DATE_OF_BIRTH", "05/11/1969", "Date of birth {}", "en"), ("DATE_OF_BIRTH", "17/08/1983", "Né(e) le {}", "fr"), ("DATE_OF_BIRTH", "02/01/1990", "Nasc. {}", "pt"),
    ("API_KEY", "key-0a1b2c3d4e5f60718293a4b5c6d7e8f9", "it answers 403 to {}", "en"), ("API_KEY", "GOCSPX-EXAMPLEexampleEXAMPLEexample", "our {} leaked", "en"), ("PASSWORD", "Exa#mple-77", "SMTP_PASSWORD={}", "en"),
    ("PASSWORD", "Exa#mple-77", "PGPASSWORD={} psql", "en"), ("PASSWORD", "Exa#mple-77", "Parolă: {}", "ro"), ("PASSWORD", "Exa#mple-77", "mật khẩu: {}", "vi"),
    ("API_KEY", "aExample0bExample1c", "JWT_SECRET={}", "en"), ("AE_TRN", "100482196300003", "our TRN is {}", "en"), ("BANK_ACCOUNT", "20518834", "refund it to account {} please", "en"), ("BANK_ACCOUNT", "100 442 9", "clearing 5011-3, account {}", "en"), ("BANK_ACCOUNT", "20518834", "overmaken naar mijn rekening {}", "nl"), ("BANK_ACCOUNT", "20518834", "bitte auf mein Konto {} zurückzahlen", "de"),
    ("US_BANK_NUMBER", "20518834", "our bank says account {} is closed", "en"), ("UK_SORT_CODE", "20-45-53", "bank sc 20-45-53, acc 73918264", "en"), ("US_DRIVER_LICENSE", "7302518", "DL: {}", "en"), ("DE_PASSPORT", "C01X00T478", "Pass-Nr. {}", "de"),
)  # fmt: skip
MORE = (
    ("US_SSN", "537.11.0081", "SSN {} is mine", "en"), ("RU_PASSPORT", "4509557942", "ПАСПОРТ {}", ""), ("PASSPORT", "pak482193", "passport {}, valid", "en"),
    ("BANK_ACCOUNT", "443337833740593435", "Meine Bestellung ist noch nicht da. {} ist meine Kontonummer.", "de"),
)  # fmt: skip
"""Explained by their name alone, in whatever the sentence before is about."""
NOT_FOUND = (
    ("PASSPORT", "my passport is here. It was 54411 points", "en"),
    ("BANK_ACCOUNT", "my account 2051883 was charged twice, I want a refund", "en"), ("BANK_ACCOUNT", "customer account 2051883: send the refund to PayPal", "en"), ("BANK_ACCOUNT", "Mein Konto 2051883 wartet auf die Erstattung", "de"),
    ("BANK_ACCOUNT", "I paid to upgrade account 2051883", "en"), ("BANK_ACCOUNT", "Remboursez la commande du compte 2051883", "fr"), ("PASSPORT", "parking pass nr AB12345", "en"), ("PASSPORT", "boarding pass no. QX48213", "en"), ("PASSPORT", "Parkpass-Nr. AB12345", "de"), ("UK_SORT_CODE", "sc 123456 items", "en"),
    ("UK_SORT_CODE", "5 sc 20-45-53 please", "en"), ("US_DRIVER_LICENSE", "dl 1234567 of the file failed", "en"), ("API_KEY", "the manual says sk_live_xxxxxxxxxxxxxxxxxxxxxxxx", "en"), ("API_KEY", "the next_token: end-of-the-pages-here", "en"), ("PHONE_NUMBER", "Leuchte Art. 22 417 906 fehlt", "de"),
    ("CA_SIN", "réf. 4 130 692 544 812, rayon 3", "fr"), ("NZ_BANK_ACCOUNT", "use 01-0902-0068388-00 now", "en"), ("TW_UBN", "統編 88945308", "zh"), ("UA_EDRPOU", "ЄДРПОУ 08401946", "uk"), ("UY_RUT", "RUT 221946590016", "es"), ("BR_CNS", "CNS 812 8955 3796 6138", "pt"),
    ("JP_CORPORATE_NUMBER", "法人番号 8175031854182", "ja"), ("FR_TAX_NUMBER", "n° fiscal 13 88 603 584 432", "fr"), ("MA_ICE", "ICE 196457235389395", "fr"), ("MK_EDB", "ЕДБ 7629090277971", "mk"), ("DO_RNC", "RNC 1-40-02452-3", "es"), ("BY_UNP", "УНП 229753472", "ru"),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "value", "text", "language"), FOUND + MORE)
def test_it_is_found_by_its_shape_and_what_leads_to_it(kind: str, value: str, text: str, language: str) -> None:
    whole = text.format(value)
    assert (kind, value) in {(one.type, whole[one.start : one.end]) for one in find(whole, language=language)}


@pytest.mark.parametrize(("kind", "text", "language"), NOT_FOUND)
def test_it_is_not_found_with_a_wrong_check_digit_or_where_the_word_means_something_else(kind: str, text: str, language: str) -> None:
    assert kind not in {one.type for one in find(text, language=language)}


@pytest.mark.parametrize("text", ["Phone in case we are cut off?\nvisitor: 919.362.7741", "in order to reach me, 919.362.7741"])
def test_a_saying_with_the_word_case_or_order_names_no_case_and_no_order(text: str) -> None:
    assert [one.type for one in find(text, language="en")] == ["PHONE_NUMBER"]
