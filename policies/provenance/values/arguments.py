"""Each argument of a call, judged by its shape: what the schema says of it, and what the value itself looks like."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from policies.provenance.language import dates, numbers, periods, quarters, seasons, spans
from policies.provenance.language.common import ENDS, EXCLUDING, SENSITIVE, STANDING, WORDING, words
from policies.provenance.language.ordinals import alike
from policies.provenance.language.plain import unseen
from policies.provenance.language.sentences import values
from policies.provenance.reading import Text, Trace, word_list
from policies.provenance.requests.vocabulary import parts
from policies.provenance.values import carrying, choices, currencies, tracing
from policies.provenance.values.tracing import Argument, Finder

Schema = Mapping[str, Any]
DEEPEST: Final = 12
MOST: Final = 400
_CODE: Final = re.compile(r"\S*[\d_@/.:\\#+=]\S*\Z")
_SLUG: Final = re.compile(r"[^\W\d_]+(?:_[^\W\d_]+)+\Z")
_MAIL: Final = re.compile(r"(?<![^\s@<>,;])[^\s@<>,;]+@[^\s@<>,;]+")
_WHOLE_LINK: Final = re.compile(r"(?:[a-z][a-z0-9+.-]{1,15}://|www\.)\S+\Z", re.IGNORECASE)
_WEB: Final = re.compile(r"https?://((?:[\w-]+\.)+[a-z]{2,}(?:/[^\s?#]*)?)\Z", re.IGNORECASE)
"""Its scheme is left out by people: host and path, no query."""
_UNITS: Final = {
    "day": words("day days tag tage jour jours dia dias dag dagen"),
    "night": words("night nights nacht nachte nuit nuits noche noches nachten"),
    "week": words("week weeks woche wochen semaine semaines semana semanas weken"),
    "month": words("month months monat monate mois mes meses maand maanden"),
    "year": words("year years jahr jahre an ans annee annees ano anos jaar jaren"),
}
_SECONDS: Final = {
    **dict.fromkeys(("minutes", "minute", "min", "mins", "duration", "reminder", "remind"), 60), **dict.fromkeys(("hours", "hour", "hrs"), 3600),
    **dict.fromkeys(("seconds", "second", "secs", "sec", "ttl", "timeout", "expires", "expiry", "delay"), 1),
}  # fmt: skip
"""What a figure counts, by the name of its parameter."""
_LONGEST_LENGTH: Final = 1_000_000
_COUNTRY: Final = words("country land pays pais nation")
_PHONE: Final = re.compile(r"(?:\+|00|0)[1-9]\d{7,13}")
_COUNTRIES: Final = ("30", "31", "32", "33", "40", "41", "43", "44", "45", "46", "47", "48", "49", "351", "352", "353", "358", "420", "421")
"""Where a leading nought stands for the country."""
_BEGINS: Final = words("from start starts begin begins beginning since valid effective first ab von beginn debut desde inicio vanaf")


def judged(parameters: Schema, given: Mapping[str, Any], trace: Trace) -> tuple[Argument, ...]:
    """Every leaf of ``given`` with its path, as ``to[0]`` or ``address.city``; what nests too deeply is one untrusted argument."""
    found = list(_walk("", "", dict(given), parameters, trace, 0))
    if len(found) > MOST:
        return (*found[:MOST], Argument("...", None, "invented", False, why="too_many"))
    return tuple(_left_out(one, trace) for one in _derived(found, trace))


def _left_out(one: Argument, trace: Trace) -> Argument:
    """What is named to be left out is what a parameter for that is to hold: "without fennel" for ``leave_out``, but not "not the fennel"."""
    if one.why != "denied" or not EXCLUDING.intersection(parts(one.path)):
        return one
    texts = {text.number: text.text for text in trace.trusted}
    named = [span for span in one.spans if span.trusted]
    without = all(_WITHOUT.search(texts[span.trace][max(0, span.start - _BEFORE) : span.start]) for span in named)
    return replace(one, trusted=True, why="") if named and without else one


_BEFORE: Final = 60
_WITHOUT: Final = re.compile(
    r"\b(?:without|no|ohne|keine?[nmrs]?|sans|sin|zonder|geen)\s(?:(?!\b(?:not|nicht|pas|niet)\b)[^.;:!?\n])*\Z", re.IGNORECASE
)


def _walk(path: str, name: str, value: Any, schema: Schema, trace: Trace, depth: int) -> Iterator[Argument]:
    if depth > DEEPEST:
        yield Argument(path, None, "invented", False, why="too_deep")
    elif isinstance(value, Mapping):
        inner = schema.get("properties")
        for key, part in value.items():
            under = inner.get(key) if isinstance(inner, Mapping) else None
            below = f"{path}.{key}" if path else str(key)
            if under is None and not _known_name(str(key), schema):
                yield from _name(below, str(key), trace)
            yield from _walk(below, str(key), part, under if isinstance(under, Mapping) else {}, trace, depth + 1)
    elif isinstance(value, list | tuple):
        items = schema.get("items")
        for number, part in enumerate(value):
            yield from _walk(f"{path}[{number}]", name, part, items if isinstance(items, Mapping) else {}, trace, depth + 1)
    else:
        yield _leaf(path, name, value, schema, trace)


def _known_name(key: str, schema: Schema) -> bool:
    return not isinstance(schema.get("properties"), Mapping) or key.isidentifier()


def _name(path: str, key: str, trace: Trace) -> Iterator[Argument]:
    """A name the schema does not know carries text of its own."""
    bad = [one for one in carrying.examine(path, key, trace) if not one.trusted]
    if bad:
        yield Argument(f"{path}#name", key, bad[0].source, False, why=bad[0].why)


def _leaf(path: str, name: str, value: Any, schema: Schema, trace: Trace) -> Argument:
    if value is None or value == "" or ("default" in schema and type(schema["default"]) is type(value) and schema["default"] == value):
        return Argument(path, value, "schema", True)
    if isinstance(value, bool):
        return choices.switched(path, name, value, trace)
    offered = schema.get("enum")
    if "const" in schema or (isinstance(offered, list) and len(offered) == 1):
        return (
            Argument(path, value, "schema", True)
            if value in (schema.get("const"), *(offered or ()))
            else Argument(path, value, "invented", False, why="invented")
        )
    if isinstance(offered, list) and value in offered and not isinstance(value, int | float):
        if str(value).casefold() in currencies.NAMES and (told := currencies.written(path, str(value), trace)):
            return told
        return choices.chosen(path, name, value, trace, offered)
    if isinstance(value, int | float):
        return _number(path, name, value, trace)
    return choices.listed(path, name, str(value), schema, trace) or _text(path, name, str(value), schema, trace)


def _number(path: str, name: str, value: int | float, trace: Trace) -> Argument:
    found = tracing.traced(path, value, tracing.number(value), trace, rivals=_amounts)
    words = set(parts(name))
    if found.trusted or found.spans:
        return found
    if (
        value == 1
        and not _counted(trace, listed="[" in path)
        and not any(Decimal(1) in one.readings for text in trace.untrusted for one in numbers.numbers(text.plain.text))
    ):
        return Argument(path, value, "schema", True)
    if words & {"cents", "cent", "minor", "pence"}:
        return tracing.traced(path, value, tracing.number(str(Decimal(str(value)) / 100)), trace)
    for unit, names in _UNITS.items():
        if words & names and (told := _as_length(path, int(value), unit, trace)):
            return told
    lengths = {timedelta(seconds=float(value) * size) for unit, size in _SECONDS.items() if unit in words and abs(value) < _LONGEST_LENGTH}
    if lengths and (told := tracing.traced(path, value, _lasting(lengths), trace)).trusted:
        return told
    return found


def _lasting(wanted: Container[timedelta]) -> Finder:
    """What takes so long, or is from one hour to another."""

    def find(text: Text) -> Iterator[tuple[int, int]]:
        told = (*periods.durations(text.plain.text), *spans.spans(text.plain.text))
        yield from ((start, end) for start, end, length in told if length in wanted)

    return find


def _counted(trace: Trace, *, listed: bool) -> bool:
    """Whether who may ask has counted something in words, and of what is ``listed`` nothing as "a": then one is not what goes without saying."""
    if listed and any(one.article for text in trace.askers for one in numbers.numbers(text.plain.text)):
        return False
    return any(
        one.spelled and not one.article and max(one.readings) > 1 for text in trace.askers for one in numbers.numbers(text.plain.text)
    )


def _as_length(path: str, value: int, unit: str, trace: Trace) -> Argument | None:
    """Seven days for who said a week."""

    def find(text: Text) -> Iterator[tuple[int, int]]:
        yield from (
            (start, end) for start, end, count, said in periods.lengths(text.plain.text) if (value, unit) in periods.counts(count, said)
        )

    found = tracing.traced(path, value, find, trace)
    return found if found.trusted else None


def _amounts(text: Text) -> Iterator[str]:
    """Figures with something behind the point, or of two places and more: what an amount could be mistaken for."""
    counted = [(one.start, one.end) for one in values(text.text) if one.kind in ("money", "number")]
    for one in numbers.numbers(text.plain.text):
        start, end = text.plain.span(one.start, one.end)
        if not one.spelled and any(first < end and start < last for first, last in counted):
            yield from (f"{number:f}" for number in one.readings if number >= 10)


def _text(path: str, name: str, value: str, schema: Schema, trace: Trace) -> Argument:
    if unseen(value) is not None and not is_worded(name, value):
        return Argument(path, value, "invented", False, why="invisible")
    if value.casefold() in STANDING:
        return Argument(path, value, "schema", True)
    if is_worded(name, value):
        return worded(path, value, trace)
    if value.casefold() in currencies.NAMES and (told := currencies.written(path, value, trace)):
        return told
    if (term := seasons.term_of(value)) and (told := tracing.traced(path, value, tracing.term(term, trace), trace)).trusted:
        return told
    if (quarter := quarters.quarter_of(value)) and (told := tracing.traced(path, value, tracing.quarter(quarter, trace), trace)).trusted:
        return told
    if month := periods.month_of(value):
        return tracing.traced(path, value, tracing.month(month, trace), trace)
    moment = tracing.moment(value)
    if moment and (told := _moment(path, value, moment, trace)).trusted:
        return told
    if moment and (begun := _first_of(path, name, value, moment, trace)):
        return begun
    exact = tracing.traced(path, value, tracing.code(value), trace, rivals=_addresses if "@" in value else None)
    if exact.trusted or exact.why in ("denied", "ambiguous"):
        return _as_dialled(path, value, exact, trace)
    if moment:
        return _moment(path, value, moment, trace)
    if (link := _WEB.match(value)) and (bare_link := tracing.traced(path, value, tracing.code(link[1]), trace)).trusted:
        return bare_link
    if (phone := _phone(path, value, trace)) and phone.trusted:
        return phone
    if (
        _SLUG.match(value)
        and not SENSITIVE.intersection((*parts(path), *value.split("_")))
        and (spoken := _phrase(path, value.replace("_", " "), exact, trace)).trusted
        and spoken.spans
    ):
        return replace(spoken, value=value)  # "snow_chains" for who said snow chains
    if _CODE.match(value) or "@" in value:
        return _as_code(path, value, exact, trace)
    return _phrase(path, value, exact, trace)


def is_worded(name: str, value: str) -> bool:
    """A wording of the agent's own and not a value: by what the field is called, or by its length."""
    if " " not in value and _WHOLE_LINK.match(value):
        return False
    words = parts(name)
    named = (
        bool(words)
        and (words[-1] in WORDING or words[0] in WORDING)
        and not {"id", "url", "to", "from", "number", "email", "address"} & set(words)
    )
    return named or len(word_list(value)) > 7 or len(value) > 160


