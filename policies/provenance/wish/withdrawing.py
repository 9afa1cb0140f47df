"""Wishes that the same person takes back again: "Cancel W-80. Oh wait, don't, I found it", "Can you cancel it? No, W-80 stays".

Whoever takes a wish back says so in few words of their own, in a part of a sentence that says nothing else ("no", "doch nicht"), with a set phrase ("scratch
that"), by denying the very verb they have just used ("don't cancel it yet"), or by saying that what they have just named shall stay. What was asked for before such a
place, in this message or an earlier one, is asked for no more; what comes after it is.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise, takewhile
from typing import Final

from policies.provenance.language import clauses, quoting
from policies.provenance.language.common import words
from policies.provenance.language.concepts import deeds
from policies.provenance.language.plain import bare
from policies.provenance.language.sentences import Item, Sentence, sentences, values
from policies.provenance.reading import Trace
from policies.provenance.requests.asking import Wish
from policies.provenance.requests.deed import deed_of
from policies.provenance.requests.vocabulary import same
from policies.provenance.types import Tool
from policies.provenance.values.taking import taken_by, worded_by
from policies.provenance.values.tracing import Argument


def _phrases(*told: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(one.split()) for line in told for one in line.split(";"))


_ALONE: Final = _phrases(
    "no;nope;nah;stop;wait;don't;dont;do not;not yet;no not yet;actually no;actually not;actually don't;better not;rather not;please don't;no don't;no wait;wait no;or not;maybe not;false alarm;leave it;leave it as it is;leave that;just asking;just wondering;only asking;just curious;i just want to know;i only want to know;only want to know;just checking;just kidding;only joking;let's not;let us not;wrong chat;sorry wrong chat;i take that back;we are going after all;we're going after all;not after all",
    "nein;halt;stopp;warte;moment;nö;doch nicht;ach nein;lieber nicht;doch lieber nicht;lieber doch nicht;besser nicht;noch nicht;bitte nicht;nein bitte nicht;bitte noch nicht;nicht doch;fehlalarm;nur eine frage;war nur eine frage;ich frage nur;ich will es nur wissen;ich möchte es nur wissen;lass es;lass das;lassen sie es;lassen sie das;vergiss es",
    "non;attends;attendez;pas encore;finalement non;finalement pas;en fait non;ah non;mieux vaut pas;plutôt pas;fausse alerte;oublie;oubliez;simple question;juste une question;je veux juste savoir;c'est juste pour savoir",
    "espera;espere;mejor no;al final no;todavía no;aún no;pensándolo bien no;falsa alarma;olvida;olvide;solo quiero saberlo;sólo quiero saberlo;solo pregunto;solo pregunta;es solo una pregunta",
    "nee;wacht;toch niet;toch maar niet;liever niet;nog niet;laat maar;laat het;laat dat;beter niet;niet doen;vals alarm;gewoon een vraag;alleen een vraag;ik wil het alleen weten;ik wil het gewoon weten",
)
"""What takes back what was asked for, where nothing else stands between two marks."""
_BEGINS: Final = _phrases(
    "i take that back;i take it back;take that back;please ignore what i;ignore what i;forget what i;do nothing until;don't do anything until;wait;hold on;hold off;scratch that;scrap that;scrap it;drop that;strike that;forget it;forget that;forget about it;never mind that;never mind it;nevermind;on second thought;on second thoughts;changed my mind;i changed my mind;i've changed my mind;we changed our minds;we've changed our minds;disregard that;ignore that;ignore my;disregard my;cancel that;undo that",
    "bitte doch nichts;doch nichts;kommando zurück;warte mal;warten sie;moment mal;vergiss es;vergiss das;vergessen sie es;vergessen sie das;lass es bleiben;lass es sein;lassen wir es;lassen wir das;ich habe es mir anders überlegt;ich hab's mir anders überlegt;wir haben es uns anders überlegt",
    "je préfère la garder;je préfère le garder;je préfère garder;je retire;oublie ce que;oubliez ce que;laisse tomber;laissez tomber;oublie ça;oubliez ça;j'ai changé d'avis;nous avons changé d'avis;on a changé d'avis;finalement on garde;finalement je garde;finalement nous gardons;ne le faites pas;ne le fais pas;ne faites rien;ne fais rien",
    "pensándolo bien;me la quedo;me lo quedo;olvida lo que;mejor no lo;mejor no la;mejor no los;mejor no las;al final no lo;al final no la;olvídalo;olvídelo;déjalo;déjelo;he cambiado de idea;he cambiado de opinión;cambié de idea;cambié de opinión;no lo hagas;no lo haga;no hagas nada;no haga nada",
    "ik hou hem toch;ik hou het toch;ik houd hem toch;ik houd het toch;vergeet wat;wacht even;vergeet het;vergeet dat;laat maar;ik heb me bedacht;we hebben ons bedacht;doe het niet;doe dat niet;doe maar niet",
)
"""Beginnings that take it back whatever follows; "never mind the price" does not, nor "leave it at the door"."""
_BEFORE: Final = words(
    "then so otherwise sonst sinon anders oh ah ach ahh hmm hm uh um sorry actually but and no nope nein non nee ok okay pardon well please aber doch mais pero maar entschuldigung perdón und et y en ay uy"
)
_SAID_AGAIN: Final = words(
    "do it that this them anything yet please just now for me es das sie bitte noch jetzt le la les ça encore rien lo los las eso nada todavía het dat dit nog nu hem ze"
)
"""What may stand beside a verb that is denied: "don't cancel it yet"."""
_STAYS: Final = words(
    "stays stay remains keep keeping keeps bleibt bleiben behalte behalten reste restent garde gardez gardons queda quedan quedarse conserva conserven blijft blijven houd houden"
)
_FAILING: Final = words(
    "confusing dripping leaking failing crashing breaking falling turning popping coming ringing beeping sending showing appearing charging disappearing freezing losing making getting"
)
"""What a thing keeps doing that shall end."""
_IT: Final = words("it them this that es sie ihn le la les l' lo los las het ze")
_ENDS: Final = frozenset(("cancel", "delete", "close", "revoke", "return", "sell"))
_BRIEF: Final = 8
_REACH: Final = 4
"""Words behind a denial among which its verb and its object stand."""
_FAR: Final = 120
"""Words and values before a stretch that it may speak of."""
_COLON: Final = re.compile(r":\s[^\n]*\Z")
_NEVER_MIND: Final = ("never", "mind")


def until(tool: Tool, found: Sequence[Argument], trace: Trace) -> tuple[int, int]:
    """The text and the code point before which nothing is asked for any more; (-1, 0) where nothing is taken back.

    Words that the call writes down ("Tell Ann: no, we can't come") take nothing back.
    """
    for place, text in reversed(list(enumerate(trace.askers))):
        named = frozenset(item.key for before in trace.askers[:place] for item in values(before.text) if item.kind == "code")
        forbidden = _forbidden(text.text, tool)
        for start, end in sorted((*_places(text.text, named), *forbidden), reverse=True):
            inside = [item for one in sentences(text.text) for item in one.items if start <= item.start < end]
            content = _COLON.search(text.text, 0, start) is not None
            if not (content and all(taken_by(item, text, found) or worded_by(item, text, found) for item in inside)):
                alone = (start, end) in forbidden or tuple(one.word.replace("’", "'") for one in inside) in _ALONE
                return text.number, end if alone else start
    return -1, 0


def hangs_on_a_check(wish: Wish, text: str) -> bool:
    """ "Check whether she has one. If not, book her": what is to be found out first, in a sentence before."""
    at = wish.scope.items[wish.scope.at].start
    told = sentences(text)
    number = next((number for number, one in enumerate(told) if one.items and one.items[0].start <= at < one.items[-1].end), 0)
    if number == 0 or tuple(item.word for item in told[number].items[:2]) not in _LOOKS_BACK:
        return False
    return any(
        clauses.WHETHER.intersection(item.word for item in one.items) or _CHECKS.intersection(item.word for item in one.items[:2])
        for one in told[:number]
    )


_LOOKS_BACK: Final = frozenset(
    (
        ("if", "not"),
        ("if", "so"),
        ("if", "yes"),
        ("wenn", "nicht"),
        ("wenn", "ja"),
        ("falls", "nicht"),
        ("falls", "ja"),
        ("si", "no"),
        ("si", "oui"),
        ("si", "non"),
        ("zo", "niet"),
        ("zo", "ja"),
    )
)
_CHECKS: Final = words("check see look find prüf prüfe schau sieh vérifie vérifiez regarde comprueba mira kijk controleer")


def stands(wish: Wish, number: int, back: tuple[int, int]) -> bool:
    """Whether it comes after the place where wishes were taken back; where they were, it must name something ("I want to sleep on it" does not)."""
    at = wish.scope.items[wish.scope.at]
    return back[0] < 0 or ((number, at.start) >= back and (bool(deeds(bare(at.word))) or any(one.kind for one in wish.scope.items)))


@lru_cache(maxsize=256)
def _forbidden(text: str, tool: Tool) -> tuple[tuple[int, int], ...]:
    """ "Show it to me first and do not send it": the tool's own deed denied of what "it" is, and of no value that would tell another thing."""
    own = deed_of(tool.name, tool.description).specific
    found = list(_keeps(text)) if own & _ENDS else []
    for sentence in sentences(text):
        for at, item in enumerate(sentence.items):
            behind = sentence.items[at + 1 : at + _REACH]
            after = tuple(takewhile(lambda one: not one.gap.strip(), behind))
            if not clauses.denies(sentence.items, at) or quoting.is_quoted(text, item) or any(one.kind for one in after):
                continue
            verb = next((place for place, one in enumerate(after) if deeds(bare(one.word)) & own), None)
            if verb is not None and any(one.word in _IT for one in after[max(0, verb - 1) : verb + 2]):
                found.append((item.start, after[verb].end))
    return tuple(found)


