"""Days of birth: dates in digits or with the month in letters, behind a word for being born."""

from __future__ import annotations

import re
from typing import Any, Final

from presidio_analyzer import Pattern, PatternRecognizer

from policies.redaction.around.clues import MENDED

BIRTHS: Final = "BirthDateRecognizer"
_LATIN: Final = (
    r"date[ _-]?of[ _-]?birth|"
    r"birth[ _-]?da(?:te|y)(?! (?:offer|party|sale|gift|present|card|discount|voucher|cake|code|bonus|deal|order|surprise|trip|dinner|promo|(?:at|with) (?:the|an?|my|our)\b))|b-?day|"
    r"d\.?o\.?b\b\.?|born|geburtsdatums?|geburtstag|geb\. ?(?:datum|am)|geb\.?|geboren|geboortedatum|geboortedag|geb\.datum|née? le|née?|né\(e\)|nasc\.?|"
    r"date de naissance|naissance|nacid[oa]|nací|nació|fecha de nac(?:imiento|\.)|f\. ?nac\.?|nacimiento|nat[oa] il|nat[oa]|data di nascita|nascita|"
    r"data de nascimento|nascimento|nascid[oa]|nasci|dat[aęyą] urodzenia|ur\.|urodzon[ya]|urodził(?:a|em|am)? się|urodz\.|dat(?:um|a|em|u) narozen[ií]|"
    r"narozen[áýaio]?|nar\.|dátum(?:u|om)? narodenia|narodený|narodená|születési (?:id[őe]|dátum|nap)[^\W\d_]{0,6}|születésnap[^\W\d_]{0,5}|"
    r"születt?(?:em|ett|etett)|szül\.?|sz\. ?idő|dat[aăe]i? na[sșş]terii|ziua de na[sșş]tere|născut[ăa]?|nascut[a]?"
)
_LATIN_TOO: Final = (
    r"datum(?:a|om)? (?:rođenja|rodjenja)|rodjen[ai]?|rođen[ai]?|datum(?:a|om)? rojstva|rojstni (?:datum|dan)|rojen[ai]?|född|födelsedat(?:um|umet)|"
    r"födelsedag|född den|fødselsdato(?:en|er)?|født|fødselsdag(?:en)?|syntymäa[ij][^\W\d_]{1,7}|syntymäpäiv[^\W\d_]{1,7}|syntynyt|synt\.|"
    r"sünni(?:aeg|aja|kuupäev|päev)[^\W\d_]{0,5}|sündinud|dzimšanas (?:dat[^\W\d_]{1,4}|dien[^\W\d_]{1,3})|dzimis|dzimusi|gimimo dat[^\W\d_]{1,3}|"
    r"gimtadien[^\W\d_]{1,3}|gim\.|gimęs|gimusi|fæðingardag(?:ur|urinn|inn|s)?|fædd(?:ur)?|doğum (?:tarih|gün)[^\W\d_]{1,8}|doğum|doğdum|ngày sinh|"
    r"sinh ngày|tanggal lahir(?:ku|nya)?|tgl\.? lahir|lahir|tarikh lahir|kapanganakan|kaarawan|ipinanganak|tarehe ya kuzaliwa|alizaliwa|gebore|dáta breithe|"
    r"dyddiad geni|data de naixement|nascut|jaiotze-?data|jaioteguna|data tat-twelid|twelid|datëlindj[ae]|lindur"
)
_OTHER: Final = (
    r"дат[аи](?:та)? на раждане|рождена дата|дата(?:та)? на раѓање|родена?|роден[аи]?|датум(?:а|ом)? рођења|рођен[а]?|ημερομηνία γέννησης|ημ\. γέννησης|"
    r"ημ/νία γέννησης|γεννήθηκ\w*|γεννημέν\w*|дат[аыуе] рождения|день рождения|дня рождения|родил(?:ся|ась)|рожд\w*|д\.р\.|дат[аиу] народження|"
    r"день народження|дня народження|народи(?:вся|лася)|народжен\w*|生年月日|誕生日|生まれ|생년월일|생일|출생일?|出生日期|出生年月日?|出生|生日|วันเกิด|เกิดวันที่|เกิด|תאריך לידה|"
    r"נולד(?:ה|תי)?|تاريخ الميلاد|تاريخ الولادة|مواليد|تاریخ تولد|जन्म ?तिथि|जन्म|დაბადების თარიღი|ծննդյան|туған (?:күн|жыл)[^\W\d_]{0,6}|tug[‘’']ilgan|"
    r"জন্ম ?তারিখ|জন্ম|பிறந்த (?:தேதி|நாள்)|పుట్టిన తేదీ|تاریخ پیدائش"
)
_BORN: Final = f"{_LATIN}|{_LATIN_TOO}|{_OTHER}"
"""In parts, since the scan over all patterns reads no longer choices."""
_BEHIND: Final = (
    r"geboren|geb\.(?! {0,2}(?-i:[A-ZÄÖÜ]))|gebore|urodzon[yae]|ur\.|narozen[áýaio]?|nar\.|narodil(?:a|i)?|narodený|narodená|született[^\W\d_]{0,4}|születtem|doğumlu[^\W\d_]{0,4}|(?:tarihinde )?doğ(?:du|muş|an)[^\W\d_]{0,3}|生まれ|出生(?![^\W于於在的です])|(?:(?<=\d)|(?<=\d[ 日]))生(?=[^\w]|です|$)|生(?=[^\w\s]|$)|에? ?태어|생(?=[^\w]|입|이|$)|"
    r"syntyn[^\W\d_]{1,5}|född|født|fædd(?:ur)?|sündin[^\W\d_]{1,3}|dzim(?:is|usi)|gim(?:ęs|usi|iau)|rođen[ai]?|rojen[ai]?|рођен[аи]?|роден[аи]?|родил(?:ся|ась)|(?:года |г\. ?)?рождения|г\. ?р\.|року народження|р\. ?н\.|народи(?:вся|лася)|γεννηθ[^\W\d_]{1,6}|को जन्म|को पैदा"
)
"""Words that languages with the verb at the end set behind the day. The sign for it is a blank by then; with another one "生" may be beer."""
_NO_LETTER: Final = r"(?![a-zß-ɏα-ωа-џ])"
_WORD: Final = re.compile(rf"(?<!\w)(?:{_BORN}){_NO_LETTER}", re.IGNORECASE)
_GAP: Final = r"[\"']?(?:[ :=.|)\]>*_\t-]|\r?\n|\b(?:is|was|on|am|den|dem|der|le|el|il|em|dia|día|op|dnia|dne|dňa|на|den|the|er|var|est|ist|es|on the|ngày|ב-?|в|的|は|이|은|는)\b|[^\W\d]{1,15}[, ]){0,6}[\"']?"
_YEAR: Final = r"(?:19|20)\d{2}"
_DAY: Final = r"(?:[12]\d|3[01]|0?[1-9])(?!\d)"
_MONTH: Final = r"[^\W\d_]{3,14}\.?"
_DATES: Final = (
    rf"{_DAY}(?:st|nd|rd|th|er|º|ª|°|-?[ei])?[.,]?(?:[ -]|\.)?(?:of |de |d[’'])?{_MONTH}[,-]?(?: ?(?:de|del|of|року?|года?)?[ -]?)?(?:{_YEAR}|['’]?\d{{2}}\b)",
    rf"{_MONTH} {_DAY}(?:st|nd|rd|th)?,? {_YEAR}",
    rf"{_YEAR}[. -]? ?(?:m\. ?)?{_MONTH} {_DAY}\b\.?",
    rf"{_DAY} ?(?:[./-]|\. ) ?\d{{1,2}} ?[./-] ?(?:{_YEAR}|\d{{2}})\b",
    rf"{_YEAR}(?:[./-]|\. ?)\d{{1,2}}(?:[./-]|\. ?){_DAY}\b",
    rf"{_YEAR}[ 年년] ?\d{{1,2}}[ 月월] ?{_DAY}[日일]?",
    r"(?:昭和|平成|令和|大正|(?<!\w)(?-i:[SHR]))[ .]?\d{1,2}[ 年./]{1,2}\d{1,2}[ 月./]{1,2}\d{1,2}日?",
    rf"{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\b",
    rf"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2]){_YEAR}\b",
    rf"{_DAY} (?:0?[1-9]|1[0-2]) {_YEAR}\b",
    r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}(?![\d+-])",
    r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?![\d+-])",
    rf"{_DAY} tháng \d{{1,2}} năm {_YEAR}",
)
_DATE: Final = re.compile("|".join(f"(?:{one})" for one in _DATES), re.IGNORECASE)
_EACH: Final = tuple(re.compile(one, re.IGNORECASE) for one in _DATES)
_LED: Final = re.compile(rf"(?:{_BORN}){_NO_LETTER}{_GAP}", re.IGNORECASE)