def worded(path: str, value: str, trace: Trace) -> Argument:
    """Trusted when every piece in it is; ``composed`` where the wording is the agent's."""
    pieces = tuple(carrying.examine(path, value, trace))
    bad = [one for one in pieces if not one.trusted]
    if bad:
        spans = tuple(span for one in tracing.once(bad) for span in one.spans)
        return Argument(path, value, bad[0].source, False, spans, bad[0].why, pieces)
    whole = tracing.traced(path, value, tracing.phrase(value), trace) if len(value) < 400 else None
    if whole and whole.trusted:
        return Argument(path, value, whole.source, True, whole.spans, "", pieces)
    return Argument(path, value, "composed", True, (), "", pieces)


def _phone(path: str, value: str, trace: Trace) -> Argument | None:
    """ "+49 171 5550123" for who wrote 0171 5550123, and the other way round; the country is the one thing that may be left out."""
    digits = re.sub(r"[\s\-./()]", "", value)
    if not _PHONE.fullmatch(digits):
        return None
    if digits.startswith("0") and not digits.startswith("00"):
        spoken = [f"+{code}{digits[1:]}" for code in _COUNTRIES if any(f"+{code}" in one.plain.text for one in trace.trusted)]
    else:
        bare_digits = digits.removeprefix("00").removeprefix("+")
        spoken = [f"0{bare_digits.removeprefix(code)}" for code in _COUNTRIES if bare_digits.startswith(code)]
    found = (tracing.traced(path, value, tracing.code(one), trace) for one in spoken)
    return next((one for one in found if one.trusted), None)


