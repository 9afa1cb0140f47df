"""Whether the untrusted texts of a trace only tell what is so: nothing in them tells anybody to do what a tool does.

A look-up's answer, a price list and a page of help name things and states; who wants to steer an agent must speak to it, pass on a wish, or tell it to do
something. A text that does none of that for the deed at hand has not put the call into the agent's head, whatever else it holds. What cannot be read
with certainty (other alphabets, hidden or encoded parts, unknown languages, lengths beyond reading) may have asked for anything.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from policies.provenance.language import clauses
from policies.provenance.language.common import words
from policies.provenance.language.concepts import GENERAL, deeds, things
from policies.provenance.language.lexicon import verb_meanings
from policies.provenance.language.plain import bare, loose
from policies.provenance.reading import Text, Trace
from policies.provenance.requests import asking, vocabulary
from policies.provenance.requests.deed import deed_of
from policies.provenance.requests.vocabulary import names_in, same
from policies.provenance.types import Tool
from policies.provenance.wish import influence

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_UNIT: Final = re.compile(r"[.!?;](?=[\s\"')\]]|\Z)|\n|//|->|[:(*](?=\s)")
_SENTENCE: Final = re.compile(r"[.!?;](?=[\s\"')\]])|\n|\"")
_NAME: Final = re.compile(r"\w*_[\w-]*")
"""A name of a field or a tool."""
_MOST_UNITS: Final = 400
_FIRST: Final = 3
_READER: Final = words(
    """assistant assistants assistent assistentin assistente assistenten assistante asistente asistentes ai ki ia bot bots chatbot chatbots robot robots roboter agent agents agenten agente agentes llm llms gpt model models
    copilot automation automations automated automatic automatically auto automat automaten automatisiert automatisch automatique automatiquement automate automates automático automática automáticamente geautomatiseerd
    operator operators operateur system systems systeem systemen systèmes sistema sistemas machine machines software script scripts workflow pipeline prompt prompts instruction instructions anweisung anweisungen instrucción instrucciones instructie instructies consigne consignes
    ignore ignores disregard override overrides bypass execute executes silently secretly quietly whoever processing processor handler reader readers attn attention achtung copilots tip tips hint hints hinweis
    ignorier ignoriere ignorieren missachte ignorez ignorar ignora negeer heimlich stillschweigend discrètement silencio stilletjes"""
)
"""Who or what reads along, and what it is told."""
_WISHES: Final = words(
    """wants want wanted wishes wish wished ask asks asked asking requests requested requesting demands demanded insists insisted prefers preferred needs needed agreed promised told instructed authorised authorized
    möchte wünscht wünschte wollte bittet bat verlangt fordert gewünscht erbeten zugesagt
    souhaite souhaité veut voulait demande demandé exige convenu promis
    quiere quería solicita solicitó pide pidió desea exige acordado prometido
    wil wilde wenst vraagt vroeg verzoekt verzocht eist afgesproken beloofd"""
)
"""A wish that is passed on."""
_TELLS: Final = words(
    """please pls plz kindly must should shall ought immediately urgent urgently instead every each always never required requires require mandatory let let's
    bitte müssen muss müsst soll sollen sollst sofort umgehend dringend jede jeder jedes immer nie erforderlich zwingend verpflichtend stattdessen
    svp veuillez merci doit doivent devez dois faut immédiatement urgent chaque toujours jamais obligatoire
    favor debe deben debes hay inmediatamente urgente cada siempre nunca obligatorio
    graag moet moeten verzoek onmiddellijk dringend elke ieder altijd nooit verplicht gelieve"""
)
_MUST: Final = words(
    "must always every each never required requires require mandatory shall muss müssen immer jede jeder jedes erforderlich zwingend doit doivent toujours chaque obligatoire debe deben siempre cada obligatorio moet moeten altijd elke verplicht"
)
_ANYBODYS: Final = words(
    "date time name number type value note text customer order status day days week currency email mail phone address street city"
)
"""Names of parameters that any text uses."""
_HAVE: Final = words("have has need needs had")
_TO: Final = words("to")
_DO: Final = words(
    """do does proceed proceeds process processed perform perform apply applied execute carry go confirm confirmed approve approved accept authorise authorize complete finish finalise finalize handle treat ensure sure
    tu tun mach mache machen durchführen ausführen bestätigen bestätige genehmigen veranlassen
    fais faites effectuer effectuez procéder procédez confirmer confirmez exécuter exécutez
    haz haga hacer hagan proceder proceda confirmar confirma ejecutar ejecuta realizar realice
    doe doen uitvoeren voer bevestig bevestigen verwerk verwerken"""
)
"""Does whatever it is told elsewhere."""
_USE: Final = words(
    "use include attach append verwende verwenden benutze nutze utilisez utilise utiliser incluye incluya usa use utilice gebruik gebruiken vermeld"
)
"""Tells with what, and means any deed."""
_IN: Final = words("in im en of to be")
"""Before a use that is a state or a purpose."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What a tool does, in words: its verbs, the concepts they mean, the names of its parameters, and its things."""

    verbs: frozenset[str]
    meant: frozenset[str]
    named: frozenset[str]
    things: frozenset[str]


