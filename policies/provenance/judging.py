"""One call judged: its arguments, whether it was asked for, what it would carry out, and the facts that rules read of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import islice
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from kit.hosts import hosts_in
from policies import injection
from policies.provenance.language.common import OUTGOING
from policies.provenance.language.foretelling import POLITE
from policies.provenance.language.plain import loose
from policies.provenance.language.scopes import JOINING, PREPOSITIONS
from policies.provenance.language.sentences import Item
from policies.provenance.lookups import handed, referring
from policies.provenance.reading import Text, Trace, read, word_list
from policies.provenance.requests import asking, vocabulary
from policies.provenance.requests.asking import Wish
from policies.provenance.requests.deed import deed_of
from policies.provenance.requests.requesting import requests
from policies.provenance.ties import binding, contested, elements, freeing, regaining, slight
from policies.provenance.types import TRACED, Call, Said, Tool
from policies.provenance.values import arguments, carrying, dictating, encoded, tracing
from policies.provenance.values.tracing import Argument, Span
from policies.provenance.wish import answering, implying, inert, matching, plainly, presuming, withdrawing
from policies.values import MAX_ITEMS

LONGEST_PATH: Final = 1000

_LONG: Final = 15
"""Characters of a wording; a name in quotation marks is shorter."""
_MAIL: Final = re.compile(r"(?<![^\s@<>,;\"'])[^\s@<>,;\"']+@[^\s@<>,;\"']+\.[^\s@<>,;\"']+")
_URL: Final = re.compile(r"[a-z][a-z0-9+.-]{1,15}://[^\s\"'<>]+|www\.[^\s\"'<>]+", re.IGNORECASE)
_IDENTIFIER: Final = re.compile(r"[\d@/\\_#]|\w\.\w")
_HOST: Final = re.compile(r"(?:[\w-]+\.)+[a-z]{2,24}(?::\d+)?(?:/\S*)?\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Judged:
    """``asked``: a trusted text asks for this call. ``presumed``: none does in words we know, or what the wish hangs on only a look-up has answered, but nobody can have steered it, and nothing its requester says speaks against it. ``alone``: the agent has read nothing but what a verified requester, a reviewer and the system have said. ``leaks``: paths of arguments that carry what they were not told to carry out of the
    house. ``steered``: an untrusted text that gives orders names the tool or a value of the call. ``injection`` is the detectors' share."""

    arguments: tuple[Argument, ...]
    asked: bool
    presumed: bool
    alone: bool
    leaks: tuple[str, ...]
    steered: bool
    injection: float
    action: dict[str, Any]

    def traced(self) -> dict[str, Any]:
        """The facts of an action that belong to the call (``TRACED``)."""
        told = {name: getattr(self, name) for name in TRACED}
        return {**told, "leaks": list(self.leaks)}

    def origins(self) -> dict[str, dict[str, Any]]:
        """The fact ``arguments``. Two arguments can have one path, as {"a": {"b": 1}, "a.b": 2}: it is trusted where both are."""
        found: dict[str, dict[str, Any]] = {}
        for one in sorted(self.arguments, key=lambda argument: argument.trusted)[:MAX_ITEMS]:
            found.setdefault(short(one.path), {"source": one.source, "trusted": one.trusted})
        return found

    def evidence(self) -> list[dict[str, Any]]:
        """What the desk shows beside each argument; spans are code points of the texts of the trace."""
        return [shown(one) for one in self.arguments]


def judge(tool: Tool, call: Call, said: Sequence[Said], *, verified: bool, tools: Sequence[Tool] = (), today: date | None = None) -> Judged:
    """``verified``: the requester is known for sure. ``tools`` are all the agent has (for fields declared authoritative)."""
    trace = read(said, verified=verified, tools=tools or (tool,), today=today)
    found = referring.resolved(arguments.judged(tool.parameters, call.arguments, trace), tool, tools, trace)
    share, ordered = _orders(trace)
    changes = tool.writes is not False
    if changes:
        asked, presumed, found = _wished(tool, tools, tuple(elements.once_each(found)), trace)
        if not ((asked or presumed) and all(one.trusted for one in found)):
            asked, presumed, found = _once_answered(tool, tools, call, found, trace) or (asked, presumed, found)
    else:
        asked, presumed, found = _read_of(tool, found, trace), False, tuple(found)
    return Judged(
        found, asked, presumed, not trace.untrusted, tuple(_leaks(tool, found, trace, changes=changes)),
        _steered(tool, found, ordered, trace) or (not (changes or asked) and _is_out_of_nowhere(found, trace)), share, _action(tool, found, changes=changes),
    )  # fmt: skip


