"""Phone numbers that are none, and addresses of machines: what the text around them says, and how they are written."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Final

from policies.redaction.around.calling import (
    EVERYDAY,
    SOFT,
    clause,
    is_called_by_capitals,
    is_reached_at,
    is_right_before,
    last_named,
    looks_dialled,
)
from policies.redaction.around.clues import COUNTED, DIALLED, IDENTITY, TAXES
from policies.redaction.around.surroundings import Surroundings
from policies.redaction.numbers.everyday import is_telling
from policies.redaction.numbers.titles import NAMING, titles
from policies.redaction.types import Finding

_DATE: Final = re.compile(
    r"\(?(?:\d{1,2}(?:[./-]|\. )\d{1,2}(?:[./-]|\. )(?:\d\d){1,2}|(?:19|20)\d\d(?:[./-]|\. )\d{1,2}(?:[./-]|\. )\d{1,2})(?![\d./-])"
)
_HOP: Final = re.compile(r"\d{1,2}[ :]{1,3}(?:\d{1,3}\.){3}\d{1,3}")
"""An address of a machine behind its number in a list."""
_PART: Final = re.compile(r"(?:\b[^\W\d_]{1,2}|\w*\d\w*)[./-]$|\b(?!TEL|FAX|GSM|MOB|CELL)[A-Z]{3,6}[/-]$")
_DECIMALS: Final = re.compile(r"(?:\d\.\d{1,3}[ ,]+)+\d{1,2}\.\d{1,3}")
"""Shares and loads (0.48 0.21)."""
_LABEL: Final = re.compile(r"(?:^|[\n|•·,;] ?)(?:T|M|P|F|D|C|W|H|O)[.:]? ?$")
"""What stands before a number in a signature."""
_ACCOUNT: Final = re.compile(r"[A-Za-z]{2}\d\d[ -]?$")
"""The beginning of an IBAN, whose digits are none of a card."""
_CODE_BEHIND: Final = re.compile(r"[-/][A-Z0-9]{0,4}[A-Z][A-Z0-9]{0,4}(?![\w-])")
"""The rest of an article's number, with capitals in it."""
_LONGEST_PART: Final = 24
_SHORT_FORM: Final = re.compile(r"(?i:[\"']?(?:[a-zæøåäö]{1,7}\.){1,3}nr[\"']?)|(?:\w+\.)+[A-Z][a-z]+")
_HOST: Final = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_BARE_HOST: Final = re.compile(r"[\"']?(?!www\.)[\w.-]+(?:[/\"']|$)")
_NAME_GOES_ON: Final = re.compile(r"\w|\.[a-z0-9_]")
"""A dotted name of a program, or a short form before a word: no ending of hosts stands in its middle."""
_COUNTING: Final = re.compile(r"[1-9](?:[ ,./-]+\d{1,2}){3,}|(?:\d{1,2}[ ,./-]+){2,}[1-9](?:[ ,./-]+\d{1,2})*")
"""Numbers of a row (4 8 15 16 23 42), one of them of one digit."""
_ACCOUNT_BEFORE: Final = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:[ \n>]{0,4}[A-Z0-9]{2,4}){0,7}[ \n>]{0,4}$")
_LONGEST_ACCOUNT: Final = 44
_LONGEST_LABEL: Final = 5
_HALF: Final = re.compile(r"\d{4}[ –-]\d{4}")
_FOUR_BEFORE: Final = re.compile(r"(?<!\d)\d{4}(?:[ –-]|\s*\n[> ]*)$")
_FOUR_BEHIND: Final = re.compile(r"(?:[ –-]|\s{0,3}\n[> ]{0,4})\d{4}(?!\d)")
_GROUP_BEFORE: Final = re.compile(r"(?<!\w)[0-9A-Fa-f]{2}[.:-]$")
_DIALLED_BEFORE: Final = re.compile(r"\+$|\d\.$")
_GROUP_BEHIND: Final = re.compile(r"\.\d")
_JOINED: Final = re.compile(r"[1-9]\d*(?:[./-]\d+)*")
_VERSIONS: Final = (
    "version",
    "firmware",
    "v",
    "versión",
    "versione",
    "versão",
    "versie",
    "wersj",
    "verze",
    "verzió",
    "versiune",
    "verzij",
    "версия",
    "версии",
    "версії",
    "sürüm",
    "バージョン",
    "版本",
    "버전",
)
_NUMBERED: Final = re.compile(
    r"\b(?:release|release notes?|build|patch|driver|update|treiber|rev|changelog|hotfix|mise à jour|maj|actualización|aggiornamento|atualização|uppdatering|oppdatering|opdatering|päivitys|aktualizac\w*|aktualisierung|frissítés|güncelleme|обновлени\w|оновлення|section|sections|sect|chapter|clause|abschnitt|kapitel|absatz|article|artikel|artículo|articolo|artigo|paragraph|paragraaf|sección|sezione|seção|hoofdstuk|capítulo|capitolo|chapitre|punkt|point|rozdział|раздел|пункт|spec|standard|kernel|schema|protocol)\W{1,3}(?:to |for |of |auf |für |à |a |naar |no\.? |nr\.? |v)?$",
    re.IGNORECASE,
)
"""What has numbers of versions, or of its parts, as well: right before one."""
_PROGRAM: Final = re.compile(r"(?<![\w/.:@-])[A-Za-z][\w+-]{1,30}/$")
_OWN_NETWORK: Final = ("10.", "127.", "172.", "192.168.")
_PAID: Final = (
    "card",
    "karte",
    "carte",
    "tarjeta",
    "kaart",
    "visa",
    "master",
    "amex",
    "maestro",
    "american express",
    "diners",
    "cb",
    "pan",
    "union",
    "girocard",
    "debit",
    "kort",
    "kart",
    "cartão",
    "carta",
    "カード",
    "카드",
    "卡",
    "карт",
    "kartą",
    "kartę",
    "karty",
    "kartou",
    "kartu",
    "kartě",
    "kartic",
    "kárty",
    "kortti",
    "kortin",
    "kortil",
    "kortet",
    "kaardi",
    "картой",
    "карту",
    "карты",
    "карте",
    "карта",
    "картк",
    "картою",
    "κάρτα",
    "κάρτας",
    "כרטיס",
    "بطاقة",
    "कार्ड",
    "thẻ",
    "บัตร",
    "paid",
    "cargo",
    "cobr",
    "abgebucht",
    "débit",
    "bezahlt",
    "payé",
    "pagu",
    "betaald",
)
_CHARGED: Final = (
    "charge",
    "buchung",
    "booking",
    "transaction",
    "transaktion",
    "transacción",
    "transactie",
    "account",
    "konto",
    "compte",
    "cuenta",
    "rekening",
    "code",
    "file",
    "customer",
    "client",
)
"""What is counted, but stands beside cards as well."""
_SHORTEST, _LONGEST = 13, 16
"""Digits of a card that needs no word."""
_FEWEST_DIALLED: Final = 7
"""Digits of a number that stands without a word such as "call"."""
_DIALLED_INLAND: Final = (9, 12)
"""Digits from the first to the last of a number as it is dialled within its country, from a nought on."""
_FEWEST: Final = 3
"""Letters: shorter names of numbers are parts of too many words."""
_GENERAL: Final = frozenset(
    ("identity", "identidad", "identifikationsnummer", "individual", "insurance", "pension", "national", "nationaal", "personal", "numeric", "public", "service", "citizen", "resident", "registre", "security",
     "social", "sociale", "sozialversicherung", "versicherungsnummer", "assurance", "contribuinte", "vat", "iva", "mehrwertsteuer", "umsatzsteuer", "passport", "tax", "tin", "run", "extranjero", "italian", "thai",
     "personnummer", "nif", "dni", "nie", "ausweis", "fin", "soc", "ssn", "ss", "driver", "licence", "license", "driving licence", "driving license", "provider id", "personas", "asmens",
     "fiscale", "rsa", "vitale", "insee", "établissement", "etablissement", "immatriculation", "d'assurance", "partita", "codice fiscale", "tax code", "podatnik", "ewidencyjny", "contribuinte",
     "taxpayer", "tax id", "health insurance", "health service", "foreigner", "carné", "identificación fiscal", "sécu", "secu", "zehut", "versicherten", "idnr", "id nr", "pass no", "id number", "identity number", "insurance number", "health number", "national id",
     "national health")
)  # fmt: skip
"""Words that more than one kind of number is called by, or that stand beside other things as well."""
_OTHER_NAMES: Final = frozenset(
    ("personnummer", "pnr", "personnr", "nhs", "dni", "nie", "nif", "ssn", "pesel", "aadhaar", "kt", "sin", "tfn", "abn", "acn")
)
_MORE_NAMES: Final = (
    "passport", "reisepass", "pass nr", "pasaporte", "passeport", "paspoort", "nhs", "sin", "nas", "abn", "acn", "tfn", "medicare", "aadhaar", "pan", "pesel", "nin", "npi",
    "licence", "license", "führerschein", "permis", "rijbewijs", "carnet", "iban", "bic", "card", "karte", "carte", "tarjeta", "kaart", "kimlik", "tckn", "t.c", "uid", "rrn",
    "personnr", "partita", "ci", "c.i", "p.iva", "p. iva", "kvk", "siren", "siret", "regon", "matricul", "matrikel", "routing", "aba", "dea",
)  # fmt: skip


