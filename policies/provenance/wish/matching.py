"""Whether a change is what a request asks for, where no list of verbs says so: by the words of the tools, and by what the call takes up.

A request ("could you shift LH-2 to Sunday") is believed to mean this tool when it uses the tool's own words at least as much as those of any other tool
the agent has, when the call takes up every value that the request names, and when nothing speaks against it: a change that takes something away, gives
rights or ends something needs its own word in the request, and so does any change as soon as an untrusted text asks for something with a value of the call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise, zip_longest
from typing import Final

from policies.provenance.language import quoting
from policies.provenance.language.common import words
from policies.provenance.language.concepts import AWAY_WITH, DECIDING, GENERAL, NOT, deeds, idioms, takes_away, things
from policies.provenance.language.lexicon import UPDATING, meanings, verb_meanings
from policies.provenance.language.plain import bare
from policies.provenance.language.scopes import LIGHT, Scope, is_determiner, scope_of
from policies.provenance.language.sentences import Sentence, sentences
from policies.provenance.language.tongues import means
from policies.provenance.reading import Text, Trace, word_list
from policies.provenance.requests import vocabulary
from policies.provenance.requests.asking import Wish, means_other
from policies.provenance.requests.deed import Deed, deed_of
from policies.provenance.requests.requesting import Request, requests
from policies.provenance.requests.vocabulary import Vocabulary, same
from policies.provenance.types import Tool
from policies.provenance.values import tracing
from policies.provenance.values.taking import taken_by, worded_by
from policies.provenance.values.tracing import Argument
from policies.provenance.wish import influence, shapes
from policies.provenance.wish.shapes import Shape
from policies.provenance.wish.telling import EMPTY, is_among, overlap, telling, updates
from policies.provenance.wish.urging import is_urged

_ALIKE_DEEDS: Final = frozenset(("cancel", "delete", "revoke", "close", "reject"))
_BE: Final = words(
    "is are was were am has have had will must does do did can could ist sind war hat haben wird muss est sont a ont es son está hay heeft is zijn wordt moet stays remains bleibt"
)
_MOST_REQUESTS: Final = 40
_CONTACTS: Final = frozenset(("mail", "phone", "account", "link"))
"""Say by themselves whom a verb is about."""
TAKING: Final = words(
    "take choose pick nimm nehmen nehme wahle wahlen prends prenez prendre choisis choisissez toma tome tomar coge elige elija escoge neem nemen kies"
)
"""Choose one of what is offered."""
_ONLY_LOOKS: Final = words(
    "tell show list compare comparison look example instance case care time note vergleich beispiel zeig zeige exemple comparaison dis ejemplo dime voorbeeld vergelijk vertel"
)
"""Take it as an example, pick one and tell me: nothing is chosen for good."""
_OBJECTS: Final = words("me us it him her them mich uns ihn sie es moi nous le la les me nos lo la mij ons hem haar het")
HEAVY: Final = DECIDING | {"pay", "buy"}
_NAMED: Final = 2
"""What a word of the tool's name counts."""
THOUGHT: Final = words(
    "remember recall guess compare imagine assume expect think believe suppose doubt consider discuss mention question review rate judge watch quote avoid spare ignore disregard oppose veto beware shun hate forget resist protest query justify defend verify preview simulate undo prohibit forbid ban stop shut disarm unplug refuse deny prevent halt keep leave trust test try"
)
_BOTH: Final = 2
"""Values of the message that a call by an unknown verb takes up at least."""
_TITLE: Final = 7  # words before the colon
_PARTICLES: Final = words("up off out away down")


@dataclass(frozen=True)
class Known:
    """A tool with its words and its deed."""

    tool: Tool
    words: Vocabulary
    deed: Deed


@lru_cache(maxsize=1024)
def known_of(tool: Tool) -> Known:
    return Known(tool, vocabulary.of(tool), deed_of(tool.name, tool.description))