_SWAPPED: Final = ("instead", "stattdessen", "plutôt", "sino", "invece")
"""Said of a wish, not of what is true."""
_PUT_RIGHT: Final = r"[^\d\n]{4,80}?[^\w]"
_CASE: Final = r"(?:\.|-?(?:án|én|[dt][ae]|j?[eé]n|jan)\b| r\.)?[ ,)]{0,2}(?: ?(?:in|i|w|v|te|à) [^\W\d_]{2,20} )?"
"""The ending that says on which day, and a place."""


_MENDED: Final = re.compile(rf"(?<![a-zß-ɏα-ωа-џ])(?:{'|'.join(re.escape(word) for word in MENDED if word not in _SWAPPED)})")
_ELSE: Final = re.compile(
    r"^(?:born|geb|née?|nat[oa]|nacid|nací|nascid|nasci|född|født)(?![a-zß-ɏ])|order|deliver|ship(?:ped|ment|ping)|appointment|booking|invoice|number|bestell|liefer|termin|rechnung|nummer|commande|livrai|facture|rendez|pedido|entrega|cita|factura|ordine|consegna|spedi|appuntament|fattura|bezorg|afspraak|factuur|zamówien|dostaw"
)
"""Being born somewhere, and what else is done or counted on a day."""


def _is_put_right(lead: str) -> bool:
    return _MENDED.search(lead) is not None and not _ELSE.search(lead)


