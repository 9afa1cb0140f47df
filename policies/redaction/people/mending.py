"""What the tagger's findings miss or take too much of, mended by rules: streets, towns behind a postcode, second halves of names, words of forms."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from policies.redaction.people.fields import columns, fields
from policies.redaction.people.never import NEVER, PEOPLES
from policies.redaction.people.sense import NAME_PARTICLES
from policies.redaction.people.streets import streets
from policies.redaction.people.tokens import Token
from policies.redaction.people.words import clue, known
from policies.redaction.types import Finding

_SCORE: Final = 0.85
_NAME: Final = "NameTagger"
_SEAT: Final = 4
_LOUD: Final = 8
"""Letters of a line in capitals before it is read as if it were not."""
_TAG: Final = re.compile(r"</?(?:a|abbr|address|article|b|big|blockquote|body|br|button|center|code|dd|div|dl|dt|em|font|footer|form|h[1-6]|head|header|hr|html|i|img|input|label|li|link|main|meta|nav|ol|"
                         r"option|p|pre|script|section|select|small|span|strike|strong|style|sub|sup|table|tbody|td|tfoot|th|thead|title|tr|tt|u|ul)(?:\s[^<>]{0,500})?/?>|&(?:[a-z]{2,8}|#\d{2,6});", re.IGNORECASE)  # fmt: skip
_POSTCODE: Final = re.compile(
    r"(?<![\w.,/-])(?:(?:[A-Z]{1,2}-)?\d{5} |\d{4} ?[A-Z]{2} |[A-Z]{1,2}-\d{4} |\d{2}-\d{3} |\d{4}-\d{3} |(?:[A-Z]{2}-)?\d{3} \d{2} )(?=[^\W\d_a-z])"
    r"|(?:(?<=\n)|(?<=\w, )|^)\d{4} (?=[^\W\d_a-z][^\n,;:\d]{1,40}(?:$|[\n.]))"
)
_BEFORE_CODE: Final = re.compile(
    r"(?:(?<=\n)|(?<=, )|^)([^\W\d_a-z][\w'’.-]{1,30}(?: [^\W\d_a-z][\w'’.-]{1,30}){0,3})"
    r"(?:, [A-Z]{2,3} (?:\d{5}(?:-\d{4})?|\d{4}|[A-Z]\d[A-Z] ?\d[A-Z]\d)|(?:,? |,?\n)[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})(?!\w)"
)
"""Towns of North America and Australia before state and code, of Britain before the code."""
_TOWN: Final = re.compile(
    r"(?:['’]s-)?[^\W\d_a-z][\w'’.-]{1,40}(?: (?:(?:am|an der|im|in|bei|ob der|sur|en|la|le|les|de|de la|del|los|las|aan den|aan de|den|op|pod|nad|di) )?[^\W\d_a-z][\w'’-]{1,40}){0,3}"
)
_NEXT: Final = re.compile(
    r" ((?:(?:van der|van den|van de|van|von der|von|zu|ter|ten|de la|de los|del|du|de|di|da|dos|bin|al|el|la|le) )?)([^\W\d_a-z][^\W\d_]+(?:[-'’][^\W\d_]+)*)(?!\w)"
)
_TITLED: Final = re.compile(
    r"(?<![\w-])(?:Mr|Mrs|Ms|Dr|Prof|Herr|Herrn|Frau|Monsieur|Madame|Mme|Mlle|Sra?|Señora?|[Dd]octora?|[Dd]octeur|[Dd]okter|[Dd]oktor|[Mm]eneer|[Mm]evrouw|Mevr|Dhr)\.? "
    r"((?:(?:van der|van den|van de|van|von der|von|zu|de la|de|du|del|di|da|Le|La|De|Van|O['’]) ?)?[^\W\d_a-z][^\W\d_]{1,40}(?:[-'’][^\W\d_]{1,40})?)(?![\w-])"
)
_SIGNED: Final = re.compile(
    r"(?:^|\n)[ ]*(?:(?P<word>[^\W\d_]+)(?:,|!)?(?:\n|[ ]))(?P<name>[^\W\d_A-Z][^\W\d_]+(?:-[^\W\d_]+)?(?: [^\W\d_A-Z][^\W\d_'’-]*\.?){1,3})[ .!]*(?=\n|$)"
)
_SIGNOFFS: Final = frozenset(
    (
        "thanks",
        "thx",
        "cheers",
        "regards",
        "best",
        "danke",
        "gruß",
        "gruss",
        "grüße",
        "lg",
        "vg",
        "mfg",
        "merci",
        "cordialement",
        "bises",
        "bisous",
        "gracias",
        "saludos",
        "besos",
        "abrazos",
        "bedankt",
        "groetjes",
        "groeten",
        "groet",
        "mvg",
    )
)
_JOINERS: Final = frozenset((" de ", " of ", " van ", " der ", " & ", " du ", " del ", " - ", " "))
_LEGAL: Final = (
    r"GmbH & Co\. ?K(?:G|GaA)|gGmbH|GmbH|AG & Co\. ?KG|AG|KGaA|KG|OHG|e\. ?K\.|e\. ?V\.|UG \(haftungsbeschränkt\)|UG|S\. ?L\. ?U\.|S\. ?A\. ?U\.|S\. ?L\.|S\. ?Coop\.|S\.A\.R\.L\.|SARL|S\.A\.S\.|SAS|EURL|SCI|"
    r"S\.?p\.?A\.?|S\. ?r\. ?l\.|S\.?R\.?L\.?|S\.?n\.?c\.|S\. ?A\.|SLU?|SA|B\. ?V\.|BV|N\. ?V\.|NV|V\.?O\.?F\.?|Pty\.? Ltd\.?|Pvt\.? Ltd\.?|Ltd\. Şti\.|Ltd\.?|Limited|LLC|L\.L\.C\.|Inc\.?|Corp\.?|plc|PLC|LLP|"
    r"Oyj|Oy|AB|A/S|ApS|ASA|AS|[Ss]p\. ?z ?o\. ?o\.|[Ss]p\. ?[jk]\.|s\. ?r\. ?o\.|a\.s\.|d\. ?o\. ?o\.|d\.d\.|Kft\.?|Zrt\.?|Nyrt\.?|Bt\.|Lda\.?|Ltda\.?|A\. ?Ş\.|K\.K\.|OÜ|UAB|SIA"
)
_FORMS: Final = re.compile(rf"(?:,? ?(?:{_LEGAL}))(?!\w)\.?")
_FIRM: Final = re.compile(
    rf"(?<![\w.&-])([^\W\d_a-z][\w'’-]{{0,30}}(?:(?: (?:&|und|et|y|e|and|och|og|ja) | & |-| )[^\W\d_a-z][\w'’-]{{0,30}}){{0,3}}),? (?:{_LEGAL})(?!\w)"
)


def without_tags(text: str) -> str:
    """Marks of HTML as blanks of the same length."""
    return _TAG.sub(lambda found: " " * len(found[0]), text) if "<" in text or "&" in text else text


def quiet(line: list[Token]) -> list[Token]:
    """A line in capitals as one would write it: known words small, others, which may be names, with a capital."""
    words = [token.text for token in line if token.text[0].isalpha() and len(token.text) > 1]
    if len(words) < 2 or not all(map(str.isupper, words)) or sum(map(len, words)) < _LOUD:
        return line
    return [token._replace(text=_quiet(token.text)) for token in line]


def _quiet(word: str) -> str:
    lower, small = word.lower(), word.capitalize()
    shown = (
        lower
        if len(word) > 1 and (_is_plain(lower) or lower in NAME_PARTICLES)
        else "-".join(part.capitalize() for part in word.split("-"))
    )
    return shown if len(shown) == len(word) == len(small) else word


def mended(text: str, found: Sequence[Finding]) -> list[Finding]:
    """Findings in order; none overlaps another."""
    kept = [grown for finding in found for grown in _kept(text, finding)]
    starts = [finding.start for finding in kept]
    kept = [_grown(text, finding, kept, starts) for finding in kept]
    sure = [*_fields(text), *_streets(text), *_towns(text), *_signatures(text), *_formed(text)]
    return _apart([*sure, *_titled(text, kept, starts), *_firms(text, kept)])


def _kept(text: str, finding: Finding) -> Iterator[Finding]:
    """Without peoples before it, and not at all if it only says what a form asks for."""
    words = [(one.start() + finding.start, one[0]) for one in re.finditer(r"\S+", text[finding.start : finding.end])]
    while words and (_bare(words[0][1]) in PEOPLES or (len(words) > 1 and (words[0][1] in "[(<>|" or _is_told(words[0][1], finding)))):
        words.pop(0)
    if not words or (finding.type == "PERSON" and _is_titled(text, finding)):
        if words:
            yield finding
        return
    if all(_bare(word) in NEVER or not any(map(str.isalnum, word)) for _, word in words):
        return
    if len(words) == 1 and _is_scrap(words[0][1]):
        return
    yield replace(finding, start=words[0][0])


def _is_told(word: str, finding: Finding) -> bool:
    """A word in small letters before a place or a firm, which says how it is."""
    return finding.type != "PERSON" and word.isalpha() and word.islower() and word not in NAME_PARTICLES


def _bare(word: str) -> str:
    lower = word.lower().strip(".,:;#()[]'\"")
    return lower.replace(".", "") if len(lower) < 8 else lower


def _is_scrap(word: str) -> bool:
    """One letter, a seat or size such as 23C, or the number of something."""
    digits = sum(map(str.isdigit, word))
    return (len(word) == 1 and word.isascii()) or (word[0].isdigit() and len(word) <= _SEAT) or digits > _SEAT


def _is_titled(text: str, finding: Finding) -> bool:
    before = text[max(0, finding.start - 14) : finding.start].split()
    return bool(before) and "t" in clue(before[-1].lower().strip("."))[:1]


def _grown(text: str, finding: Finding, every: Sequence[Finding], starts: Sequence[int]) -> Finding:
    """A person's name goes on with what stands behind it, with a capital, and is known as nothing else."""
    if finding.type != "PERSON":
        return finding
    while after := _NEXT.match(text, finding.end):
        place = bisect_left(starts, after.end()) - 1
        other = every[place] if place >= 0 and every[place].end > after.start(2) else None
        if not _may_follow(after, other, loud=text[finding.start : finding.end].isupper()):
            break
        finding = replace(finding, end=after.end())
    return finding