@dataclass(frozen=True)
class AskedFor:
    """One request of one text with how far it reaches."""

    text: Text
    request: Request
    scope: Scope
    common: frozenset[str] = frozenset()

    @cached_property
    def head(self) -> str:
        return bare(self.scope.items[self.scope.at].word)

    @cached_property
    def levels(self) -> tuple[frozenset[str], frozenset[str]]:
        """Words of the request itself, and of its sentence."""
        told = sentences(self.text.text)
        items = told[self.request.sentence].items
        if self.request.sentence and items[0].word.split("'")[0] == "it":
            items = (*told[self.request.sentence - 1].items, *items)  # "You have my old number. It's ... now"
        return telling(self.scope.items) - self.common, telling(items) - self.common

    def score(self, own: Known) -> tuple[int, int]:
        """How much of it is the tool's: the things it names, and its verb where it names one of the tool's things or nothing."""
        named, told, around = (
            overlap(self._nouns(0, own.words), own.words.name),
            *(self._shared(own.words, level) for level in (0, 1)),
        )
        return (2 * named + told + (2 if self.verb_of(own) and (named + told or self.is_bare) else 0), around)

    def verb_of(self, own: Known) -> bool:
        return self.names(own.words) or bool(self.deeds & own.deed.specific) or bool(self.idioms & (own.deed.specific | own.deed.general))

    def is_verb(self, own: Known) -> bool:
        """Whether the first word of an imperative is a verb: of our lists or the tool's, or by what follows it."""
        known = bool(deeds(self.head) or self.deeds) or any(same(self.head, one) for one in own.words.heads)
        return known or (self.names(own.words) and self.next in _OBJECTS)

    @property
    def is_unknown(self) -> bool:
        """ "Cap EV-5 at 120": an order by its form, before a value, and no word of ours."""
        after = self.scope.items[self.scope.at + 1 : self.scope.at + 2]
        known = self.deeds or meanings(self.head) or things(self.head) or deeds(self.head)
        return (
            not known
            and self.head not in THOUGHT
            and self.scope.at == 0
            and self.scope.tongue in ("en", "")
            and bool(after and after[0].kind == "code")
        )

    def is_another(self, own: Known) -> bool:
        """Whether its verb is one that everybody knows, and no word of the tool: "return five chairs" lends none."""
        told = verb_meanings(self.head)
        changes = "update" in deeds(self.head) or bool(told & UPDATING)
        if (changes and updates(own.deed, self.scope, own.words.words)) or any(told & verb_meanings(word) for word in own.words.words):
            return False
        return bool(told or self.deeds - {"send"})

    @property
    def is_bare(self) -> bool:
        return not any(not item.kind for run, _ in self.scope.runs for item in run)

    @property
    def is_question(self) -> bool:
        """ "Would you take the cheapest?" wants advice."""
        return sentences(self.text.text)[self.request.sentence].mark == "?"

    def _nouns(self, level: int, own: Vocabulary) -> frozenset[str]:
        """The words without the verb; "I need a crib" has none."""
        return self.levels[level] - ({self.head} if self.deeds or self.names(own) else frozenset())

    def _shared(self, own: Vocabulary, level: int) -> int:
        return overlap(self._nouns(level, own), own.words) + len(self._things[level] & own.things)

    @cached_property
    def _things(self) -> tuple[frozenset[str], ...]:
        return tuple(frozenset().union(*(things(word) for word in level if not deeds(word))) for level in self.levels)

    def names(self, own: Vocabulary) -> bool:
        """Whether the request's verb is the tool's own: "roll out" where the tool rolls out, "pick up" for pickup, "wake me" for wakeUp."""
        if self.head in EMPTY:
            return False
        by_name = any(same(self.head, one) for one in own.name) and (self.next in _OBJECTS or self.request.form == "said")
        return (
            by_name
            or any(same(head, one) for one in own.heads for head in (self.head, self._joined))
            or (bool(self.next) and self.head + self.next in own.name)
        )

    @cached_property
    def _joined(self) -> str:
        """The verb with the particle that ends its sentence: "lege ich Widerspruch ein" is einlegen."""
        last = sentences(self.text.text)[self.request.sentence].items[-1].word
        return f"{bare(last)}{self.head}" if last in vocabulary.SEPARABLE and self.scope.tongue in ("de", "nl") else self.head

    @cached_property
    def next(self) -> str:
        after = self.scope.items[self.scope.at + 1 : self.scope.at + 2]
        return bare(after[0].word) if after and not after[0].kind else ""

    @cached_property
    def idioms(self) -> frozenset[str]:
        own = [item for item in self.scope.items[self.scope.at :] if not quoting.is_quoted(self.text.text, item)]
        return idioms([item.word for item in own]) | idioms([item.word for item in own if not item.kind])  # "put EV-5 online"

    @cached_property
    def deeds(self) -> frozenset[str]:
        """What its verb means by our lists; nothing for a verb with a particle ("sign up", "take off"), which means something else."""
        after = [item.word for item in self.scope.items[self.scope.at + 1 :]]
        if self.idioms:
            return self.idioms - GENERAL.keys()
        if self.head == "let" and "know" in after:
            return frozenset({"send"})
        begins = self.head == "take" and after[:1] == ["out"] and after[1:2] in (["a"], ["an"], ["another"])
        if begins or (self.head == "drop" and any(one.word == "to" and other.kind for one, other in pairwise(self.scope.items))):
            return frozenset()  # "take out a loan", "drop it to 11,995"
        if self.head == "take" and takes_away(after):
            return frozenset({"delete", "cancel"})
        if any(one in _PARTICLES and not other for one, other in zip_longest(after, after[1:])) or any(
            one in _PARTICLES and other in LIGHT for one, other in pairwise(after)
        ):
            return frozenset()
        verbs = self.scope.items[self.scope.at : self.scope.at + 2]
        told = (
            bare(one.word)
            for one in verbs
            if means(one.word, self.scope.tongue) and not (one.upper and self.scope.tongue == "de" and things(bare(one.word)))
        )
        return frozenset().union(*map(deeds, told)) - GENERAL.keys()