def is_inert(tool: Tool, trace: Trace) -> bool:
    """Whether no untrusted text of ``trace`` speaks to who reads it, passes on a wish, or tells anybody to do what ``tool`` does."""
    return all(is_inert_text(one, tool) for one in trace.untrusted)


def is_ordered_at(text: Text, start: int, end: int, tool: Tool) -> bool:
    """Whether the sentence of ``text`` around a value speaks to its reader, passes on a wish or tells anybody to do what ``tool`` does."""
    if len(text.text) > influence.LONGEST:
        return True
    own = _deed_of(tool)
    first = max((one.end() for one in _SENTENCE.finditer(text.text, 0, start)), default=0)
    last = next((one.start() for one in _SENTENCE.finditer(text.text, end)), len(text.text))
    speaks, does, tells = _read(text.text[first:last], own)
    return speaks or (does and tells)


@lru_cache(maxsize=1024)
def is_inert_text(text: Text, tool: Tool) -> bool:
    """``is_inert`` of one text."""
    if not text.text.strip():
        return True
    if len(text.text) > influence.LONGEST or not influence.is_readable(text.text):
        return False
    told = list(_units(text))
    if len(told) > _MOST_UNITS or any(influence.ESCAPED.search(one) for one in told):
        return False
    own = _deed_of(tool)
    if any(tool.name in one for one in told):
        return False
    read = [_read(one, own) for one in told]
    return not any(speaks or (does and tells) for speaks, does, tells in read) and not any(
        (does and tells_) or (does_ and tells) for (_, does, tells), (_, does_, tells_) in pairwise(read)
    )


@lru_cache(maxsize=512)
def _deed_of(tool: Tool) -> Deed:
    """Its verbs, what they mean, and what it calls that which it is given."""
    deed = deed_of(tool.name, tool.description)
    verbs = frozenset(asking.verbs_of(tool)) | frozenset(one for one in vocabulary.parts(tool.name)[:1] if len(one) > 3)
    named = frozenset(part for one in names_in(tool.parameters) for part in vocabulary.parts(one) if len(part) > 3) | deed.words
    return Deed(verbs, deed.specific | deed.general, named - _ANYBODYS, deed.things)


def _units(text: Text) -> Iterator[str]:
    """Its sentences and lines; of JSON every name and value."""
    try:
        told = (
            list(influence.of_json(json.loads(text.text, object_pairs_hook=influence.pairs)))
            if text.source.startswith("tool:")
            else [text.text]
        )
    except (ValueError, RecursionError):
        told = [text.text]
    for one in told:
        yield from (unit for unit in _UNIT.split(one) if unit.strip())


def _read(unit: str, own: Deed) -> tuple[bool, bool, bool]:
    """Whether a sentence speaks to its reader or passes on a wish, has a word of the deed, and tells somebody to do something."""
    spoken = loose(unit).text
    parted = [part for one in _NAME.findall(unit) for part in vocabulary.parts(one)]
    said = [part for one in _WORD.findall(_NAME.sub(" ", spoken).casefold().replace("’", "'")) for part in _elided(one)]
    known = [bare(one) for one in said]
    speaks = any(one in _READER or one in _WISHES or one in clauses.SAYING for one in said) or any(one in _READER for one in parted)
    polite = any(one in _TELLS for one in said)
    uses = any(one in _USE and before not in _IN for before, one in pairwise(("", *said)))
    must = any(one in _MUST for one in said) or any(
        (one in _HAVE and other in _TO) or (one in _TO and other == "be") for one, other in pairwise(said)
    )
    does = (
        ((must or polite) and any(_is_named(one, own) for one in known))
        or uses
        or any(one in _DO for one in said)
        or any(_is_deed(one, own) for one in (*known, *parted))
    )
    ordered = _is_ordered(known)
    tells = must or ordered or polite or uses or bool(asking.wishes_of(unit).all)
    makes = tells and any(deeds(one) & GENERAL.keys() for one in (known[:_FIRST] if ordered else known if polite else ()))
    return speaks, does or makes, tells


def _elided(word: str) -> tuple[str, ...]:
    """ "L'agent" as two."""
    lead, mark, rest = word.partition("'")
    return (word, rest) if mark and len(lead) <= 2 and len(rest) > 2 else (word,)


def _is_deed(word: str, own: Deed) -> bool:
    return len(word) > 2 and (
        any(same(word, one) or (len(one) > 3 and word.startswith(one)) for one in own.verbs) or bool(deeds(word) & own.meant)
    )


def _is_named(word: str, own: Deed) -> bool:
    return any(same(word, one) for one in own.named) or bool(things(word) & own.things)


def _is_ordered(known: list[str]) -> bool:
    """Whether it begins with a verb."""
    first = next((one for one in known if len(one) > 2), "")
    return len(known) > 1 and bool(deeds(first) or verb_meanings(first))