def _may_follow(after: re.Match[str], other: Finding | None, *, loud: bool) -> bool:
    particle, word = after[1].strip(), after[2].lower()
    if "d" in known(word) or word in NEVER or clue(word) or (after[2].isupper() and not loud):
        return False
    if other is None or other.type == "PERSON":
        return True
    known_place = particle in ("de", "van") and not {"c", "p"}.isdisjoint(known(word))
    return bool(particle) and not known_place and other.type == "LOCATION" and (other.start, other.end) == after.span(2)


def _fields(text: str) -> Iterator[Finding]:
    """A firm's name may have a person's in it, and a person's a title: only what a form asks for by name is taken as it stands."""
    for kind, start, end in (*fields(text), *columns(text, _is_called)):
        if not all(_bare(word) in NEVER for word in text[start:end].split()):
            yield Finding(kind, start, end, _SCORE, _NAME)


def _is_called(word: str) -> bool:
    return not {"f", "l"}.isdisjoint(known(word.lower().strip(".,")))


def _titled(text: str, every: Sequence[Finding], starts: Sequence[int]) -> Iterator[Finding]:
    """A name behind a title is a person's, unless it stands within a longer name (Praxis Dr. Zingg KG) or is one already."""
    for found in _TITLED.finditer(text):
        start, end = found.span(1)
        place = bisect_left(starts, end) - 1
        other = every[place] if place >= 0 and every[place].end > start else None
        free = other is None or (other.type != "PERSON" and other.start >= found.start() and other.end <= end)
        if free and not _is_word(found[1].split()[-1]):
            yield Finding("PERSON", start, end, _SCORE, _NAME)


