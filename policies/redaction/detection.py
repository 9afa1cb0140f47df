"""Detection: what Presidio finds, less the numbers that only look like something."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from policies.redaction import fast
from policies.redaction.own import Definition, is_own
from policies.redaction.recognisers import all_recognisers, countries_of, country_of
from policies.redaction.surroundings import Surroundings
from policies.redaction.types import Finding

_JOINTS: Final = re.compile(r"[ _]+")
_SURE: Final = 0.99
_MORE_WORDS: Final = {
    "AuTfnRecognizer": ("tax file",), "InAadhaarRecognizer": ("aadhar", "आधार"), "TrNationalIdRecognizer": ("kimlik", "t.c."),
    "DeTaxIdRecognizer": ("steuer-id", "steuer id", "idnr", "steueridentifikation", "tax id"), "ItVatCodeRecognizer": ("p.iva", "p. iva", "partita iva"),
    "ThTninRecognizer": ("thai id", "บัตรประชาชน", "thai national"), "ZaIdNumberRecognizer": ("id number", "south african", "sa id", "rsa id"),
    "DeSocialSecurityRecognizer": ("sozialversicherung", "rentenversicherung"), "KrRrnRecognizer": ("주민등록", "resident registration"),
    "NgNinRecognizer": ("national identi",), "PlPeselRecognizer": ("pesel",), "UsNpiRecognizer": ("npi", "national provider"),
    "SePersonnummerRecognizer": ("personnr", "person nr"), "EsNifRecognizer": ("dni",), "NhsRecognizer": ("nhs",),
}  # fmt: skip
"""Beside the library's own words, which it looks for in single words only."""
_COUNTED: Final = (
    "order", "ticket", "invoice", "tracking", "customer", "reference", "case", "bestell", "auftrag", "rechnung", "kundennummer", "vorgang", "sendung",
    "commande", "facture", "colis", "dossier", "pedido", "factura", "envío", "bestelling", "factuur", "ordine", "zamówienie", "encomenda",
)  # fmt: skip
_DIALLED: Final = (
    "tel", "phone", "call", "ring", "mobil", "handy", "telef", "teléf", "portable", "bel", "gsm", "fax", "cell", "whatsapp", "sms",
)  # fmt: skip
_LOOKALIKES: Final = frozenset(("CREDIT_CARD", "PHONE_NUMBER", "CRYPTO", "DATE_TIME"))


def detect(text: str, language: str, own: tuple[Definition, ...] = ()) -> list[Finding]:
    """Findings sorted by place and type, overlaps included. What a workspace's own recognisers find is not doubted."""
    found = fast.detect(text, language, own)
    if not any(finding.recogniser in _national() or finding.type == "PHONE_NUMBER" for finding in found):
        return found
    around = Surroundings(text)
    found = [finding for finding in found if not _is_counted(text, finding, around)]
    whole = [finding for finding in found if not _is_cut(text, finding)]
    kept = [finding for finding in whole if not _is_bare_number(text, finding) or _explained(finding, around, language)]
    named = {finding for finding in kept if _is_named(finding, around)}
    rivals = _Rivals(named)
    return [finding for finding in kept if finding in named or not (_is_lookalike(finding) and rivals.outdo(finding))] if named else kept


def _is_counted(text: str, finding: Finding, around: Surroundings) -> bool:
    """A "phone number" that is written without + behind the word order, ticket or the like."""
    if finding.type != "PHONE_NUMBER" or is_own(finding.recogniser) or text[finding.start] in "+(0":
        return False
    return around.lead_in(finding, _COUNTED) and not around.say(finding, _DIALLED)


def _is_cut(text: str, finding: Finding) -> bool:
    """Digits go on before or behind it: a part of a longer number is no number."""
    if finding.recogniser not in _national():
        return False
    first, last = text[finding.start].isdigit(), text[finding.end - 1].isdigit()
    return (first and text[finding.start - 1 : finding.start].isdigit()) or (last and text[finding.end : finding.end + 1].isdigit())


def _is_named(finding: Finding, around: Surroundings) -> bool:
    """A word beside it says which kind of number it is."""
    known = _national().get(finding.recogniser)
    return known is not None and finding.score >= _SURE and around.say(finding, known.words)


def _is_lookalike(finding: Finding) -> bool:
    return not is_own(finding.recogniser) and (finding.type in _LOOKALIKES or finding.recogniser in _national())


class _Rivals:
    """Numbers of which the text says what they are: on the same characters another kind is none, since many pass each other's check digits."""

    def __init__(self, named: Iterable[Finding]) -> None:
        self._spans = sorted((one.start, one.end) for one in named)
        self._longest = max((end - start for start, end in self._spans), default=0)

    def outdo(self, finding: Finding) -> bool:
        place = bisect_left(self._spans, (finding.start - self._longest, 0))
        while place < len(self._spans) and self._spans[place][0] < finding.end:
            start, end = self._spans[place]
            if end > finding.start and finding.end - finding.start <= end - start:
                return True
            place += 1
        return False


def _is_bare_number(text: str, finding: Finding) -> bool:
    """A national number of digits alone, or written as many things are. One check digit lets every tenth order number pass for a tax number."""
    known = _national().get(finding.recogniser)
    if known is None:
        return False
    value = text[finding.start : finding.end]
    return not known.telling.fullmatch(value) if known.telling else _JOINTS.sub("", value).isdecimal()


def _explained(finding: Finding, around: Surroundings, language: str) -> bool:
    """A word beside it says what it is, or the letter is in the language of its country (English is everybody's)."""
    known = _national()[finding.recogniser]
    at_home = language != "en" and known.country in countries_of(language)
    return at_home or around.say(finding, known.words)


@dataclass(frozen=True, slots=True)
class _Known:
    """``words``: context words in lower case; ``telling``: how a number is written that needs none, if that is not any sign but digits."""

    country: str
    words: tuple[str, ...]
    telling: re.Pattern[str] | None


@cache
def _national() -> dict[str, _Known]:
    """By recogniser's name."""
    return {
        r.name: _Known(
            country_of(r), (*(word.lower() for word in r.context or ()), *_MORE_WORDS.get(r.name, ())), getattr(r, "telling", None)
        )
        for r in all_recognisers()
        if country_of(r)
    }