def _keeps(text: str) -> Iterator[tuple[int, int]]:
    """ "Actually, I'd rather keep it": said of what was to end; not "keep it at 80", nor "it keeps dripping"."""
    for sentence in sentences(text):
        for items in _stretches(sentence):
            told = [one.word for one in items]
            stays = any(one in _STAYS and not (one == "keeps" and other in _FAILING) for one, other in pairwise([*told, ""]))
            if stays and not _IT.isdisjoint(told) and not any(one.kind for one in items) and len(items) <= _BRIEF:
                yield items[0].start, items[-1].end


@lru_cache(maxsize=256)
def _places(text: str, named: frozenset[str] = frozenset()) -> tuple[tuple[int, int], ...]:
    """Stretches between marks that take something back; not those in quotation marks. ``named`` are the identifiers of earlier messages."""
    earlier: deque[Item] = deque(maxlen=_FAR)
    found = []
    for sentence in sentences(text):
        for items in _stretches(sentence):
            if _takes_back(earlier, sentence, items, named) and not quoting.is_quoted(text, items[0]):
                found.append((items[0].start, items[-1].end))
            earlier.extend(items)
    return tuple(found)


def _stretches(sentence: Sentence) -> Iterator[tuple[Item, ...]]:
    """What stands between two marks."""
    starts = [0, *(place for place, one in enumerate(sentence.items) if place and one.gap.strip())]
    for start, end in zip(starts, [*starts[1:], len(sentence.items)], strict=True):
        yield sentence.items[start:end]


