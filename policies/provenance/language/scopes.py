"""How far a wish reaches: its own part of the sentence, and the parts beside it that only go on with a list or an address.

What a part says by itself ("A-2002 must arrive") is no wish of its neighbour's. So a part is joined only when every word in it is a little one,
a thing's name or written large; the price of an unusual wording is a needless hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise
from typing import Final

from policies.provenance.language.common import COMMON, words
from policies.provenance.language.concepts import NOT, WISH, deeds, things
from policies.provenance.language.plain import bare
from policies.provenance.language.sentences import Item, Sentence
from policies.provenance.language.tongues import begins

DETERMINERS: Final = words("""a an the my our your his her their this that these those its any all both each every some
    der die das den dem des ein eine einen einem einer eines mein meine meinen meinem meiner unser unsere unseren unserem unserer euer eure ihr ihre ihren ihrem ihrer sein seine seinen diese dieser dieses diesen diesem alle beide beiden
    le la les l' un une des mon ma mes notre nos votre vos son sa ses leur leurs ce cet cette ces tous toutes
    el los las lo una unos unas mi mis nuestro nuestra nuestros nuestras su sus este esta estos estas ese esa ambos ambas todos todas
    de het een mijn ons onze uw jouw je zijn haar hun deze dit die dat alle beide""")  # fmt: skip
_IN_ONE: Final = {"a": "en", "de": "nl", "een": "nl", "den": "de", "des": "de", "las": "es"}
FROM: Final = words("from of since von vom ab seit aus de du des d' depuis desde del van vanaf")
TO: Final = words("to onto into until till auf nach zu zum zur bis an ans au à a aux vers jusqu'à jusqu'au hasta hacia al naar tot op aan")
PREPOSITIONS: Final = (
    FROM
    | TO
    | words("""for at on in with by via under per about as-of effective-on
    für bei mit im am in um über unter vor durch gegen beim ins ans
    pour chez avec en dans sur par sous dès
    para en con por sobre
    voor bij met in om via onder te per tegen""")
)  # fmt: skip
POLITE: Final = words("""please thanks thank you kindly also too well as just now number no nr sir madam
    bitte danke vielen dank auch jetzt nummer gerne gern mal einmal dann noch sofort
    merci svp s'il vous plaît te aussi maintenant numéro n
    por favor gracias también ahora número
    alsjeblieft alstublieft graag dank ook nu nummer even""")  # fmt: skip
JOINING: Final = words("and or plus & und oder sowie et ou y e o u en of")
LIGHT: Final = (
    DETERMINERS | PREPOSITIONS | POLITE | JOINING | words("€ $ £ eur euro euros usd dollar dollars chf franken gbp pounds iban bic cents")
)
_SAYS: Final = words(
    "is are was were am be been has have had will would can could may must should does did do i we you he she they ist sind war hat haben wird muss soll darf kann ich wir est sont a ont doit peut je nous es son está ha debe puede is zijn heeft moet mag kan ik wij"
)
_FOR_HOW_LONG: Final = words("""only max minutes hour hours day days week weeks month months nur maximal minuten stunde stunden tage tagen woche wochen monate monaten
    seulement heure heures jour jours semaine semaines mois solo hora horas dia días semana semanas mes meses alleen slechts uur dag dagen weken maand maanden""")  # fmt: skip
"""Behind a number: "only for four hours"."""
_TRAILING: Final = words("instead stattdessen plutôt")
_LINES: Final = 100
_LOOKS_BACK: Final = words(
    "both all each them everything beide beiden alle allebei alles les deux tous toutes ambos ambas todos todas las los ellos"
)
_POINTING: Final = words("it that them these those es das sie lo la los las le les ça cela eso esto het dat dit")
_OTHER: Final = words(
    "other others another else rest remaining andere anderen anderer anderes übrigen rest autre autres otro otra otros otras ander"
)
_FILLING: Final = WISH | words("""so then therefore hence otherwise deshalb daher darum alors donc entonces dus daarom everybody everyone anybody anyone somebody someone folks jeder jedem jeden tout todos iedereen i we you ich wir du ik wij u ja yo nous vous usted up out off down away me it him her us them myself everything anything something here there back again soon immediately right
    mich mir ihn ihm es uns sie ihnen sich ab an ein aus vor weg um hin her zurueck zuruck alles hier dort sofort bald wieder
    moi toi lui leur nous vous le la les ici tout y lo la las los les nos me todo aqui hem haar ze mij me ons alles hier weg af terug uit in op over""")  # fmt: skip


@dataclass(frozen=True)
class Scope:
    """``items`` of a wish and how many of them stand before its verb; ``own`` are those of the verb's own part."""

    items: tuple[Item, ...]
    at: int
    own: tuple[int, int]
    tongue: str
    parts: tuple[tuple[int, int], ...]

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(bare(one.word) for place, one in enumerate(self.items) if not one.kind and place != self.at)

    @cached_property
    def is_bare(self) -> bool:
        """ "Please cancel it": what is meant was said before."""
        told = {one.word for one in self.items}
        return not (_OTHER & told) and not any(one.kind for one in self.items) and not any(self.runs)

    @property
    def is_pointing(self) -> bool:
        """ "Make it four": says "it" of what was named before."""
        return any(one.word in _POINTING for one in self.items)

    @property
    def is_plural(self) -> bool:
        """ "Please cancel both": all that was listed before."""
        told = {one.word for one in self.items}
        return bool(_LOOKS_BACK & told) and not (_OTHER & told)

    @cached_property
    def runs(self) -> tuple[tuple[tuple[Item, ...], bool], ...]:
        """Groups of telling words and values in a row, each with whether a preposition leads it; those behind the verb, else before it."""
        right = _runs(self.items, self.at + 1, len(self.items))
        return right or _runs(self.items, 0, self.at)

    def holds(self, start: int, end: int) -> bool:
        return any(one.start < end and start < one.end for one in self.items)

    def part_of(self, place: int) -> int:
        return next((number for number, (start, end) in enumerate(self.parts) if start <= place < end), -1)