def is_no_phone(text: str, finding: Finding, around: Surroundings) -> bool:
    """Written without a prefix for abroad, and the text calls it something else, or it looks like a date, or is digits that nothing explains."""
    value = text[finding.start : finding.end]
    if value.startswith(("+", "(+")):
        return False
    if around.nearest(finding, DIALLED) < 0 and (_is_of_account(text, finding) or _is_of_row(text, finding)):
        return True
    if _is_labelled(text, finding):
        return False
    if (
        _DATE.match(value)
        or _DECIMALS.fullmatch(value)
        or _HOP.fullmatch(value)
        or _PART.search(text[max(0, finding.start - _LONGEST_PART) : finding.start])
    ):
        return True
    dialled, looks = around.nearest(finding, DIALLED), looks_dialled(finding, around)
    few = sum(map(str.isdecimal, value)) < _FEWEST_DIALLED
    if dialled < 0 and (few or _COUNTING.fullmatch(value) or _CODE_BEHIND.match(text, finding.end)):
        return True
    if dialled < 0 and (around.heading(finding) or is_called_by_capitals(finding, around)):
        return True
    named = last_named(finding, around, _others())[0] if dialled >= 0 else around.nearest(finding, _others())
    if named > dialled and not is_reached_at(finding, around, _others()):
        return True
    if around.ends_in(finding, every_title() if dialled < 0 and not looks else _certain_titles()):
        return True
    if dialled < 0 and _called_behind(finding, around, looks):
        return True
    return _is_bare(value) and not around.say(finding, DIALLED) and not around.stands_alone(finding)