def short(path: str) -> str:
    """A path as a fact can hold it; the digest tells long ones apart."""
    return path if len(path) <= LONGEST_PATH else f"{path[:LONGEST_PATH]}... {sha256(path.encode('utf-8', 'replace')).hexdigest()}"


def shown(one: Argument) -> dict[str, Any]:
    """An argument as the answer of a command and as evidence; ``span`` is the one that decided."""
    spans = [span.as_dict() for span in one.spans[:20]]
    pieces = [shown(piece) for piece in one.pieces if not piece.trusted][:20]
    return {
        "path": one.path, "value": one.value, "sources": one.sources, "span": spans[0] if spans else None, "trusted": one.trusted,
        "source": one.source, "why": one.why, "spans": spans, "pieces": pieces,
    }  # fmt: skip


def _read_of(tool: Tool, found: Sequence[Argument], trace: Trace) -> bool:
    """Whether somebody who may ask speaks of such a look-up, or names all that it is given and an identifier among it."""
    if all(one.trusted for one in found) and any(one.points and _IDENTIFIER.search(str(one.value)) for one in found):
        return True
    return asking.mentions(deed_of(tool.name, tool.description), [asking.wishes_of(one.text) for one in trace.askers])


def _wished(tool: Tool, tools: Sequence[Tool], found: tuple[Argument, ...], trace: Trace) -> tuple[bool, bool, tuple[Argument, ...]]:
    """Whether a trusted text asks for this change, whether it is presumed to, and the arguments, of which those are not trusted that another wish or none is about."""
    found = freeing.freed(tool, found, trace)
    back = withdrawing.until(tool, found, trace)
    wishes, others = _heard(tool, tools, found, trace, back)
    settled = _settled(tool, found, wishes, wishes or others, trace)
    asked = bool(wishes) or (bool(others) and any(one.why == "elsewhere" for one in settled))
    if asked and not any(one.why == "elsewhere" for one in settled):
        return True, False, settled
    presumed = _standing(presuming.presumed(tool, tools, found, trace), trace, back)
    if presumed:
        whole = _settled(tool, found, presumed, presumed, trace)
        settled = regaining.regained(tool, settled if asked else whole, trace)
        settled = regaining.rejoined(tool, settled, whole, [*wishes, *others], trace)
    return asked, bool(presumed) and not asked, settled


def _once_answered(
    tool: Tool, tools: Sequence[Tool], call: Call, found: Sequence[Argument], trace: Trace
) -> tuple[bool, bool, tuple[Argument, ...]] | None:
    """The same where a look-up has told what the wish hangs on; a wish that is met so is presumed. None where it makes no difference."""
    eased = answering.eased(tool, tools, found, trace)
    if eased is None:
        return None
    again = referring.resolved(arguments.judged(tool.parameters, call.arguments, eased), tool, tools, eased)
    asked, presumed, found = _wished(tool, tools, tuple(elements.once_each(again)), eased)
    return (False, True, found) if (asked or presumed) and all(one.trusted for one in found) else None


def _heard(
    tool: Tool, tools: Sequence[Tool], found: Sequence[Argument], trace: Trace, back: tuple[int, int]
) -> tuple[list[tuple[int, Wish]], list[tuple[int, Wish]]]:
    """Wishes for this call, and wishes for its deed that are for another call, each with the number of its text."""
    pointed = any(one.points and not isinstance(one.value, bool) for one in found)
    wishes: list[tuple[int, Wish]] = []
    others: list[tuple[int, Wish]] = []
    for text in trace.askers:
        told = asking.wishes_of(text.text, asking.verbs_of(tool))
        for one in asking.asked(tool, told, pointed=pointed, used=_used(found, text)):
            (wishes if plainly.is_meant(tool, tools, one, text, found, trace) else others).append((text.number, one))
    if not wishes:
        wishes = matching.asked(tool, tools, found, trace)
    if not (wishes or others):
        wishes = implying.asked(tool, tools, found, trace)
    return _standing(wishes, trace, back), [(number, one) for number, one in others if withdrawing.stands(one, number, back)]


def _standing(wishes: Sequence[tuple[int, Wish]], trace: Trace, back: tuple[int, int]) -> list[tuple[int, Wish]]:
    """Those that hang on no check and that nobody has taken back."""
    texts = {text.number: text.text for text in trace.askers}
    return [
        (number, one) for number, one in wishes
        if not withdrawing.hangs_on_a_check(one, texts[number]) and withdrawing.stands(one, number, back)
    ]  # fmt: skip