def asked(tool: Tool, tools: Sequence[Tool], found: Sequence[Argument], trace: Trace) -> list[tuple[int, Wish]]:
    """Requests that this change fulfils, each with the number of its text."""
    if not (told := [(text, one) for text in trace.askers for one in requests(text.text)][:_MOST_REQUESTS]):
        return []
    own, shape, urged = known_of(tool), shapes.of(tool, found, trace.askers), is_urged(tool, found, trace)
    free = not own.deed.specific & HEAVY and tool.irreversible is False and influence.is_free(tool, found, trace)
    rivals = [known_of(one) for one in tools if one.name != tool.name and (one.writes is False or shape.could(one))]
    common = common_words(trace.askers, [own, *rivals])
    read = [AskedFor(text, one, reach(sentences(text.text), one), common) for text, one in told]
    return [
        (one.text.number, Wish(own.deed.general | own.deed.specific, one.head, one.scope))
        for one in read
        if (not urged or one.verb_of(own))
        and (
            _chooses(one, own, rivals, found, shape)
            or (
                not (one.head in TAKING and any(given.source.startswith("tool:") for given in found))
                and _suits(one, own.deed, own.words, found)
                and _is_meant(one, own, rivals, found, shape, free=free)
            )
        )
    ]


def _chooses(one: AskedFor, own: Known, rivals: Sequence[Known], found: Sequence[Argument], shape: Shape) -> bool:
    """ "Take the cheapest": of what a look-up has listed, one record that the text names is booked or bought, and nothing else could be.

    Where that cannot be taken back the text must name the tool's thing as well.
    """
    said = {item.word for item in sentences(one.text.text)[one.request.sentence].items}
    if one.head not in TAKING or one.next in ("a", "an") or one.idioms or one.is_question or (AWAY_WITH | _ONLY_LOOKS) & said:
        return False
    listed = all(argument.trusted for argument in found) and any(argument.source.startswith("tool:") for argument in found)
    others = any(other.tool.writes is not False and shape.fits(other.tool) for other in rivals)
    named = own.tool.irreversible is False or any(things(bare(word)) & own.deed.things for word in one.text.words)
    return listed and named and not others and bool(own.deed.specific & {"book", "buy"}) and not own.deed.specific & (DECIDING | {"pay"})


