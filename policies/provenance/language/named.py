"""Names of months and of days of the week, in English, German, French, Spanish and Dutch."""

from __future__ import annotations

from typing import Final

from policies.provenance.language.plain import bare

_MONTHS: Final = (
    "january jan januar jänner janvier janv enero ene januari",
    "february feb februar février févr fevrier febrero februari",
    "march mar märz mrz mars marzo maart mrt",
    "april apr avril avr abril abr",
    "may mai mayo mei",
    "june jun juni juin junio",
    "july jul juli juillet juil julio",
    "august aug août aout agosto ago augustus",
    "september sep sept septembre septiembre",
    "october oct oktober okt octobre octubre",
    "november nov novembre noviembre",
    "december dec dezember dez décembre déc diciembre dic",
)
_DAYS: Final = (
    "monday mon montag lundi lunes maandag",
    "tuesday tue tues dienstag mardi martes dinsdag",
    "wednesday wed mittwoch mercredi miércoles woensdag",
    "thursday thu thur thurs donnerstag jeudi jueves donderdag",
    "friday fri freitag vendredi viernes vrijdag",
    "saturday sat samstag sonnabend samedi sábado zaterdag",
    "sunday sun sonntag dimanche domingo zondag",
)
MONTHS: Final = {bare(word): number for number, words in enumerate(_MONTHS, start=1) for word in words.split()}
DAYS: Final = {bare(word): number for number, words in enumerate(_DAYS) for word in words.split()}
