"""Letters to a support desk, written by dice: several languages, with and without personal data."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Final

SENTENCES: Final = {
    "en": ("My order has not arrived yet.", "Could you tell me when the chair will be delivered?", "The lamp came with a broken shade.",
           "Thank you for the quick help last week.", "I would like to return the blue jacket.", "Please cancel my subscription."),
    "de": ("Meine Bestellung ist noch nicht angekommen.", "Können Sie mir sagen, wann der Stuhl geliefert wird?", "Vielen Dank für die schnelle Hilfe.",
           "Die Lampe kam mit einem zerbrochenen Schirm.", "Ich möchte die blaue Jacke zurückgeben."),
    "fr": ("Ma commande n'est pas encore arrivée.", "Pourriez-vous me dire quand la chaise sera livrée ?", "Merci pour votre aide rapide."),
    "es": ("Mi pedido aún no ha llegado.", "¿Podrían decirme cuándo se entrega la silla?", "Gracias por la ayuda tan rápida."),
    "pl": ("Moje zamówienie jeszcze nie dotarło.", "Proszę o zwrot pieniędzy.", "Dziękuję za szybką pomoc."),
    "ru": ("Мой заказ ещё не пришёл.", "Подскажите, пожалуйста, когда доставят стул?", "Спасибо за быструю помощь."),
    "ar": ("لم يصل طلبي بعد.", "شكرا على المساعدة السريعة."),
    "ja": ("注文した商品がまだ届いていません。", "椅子はいつ届きますか。"),
    "tr": ("Siparişim henüz ulaşmadı.", "Hızlı yardımınız için teşekkürler."),
    "sv": ("Min beställning har inte kommit än.", "Tack för snabb hjälp."),
}  # fmt: skip
LABELS: Final = {
    "en": ("my phone number is", "call me at", "credit card", "my SSN is", "passport", "bank account", "order", "e-mail:", "website"),
    "de": ("Telefon", "Steuer-ID", "Personalausweis", "Rentenversicherungsnummer", "Bestellung", "E-Mail", "Kreditkarte"),
    "fr": ("téléphone :", "commande", "carte"), "es": ("teléfono", "NIF", "pedido", "tarjeta"), "pl": ("PESEL", "telefon", "zamówienie"),
    "ru": ("телефон", "заказ"), "ar": ("هاتف",), "ja": ("電話番号",), "tr": ("T.C. kimlik no", "telefon"), "sv": ("personnummer", "telefon"),
}  # fmt: skip


def _digits(dice: random.Random, count: int) -> str:
    return "".join(dice.choice("0123456789") for _ in range(count))


def luhn(body: str) -> str:
    """``body`` with its check digit."""
    total = sum(sum(divmod(int(digit) * (2 if place % 2 == 0 else 1), 10)) for place, digit in enumerate(reversed(body)))
    return body + str(-total % 10)


def card(dice: random.Random) -> str:
    number = luhn("4" + _digits(dice, 14))
    return dice.choice((number, " ".join(number[i : i + 4] for i in range(0, 16, 4)), "-".join(number[i : i + 4] for i in range(0, 16, 4))))


def iban(dice: random.Random) -> str:
    account = _digits(dice, 18)
    check = 98 - int(account + "131400") % 97
    return f"DE{check:02d}{account}"


VALUES: Final[tuple[Callable[[random.Random], str], ...]] = (
    card,
    iban,
    lambda dice: f"{dice.choice(('jane', 'k.weiß', 'ana-maria', 'o_brien'))}@{dice.choice(('example.com', 'mail.example.org', 'post.de', 'x.invalid'))}",
    lambda dice: dice.choice(("+49 151 2345678", "+1 (415) 555-2671", "030 1234567", "+33 1 42 68 53 00", "020 7946 0958", "(212) 555-0187")),
    lambda dice: f"{_digits(dice, 3)}-{_digits(dice, 2)}-{_digits(dice, 4)}",
    lambda dice: _digits(dice, dice.choice((4, 5, 8, 9, 10, 11, 12, 13))),
    lambda dice: f"{dice.choice('ABCDEFGHJKLM')}{_digits(dice, 8)}{dice.choice('ABCXYZ')}",
    lambda dice: f"{_digits(dice, 8)}{dice.choice('TRWAGMYFPDXBNJZSQVHLCKE')}",
    lambda dice: f"{dice.randint(1, 28):02d}.{dice.randint(1, 12):02d}.{dice.randint(1950, 2026)}",
    lambda dice: f"{dice.randint(1, 255)}.{dice.randint(0, 255)}.{dice.randint(0, 255)}.{dice.randint(1, 254)}",
    lambda dice: f"{_digits(dice, 6)}-{_digits(dice, 4)}",
    lambda dice: dice.choice(("https://shop.example.com/orders/99?ref=a.b", "www.example.co.uk", "'http://a.museum/x'", "\"example.community\"", "see.you.soon")),
    lambda dice: f"sk-{''.join(dice.choice('abcdefABCDEF0123456789') for _ in range(32))}",
    lambda dice: f"password: {dice.choice(('hunter22', 'Geheim!1', 'пароль99'))}",
    lambda dice: f"{_digits(dice, 2)}/{_digits(dice, 3)}/{_digits(dice, 5)}",
    lambda dice: f"00:1A:2B:{_digits(dice, 2)}:4D:5E",
    lambda dice: f"DE{_digits(dice, 9)}",
    lambda dice: f"{dice.choice(('B-AB', 'M XY', 'HH AB'))} {_digits(dice, 3)}",
)  # fmt: skip


def everyday(count: int, seed: int = 5) -> Iterator[tuple[str, str]]:
    """Texts of about 500 characters with none to three values, as a support desk gets them."""
    dice = random.Random(seed)
    for _ in range(count):
        language = dice.choice(("en", "en", "de", "fr", "es"))
        parts: list[str] = []
        while sum(map(len, parts)) < 480:
            parts.append(dice.choice(SENTENCES[language]))
        for _ in range(dice.randint(0, 3)):
            parts.insert(dice.randint(0, len(parts)), f"{dice.choice(LABELS[language])} {dice.choice(VALUES)(dice)}.")
        yield " ".join(parts), language