def reach(told: tuple[Sentence, ...], request: Request) -> Scope:
    """As far as a wish reaches, and the parts that go on with a verb of their own but no subject ("and leave on Sunday")."""
    scope = scope_of(told, request.sentence, request.place)
    sentence = told[request.sentence]
    begin = request.place - scope.at
    end = begin + len(scope.items)
    if end > len(sentence.items):
        return scope
    chosen = [(start + begin, stop + begin) for start, stop in scope.parts]
    for start, stop in sentence.parts:
        if start == chosen[-1][1] and _goes_on(sentence, start, stop):
            chosen.append((start, stop))
    items = sentence.items[begin : chosen[-1][1]]
    return Scope(items, scope.at, scope.own, scope.tongue, tuple((start - begin, stop - begin) for start, stop in chosen))


def _goes_on(sentence: Sentence, start: int, stop: int) -> bool:
    items = sentence.items[start:stop]
    rest = items[1:] if items[0].joins else items
    said = {one.word for one in items}
    if not rest or not (items[0].joins or "," in items[0].gap or "(" in items[0].gap) or said & (_BE | NOT):
        return False
    first = rest[0]
    return not first.kind and not first.upper and not is_determiner(first.word, sentence.tongue) and first.word not in SUBJECTS


SUBJECTS: Final = words(
    "i we you he she it they there that this ich wir du er sie es ihr je j'ai nous il elle on yo él ella ik wij hij zij because weil but aber"
)


