"""Numbers, amounts, dates and denials of a sentence, in one form whatever the language, so that they can be held against a source."""

from __future__ import annotations

import re
import unicodedata

_CURRENCIES = {
    "eur": "EUR", "euro": "EUR", "euros": "EUR", "€": "EUR", "евро": "EUR", "usd": "USD", "dollar": "USD", "dollars": "USD", "$": "USD",
    "gbp": "GBP", "£": "GBP", "pound": "GBP", "pounds": "GBP", "chf": "CHF", "franken": "CHF", "sek": "SEK", "kronor": "SEK", "dkk": "DKK",
    "pln": "PLN", "zł": "PLN", "złotych": "PLN", "try": "TRY", "tl": "TRY", "₺": "TRY", "rub": "RUB", "руб": "RUB", "₽": "RUB",
    "%": "%", "percent": "%", "prozent": "%", "procent": "%", "procento": "%", "por": "", "yüzde": "%", "процент": "%",
}  # fmt: skip
_WORDS = {
    1: "one eine einen einem einer une uno una um uma één jeden jedna bir один одна", 2: "two zwei deux dos due dois duas twee dwa dwie två iki два две",
    3: "three drei trois tres tre três drie trzy üç три", 4: "four vier quatre cuatro quattro quatro cztery fyra dört четыре",
    5: "five fünf cinq cinco cinque vijf pięć fem beş пять", 6: "six sechs seis sei zes sześć sex seks altı шесть",
    7: "seven sieben sept siete sette sete zeven siedem sju syv yedi семь", 8: "eight acht huit ocho otto oito osiem åtta otte sekiz восемь",
    9: "nine neun neuf nueve nove negen dziewięć nio ni dokuz девять", 10: "ten zehn dix diez dieci dez tien dziesięć tio ti десять",
    12: "twelve zwölf douze doce dodici doze twaalf dwanaście tolv двенадцать", 14: "fourteen vierzehn quatorze catorce quattordici catorze veertien czternaście fjorton fjorten четырнадцать",
    15: "fifteen fünfzehn quinze quince quindici vijftien piętnaście femton femten пятнадцать", 20: "twenty zwanzig vingt veinte venti vinte twintig dwadzieścia tjugo tyve yirmi двадцать",
    24: "twenty-four vierundzwanzig", 30: "thirty dreißig dreissig trente treinta trenta trinta dertig trzydzieści trzydziestu trettio tredive otuz тридцать",
    60: "sixty sechzig soixante sesenta sessanta sessenta zestig sześćdziesiąt sextio tres altmış шестьдесят",
    90: "ninety neunzig noventa novanta negentig dziewięćdziesiąt nittio halvfems doksan девяносто", 100: "hundred hundert cent cien ciento cento cem honderd sto hundra hundrede yüz сто",
}  # fmt: skip
_SPELLED = {word: str(number) for number, words in _WORDS.items() for word in words.split()}
_AMBIGUOUS = frozenset(
    [
        "eine",
        "einen",
        "einem",
        "einer",
        "une",
        "uno",
        "una",
        "um",
        "uma",
        "één",
        "sei",
        "tres",
        "sto",
        "sex",
        "ti",
        "ni",
        "otto",
        "cent",
        "fem",
        "six",
        "one",
        "1",
    ]
)
_MONTHS = {
    1: "january januar janvier enero gennaio janeiro januari stycznia ocak января jan", 2: "february februar février febrero febbraio fevereiro februari lutego şubat февраля feb",
    3: "march märz mars marzo março maart marca marts mart марта", 4: "april avril abril aprile kwietnia nisan апреля", 5: "may mai mayo maggio maio mei maja maj mayıs мая",
    6: "june juni juin junio giugno junho czerwca haziran июня", 7: "july juli juillet julio luglio julho lipca temmuz июля", 8: "august août agosto augustus sierpnia augusti ağustos августа",
    9: "september septembre septiembre settembre setembro września eylül сентября", 10: "october oktober octobre octubre ottobre outubro października ekim октября",
    11: "november novembre noviembre novembro listopada kasım ноября", 12: "december dezember décembre diciembre dicembre dezembro grudnia aralık декабря",
}  # fmt: skip
_MONTH_OF = {name: month for month, names in _MONTHS.items() for name in names.split()}
_NUMBER = re.compile(r"(?<![\w])\d+(?:[.,'\u00a0\u202f ]\d{3})*(?:[.,]\d+)?(?![\w])|(?<![\w])\d+(?:[.,]\d+)?")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_DOTTED = re.compile(r"\b(\d{1,2})[./](\d{1,2})[./](\d{4})\b")
_NAMED = re.compile(
    r"\b(\d{1,2})(?:\.|st|nd|rd|th|er)?\s+(?:de\s+|di\s+)?([^\W\d_]{3,})\.?(?:\s+(?:de\s+)?(\d{4}))?|\b([^\W\d_]{3,})\s+(\d{1,2})(?:st|nd|rd|th)?(?:,\s*(\d{4}))?\b"
)
_CODE = re.compile(r"\b(?=\w*\d)(?=\w*[A-Za-z])[A-Za-z0-9][\w-]{2,}\b|\b\d[\d-]{5,}\d\b")
_CITATION = re.compile(r"\[\d{1,2}\]")
_DENIALS = frozenset(
    [
        "not",
        "no",
        "never",
        "none",
        "cannot",
        "can't",
        "don't",
        "doesn't",
        "isn't",
        "won't",
        "nicht",
        "kein",
        "keine",
        "keinen",
        "keinem",
        "keiner",
        "nie",
        "niemals",
        "ne",
        "pas",
        "non",
        "aucun",
        "aucune",
        "jamais",
        "nunca",
        "ningún",
        "ninguna",
        "tampoco",
        "nessun",
        "nessuna",
        "mai",
        "não",
        "nenhum",
        "nenhuma",
        "niet",
        "geen",
        "nooit",
        "brak",
        "nigdy",
        "inte",
        "ingen",
        "inget",
        "inga",
        "aldrig",
        "ikke",
        "intet",
        "değil",
        "yok",
        "hiç",
        "asla",
        "не",
        "нет",
        "никогда",
        "нельзя",
    ]
)


