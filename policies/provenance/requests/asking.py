"""Whether a trusted text asks for a call of this kind: its deed is wished for, and of the right kind of thing.

A hijacked agent may use nothing but values that the requester has uttered ("what is the state of A-1001?" - and cancels A-1001), so the wish
for a change needs a source as much as its arguments do. The word of a deed counts where it is asked for: not where it is negated, and a noun or
participle ("my payment", "cancelled") only near a word of wishing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Final

from policies.provenance.language import clauses, quoting
from policies.provenance.language.common import words
from policies.provenance.language.concepts import DECIDING, NOT, WISH, deeds, is_noun, is_weak, takes_away, things
from policies.provenance.language.dates import is_when
from policies.provenance.language.foretelling import JOINED, POLITE, SELF, YOU, foretold, is_future, is_subject, lets, part_of, you_of
from policies.provenance.language.plain import bare, strict
from policies.provenance.language.scopes import Scope, is_determiner, is_telling, scope_of
from policies.provenance.language.sentences import Item, Sentence, sentences
from policies.provenance.language.tongues import means
from policies.provenance.language.verbs import is_deed, is_question_word, is_taken_up, takes
from policies.provenance.requests.deed import RECORDS, Deed, deed_of
from policies.provenance.requests.vocabulary import alike, heads_of, names_in, same, verbs_in
from policies.provenance.types import Tool

_WORD: Final = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*|[€$£]")
_STARTS: Final = words(
    "please and then to also bitte und dann zu auch et puis de aussi y luego después a también en dan om te ook kindly just now jetzt pls plz afterwards finally next danach anschließend ensuite después daarna vervolgens"
)
_BLOCK: Final = words("block blocke blocken blockieren blockier bloquer bloquez bloquear bloquea blokkeer blokkeren")
_PLEASE: Final = words("pls plz kindly")
_LINE: Final = words("line one-line one-liner summary comment note mail message email text")
_HANDS: Final = words("move shift put give")
"""Verbs that pay where an amount is what they move."""
_WONDERING: Final = words(
    "when where why how whether wann wo warum wie ob quand où pourquoi comment cuándo dónde cómo wanneer waar waarom hoe"
)
_WHETHER: Final = words("whether ob should shall sollen sollte sollten")
_POINTED: Final = words("it them him her this that these those")
"""Behind a verb: "we won't do that, close it"."""
_OURS: Final = words("my our me us")
"""Behind a verb: "I am off on Friday, set my reply"."""
_LET: Final = words("let lass laat")
_ME: Final = words("me us mich mir uns mij ons")
_KNOW: Final = words("know wissen weten")
_FAR: Final = words("nicht nichts niets nie niemals kein keine keinen keinem keinesfalls niet nooit geen")
"""Denials of languages whose verb stands at the end of its clause, or before them at its beginning."""
_WAY: Final = words("how wie comment cómo hoe why warum pourquoi waarom")
_ONE: Final = words("i we you one to can could do ich wir man kann könnte je on nous puis peut puedo puede se ik kan")
_BREAKS: Final = (
    words("please bitte and und et y en but aber mais pero maar deshalb daher donc alors dann then puis luego dus sondern because weil")
    | WISH
)
_LONGEST: Final = 12
MOST_WISHES: Final = 100
"""Of one text that are read; what only a later one asks for waits."""
LITERAL: Final = "="
"""Stands among deeds for the word of the tool's own name."""
_IF: Final = words("if falls wenn si sinon als indien case fall caso cas")
_DOING: Final = words("ich wir hiermit ik wij hierbij")
_LIKE: Final = words("like want möchte möchten hätte will wollen voudrais veux quiero quisiera wil willen")
_SELF_IN_ONE: Final = words("tengo tenemos debo debemos faut-il hay")
_ELIDED: Final = re.compile(r"^(?:[dlmtsnj]|qu)['’]")
"""d'annuler, l'annuler."""
_FOR: Final = {"en": ("to",), "fr": ("pour",), "es": ("para",), "de": ("um",), "nl": ("om",)}
_PARTICLES: Final = words(
    "ab an auf aus ein herunter runter hinzu um vor weg weiter zu zurück frei fest durch mit nach af op aan uit in over terug door toe weg vast bij"
)
_INFINITIVE: Final = {
    "de": ("en", "ern", "eln"),
    "nl": ("en", "n"),
    "fr": ("er", "ir", "re"),
    "es": (
        "ar",
        "er",
        "ir",
        "arme",
        "erme",
        "irme",
        "arnos",
        "irnos",
        "arle",
        "arles",
        "irle",
        "arlo",
        "arla",
        "arlos",
        "arlas",
        "erlo",
        "irlo",
    ),
}
_A: Final = words("a an another eine einen une una een")
_INTO: Final = words("to into onto in on ins zu auf dans sur à en a al aan naar op")


