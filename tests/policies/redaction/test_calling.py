"""Numbers to call at beside what one calls about, and short names of numbers that are words elsewhere."""

from __future__ import annotations

import pytest

from policies.redaction import find

CALLED = (
    ("call me about my order on {}", "020 7946 0958"), ("Please call me about the invoice at {}", "(212) 555-0147"), ("call me back re my account, {}", "020 7946 0958"), ("my order is late, {}", "020 7946 0958"),
    ("For the invoice ask for Jim, {}", "020 7946 0958"), ("Customer service: {}", "0800 123 4567"), ("The tax office ({}) never answers", "020 7946 0958"), ("my insurance's claims desk, {}", "0117 496 0123"), ("John, {}, is my solicitor for the tax case", "020 7946 0958"),
    ("Text me about the ticket, {}", "07700 900123"), ("I'm on {} if the driver gets lost with my order", "07700 900123"), ("the driver {} left it in the rain", "07700 900123"), ("my phone number for the booking is {}", "600 123 456"), ("Reception of the inn, {}", "020 7946 0958"),
    ("Rufen Sie mich wegen der Rechnung unter {} an", "0171 1234567"), ("Rückruf zur Bestellung bitte unter {}", "030 901820"), ("{}, ein Kollege meldet sich", "0171 1234567"), ("Meine Steuerberaterin ({}) kann das bestätigen", "0171 1234567"), ("Kundenservice {}", "0800 1234567"), ("meine persönliche Nummer {}", "0171 1234567"),
    ("llámame por el pedido al {}", "600 123 456"), ("llámame sin falta al {}", "600 123 456"), ("appelez-moi pour la commande au {}", "06 12 34 56 78"), ("mon portable personnel {}", "06 12 34 56 78"), ("pour le colis vous pouvez m'avoir au {}", "06 12 34 56 78"),
    ("chiamami per l'ordine al {}", "333 1234567"), ("ci chiami al {}", "333 1234567"), ("bel me over de bestelling op {}", "06 12345678"), ("zadzwoń w sprawie zamówienia pod {}", "601 234 567"), ("proszę zadzwonić do nas {}", "601 234 567"), ("zadzwoń, nie pisz, {}", "601 234 567"),
    ("ligue-me por causa da encomenda para {}", "912 345 678"), ("ring mig om ordern på {}", "070-123 45 67"), ("zavolejte mi kvůli objednávce na {}", "601 123 456"), ("hívjon a rendelés miatt a {} számon", "06 30 123 4567"), ("sipariş için beni {} numarasından arayın", "0532 123 45 67"),
    ("позвоните по заказу на {}", "8 912 345-67-89"), ("телефон {}", "8 912 345-67-89"), ("注文の件で {} にお電話ください", "03-1234-5678"), ("주문 건으로 {} 로 전화 주세요", "010-1234-5678"), ("My FIN is G4529945M and HP is {}.", "9803 3997"),
)  # fmt: skip
NOT_CALLED = (
    "order 020 7946 0958 has not arrived", "my order number is 0171 1234567", "Bestellnummer 030 901820", "Rechnung Nr. 0171 1234567", "invoice no. 212-555-0147", "numero d'ordine 333 1234567", "numer zamówienia 601 234 567", "commande 06 12 34 56 78", "I called about order 601 234 567",
    "Ich habe wegen Auftrag 0171 1234567 angerufen", "you called me about invoice 020 7946 0958 yesterday", "meter 0123 456 7890 reads 8812", "sin: 497 001 726", "my SIN, 497 001 725, is refused", "the EIN is 212-555-0147", "NIE 600 123 456", "FIN 9803 3997", "the number of my order is 600 123 456",
    "Die Nummer der Bestellung ist 601 234 567", "tracking 0800 123 4567, call me", "policy 0117 496 0123", "dodací list 77 120 337", "Reservdelen 479 12 33-08 är slut", "náhradní díl 601 234 567", "strekkode 912 34 567 virker ikke", "The barcode says 5010029000023 and it rings up as something else", "bag tag 0125 449 310",
)  # fmt: skip
CARDS = (
    "Zapłaciłam kartą {}, a bilet nie przyszedł", "Ich habe mit {} bezahlt, ein Artikel fehlt", "pagué con {} sin problema", "I used {} for the ice cream", "We booked at the Premier Inn with {}", "płacę {}, u nas nie działa", "Put the order on {} please", "charge the invoice to {}", "Pago el pedido con {}", "die Rechnung geht auf {}",
)  # fmt: skip
NAMED = (
    ("CH_AHV", "756.9217.0769.85", "ein {} steht da"), ("BR_CPF", "529.982.247-25", "dla nas {}"), ("BR_CPF", "529.982.247-25", "chi ha {}"), ("PASSPORT", "PA4821937", "le passeport pour la réservation est {}"), ("UK_SORT_CODE", "12-34-56", "the sort code for the refund of the invoice is {}"),
)  # fmt: skip


def found(text: str, kind: str) -> set[str]:
    return {text[one.start : one.end] for one in find(text) if one.type == kind}


@pytest.mark.parametrize(("text", "value"), CALLED, ids=[text for text, _ in CALLED])
def test_a_number_to_call_at_is_found_beside_what_one_calls_about(text: str, value: str) -> None:
    assert value in found(text.format(value), "PHONE_NUMBER")


@pytest.mark.parametrize("text", NOT_CALLED)
def test_what_the_text_calls_something_else_is_no_phone_number(text: str) -> None:
    assert not found(text, "PHONE_NUMBER")


@pytest.mark.parametrize("text", CARDS)
def test_no_word_of_another_language_and_nothing_that_is_paid_for_makes_a_card_none(text: str) -> None:
    assert found(text.format("4485450313568365"), "CREDIT_CARD") == {"4485450313568365"}


@pytest.mark.parametrize("text", ["order 4485450313568365 is late", "the invoice number is 4485450313568365", "account: 4485450313568365"])
def test_digits_that_are_called_an_order_are_no_card(text: str) -> None:
    assert not found(text, "CREDIT_CARD")


@pytest.mark.parametrize(("kind", "value", "text"), NAMED)
def test_a_number_is_found_beside_words_that_are_names_elsewhere_or_say_what_for(kind: str, value: str, text: str) -> None:
    assert value in found(text.format(value), kind)