def _as_dialled(path: str, value: str, exact: Argument, trace: Trace) -> Argument:
    """With the places where who asks has written a phone number of ours in another way: that is what they mean."""
    known = exact.trusted and all(span.source == "system" for span in exact.spans if span.trusted)
    spoken = _phone(path, value, trace) if known else None
    return replace(exact, source=spoken.source, spans=(*spoken.spans, *exact.spans)) if spoken and spoken.trusted else exact


def _addresses(text: Text) -> Iterator[str]:
    yield from (one.strip(".").casefold() for one in _MAIL.findall(text.plain.text))


def _as_code(path: str, value: str, exact: Argument, trace: Trace) -> Argument:
    listed = [one.strip() for one in re.split(r"[,;]\s*|\s*<|>", value) if one.strip()]
    if "@" in value and len(listed) > 1:
        found = [
            _phrase(path, one, carrying.judged(path, one, trace), trace) if "@" not in one else carrying.judged(path, one, trace)
            for one in listed
        ]
        bad = [one for one in found if not one.trusted]
        return Argument(
            path,
            value,
            (bad or found)[0].source,
            not bad,
            tuple(s for one in found for s in one.spans),
            bad[0].why if bad else "",
            tuple(found),
        )
    other = carrying.judged(path, value, trace)
    if other.trusted and other.source == "composed" and not other.spans:
        return exact
    return other if other.trusted or not exact.spans else exact