@dataclass(frozen=True, slots=True)
class Wish:
    """One verb that is wished for. ``verb`` is its word, ``scope`` how far it reaches."""

    deeds: frozenset[str]
    verb: str
    scope: Scope


@dataclass(frozen=True, slots=True)
class Wishes:
    """What one text asks for, and the things and words it mentions anywhere."""

    all: tuple[Wish, ...]
    things: frozenset[str]
    words: frozenset[str]

    @property
    def deeds(self) -> frozenset[str]:
        return frozenset().union(*(one.deeds for one in self.all))


@lru_cache(maxsize=256)
def wishes_of(text: str, verbs: tuple[str, ...] = ()) -> Wishes:
    """``verbs`` are words of the tool's own name: said as a request, they are its deed whatever they mean."""
    told = sentences(text)
    found: list[Wish] = []
    for number, sentence in enumerate(told):
        if not _asks_back(sentence) and len(found) < MOST_WISHES:
            found += [
                Wish(deeds, bare(sentence.items[place].word), scope_of(told, number, place))
                for place, deeds in _wished(sentence, verbs)
                if not quoting.is_quoted(text, sentence.items[place])
            ]
    words = frozenset(bare(one.word) for sentence in told for one in sentence.items if not one.kind)
    return Wishes(tuple(found), frozenset(concept for one in words for concept in things(one)), words)


def _asks_back(sentence: Sentence) -> bool:
    """Whether it only wants to know ("Who can cancel A-1?", "Can I cancel A-1?")."""
    first = sentence.items[0].word.split("'")[0]
    told = {one.word for one in sentence.items}
    told |= {part for one in told if "-" in one for part in one.split("-")}
    if sentence.mark == "?" and (SELF | _SELF_IN_ONE) & told and not (you_of(sentence.tongue) | POLITE | _LIKE) & told:
        return True
    return is_question_word(first, sentence.tongue) and (sentence.mark == "?" or not any("," in one.gap for one in sentence.items))


def _wished(sentence: Sentence, verbs: tuple[str, ...]) -> Iterator[tuple[int, frozenset[str]]]:
    words = [one.word for one in sentence.items]
    for place, one in enumerate(sentence.items):
        if one.kind:
            continue
        word = bare(_with_particle(sentence, place, verbs))
        if word in _KNOW and _LET.intersection(words[:place]) and words[place - 1] not in YOU | _ME:
            yield place, frozenset({"send"})
        concepts = deeds(word) if means(one.word, sentence.tongue) else frozenset()
        if word in _BLOCK and any(item.kind in ("day", "clock") for item in sentence.items):
            concepts = frozenset({"book", "create"})  # time in a calendar
        if word == "let" and lets(sentence, place):
            concepts = frozenset({"share", "approve"})
        if word == "drop" and _LINE.intersection(words[place + 1 : place + 6]):
            concepts = frozenset({"send"})
        if word == "take" and words[place + 1 : place + 2] == ["out"] and words[place + 2 : place + 3] and is_taken_up(sentence, place + 2):
            concepts = frozenset({"create"})
        elif word == "take" and takes_away(part_of(sentence, place)[1]):
            concepts = frozenset({"delete", "cancel"})
        literal = frozenset({LITERAL}) if any(alike(word, verb) or same(word, verb) for verb in verbs) else frozenset()
        if (
            not (concepts or literal)
            or _negated(sentence, place)
            or _undone(sentence, place)
            or foretold(sentence, place)
            or _is_purpose(sentence, place)
            or _is_wondered(sentence, place)
            or clauses.is_habit(sentence, place)
            or clauses.only_tells(sentence, place)
            or clauses.is_others(sentence, place)
            or clauses.depends(sentence, place)
            or clauses.is_open(sentence, place)
            or is_future(sentence, place)
            or (is_weak(word) and is_subject(sentence, place))
        ):
            continue
        if clauses.may_be(sentence, place):
            yield place, concepts | literal
            continue
        doubtful = is_weak(word) or (not concepts) or _is_third_person(sentence, place)
        if not doubtful or _as_verb(sentence, place) or _near_wish(sentence, place):
            yield place, concepts | literal


