"""Days of birth: dates in digits or with the month in letters, behind a word for being born."""

from __future__ import annotations

import re
from typing import Any, Final

from presidio_analyzer import Pattern, PatternRecognizer

BIRTHS: Final = "BirthDateRecognizer"
_BORN: Final = (
    r"date[ _-]?of[ _-]?birth|birth[ _-]?da(?:te|y)|d\.?o\.?b\b\.?|born|geburtsdatum|geburtstag|geb\. ?(?:datum|am)|geb\.?|geboren|geboortedatum|geboortedag|geb\.datum|née? le|née?|né\(e\)|nasc\.?|date de naissance|naissance|nacid[oa]|nací|nació|"
    r"fecha de nac(?:imiento|\.)|f\. ?nac\.?|nacimiento|nat[oa] il|nat[oa]|data di nascita|nascita|data de nascimento|nascimento|nascid[oa]|nasci|data urodzenia|ur\.|urodzon[ya]|urodził(?:a|em|am)? się|urodz\.|datum narozen[ií]|narozen[áý]?|nar\.|"
    r"dátum narodenia|narodený|narodená|születési (?:idő|dátum)|született|szül\.?|sz\. ?idő|data nașterii|data nasterii|născut[ăa]?|nascut[a]?|дата на раждане|роден[аи]?|datum rođenja|rođen[ai]?|datum rojstva|rojen[ai]?|датум рођења|рођен[а]?|"
    r"ημερομηνία γέννησης|ημ\. γέννησης|ημ/νία γέννησης|γεννήθηκ\w*|γεννημέν\w*|дата рождения|родил(?:ся|ась)|рожд\w*|д\.р\.|дата народження|народи(?:вся|лася)|народжен\w*|född|födelsedatum|född den|fødselsdato|født|fødselsdag|syntymäaika|syntynyt|synt\.|"
    r"sünniaeg|sündinud|sünnikuupäev|dzimšanas datums|dzimis|dzimusi|gimimo data|gim\.|gimęs|gimusi|fæðingardagur|fædd(?:ur)?|doğum tarihi|doğum|doğdum|生年月日|誕生日|生まれ|생년월일|생일|출생일?|出生日期|出生年月日?|出生|生日|วันเกิด|เกิดวันที่|เกิด|ngày sinh|sinh ngày|"
    r"tanggal lahir|tgl\.? lahir|lahir|tarikh lahir|kapanganakan|ipinanganak|תאריך לידה|נולד(?:ה|תי)?|تاريخ الميلاد|تاريخ الولادة|مواليد|تاریخ تولد|जन्म ?तिथि|जन्म|tarehe ya kuzaliwa|alizaliwa|geboortedatum|gebore"
)
_NO_LETTER: Final = r"(?![a-zß-ɏα-ωа-џ])"
_WORD: Final = re.compile(rf"(?<!\w)(?:{_BORN}){_NO_LETTER}", re.IGNORECASE)
_GAP: Final = r"[\"']?(?:[ :=.|)\]>*_\t-]|\r?\n|\b(?:is|was|on|am|den|dem|der|le|el|il|em|dia|día|op|dnia|dne|dňa|на|den|the|er|var|est|ist|es|on the|ngày|的|は|이|은|는)\b|[^\W\d]{1,9}[, ]){0,6}[\"']?"
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
    rf"{_DAY} tháng \d{{1,2}} năm {_YEAR}",
)
_DATE: Final = re.compile("|".join(f"(?:{one})" for one in _DATES), re.IGNORECASE)


def birth_recogniser(language: str) -> Any:
    pattern = Pattern("birth", rf"(?<!\w)(?:{_BORN}){_NO_LETTER}{_GAP}(?:{'|'.join(_DATES)})", 0.85)
    return PatternRecognizer("DATE_OF_BIRTH", name=BIRTHS, patterns=[pattern], supported_language=language)


def date_begins(value: str) -> int:
    """How many characters of a finding only lead to the date."""
    starts = [found.start() for found in _DATE.finditer(value) if found.end() == len(value)]
    return starts[0] if starts else 0


def is_birth(heading: str) -> bool:
    """Whether a column is one of days of birth."""
    return _WORD.search(heading) is not None
