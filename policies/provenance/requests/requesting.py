"""Where a text asks for something to be done, by its grammar and not by its verbs.

The little words that make a request are few and do not change with the trade: "please", "could you", "I need", "X is now Y". Which deed is meant is told
elsewhere; a question, a denial, a condition and what others want are no request here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from policies.provenance.language import clauses, quoting
from policies.provenance.language.common import words
from policies.provenance.language.concepts import IDIOMS, deeds, things
from policies.provenance.language.foretelling import may
from policies.provenance.language.lexicon import verb_meanings
from policies.provenance.language.plain import bare
from policies.provenance.language.scopes import DETERMINERS, LIGHT, PREPOSITIONS, is_determiner
from policies.provenance.language.sentences import Item, Sentence, sentences
from policies.provenance.language.tongues import means
from policies.provenance.language.verbs import is_deed

_PLEASE: Final = words("please pls plz kindly bitte svp favor alstublieft alsjeblieft merci graag plaît")
_MODAL: Final = words(
    "can could would will können könnten könntest kannst würden würdest kunt kun kan kunnen wil wilt willen zou zoudt pouvez pourriez peux pourrais puede puedes podría podrías podrían pueden podéis podríais"
)
_WILL: Final = words("will would würden würdest würde")
_YOU: Final = words("you u ya someone somebody anyone sie du ihr jemand usted ustedes vous tu quelqu'un alguien je jij jullie iemand")
_ASKED_IN_ONE: Final = words("pouvez-vous pourriez-vous peux-tu pourrais-tu puede puedes podría podrías podrían pueden podéis podríais")
_I: Final = words("i we i'd we'd ich wir je j'ai j'aimerais nous ik wij")
_WANT: Final = words(
    "want wanna need like wish möchte möchten will wollen brauche brauchen bräuchte bräuchten hätte hätten wünsche veux voudrais voudrions voulons aimerais souhaite souhaitons besoin wil willen wens nodig heb"
)
_WANT_IN_ONE: Final = words(
    "quiero queremos quisiera quisiéramos necesito necesitamos deseo deseamos solicito hiermit hereby j'aimerais hierbij faudrait faut necesitaría necesitaríamos querría querríamos gustaría queríamos bräuchte bräuchten"
)
_GET: Final = words("get have")
_SHALL: Final = words("should shall may soll sollen darf dürfen doit doivent peut debe deben puede mag mogen moet moeten")
_NEEDS: Final = words("needs need braucht brauchen necesita necesitan")
_NEW: Final = words("new neue neuer neues neuen nouveau nouvelle nueva nuevo nieuw nieuwe")
_NOW: Final = words("now jetzt nun maintenant désormais ahora nu voortaan")
_CHANGED: Final = words("changed geändert gewechselt changé cambiado veranderd gewijzigd")
_IS: Final = words("is are it's that's ist lautet sind est sont es son zijn")
_BE: Final = _IS | words(
    "was were am been be has have had will would can could must does did do war waren hat habe haben wird kann muss était ont suis avait era fue ha he hay was heeft had wordt moet got gets"
)
_NO_VERB: Final = words("""glad happy sad relieved proud afraid sure tired keen ready able unable impossible easy hard hi hello hey dear thanks thank sorry good morning afternoon evening yes no ok okay so well oh help and then also just now but or because since while what when where which who why how
    hallo guten tag morgen danke ja nein gut also und aber oder denn weil was wann wo welche wer warum wie bonjour salut merci oui non et mais ou que qui quand où pourquoi comment
    hola gracias sí buenos buenas y pero o qué cuándo dónde cómo hoi dag bedankt en maar of wat wanneer waar waarom hoe i we you he she it they there that this these those my our your his her their
    ich wir er sie es ihr mein meine unser je j'ai nous il elle ils elles on c'est mon ma mes notre nos yo él ella mi mis ik wij zij hij het mijn""")  # fmt: skip
_SKIPPED: Final = words(
    "hi hello hey ok okay yes so well sorry thanks then and also now just ja gut dann und oui bon alors et sí bueno entonces y goed dan en hallo hola bonjour afterwards finally danach anschließend ensuite después daarna vervolgens"
)
_OPENS_QUESTION: Final = words("""what whats when where which who whose why how is are was were do does did has have had am
    was wann wo welche welcher welches wer warum wieso weshalb wie ist sind war hat habe haben gibt
    qu'est-ce est-ce que quel quelle quels quelles qui quand où pourquoi comment combien qué cuándo dónde cuál cuáles quién cómo cuánto cuánta hay está es son
    wat wanneer waar welke wie waarom hoe hoeveel is zijn heeft heb""")  # fmt: skip
INFORM: Final = words("""show explain check find list search read lies lest lis lisez lea lee lees know see summarise summarize translate describe compare understand look
    zeigen zeig zeige erklären erklär erkläre prüfen prüfe suchen suche wissen lesen montrer montrez expliquer expliquez vérifier vérifiez chercher savoir lire
    mostrar muestra explicar explica comprobar buscar saber leer tonen toon uitleggen nakijken zoeken weten lezen""")  # fmt: skip
_TELL: Final = words("tell say sagen sag sagt dites dis dime diga vertel zeg zeggen")
_OBJECT: Final = clauses.ME | words(
    "it him her them my our the a an this these all both up off out down mich ihn es den die das mein meine la le les l' mon ma lo los las mi de het mijn ze hem"
)
_POSSIBLE: Final = words("possible möglich posible mogelijk")
_WOULD: Final = words("would could is wäre ist serait serait-il est est-il sería es zou")
"""Would it be possible to ..."""
_MINE: Final = words("my our mein meine unsere unser ma mon notre mi nuestra mijn onze")
_INSTEAD: Final = words("instead rather statt")
_NEAR: Final = 8


@dataclass(frozen=True, slots=True)
class Request:
    """Item ``place`` of sentence ``sentence`` heads it. ``form``: asked (with a word that asks), ordered (an imperative), said ("I claim ..."), stated ("X is now Y")."""

    sentence: int
    place: int
    form: str


@lru_cache(maxsize=256)
def requests(text: str) -> tuple[Request, ...]:
    found = []
    for number, sentence in enumerate(sentences(text)):
        if asks_to_know(sentence):
            continue
        for start, end in _stretches(sentence):
            told = _read(sentence, start, end)
            if told and not quoting.is_quoted(text, sentence.items[told[0]]):
                found.append(Request(number, told[0], told[1]))
    return tuple(found)


def may_ask(text: str) -> bool:
    """Whether a word of asking stands in it at all: quick, for the many values of a list."""
    return any(one in _ASKING or one.endswith("'d") for one in _TOKEN.findall(text.casefold().replace("’", "'")))


_TOKEN: Final = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_ASKING: Final = (
    _PLEASE
    | _MODAL
    | _YOU
    | _I
    | _WANT
    | _ASKED_IN_ONE
    | _WANT_IN_ONE
    | _POSSIBLE
    | clauses.IF
    | clauses.WHETHER
    | words("let's lets like may")
)
"""Without one of these nothing is asked for, but ordered, said or stated."""


def _stretches(sentence: Sentence) -> list[tuple[int, int]]:
    """Parts of a sentence, those that only go on with a list in one with what they go on."""
    joined: list[tuple[int, int]] = []
    for start, end in sentence.parts:
        lead = sentence.items[start]
        polite = all(one.word in _PLEASE | LIGHT for one in sentence.items[start:end])
        if joined and (
            polite
            or (
                not _commands(sentence, start, end)
                and not _opens(sentence.items, start, end)
                and (lead.joins or "," in lead.gap or lead.gap.strip() == ":")
            )
        ):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _commands(sentence: Sentence, start: int, end: int) -> bool:
    """ "..., give them room 214": a part behind a comma that begins with a verb and what it is done to."""
    first, after = sentence.items[start], sentence.items[start + 1 : end]
    if "," not in first.gap or first.upper or not after:
        return False
    verb = deeds(bare(first.word)) or verb_meanings(bare(first.word))
    if sentence.tongue == "en" and (verb or first.word in _HANDS_OVER) and after[0].word in _OBJECT:
        return True
    if any(clauses.denies(sentence.items, at) for at in range(start)):
        return False  # "do not, under any circumstances, cancel A-1"
    return _is_plainly(first, sentence) or (sentence.tongue == "en" and bool(verb) and after[0].kind == "code")


_HANDS_OVER: Final = words("give take put get let make")


def begins_order(sentence: Sentence, at: int) -> bool:
    """Whether an order may begin behind a condition without a comma: "if it is open please book it"."""
    first = sentence.items[at]
    if first.word.replace("’", "'").split("'")[0] in _I and (
        first.word.endswith("'d") or any(_wants(one.word, sentence) for one in sentence.items[at + 1 : at + 2])
    ):
        return True
    return (
        first.word in _PLEASE
        or _is_plainly(first, sentence)
        or (
            bool(deeds(bare(first.word)))
            and at + 1 < len(sentence.items)
            and (sentence.items[at + 1].word in _OBJECT or bool(sentence.items[at + 1].kind))
        )
    )


def _is_plainly(first: Item, sentence: Sentence) -> bool:
    """Whether a word that begins a part is an order in its language and hardly anything else."""
    return first.word in _PLAINLY.get(sentence.tongue, _PLAINLY_ANY)


_PLAINLY: Final = {
    "en": words("give take put get let make send bring add"),
    "de": words(
        "gib gebt geben schick schicke schickt setz setze stell stellt trag trage tragt nimm nehmt leg lege mach macht bring buch buche"
    ),
    "fr": words(
        "mets mettez donne donnez envoie envoyez ajoute ajoutez enlève enlevez retire retirez change changez ouvre ouvrez prends prenez"
    ),
    "es": words(
        "pon poned ponga ponme ponedme dame deme envía envíame enviadme manda mándame quita quitad quítame quitadme cambia cambiad añade añadid apunta resérvame"
    ),
    "nl": words("zet zetten geef stuur haal maak breng doe boek neem voeg"),
}
_PLAINLY_ANY: Final = frozenset().union(*_PLAINLY.values()) - words("change mach buch doe")


def _opens(items: tuple[Item, ...], start: int, end: int) -> bool:
    """Whether a part has something of a clause of its own."""
    told = {part for one in items[start:end] for part in (one.word, one.word.split("'")[0])}
    return bool(told & (_BE | _PLEASE | _SHALL | _MODAL | _I | _WANT_IN_ONE)) or not any(one.kind for one in items[start:end])


def asks_to_know(sentence: Sentence) -> bool:
    """ "When is it due", "hoe krijg ik"; what begins with a form of "to be" is a question by its mark only."""
    told = [one.word for one in sentence.items]
    first = next((one for one in told if one not in _SKIPPED), "")
    if first.split("'")[0] in _OPENS_QUESTION and not is_deed(first, sentence.tongue) and not _PLEASE.intersection(told):
        return sentence.mark == "?" or first not in _BE
    return False


def _read(sentence: Sentence, start: int, end: int) -> tuple[int, str] | None:
    items = sentence.items[start:end]
    told = [one.word.replace("’", "'") for one in items]
    if any(clauses.denies(items, at) and one not in _INSTEAD for at, one in enumerate(told)):
        return None
    if clauses.NOBODY.intersection(told):
        return None
    form = _form(sentence, items, told)
    if form is not None and form[1] == "stated" and clauses.SAYING.intersection(told):
        return None  # "Nora says it should be 40"
    if may(told):
        return None
    if form is None or (_MODAL.intersection(told) and all(one in _MODAL | _YOU for one in told)):
        return None  # "..., would you"
    head = next((place for place in range(form[0], len(items)) if _heads(items[place], sentence.tongue)), None)
    if head is None:
        head = next((place for place, one in enumerate(items) if _heads(one, sentence.tongue)), 0)
    if form[1] == "ordered" and head != form[0]:
        return None
    if form[1] == "asked" and _is_to_be_done(sentence, items, head):
        head += 1
    meets = told[head] == "see" and any(one.upper for one in items[head + 1 : head + 2])  # "see Dr Vega"
    shows = not meets and any(one in INFORM for one in told[form[0] : head + 2])
    addressed = any(one.kind in ("mail", "phone") for one in items)
    if not addressed and any(
        one == "let" and other in clauses.ME and "know" in told[at : at + 5] for at, (one, other) in enumerate(pairwise(told))
    ):
        return None
    if shows or any(one in _TELL and other in clauses.ME for one, other in pairwise(told)):
        return None
    if (
        clauses.is_habit(sentence, start + head)
        or clauses.is_others(sentence, start + head)
        or clauses.depends(sentence, start + head)
        or clauses.is_open(sentence, start + head)
    ):
        return None
    return start + head, form[1]


def _is_to_be_done(sentence: Sentence, items: Sequence[Item], head: int) -> bool:
    """ "We need the lock changed": behind a thing with its article stands what shall be done to it."""
    done = items[head + 1].word if head + 1 < len(items) and not items[head + 1].kind else ""
    return (
        sentence.tongue == "en"
        and head > 0
        and is_determiner(items[head - 1].word, "en")
        and done.endswith("ed")
        and bool(deeds(bare(done)))
    )


def is_to_know(told: Sequence[str]) -> bool:
    """Whether it asks for an answer only: to show, check or explain something, to tell the requester, to let them know; who is to "come and look" does something."""
    if any(one == "let" and other in clauses.ME and "know" in told[at : at + 5] for at, (one, other) in enumerate(pairwise(told))):
        return True
    if any(one in _TELL and (clauses.ME.intersection(told[at + 1 : at + 2]) or _is_whether(told[at + 2 :])) for at, one in enumerate(told)):
        return True
    start = next((at for at, one in enumerate(told) if one in _MODAL | _PLEASE), None)
    first = next((at for at, one in enumerate(told) if one not in _SKIPPED | _PLEASE), 0)
    asked = told[start : start + _NEAR] if start is not None else []
    if asked and asked[0] in _PLEASE and len(asked) > 2 and asked[1] in _I and asked[2] in _NEVER:
        asked = []  # "..., please, I never read it"
    near = [*told[first : first + 1], *asked]
    return not INFORM.isdisjoint(near) and "come" not in near


def _is_whether(told: Sequence[str]) -> bool:
    """ "Sagen Sie mir, ob"."""
    return not clauses.ME.isdisjoint(told[:1]) and not clauses.WHETHER.isdisjoint(told[1:])


_NEVER: Final = words("never nie nooit nunca")


def _heads(one: Item, tongue: str) -> bool:
    if "'" in one.word and one.word.split("'")[0] in _I | {"it", "they", "he", "she", "that"}:
        return False
    return not one.kind and one.word not in LIGHT | _SHALL | _YOU | _I | _MODAL | _WANT | _SKIPPED and not is_determiner(one.word, tongue)


def _form(sentence: Sentence, items: tuple[Item, ...], told: list[str]) -> tuple[int, str] | None:
    """Where the words that ask end, and what form they have; None where nothing asks."""
    for number, one in enumerate(told):
        if one in clauses.IF | clauses.WHETHER and clauses.is_courteous(sentence, sentence.items.index(items[number]) + 1):
            return number + 1, "asked"  # "I'd be grateful if C-1 could go up to 10"
    place = next((number for number, one in enumerate(told) if one in _PLEASE), None)
    if place is not None and not (sentence.mark == "?" and _opens_with_me(told)):
        return (place + 1 if place < len(told) - 2 else 0), "asked"
    for number, (one, other) in enumerate(pairwise(told)):
        if (
            (one in _MODAL and other in _YOU)
            or (one in _YOU and other in _MODAL - _WILL and sentence.mark != "?")
            or (one in _I and _wants(other, sentence))
            or (one.endswith("'d") and other == "like")
            or (one in ("würde", "würden", "zou", "zouden") and other not in _YOU and {"gern", "gerne", "graag"}.intersection(told))
        ):
            return number + 2, "asked"
        if one in ("could", "könnte", "könnten") and other in _I and _is_harmless(told[number + 2 : number + 6]):
            return number + 2, "asked"
        if one in ("can", "could", "may") and other in _I and _GET.intersection(told[number + 2 : number + 3]):
            return number + 3, "asked"
        if one in _I and any(_wants(word, sentence) for word in told[number + 1 : number + 3]):
            return number + 2, "asked"
    for number, one in enumerate(told):
        if one in _POSSIBLE and _WOULD.intersection(told[max(0, number - 4) : number]):
            return number + 1, "asked"
        if one in _ASKED_IN_ONE and (sentence.mark == "?" or one not in _MODAL):
            return number + 1, "asked"
        if one in _WANT_IN_ONE or (one in ("let's", "lets") and sentence.mark != "?"):
            return number + 1, "asked"
    return _plain_form(sentence, items, told)


def _is_harmless(after: list[str]) -> bool:
    """ "Could I cancel A-1?" only asks; "could I drop it off at 8?" says when somebody comes."""
    return not deeds(bare(after[0] if after else "")) or bool({"off", "round", "over", "by", "in"}.intersection(after[1:3]))


def _wants(word: str, sentence: Sentence) -> bool:
    return word in _WANT and means(word, sentence.tongue)


def _opens_with_me(told: list[str]) -> bool:
    return any(one in _MODAL | {"may"} and other in _I for one, other in pairwise(told[:4]))


def _plain_form(sentence: Sentence, items: tuple[Item, ...], told: list[str]) -> tuple[int, str] | None:
    if sentence.mark == "?":
        return None
    first = next((number for number, one in enumerate(told) if one not in _SKIPPED), 0)
    after = next((number for number, one in enumerate(items) if one.word not in _SKIPPED and not one.kind), first)
    if (
        first < after < len(told) - 1
        and (deeds(bare(told[after])) or told[after] in _PLAINLY_ANY or told[after + 1] in _OBJECT)
        and not _is_told_of(told[after:])
    ):
        first = after  # "T-70441, dispute the 64.99"
    if _is_ordered(items[first:], told[first:]) or (
        len(items) - first > 1 and _is_plainly(items[first], sentence) and not _is_told_of(told[first:])
    ):
        return first, "ordered"
    for number, one in enumerate(told[:-1]):
        if (
            one in ("i", "we", "ich", "wir", "ik", "wij", "je", "nous")
            and number < 2
            and told[number + 1] not in _BE | LIGHT
            and not told[number + 1].endswith("ed")
            and not _DONE.intersection(told[number + 1 : number + 3])
        ):
            return number + 1, "said"
    if _SHALL.intersection(told) and not _I.intersection(told[: told.index(next(one for one in told if one in _SHALL))]):
        return 0, "stated"
    if _NEEDS.intersection(told):
        return told.index(next(one for one in told if one in _NEEDS)) + 1, "stated"
    if _CHANGED.intersection(told) and _MINE.intersection(told) and any(one.kind for one in items):
        return 0, "stated"
    renewed = _NEW.intersection(told) or _NOW.intersection(told)
    return (0, "stated") if renewed and (_IS | {"have", "habe", "j'ai", "ai", "tengo", "heb"}).intersection(told) else None


def _is_told_of(told: list[str]) -> bool:
    return bool((_BE - {"have", "do", "it's", "that's"}).intersection(told[1:_NEAR]))


_DONE: Final = words("nearly almost had made got sent paid bought took put gave said told went")
"""Tells what was."""
_IDIOM: Final = 4


def _is_ordered(items: tuple[Item, ...], told: list[str]) -> bool:
    """ "Wake me at six", "stop batch-07": begins with its verb, and something follows that a verb takes."""
    if (
        len(told) < 2
        or items[0].kind
        or told[0].split("'")[0] in _NO_VERB
        or told[0] in _MODAL | _SHALL
        or told[0] in _NO_VERB | LIGHT
        or told[0] in DETERMINERS
        or told[0] in PREPOSITIONS
    ):
        return False
    if (_BE - {"have", "do"}).intersection(told[1:_NEAR]) or bare(told[0]).endswith(("ing", "ed")):
        return False
    after, first = items[1], bare(told[0])
    if things(first) and after.key.isdigit() and not (deeds(first) or verb_meanings(first)):
        return False  # "Room 412"
    if any(tuple(told[:size]) in IDIOMS for size in range(2, _IDIOM)):
        return True  # "Get rid of that one"
    return bool(after.kind) or after.upper or told[1] in _OBJECT or not items[0].upper or told[1] in PREPOSITIONS