def _with_particle(sentence: Sentence, place: int, verbs: tuple[str, ...]) -> str:
    """ "Sagen Sie den Termin ab" is "absagen"; the particle ends the part, or the sentence ("melden Sie ihn ab Mai, ..., zur Steuer an")."""
    word, after = _ELIDED.sub("", sentence.items[place].word), [one for one in part_of(sentence, place)[1] if one not in POLITE]
    if sentence.tongue not in ("de", "nl"):
        return word
    for last in (*after[-1:], sentence.items[-1].word):
        joined = f"{last}{word}" if last in _PARTICLES and sentence.items[-1] is not sentence.items[place] else word
        if joined != word and (deeds(bare(joined)) or any(alike(bare(joined), verb) for verb in verbs)):
            return joined
    return word


def _negated(sentence: Sentence, place: int) -> bool:
    _, after = part_of(sentence, place)
    earlier = [[one.word for one in sentence.items[start:end]] for start, end in sentence.parts[: sentence.part_of(place)]]
    hanging = any(one[-1] in NOT and len(one) > 1 and not _IF.intersection(one) for one in earlier)
    whether = _WHETHER.intersection(one.word for one in sentence.items[max(0, place - 8) : place]) and not clauses.is_courteous(
        sentence, place
    )
    first = max(place - 3, sentence.parts[sentence.part_of(place)][0])
    near = any(clauses.denies(sentence.items, at) for at in range(first, place)) or bool(NOT.intersection(after[:1]))
    return bool(near or hanging or whether)


def _undone(sentence: Sentence, place: int) -> bool:
    """Elsewhere in its clause: a denial far from its verb, or only the way to do it."""
    before, after = _clause(sentence, place)
    ways = any(one in _WAY and other in _ONE and not is_deed(one, sentence.tongue) for one, other in pairwise(before))
    return ways or bool(_FAR.intersection(before)) or bool(after and (after[-1] in _FAR or after[-2:] == ["keinen", "fall"]))


def _is_wondered(sentence: Sentence, place: int) -> bool:
    """ "Tell me until when I have to give notice": what stands behind a word that asks, in a part of its own."""
    first = sentence.items[sentence.parts[sentence.part_of(place)][0]].word
    return first in _WONDERING and not is_deed(first, sentence.tongue) and not clauses.is_courteous(sentence, place)


def _is_purpose(sentence: Sentence, place: int) -> bool:
    """ "Send me the form to cancel A-1": what something is for."""
    leads = _FOR.get(sentence.tongue, ())
    at = next((one for one in range(place - 1, max(1, place - 8), -1) if sentence.items[one].word in leads), 0)
    if at < 2 or (sentence.tongue not in ("de", "nl") and at != place - 1):
        return False
    noun, before = sentence.items[at - 1], sentence.items[at - 2]
    return not noun.kind and is_telling(noun) and noun.word not in YOU | POLITE and is_determiner(before.word, sentence.tongue)


def _clause(sentence: Sentence, place: int) -> tuple[list[str], list[str]]:
    """What stands before and after a word up to the ends of its clause."""
    words = [one.word for one in sentence.items]
    commas = {number for number, one in enumerate(sentence.items) if number and "," in one.gap}
    start, end = place, place + 1
    while start > max(0, place - _LONGEST) and words[start - 1] not in _BREAKS and (start not in commas or words[start] in JOINED):
        start -= 1
    while end < min(len(words), place + _LONGEST) and words[end] not in _BREAKS - {"bitte"} and end not in commas:
        end += 1
    return words[start:place], words[place + 1 : end]