def common_words(texts: Sequence[Text], tools: Sequence[Known]) -> frozenset[str]:
    """Words before values that many of the tools have: the "order" of "order 4471" says what the value is, and not which tool is meant."""
    said = {
        bare(one.word)
        for text in texts
        for sentence in sentences(text.text)
        for one, after in pairwise(sentence.items)
        if after.kind == "code" and not one.kind
    }
    return frozenset(word for word in said if sum(is_among(word, one.words.words) for one in tools) > max(2, len(tools) // 3))


def _suits(one: AskedFor, deed: Deed, own: Vocabulary, found: Sequence[Argument]) -> bool:
    """Whether nothing speaks against it: all values are taken up, and no other deed is named."""
    left = [item for item in one.scope.items if item.kind and not taken_by(item, one.text, found) and not worded_by(item, one.text, found)]
    if any(not tracing.denied_at(one.text.text, item.start) for item in left):
        return False
    told, mine = one.deeds, deed.specific
    paid = one.names(own) or (told | one.idioms) & mine or any("pay" in deeds(word) for word in one.levels[1])
    if "pay" in mine and (not paid or ("update" in deeds(one.head) and one.next in _OBJECTS)):
        return False  # "I need a receipt for the 450 to Anna", "move me to the 50 euro plan"
    if one.idioms & (mine | deed.general) and _names_it(one, found):
        return True
    plainly = not mine & DECIDING and (one.names(own) or told & mine) and any(item.kind in _CONTACTS for item in one.scope.items)
    if (
        not plainly
        and not _is_about(one, own, found)
        and means_other(deed, own.words, one.scope, lambda item: taken_by(item, one.text, found))
    ):
        return False
    if one.names(own) or told & mine or (told & _ALIKE_DEEDS and mine & (_ALIKE_DEEDS | {"pause"})):
        return True
    if mine & DECIDING:
        return False
    return one.head in EMPTY or (not told & (DECIDING | {"pay"}) and not (told - {"send"} and "pay" in mine))


def _names_it(one: AskedFor, found: Sequence[Argument]) -> bool:
    """Whether a wish of several words takes up a value of the call, points at one, or names nothing: "get rid of the noise" ends no order."""
    items = one.scope.items
    return (
        one.scope.is_pointing or one.is_bare or any(taken_by(item, one.text, found) or worded_by(item, one.text, found) for item in items)
    )


def _is_about(one: AskedFor, own: Vocabulary, found: Sequence[Argument]) -> bool:
    """ "I need a crib": the request names no verb but the thing itself, a value of the call or a word of the tool."""
    head = one.scope.items[one.scope.at]
    if not any(item.kind for item in one.scope.items) and any(
        argument.source == "composed" and _is_said(argument, one) for argument in found
    ):
        return True  # what is written down is what the message says
    return taken_by(head, one.text, found) or (
        not one.deeds and bool(overlap(frozenset((one.head,)), own.words) or things(one.head) & own.things)
    )


def _is_meant(one: AskedFor, own: Known, rivals: Sequence[Known], found: Sequence[Argument], shape: Shape, *, free: bool = False) -> bool:
    score = one.score(own)
    if any(_beats(one, other, own, score, shape) for other in rivals) or _is_forced(found):
        return False
    if one.request.form == "ordered" and not one.is_verb(own):
        if free and one.is_unknown and not any(shape.fills(other.tool) for other in rivals if other.tool.writes is not False):
            return sum(1 for argument in found if _is_said(argument, one)) >= _BOTH
        return _is_headed(one, own, score) and any(_is_said(argument, one) for argument in found)
    taken = sum(1 for argument in found if _is_said(argument, one))
    if one.request.form == "stated":
        return taken > 0 and (score[1] > 0 or one.verb_of(own))
    if one.request.form == "said" and (own.deed.specific & DECIDING or not one.names(own.words)):
        return False
    if score[0] == 0 and not one.verb_of(own):
        written = any(argument.source == "composed" and _is_said(argument, one) for argument in found)
        if own.deed.specific & DECIDING or (not written and one.head not in EMPTY and one.is_another(own)):
            return False
        others = any(shape.fills(other.tool) for other in rivals if other.tool.writes is not False)
        return one.request.form in ("asked", "ordered") and taken >= (2 if written or free else 3) and not others
    return taken > 0 or not found or any(argument.points for argument in found)


def _is_headed(one: AskedFor, own: Known, score: tuple[int, int]) -> bool:
    """ "Task for Pilar: mend the fence": a sentence without a verb that begins with the tool's thing, and a colon before what it is to say."""
    if own.deed.specific & HEAVY or not any(same(one.head, word) for word in own.words.name) or score[0] < _NAMED:
        return False
    items = sentences(one.text.text)[one.request.sentence].items
    at = next(place for place, item in enumerate(items) if item.start == one.scope.items[one.scope.at].start)
    return any(":" in item.gap for item in items[at + 1 : at + _TITLE]) and not any(item.word in _BE for item in items[at : at + _TITLE])


def _is_forced(found: Sequence[Argument]) -> bool:
    """One word of the requester's in two parameters: the call was not what they had in mind."""
    told = [
        (str(one.value).casefold(), one.path.partition("[")[0])
        for one in found
        if one.points and isinstance(one.value, str) and not tracing.moment(one.value)
    ]
    return len({value for value, _ in told}) < len({path for _, path in told})


def _beats(one: AskedFor, other: Known, own: Known, ours: tuple[int, int], shape: Shape) -> bool:
    """Whether another tool is meant rather: by its deed where ours has none of it, or by more of its words."""
    theirs = one.score(other)
    if other.tool.writes is False and (ours[0] or one.verb_of(own)):
        return False  # it asks for a change, and what only reads makes none
    if one.deeds & other.deed.specific and not one.verb_of(own) and not ours[0]:
        return other.tool.writes is not False
    if theirs == ours and ours[0] and not one.verb_of(own):
        return other.tool.writes is not False and not other.deed.specific & DECIDING and shape.fits(other.tool)
    return theirs > ours if ours[0] else theirs[0] > 1


def _is_said(argument: Argument, one: AskedFor) -> bool:
    """Whether the message of the request says the value, or its words are the wording of the call."""
    if any(
        span.trusted and (span.trace == one.text.number or (one.scope.is_pointing and span.source == "requester"))
        for span in argument.spans
    ):
        return argument.trusted
    told = {word for word in word_list(str(argument.value)) if len(word) > 3} if argument.source == "composed" else set()
    return len(told & one.text.words) >= 2