def _takes_back(earlier: Iterable[Item], sentence: Sentence, items: Sequence[Item], named: frozenset[str]) -> bool:
    told = tuple(one.word.replace("’", "'") for one in items)
    lead = next((at for at, one in enumerate(told) if one not in _BEFORE), len(told))
    rest = told[lead:]
    if any(told[at:] in _ALONE for at in range(lead + 1)) or told == _NEVER_MIND:
        return sentence.mark != "?" or len(sentence.items) > len(items)
    if any(each[: len(one)] == one for one in _BEGINS for each in (told, rest)):
        return True
    return _is_denied_again(earlier, items) or _stays(earlier, items, told, named)


def _is_denied_again(earlier: Iterable[Item], items: Sequence[Item]) -> bool:
    """ "Don't cancel it yet": a denial, a verb that was used before, and nothing else of weight."""
    at = next((place for place in range(len(items)) if clauses.denies(items, place)), None)
    if at is None or any(one.kind and one.key not in {other.key for other in earlier} for one in items):
        return False
    rest = [one for one in items if not (one.kind or one.word in _SAID_AGAIN or one.word in _BEFORE) and one is not items[at]]
    done = [one for one in rest if any(same(bare(one.word), bare(other.word)) for other in earlier if not other.kind)]
    return len(rest) == len(done) and (bool(done) or "do" in (one.word for one in items) or "n't" in items[at].word)


def _stays(earlier: Iterable[Item], items: Sequence[Item], told: Sequence[str], named: frozenset[str]) -> bool:
    """ "W-80 stays", behind a wish that names W-80."""
    if not _STAYS.intersection(told):
        return False
    mine = {one.key for one in items if one.kind == "code"}
    return bool(mine & named) or any(one.key in mine for one in earlier if one.kind == "code")