def _as_verb(sentence: Sentence, place: int) -> bool:
    """ "Email Anna ...", "please order two", "... and post it"; not "cancelled"."""
    item, before = sentence.items[place], sentence.items[place - 1] if place else None
    after = sentence.items[place + 1].word if place + 1 < len(sentence.items) else ""
    commanded = sentence.tongue == "en" and "," in item.gap and after in _POINTED | _OURS
    starts = (
        before is None
        or ":" in item.gap
        or commanded
        or (before.word in _STARTS and not is_question_word(sentence.items[0].word, sentence.tongue))
    )
    beside = {one.word for one in sentence.items[max(0, place - 1) : place + 2]}
    if beside & _DOING and sentence.mark != "?" and sentence.tongue in ("de", "nl") and len(sentence.items) > place + 1:
        return True  # "... lege ich Widerspruch ein"
    rest = len(sentence.items) > place + 1 or (place == 1 and before is not None and before.word in POLITE | _PLEASE)  # "pls record"
    return starts and (not item.word.endswith("ed") or item.word.endswith("eed")) and rest


def _is_third_person(sentence: Sentence, place: int) -> bool:
    """ "My colleague cancels it", "Le fournisseur résilie le contrat": a statement, where somebody is named before the verb."""
    word = bare(sentence.items[place].word)
    if sentence.tongue == "en":
        return word.endswith("s") and not word.endswith("ss") and bool(deeds(word[:-1]))
    start = sentence.parts[sentence.part_of(place)][0]
    if POLITE.intersection(one.word for one in sentence.items[start:place]):
        return False
    if word.endswith(_INFINITIVE.get(sentence.tongue, ("en", "er", "ir", "re", "ar"))):
        return False
    return any(not one.kind and is_telling(one) and not deeds(bare(one.word)) for one in sentence.items[start:place])


def _near_wish(sentence: Sentence, place: int) -> bool:
    before = part_of(sentence, place)[0][-4:]
    last = max((at for at, one in enumerate(before) if one in WISH and means(one, sentence.tongue)), default=len(before))
    wishes = before[last:] if not any(takes(one, sentence.tongue) for one in before[last + 1 :]) else []
    lets = any(one in YOU and other in ("can", "may", "could") for one, other in pairwise(before)) and sentence.mark != "?"
    return (bool(wishes) and not is_question_word(sentence.items[0].word, sentence.tongue)) or lets


def mentions(deed: Deed, wishes: Iterable[Wishes]) -> bool:
    """Whether the deed or its thing is spoken of at all: enough for a reading call."""
    return any(_fits(deed, one.things, one.words) or (deed.general | deed.specific) & one.deeds for one in wishes)


@lru_cache(maxsize=1024)
def verbs_of(tool: Tool) -> tuple[str, ...]:
    """Verbs of its own: in its name, where they are no things, and at the beginning of what its description says."""
    told = (one for one in heads_of(tool.description) if not is_noun(one))
    return tuple(sorted({one for one in (*verbs_in(tool.name, tool.description), *told) if len(one) > 3}))


@lru_cache(maxsize=1024)
def _words_of(tool: Tool) -> tuple[Deed, frozenset[str]]:
    """Its deed, and all words it has for what it is about."""
    deed = deed_of(tool.name, tool.description)
    if not deed.specific:  # what is changed may be one of its parameters: the address of a user
        named = names_in(tool.parameters)
        deed = replace(deed, things=deed.things.union(*map(things, named)))
    known = (
        deed.words
        | frozenset(bare(one) for one in _WORD.findall(strict(tool.description[:300]).text))
        | frozenset(names_in(tool.parameters))
    )
    return deed, known


def asked(tool: Tool, told: Wishes, *, pointed: bool, used: Callable[[Item], bool]) -> list[Wish]:
    """The wishes of one trusted text that this change would fulfil.

    ``pointed``: the text also names what the call is about (an identifier, an address). ``used`` says whether an item is a value of the call.
    """
    deed, known = _words_of(tool)
    return [one for one in told.all if _asks(deed, one, told, pointed) and not means_other(deed, known, one.scope, used)]