def _runs(items: tuple[Item, ...], start: int, end: int) -> tuple[tuple[tuple[Item, ...], bool], ...]:
    found: list[tuple[tuple[Item, ...], bool]] = []
    run: list[Item] = []
    led = False
    for place in range(start, end):
        one = items[place]
        if is_telling(one) and not (run and one.gap.strip() not in ("", '"')):
            run.append(one)
            continue
        if run:
            found.append((tuple(run), led))
        run, led = ([one], False) if is_telling(one) else ([], _leads(one, led))
    return (*found, (tuple(run), led)) if run else tuple(found)


def is_determiner(word: str, tongue: str) -> bool:
    return word in DETERMINERS and not (tongue and word in _IN_ONE and tongue != _IN_ONE[word])


def _leads(one: Item, before: bool) -> bool:
    return (one.word in PREPOSITIONS and (one.word not in DETERMINERS or before)) or (before and one.word in DETERMINERS)


def is_telling(one: Item) -> bool:
    """A value, or a word that names something."""
    word = bare(one.word)
    return bool(one.kind) or (
        one.word not in LIGHT and len(word) > 1 and (bool(things(word)) or word not in COMMON) and word not in _FILLING
    )


def scope_of(told: tuple[Sentence, ...], number: int, place: int) -> Scope:
    """The wish whose verb is item ``place`` of sentence ``number``."""
    sentence = told[number]
    own = sentence.part_of(place)
    first = last = own
    while first > 0 and _goes_on(sentence, first - 1, sentence.parts[own], ends=True):
        first -= 1
    while last + 1 < len(sentence.parts) and _goes_on(sentence, last + 1, sentence.parts[own]):
        last += 1
    chosen = list(sentence.parts[first : last + 1])
    begin = chosen[0][0]
    items = list(sentence.items[begin : chosen[-1][1]])
    parts = [(start - begin, end - begin) for start, end in chosen]
    if last + 1 == len(sentence.parts) and not any(one.kind == "code" for one in items):
        for one in islice(told, number + 1, number + 1 + _LINES):
            if not _is_list(one):
                break
            parts.append((len(items), len(items) + len(one.items)))
            items += one.items
    start, end = sentence.parts[own]
    return Scope(tuple(items), place - begin, (start - begin, end - begin), sentence.tongue, tuple(parts))


def side_of(places: Sequence[int], scope: Scope) -> bool:
    """Whether the object is sought behind the verb. At the end of a German or Dutch clause the verb comes last."""
    before = any(place < scope.at for place in places)
    last = (
        scope.tongue in ("de", "nl")
        and scope.items[scope.at].word.endswith("en")
        and any(scope.own[0] <= place < scope.at for place in places)
    )
    return any(place > scope.at for place in places) and not (before and last)


def _goes_on(sentence: Sentence, number: int, own: tuple[int, int], *, ends: bool = False) -> bool:
    """Whether a part has no word of its own to say. Before the wish it must not begin as a clause does either."""
    start, end = sentence.parts[number]
    inner = sentence.items[start:end]
    lead = inner[0]
    if begins(lead.word, sentence.tongue) and not lead.joins:
        return False
    if not ends and _is_apposition(inner) and _is_inside(sentence, own[1], start):
        return True
    inner = inner[:-1] if len(inner) > 1 and inner[-1].word in _TRAILING else inner
    said = {one.word for one in sentence.items[own[0] : own[1]]}
    rest = inner[1:] if lead.joins else inner
    return all(_is_light(one, said, first=place == 0 and lead.joins, begins=start + place == 0) for place, one in enumerate(rest))


def _is_inside(sentence: Sentence, end: int, start: int) -> bool:
    """Whether a part behind the wish stands in brackets, or behind a colon."""
    gaps = "".join(one.gap for one in sentence.items[end : start + 1])
    return ":" in gaps or gaps.count("(") > gaps.count(")")


def _is_apposition(inner: tuple[Item, ...]) -> bool:
    """What stands behind a colon or in brackets and says only more of what the wish names: no verb that says what is so, no denial."""
    told = [one.word for one in inner]
    says = any(one in _SAYS or one in NOT or one.endswith(("n't", "n’t")) for one in told)
    return not says and not any(
        one.kind in ("code", "account") and not other.kind and not other.joins and other.word not in LIGHT and not other.gap.strip()
        for one, other in pairwise(inner)
    )


def _is_light(one: Item, said: Iterable[str], *, first: bool, begins: bool) -> bool:
    word = bare(one.word)
    if one.kind or one.word in LIGHT | _FOR_HOW_LONG:
        return True
    if deeds(word):
        return bool(things(word)) and (one.word in said or not first)
    return bool(things(word)) or (one.upper and not begins)


def _is_list(sentence: Sentence) -> bool:
    """A line of a list: values and little words only."""
    return any(one.kind for one in sentence.items) and all(
        one.kind or one.word in LIGHT or things(bare(one.word)) for one in sentence.items
    )