def _is_labelled(text: str, finding: Finding) -> bool:
    """By the one letter that signatures set before a number."""
    return _LABEL.search(text, max(0, finding.start - _LONGEST_LABEL), finding.start) is not None


def _is_of_account(text: str, finding: Finding) -> bool:
    """Groups of an account go on to it, whose check digits may be wrong."""
    return _ACCOUNT_BEFORE.search(text[max(0, finding.start - _LONGEST_ACCOUNT) : finding.start]) is not None


def _is_of_row(text: str, finding: Finding) -> bool:
    """Two groups of four digits beside others of four: half of a card."""
    if not _HALF.fullmatch(text, finding.start, finding.end):
        return False
    before = _FOUR_BEFORE.search(text[max(0, finding.start - _LONGEST_PART) : finding.start])
    return before is not None or _FOUR_BEHIND.match(text, finding.end) is not None


def _is_bare(value: str) -> bool:
    """Digits in one piece or joined by dashes, which do not begin as one dials, or are too few or too many for it."""
    if value.isdecimal() and not value.startswith("00"):
        return value[0] != "0" or not _DIALLED_INLAND[0] <= len(value) <= _DIALLED_INLAND[1]
    return _JOINED.fullmatch(value) is not None and not is_telling(value)


def _called_behind(finding: Finding, around: Surroundings, looks: bool) -> bool:
    behind = around.said_behind(finding)
    return any(not (looks and word in SOFT) for word, _ in around.among(clause(behind) if looks else behind, _behind()))