class BirthRecogniser(PatternRecognizer):
    """Days of birth: one further off from the word only where the text puts it right."""

    def invalidate_result(self, pattern_text: str) -> bool:
        lead = pattern_text[: date_within(pattern_text)[0]]
        return len(lead) > 0 and not _LED.fullmatch(lead) and not _is_put_right(lead.lower())


def birth_recogniser(language: str) -> Any:
    date = f"(?:{'|'.join(_DATES)})"
    leading = {"birth": _GAP, "birth put right": _PUT_RIGHT}
    patterns = [
        *(
            Pattern(name, rf"(?<!\w)(?:{words}){_NO_LETTER}{gap}{date}", 0.85)
            for name, gap in leading.items()
            for words in (_LATIN, _LATIN_TOO, _OTHER)
        ),
        Pattern("birth behind", rf"(?<![\w.,/-]){date}{_CASE}(?:{_BEHIND})(?:(?<=\.)|{_NO_LETTER})", 0.85),
    ]
    return BirthRecogniser("DATE_OF_BIRTH", name=BIRTHS, patterns=patterns, supported_language=language)


def date_within(value: str) -> tuple[int, int]:
    """Where in a finding the date stands: at its end, or before the word for birth."""
    starts = [found.start() for found in _DATE.finditer(value) if found.end() == len(value)]
    if starts:
        return starts[0], len(value)
    return 0, max((found.end() for one in _EACH if (found := one.match(value))), default=len(value))


def is_birth(heading: str) -> bool:
    """Whether a column is one of days of birth."""
    return _WORD.search(heading) is not None