def without_citations(text: str) -> str:
    return _CITATION.sub(" ", text)


def denies(text: str) -> bool:
    """Whether the sentence holds a word of denial or exception."""
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text.lower().replace("’", "'"))
    return any(word in _DENIALS for word in words)


def dates(text: str) -> set[str]:
    """ "2026-09-01" or, without a year, "--09-01"."""
    found = {f"{int(y):04d}-{int(m):02d}-{int(d):02d}" for y, m, d in _ISO.findall(text)}
    found |= {f"{int(y):04d}-{int(m):02d}-{int(d):02d}" for d, m, y in _DOTTED.findall(text) if 1 <= int(m) <= 12}
    for match in _NAMED.finditer(text.lower()):
        day, name, year = (
            (match.group(1), match.group(2), match.group(3)) if match.group(1) else (match.group(5), match.group(4), match.group(6))
        )
        month = _MONTH_OF.get(name)
        if month and 1 <= int(day) <= 31:
            found.add(f"{int(year):04d}-{month:02d}-{int(day):02d}" if year else f"--{month:02d}-{int(day):02d}")
    return found


def numbers(text: str) -> set[str]:
    """Plain decimals such as "4.9"; spelled numbers up to twelve and the usual periods count too. Citations are passed over."""
    bare = without_citations(text)
    found = {_plain(match.group()) for match in _NUMBER.finditer(bare)}
    for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)?", bare.lower()):
        if word in _SPELLED and word not in _AMBIGUOUS:
            found.add(_SPELLED[word])
    return found


def spelled_loosely(text: str) -> set[str]:
    """Numbers that a source may mean by a word that also means something else ("eine", "six")."""
    return {_SPELLED[word] for word in re.findall(r"[^\W\d_]+", text.lower()) if word in _SPELLED}


def _plain(raw: str) -> str:
    text = re.sub(r"['\u00a0\u202f ]", "", raw).lstrip("+")
    if re.fullmatch(r"-?\d{1,3}(?:\.\d{3})+(?:,\d+)?", text) and not re.fullmatch(r"-?0\.\d{3}", text):
        text = text.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?", text):
        text = text.replace(",", "")
    text = text.replace(",", ".")
    whole, _, part = text.partition(".")
    return f"{int(whole or 0)}.{part.rstrip('0')}".rstrip(".") if part else str(int(whole))


def amounts(text: str) -> set[str]:
    """Numbers with a currency or a percent sign: "4.9 EUR"."""
    found = set()
    bare = without_citations(text)
    for match in _NUMBER.finditer(bare):
        around = (bare[match.end() : match.end() + 14].strip().lower(), bare[max(0, match.start() - 5) : match.start()].strip().lower())
        after = re.match(r"[%€$£₺₽]|[^\W\d_]+", around[0])
        before = re.search(r"([€$£₺₽]|[a-z]{3})$", around[1])
        unit = _CURRENCIES.get(after.group() if after else "") or _CURRENCIES.get(before.group() if before else "")
        if unit:
            found.add(f"{_plain(match.group())} {unit}")
    return found


def codes(text: str) -> set[str]:
    """Order numbers, article codes and the like, lower case without hyphens."""
    bare = unicodedata.normalize("NFC", without_citations(text))
    return {match.group().lower().replace("-", "") for match in _CODE.finditer(bare)}