def _settled(
    tool: Tool, found: tuple[Argument, ...], wishes: Sequence[tuple[int, Wish]], about: Sequence[tuple[int, Wish]], trace: Trace
) -> tuple[Argument, ...]:
    """The arguments; ``about`` are the wishes that they may stand with."""
    known = vocabulary.named_by(tool)
    whole = bool(wishes) and implying.takes_up_all(tool, found, trace)
    settled = binding.settled(found, about, trace, known, dict(vocabulary.offered_by(tool.parameters)), whole=whole)
    settled = freeing.decided(tool, slight.settled(tool, settled, trace), trace) if wishes else settled
    return dictating.held_to(contested.settled(tool, settled, wishes, trace), wishes, trace)


def _used(found: Sequence[Argument], text: Text) -> Callable[[Item], bool]:
    spans = [span for one in found for span in one.spans if span.trusted and span.trace == text.number]
    wordings = {one for argument in found if argument.trusted and argument.source == "composed" for one in word_list(str(argument.value))}
    names = {part for argument in found if argument.trusted for part in _pieces(argument.value)}
    return lambda item: (
        any(span.start < item.end and item.start < span.end for span in spans)
        or (not item.kind and item.word in names and _stands_alone(text.text[item.end :]))
        or (":" in item.gap and item.word in wordings)
        or any(_is_of(text.text[item.end : span.start]) and span.end - span.start > _LONG for span in spans)
    )


def _pieces(value: Any) -> list[str]:
    """Words of a name that is one word to the tool: "rico" of guest_rico."""
    pieces = re.split(r"[_.-]", value.casefold()) if isinstance(value, str) and not re.search(r"[\s@/]", value) else []
    return [one for one in pieces if len(one) > 2 and one.isalpha()] if len(pieces) > 1 else []


def _stands_alone(after: str) -> bool:
    """Whether a name ends its group of words: "rico from ops", not "rico banner"."""
    following = re.match(r"\s+([^\W\d_]+)", after)
    return following is None or following[1].casefold() in PREPOSITIONS | JOINING


def _is_of(between: str) -> bool:
    """Whether a word is followed by what it says in quotation marks: my note "..."."""
    return bool(re.fullmatch(r"[\s:]*[\"'“„«‘]\s?", between))


def _orders(trace: Trace) -> tuple[float, list[Text]]:
    """The strongest signal among untrusted texts, and the texts that give orders."""
    shares = [(injection.detect(one.text).share, one) for one in trace.untrusted]
    return max((share for share, _ in shares), default=0.0), [one for share, one in shares if share >= 0.5]


def _steered(tool: Tool, found: Sequence[Argument], ordered: Sequence[Text], trace: Trace) -> bool:
    """Named by a text that gives orders, or an identifier that only the sentences of others hold: whose idea is this call?"""
    name = loose(tool.name).text
    spoken = name.replace("_", " ").replace("-", " ")
    texts = [loose(one.text).text for one in ordered]
    if any(name in one or (" " in spoken and spoken in one) for one in texts):
        return True
    numbers = {one.number for one in ordered}
    doubtful = [one for one in found if not one.trusted and one.spans]
    listed = {
        span for one in doubtful if not _is_urged(one, trace) for span in one.spans
        if span.alone or (tool.writes is False and _is_listed(span, trace))
    }  # fmt: skip
    pointing = [one for one in doubtful if not _is_day(one, tool)]
    told = {text.number: text for text in trace.untrusted}
    if tool.writes is False and any(isinstance(one.value, str) and _is_ordered(one, told, tool) for one in pointing):
        return True
    named = any(_IDENTIFIER.search(str(one.value)) and not listed.intersection(one.spans) for one in pointing)
    if named and not (tool.writes is False and inert.is_inert(tool, trace)):
        return True
    return any(span.trace in numbers and not span.alone for one in doubtful for span in one.spans)


def _is_ordered(one: Argument, texts: Mapping[int, Text], tool: Tool) -> bool:
    """Whether a sentence that gives orders holds the value of a look-up."""
    spans = [span for span in one.spans if span.trace in texts and not (span.alone and span.source.startswith("tool:"))]
    pointed = " " in str(one.value) or _IDENTIFIER.search(str(one.value))
    return bool(pointed and spans) and all(inert.is_ordered_at(texts[span.trace], span.start, span.end, tool) for span in spans)


def _is_out_of_nowhere(found: Sequence[Argument], trace: Trace) -> bool:
    """A look-up that nobody who may ask speaks of, for things that stand in no text, while a text of others asks for something."""
    values = [one for one in found if isinstance(one.value, str) and one.value and one.source != "schema"]
    said = trace.trusted_words | trace.untrusted_words
    if not values or any(one.trusted or one.spans or said.intersection(word_list(str(one.value))) for one in values):
        return False
    return any(_asks(text.text) for text in trace.untrusted)