def _streets(text: str) -> Iterator[Finding]:
    for start, end in streets(text):
        yield Finding("LOCATION", start, end, _SCORE, _NAME)


def _towns(text: str) -> Iterator[Finding]:
    """Behind a postcode, if a line, a comma or a full stop ends it."""
    for code in _POSTCODE.finditer(text):
        town = _TOWN.match(text, code.end())
        if town and not _is_word(town[0].split()[0]) and text[town.end() : town.end() + 1] in ("", "\n", "\r", ",", ".", ";", ")", " "):
            yield Finding("LOCATION", town.start(), town.start() + len(town[0].rstrip(".")), _SCORE, _NAME)

    for found in _BEFORE_CODE.finditer(text):
        yield Finding("LOCATION", *found.span(1), _SCORE, _NAME)


def _is_word(word: str) -> bool:
    lists = known(word.lower())
    return _bare(word) in NEVER or ("d" in lists and "c" not in lists and "p" not in lists)


def _signatures(text: str) -> Iterator[Finding]:
    """A name in small letters behind a word that ends a letter, at the end of a line."""
    for signed in _SIGNED.finditer(text):
        if signed["word"].lower() not in _SIGNOFFS:
            continue
        words = [word.strip(".'’") for word in signed["name"].split()]
        if not any(_is_plain(word) for word in words):
            yield Finding("PERSON", signed.start("name"), signed.end("name"), _SCORE, _NAME)


def _is_plain(word: str) -> bool:
    lists = known(word)
    return word not in NAME_PARTICLES and (bool(clue(word)) or word in NEVER or ("d" in lists and "f" not in lists and "l" not in lists))


def _formed(text: str) -> Iterator[Finding]:
    """A firm by its legal form, without words that only lead to it."""
    for found in _FIRM.finditer(text):
        start, name = found.start(1), found[1]
        while (first := name.split(" ")[0]) != name and (_is_word(first) or first in ("&",)):
            start, name = start + len(first) + 1, name[len(first) + 1 :]
        if not _is_word(name) and not (name.isupper() and " " in name):
            yield Finding("ORGANIZATION", start, found.end(), _SCORE, _NAME)


def _firms(text: str, found: Sequence[Finding]) -> Iterator[Finding]:
    """Two halves of one firm, and its legal form, are one finding."""
    held: Finding | None = None
    for finding in found:
        if held is not None and held.type == finding.type == "ORGANIZATION" and text[held.end : finding.start] in _JOINERS:
            held = replace(held, end=finding.end)
            continue
        if held is not None:
            yield _with_form(text, held)
        held = finding
    if held is not None:
        yield _with_form(text, held)


def _with_form(text: str, finding: Finding) -> Finding:
    form = _FORMS.match(text, finding.end) if finding.type in ("ORGANIZATION", "PERSON") else None
    return replace(finding, type="ORGANIZATION", end=form.end()) if form else finding


def _apart(found: Sequence[Finding]) -> list[Finding]:
    """Those that come first in the list win over what they touch."""
    taken: list[Finding] = []
    for finding in found:
        place = bisect_left(taken, finding.end, key=lambda one: one.start)
        if place == 0 or taken[place - 1].end <= finding.start:
            taken.insert(place, finding)
    return taken