@cache
def names_of_numbers() -> tuple[str, ...]:
    """What the national numbers are called, each by its own name."""
    every = Counter(word for entity in NAMING for word in titles(entity) if len(word) >= _FEWEST)
    return tuple(sorted((({word for word, kinds in every.items() if kinds == 1} - _GENERAL) | _OTHER_NAMES) - set(EVERYDAY)))


@cache
def every_title() -> tuple[str, ...]:
    """What any national number is called, short forms that mean other things elsewhere included."""
    return tuple({word for entity in NAMING for word in titles(entity)})


@cache
def _certain_titles() -> tuple[str, ...]:
    """Those that are no words of other languages."""
    return tuple(word for word in every_title() if word not in EVERYDAY and word not in SOFT)


@cache
def _behind() -> tuple[str, ...]:
    return (*_names(), *(word for word in _certain_titles() if len(word) > _FEWEST))


@cache
def _names() -> tuple[str, ...]:
    return tuple(word for word in (*names_of_numbers(), *_MORE_NAMES, *_GENERAL, *IDENTITY, *TAXES) if word not in EVERYDAY)


@cache
def _others() -> tuple[str, ...]:
    return (*COUNTED, *_names())


def is_no_card(text: str, finding: Finding, around: Surroundings) -> bool:
    """Digits of an account, or in one piece and called something counted, or digits that no card begins with; the word card outweighs the last two."""
    value = text[finding.start : finding.end]
    if _ACCOUNT.search(text[max(0, finding.start - 5) : finding.start]):
        return True
    if not value.isdecimal():
        return False
    paid = around.nearest(finding, _PAID)
    odd = value[0] == "1" or not _SHORTEST <= len(value) <= _LONGEST or (len(value) == _SHORTEST and value[0] != "4")
    if paid < 0 and (odd or around.follow_alone(finding, names_of_numbers())):
        return True
    return around.nearest(finding, _uncharged()) > paid and (odd or is_right_before(finding, around, _uncharged()))


@cache
def _uncharged() -> tuple[str, ...]:
    return (*(word for word in COUNTED if word not in _CHARGED), *names_of_numbers())


def is_version(finding: Finding, around: Surroundings) -> bool:
    """An "address" of four numbers behind the word version."""
    if finding.type != "IP_ADDRESS":
        return False
    before = around.text[max(0, finding.start - _LONGEST_PART) : finding.start]
    if _PROGRAM.search(before) and not around.text.startswith(_OWN_NETWORK, finding.start):
        return True
    return around.nearest(finding, _VERSIONS) >= 0 or _NUMBERED.search(before) is not None


def is_no_link(text: str, finding: Finding, around: Surroundings) -> bool:
    """The part of a mail address behind its @, a short form such as "org.nr", the beginning of a longer dotted name, or what the text calls a number."""
    if finding.type != "URL":
        return False
    if text[finding.start - 1 : finding.start] == "@" or _SHORT_FORM.fullmatch(text, finding.start, finding.end):
        return True
    if _BARE_HOST.match(text, finding.start, finding.end) and around.ends_in(finding, every_title()):
        return True
    return _HOST.fullmatch(text, finding.start, finding.end) is not None and (
        text[finding.start - 1 : finding.start].isalnum() or _NAME_GOES_ON.match(text, finding.end) is not None
    )


def is_inside_a_number(text: str, finding: Finding) -> bool:
    """An "address" within a longer run of groups, or behind a plus."""
    before, behind = text[max(0, finding.start - 4) : finding.start], text[finding.end : finding.end + 2]
    joined = _GROUP_BEFORE.search(before), behind[:1] in (".", "-", ":") and behind[1:].isalnum()
    return (finding.type == "MAC_ADDRESS" and any(joined)) or (
        finding.type == "IP_ADDRESS" and (_DIALLED_BEFORE.search(before) is not None or _GROUP_BEHIND.match(behind) is not None)
    )