def _is_day(one: Argument, tool: Tool) -> bool:
    """A day or an hour that a look-up is made for: no identifier, whoever has named it."""
    return tool.writes is False and isinstance(one.value, str) and tracing.moment(one.value) is not None


def _is_urged(one: Argument, trace: Trace) -> bool:
    """Whether a sentence of others asks for the very value that a list holds, and nobody who may ask has called its record by a name."""
    texts = {text.number: text.text for text in trace.untrusted}
    return any(_asks(_field_of(texts[span.trace], span)) for span in one.spans if not span.alone and span.trace in texts)


def _asks(said: str) -> bool:
    """Even to read something: "please read together with F-2"."""
    return bool(requests(said) or asking.wishes_of(said).all or POLITE.intersection(said.casefold().split()))


def _field_of(text: str, span: Span) -> str:
    """The sentences around a value, up to the ends of its line or of its field."""
    before, after = text[max(0, span.start - _AROUND) : span.start], text[span.end : span.end + _AROUND]
    return re.split(r'"|\n', before)[-1] + text[span.start : span.end] + re.split(r'"|\n', after)[0]


_AROUND: Final = 200
_CELL: Final = re.compile(r"(?:\A|[\n;:,(\[{])\s*['\"]?\Z")


def _is_listed(span: Span, trace: Trace) -> bool:
    """Whether it begins a line or a cell of an answer that asks for nothing: a list of what was found."""
    text = next((one for one in trace.untrusted if one.number == span.trace), None)
    if text is None or not text.source.startswith("tool:") or not _CELL.search(text.text, max(0, span.start - 4), span.start):
        return False
    return not requests(text.text) and not asking.wishes_of(text.text).all


def _leaks(tool: Tool, found: Sequence[Argument], trace: Trace, *, changes: bool) -> list[str]:
    goes_out = bool(OUTGOING.intersection(vocabulary.parts(tool.name)))
    leaking = (
        one.path
        for one in found
        if isinstance(one.value, str)
        and _leak(one, trace, goes_out=goes_out, changes=changes)
        and (changes or not handed.is_handed_on(one, found, trace))
    )
    return [short(path) for path in islice(leaking, MAX_ITEMS)]


def _leak(one: Argument, trace: Trace, *, goes_out: bool, changes: bool) -> bool:
    value = str(one.value)
    if one.why in ("encoded", "invisible", "spelled") or (
        not one.trusted and any(p.why in ("encoded", "invisible", "spelled") for p in one.pieces)
    ):
        return True
    if not changes and carrying.carries_records(one.path, value, trace):
        return True
    if one.trusted:
        return not changes and carrying.names_somebody(value, trace)
    if _URL.search(value) or hosts_in([value]) or (goes_out and _HOST.match(value)):
        return not _as_listed(one)
    if not changes and (
        carrying.tells_a_secret(value, trace) or carrying.names_somebody(value, trace) or carrying.is_stuffed(value, trace)
    ):
        return True
    if goes_out and not changes:
        return any(not piece.trusted and piece.source != "invented" for piece in carrying.examine(one.path, value, trace))
    return changes and bool(one.pieces)


def _as_listed(one: Argument) -> bool:
    """A whole address that a tool has listed as a field of its own, and that says nothing in its query."""
    whole = len(str(one.value)) - 2
    return any(span.alone and span.source.startswith("tool:") and span.end - span.start >= whole for span in one.spans) and encoded_free(
        str(one.value)
    )


def encoded_free(url: str) -> bool:
    parts = urlsplit(url if "://" in url else f"https://{url}")
    return not any(list(encoded.decoded(one))[:-2] for one in unquote(parts.query).split("&") if len(one) > 30)


def _action(tool: Tool, found: Sequence[Argument], *, changes: bool) -> dict[str, Any]:
    values = [one for one in found if isinstance(one.value, str)]
    short = [one.value for one in values if len(one.value) < 320 and changes]
    recipients = {address.lower() for value in short for address in _MAIL.findall(value)}
    known = {address.lower() for one in found if one.trusted and isinstance(one.value, str) for address in _MAIL.findall(one.value)}
    return {
        "kind": "tool", "tool": tool.name, "writes": tool.writes, "irreversible": tool.irreversible,
        "recipients": sorted(recipients)[:1000], "new_recipient": bool(recipients - known),
        "hosts": hosts_in(one.value for one in values),
    }  # fmt: skip