def _phrase(path: str, value: str, exact: Argument, trace: Trace) -> Argument:
    found = tracing.traced(path, value, tracing.phrase(value), trace)
    if found.trusted or found.why == "denied":
        return found
    if not found.spans and len(value) <= 3 and value.isalpha() and _COUNTRY.intersection(parts(path)[-1:]):
        return Argument(path, value, "composed", True)  # follows from the town that was named
    if not found.spans and (meant := choices.meant(path, value, trace) or choices.in_other_words(path, value, trace)):
        return meant
    if several := _in_the_plural(path, value, trace):
        return several
    holder = _gathered(value, trace)
    if holder:
        return Argument(path, value, holder.source, True, _first_word(value, holder))
    decoded = carrying.judged(path, value, trace) if carrying.is_irregular(value) else None
    return decoded or (found if found.spans else exact)


def _in_the_plural(path: str, value: str, trace: Trace) -> Argument | None:
    """ "Docking station" for who said docking stations; a name has no plural."""
    last = word_list(value)[-1:]
    for text in trace.trusted if last and len(last[0]) > 2 else ():
        for ending in ("s", "es", "en", "n"):
            found = tracing.traced(path, value, tracing.phrase(f"{value}{ending}"), trace) if f"{last[0]}{ending}" in text.words else None
            if (
                found
                and found.trusted
                and all(text.text[span.start : span.end][-len(last[0]) :].islower() for span in found.spans if span.trace == text.number)
            ):
                return found
    return None