def _asks(deed: Deed, wish: Wish, told: Wishes, pointed: bool) -> bool:
    fits = _fits(deed, told.things, told.words)
    if LITERAL in wish.deeds:
        return fits or pointed or not deed.things
    near = wish.scope.items[wish.scope.at + 1 : wish.scope.at + 3] if wish.verb in ("move", "shift") else wish.scope.items
    if "pay" in deed.specific and ("send" in wish.deeds or wish.verb in _HANDS) and any(one.kind == "money" for one in near):
        return True  # money that is sent is paid
    if deed.specific:
        if deed.specific & wish.deeds:
            return fits or pointed or not (deed.things or deed.words)
        if ("deploy" in deed.specific and {"run", "ship"} & wish.deeds) or ("ship" in deed.specific and "send" in wish.deeds):
            return fits or pointed
        loosely = deed.general | ({"create"} if "book" in deed.specific else set())
        if wish.verb in _BLOCK and "book" in wish.deeds and "event" in deed.things:
            return True  # time that is blocked in a calendar
        return bool(loosely & wish.deeds) and (bool(deed.things & told.things) or _begins_one(deed, wish))
    if deed.general:
        wanted = deed.general | ({"book"} if "create" in deed.general else set())
        return bool(wanted & wish.deeds) and (fits or pointed)
    return False  # its name says no deed of our lists: see matching


def _begins_one(deed: Deed, wish: Wish) -> bool:
    """ "Open a return", "abrir una devolución": the noun behind the verb is the tool's deed."""
    article, noun = (*wish.scope.items[wish.scope.at + 1 : wish.scope.at + 3], None, None)[:2]
    return article is not None and noun is not None and article.word in _A and bool(deeds(bare(noun.word)) & deed.specific)


def means_other(deed: Deed, known: frozenset[str], scope: Scope, used: Callable[[Item], bool]) -> bool:
    """Whether the wish names something that the call is not about ("Remove me from the newsletter" and an account is removed)."""
    objects = [run for run, led in scope.runs if not led] or [run for run, _ in scope.runs[:1]]
    if any(used(one) or _item_fits(deed, known, one) for run in objects for one in run) or _puts_there(deed, scope):
        return False
    if not deed.specific and scope.runs and all(bare(one.word) in RECORDS or used(one) for run, _ in scope.runs for one in run):
        return False  # "update the file", "put it into the system"
    if {"pay", "refund"} & deed.specific and any(one.kind == "money" and used(one) for one in scope.items):
        return False  # what is paid for may be called anything
    if "pay" in deed.specific:
        return any(things(bare(one.word)) - {"money", "invoice", "person"} for run in objects for one in run if not one.kind)
    names = not deed.specific & DECIDING
    return any(
        not one.kind and not is_when(one.word) and (things(bare(one.word)) or (scope.tongue == "en" and not (names and one.upper and one is not scope.items[0])))
        for run in objects for one in run
    )  # fmt: skip


def _puts_there(deed: Deed, scope: Scope) -> bool:
    """ "Put the train into my agenda": what goes into the place that the tool is named for may be called anything."""
    if "create" not in deed.general or deed.specific & (DECIDING | {"pay"}):
        return False
    return any(
        led and _is_behind_to(scope, run[0]) and any(same(bare(one.word), two) for one in run for two in deed.words)
        for run, led in scope.runs
    )


def _is_behind_to(scope: Scope, first: Item) -> bool:
    place = scope.items.index(first)
    return bool(_INTO.intersection(one.word for one in scope.items[max(0, place - 2) : place]))


def _item_fits(deed: Deed, known: frozenset[str], item: Item) -> bool:
    word = bare(item.word)
    return not item.kind and (bool(deed.things & things(word)) or any(alike(one, word) or same(one, word) for one in known))


def _fits(deed: Deed, named: frozenset[str], said: frozenset[str]) -> bool:
    return bool(deed.things & named) or any(alike(one, word) for one in deed.words for word in said)