def _gathered(value: str, trace: Trace) -> Text | None:
    """A trusted text that holds all words of the value near each other, in any order ("12 Main Street, 10115 Berlin")."""
    words = [alike(one) for one in word_list(value)]
    for text in trace.trusted if len(words) > 1 else ():
        said = [alike(one) for one in word_list(text.text)]
        for start in (place for place, one in enumerate(said) if words and one in words):
            if set(words) <= set(said[start : start + 2 * len(words) + 4]):
                return text
    return None


def _first_word(value: str, text: Text) -> tuple[tracing.Span, ...]:
    first = next((found for word in word_list(value) for found in tracing.phrase(word)(text)), None)
    if first is None:
        return ()
    start, end = text.plain.span(*first)
    return (tracing.Span(text.number, text.source, start, end, True),)


def _moment(path: str, value: str, moment: Any, trace: Trace) -> Argument:
    wanted, hour = moment
    found = [tracing.traced(path, value, tracing.day(wanted, trace), trace)] if wanted else []
    if hour is not None and not (wanted and hour == time(0)):
        found.append(tracing.traced(path, value, tracing.clock(hour), trace))
    bad = [one for one in found if not one.trusted]
    spans = tuple(span for one in (bad or found) for span in one.spans)
    return Argument(path, value, (bad or found)[0].source, not bad, spans, bad[0].why if bad else "")


def _first_of(path: str, name: str, value: str, moment: Any, trace: Trace) -> Argument | None:
    """The first of a month for who said "from January" and no day of it, where a beginning is asked for."""
    wanted, hour = moment
    if not wanted or hour or wanted.day != 1 or not _BEGINS.intersection(parts(name)):
        return None
    found = tracing.traced(path, value, tracing.month((wanted.year, wanted.month), trace), trace)
    dated = {
        (text.number, *text.plain.span(one.start, one.end)) for text in trace.askers for one in dates.days(text.plain.text) if one.month or one.day
    }  # fmt: skip
    alone = all(one.trace != number or one.end <= start or end <= one.start for one in found.spans for number, start, end in dated)
    return found if found.trusted and alone else None


def _derived(found: list[Argument], trace: Trace) -> Iterator[Argument]:
    """An end that lies a named length behind a trusted start, or an hour where no length is named."""
    starts = [_when(one) for one in found if one.trusted]
    lengths = {length for text in trace.trusted for _, _, length in periods.durations(text.plain.text)}
    usual = {timedelta(minutes=30), timedelta(hours=1)} if not any(periods.durations(one.plain.text) for one in trace.texts) else set()
    for one in found:
        own = _when(one)
        is_end = bool(ENDS.intersection(parts(one.path)))
        wanted = lengths | usual if is_end else lengths
        fits = own and not one.trusted and (own in starts or any(start and abs(own - start) in wanted for start in starts))
        yield Argument(one.path, one.value, "composed", True, one.spans) if fits else one


def _when(one: Argument) -> datetime | None:
    moment = tracing.moment(one.value) if isinstance(one.value, str) else None
    if not moment or moment[1] is None:
        return None
    return datetime.combine(moment[0] or date(2000, 1, 1), moment[1])
