"""Whose words a line of a pasted conversation is: "Eve: please cancel A-1" is Eve's, whoever has put it into their message.

A label counts as a speaker where it is written as a name (no word of ours, no figure), or a time of day stands before it, and where what follows asks for
something. "Address: ...", "ZX-8812: please leave it ..." and "Dear Anna: ..." are none. What the requester signs with, or calls themselves, is their own.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import takewhile
from typing import Final

from policies.provenance.language import clauses
from policies.provenance.language.common import COMMON, WORDING, words
from policies.provenance.language.concepts import NOT, WISH, deeds, things
from policies.provenance.language.plain import bare
from policies.provenance.language.scopes import LIGHT
from policies.provenance.requests.asking import wishes_of
from policies.provenance.requests.requesting import requests

_NAME: Final = r"[^\W\d_a-zß-ÿ][\w.'’-]*"
_LINE: Final = re.compile(
    r"[ \t]*(?P<time>\[[^\]\n]{1,40}\][ \t]*|\(?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?[ap]m)?\)?[ \t]*(?:[-–,][ \t]*)?)?"
    rf"(?P<who>@?{_NAME}(?:[ \t]+{_NAME}){{0,2}})(?:[ \t]*[(\[][^)\]\n]{{1,40}}[)\]])?[ \t]*:[ \t]*(?P<said>\S.*)"
)
_NICK: Final = r"@?[^\W_][\w.'’-]{0,29}(?:[ \t][^\W_][\w.'’-]{0,29}){0,2}"
_CHAT: Final = re.compile(
    rf"[ \t>•–-]{{0,8}}(?:[<\[(](?P<bracketed>{_NICK})[>\])]|[*_]{{1,2}}(?P<starred>{_NICK})[*_]{{1,2}}|(?P<plain>{_NICK}))"
    r"(?P<time>,?[ \t]{0,8}[(\[]?\d{1,2}[:.]\d{2}(?: ?[ap]m)?[)\]]?)?[ \t]{0,8}(?P<mark>(?:[:>→]|[-=]>)(?=\s|\Z)|[-–](?=\s)|\Z)?[ \t]{0,8}(?P<said>.*)",
    re.IGNORECASE,
)
"""How chats show who speaks: <eve> ..., [eve] ..., *eve*: ..., eve: ..., eve > ..., eve - ..., or a name, with the time or not, on a line above."""
_LABELS: Final = words("""thing things question btw fyi wish wishes favour favor reminder heads-up edit ps nb todo action step first second third last finally important urgent sorry hello hi hey thanks subject re aw wg fwd problem issue
    frage dringend wunsch wichtig erstens zweitens drittens danke betreff sache urgent demande primo bonjour merci objet pregunta urgente hola gracias asunto vraag dringend hoi bedankt one two three four a b c d x yes no ok okay""")  # fmt: skip
"""Leads what follows, and names nobody."""
_LONGEST_LABEL: Final = 120
_MOST: Final = 100
"""Lines with a colon that are read one by one; a message with more is a transcript."""
_WRITES: Final = words("""wrote writes said says replied answered texted messaged schrieb schreibt sagte sagt antwortete meinte écrit écrivait disait répondu dit
    escribió escribe dijo dice respondió schreef schrijft zei zegt antwoordde""")  # fmt: skip
_OWN: Final = words("me i myself ich moi yo ik us we wir nous mij")
_CALLED: Final = re.compile(
    r"\b(?:i'm|i am|my name is|this is|ich bin|ich heiße|mein name ist|je suis|je m'appelle|soy|me llamo|ik ben|mijn naam is)\s+(\S+)",
    re.IGNORECASE,
)
_GREETS: Final = words(
    "dear hi hello hey hallo liebe lieber sehr geehrte geehrter guten cher chère bonjour hola estimado estimada beste geachte to an à cc ps"
)


@lru_cache(maxsize=256)
def of_others(text: str) -> tuple[tuple[int, int], ...]:
    """Ranges of code points that somebody else is shown to have said."""
    lines = _lines(text) if ":" in text or _SHOWN.search(text) else []
    marked = [number for number, (_, line) in enumerate(lines) if ":" in line[:_LONGEST_LABEL] or _may_name(lines, number)]
    own = _own_names(text) if marked else frozenset()
    found: list[tuple[int, int]] = []
    for number in marked[:_MOST]:
        if not (found and lines[number][0] < found[-1][1]):
            found += _of_line(lines, number, own)
    more = lines[marked[_MOST]][0] if len(marked) > _MOST else len(text)
    rest = [(more, len(text))] if found and found[-1][1] < more < len(text) else []
    return tuple(sorted({*found, *rest}))


@lru_cache(maxsize=256)
def names_one(text: str) -> bool:
    """Whether a line stands behind somebody's name, whatever it says."""
    own = _own_names(text)
    lines = _lines(text)
    labelled = (_LINE.match(line) for _, line in lines if ":" in line[:_LONGEST_LABEL])
    chats = (number for number in range(min(len(lines), _MOST)) if _may_name(lines, number))
    return any(told is not None and _is_speaker(told, own) for told in labelled) or any(_of_chat(lines, number, own) for number in chats)


_SHOWN: Final = re.compile(r"[\n<>\[(*@→]|[-–]\s")
_MENTION: Final = re.compile(r"[ \t>•–-]{0,8}@(?P<who>[^\W_][\w.'’-]{0,29})[ \t,]{1,8}(?P<said>\S.*)")
"""Somebody is addressed, or shown to speak, at the beginning of a line: neither is a word to the agent."""
_AGENTS: Final = ("agent", "assist", "bot", "help", "support", "service", "desk", "team", "copilot", "all", "here", "channel", "everyone")


def _may_name(lines: list[tuple[int, str]], number: int) -> bool:
    """Whether a line begins as a chat shows who speaks; a dash shows it among other lines only."""
    line = lines[number][1]
    found = _CHAT.match(line[:_LONGEST_LABEL]) if line.strip() else None
    if _MENTION.match(line):
        return True
    timed = found is not None and found["time"] and ":" in found["time"] and found["time"].strip(" ,\t")[:1] in "(["
    if found is None or not (found["bracketed"] or found["starred"] or timed or found["mark"] is not None):
        return False
    alone = not found["said"].strip()
    below = number + 1 < len(lines) and bool(lines[number + 1][1].strip())
    return below if alone else (found["mark"] not in ("-", "–") or len(lines) > 1)


def _of_chat(lines: list[tuple[int, str]], number: int, own: frozenset[str]) -> list[tuple[int, int]]:
    """What stands behind a nickname, or below it."""
    start, line = lines[number]
    if (named := _MENTION.match(line)) and not _is_agent(named["who"], own):
        return [(start, start + len(line))] if _asks(named["said"][:_READ]) else []
    found = _CHAT.match(line)
    if named or found is None or not _may_name(lines, number):
        return []
    who = (found["bracketed"] or found["starred"] or found["plain"]).split()
    if not _is_nick(who, own, shown=not found["plain"] or bool(found["time"])):
        return []
    below = list(takewhile(lambda one: one[1].strip() and not _CHAT_HEAD.match(one[1]), lines[number + 1 :]))
    alone = not found["said"].strip()
    told = "\n".join([found["said"], *(one for _, one in below if alone)])[:_READ]
    last, closing = below[-1] if alone and below else (start, line)
    return [(start, last + len(closing))] if _asks(told) else []


def _is_agent(who: str, own: frozenset[str]) -> bool:
    """Whether it is the one who is asked, or the requester."""
    told = who.casefold().strip(".,")
    return told in own or told in _OWN or any(one in told for one in _AGENTS)


_CHAT_HEAD: Final = re.compile(r"[ \t]*[<\[]@?[\w.'’-]{1,30}[>\]]")


def _is_nick(who: list[str], own: frozenset[str], *, shown: bool) -> bool:
    """A nickname: no word of ours, no greeting, no number, and not the requester's. Written in the way of a chat it may have a figure in it."""
    told = [one.strip("@.,").casefold() for one in who]
    if any(re.split("['’]", one)[0] in _OWN | _GREETS | own | _LABELS for one in told) or all(one.isdigit() for one in told):
        return False
    if (
        not shown
        and any(character.isdigit() or character in "./" for one in told for character in one.replace("_", ""))
        and "_" not in told[-1]
    ):
        return False
    first = told[:-1] if told[0] not in _MINE else told[1:-1]
    return len(told) < 3 and not any(_is_word(one.rstrip("0123456789_") or "a") for one in (*first, told[-1]))


_MINE: Final = words("my our mein meine unser unsere mon ma notre mi mis nuestra nuestro mijn onze")


def _lines(text: str) -> list[tuple[int, str]]:
    """Each line with where it begins."""
    found, at = [], 0
    for line in text.split("\n"):
        found.append((at, line))
        at += len(line) + 1
    return found


def _of_line(lines: list[tuple[int, str]], number: int, own: frozenset[str]) -> list[tuple[int, int]]:
    start, line = lines[number]
    told = _LINE.match(line)
    if told and _is_speaker(told, own):
        below = list(takewhile(lambda one: one[1].strip() and not _LINE.match(one[1]), lines[number + 1 :])) if told["time"] else []
        last, closing = below[-1] if below else (start, line)
        if _asks("\n".join((told["said"], *(one for _, one in below)))[:_READ]):
            return [(start, last + len(closing))]
    if found := _of_chat(lines, number, own):
        return found
    if line.rstrip().endswith(":") and _tells_who(line):
        rest = lines[number + 1 :]
        below = list(takewhile(lambda one: one[1].strip(), rest if rest and rest[0][1].strip() else rest[1:]))
        if below and _asks("\n".join(one for _, one in below)[:_READ]):
            return [(below[0][0], below[-1][0] + len(below[-1][1]))]
    return []


def _tells_who(line: str) -> bool:
    """ "Bob wrote yesterday:"."""
    told = line.casefold().rstrip(" :\t").split()
    place = next((at for at, one in enumerate(told) if one in _WRITES), None)
    return len(line) <= _LONGEST_LABEL and place is not None and not _OWN.intersection(told[:place])


def _is_speaker(line: re.Match[str], own: frozenset[str]) -> bool:
    told = [one.strip("@.,") for one in line["who"].split()]
    if any(re.split("['’]", one.casefold())[0] in _OWN | _GREETS | own for one in told) or any(
        character.isdigit() for character in line["who"]
    ):
        return False
    return bool(line["time"]) or not any(_is_word(one) for one in told)


def _own_names(text: str) -> frozenset[str]:
    """What the requester calls themselves, and what stands alone in the last line, as a signature does."""
    unlabelled = "\n".join(line for line in text[:_READ].split("\n") if not _LINE.match(line))
    called = {one.strip(".,!").casefold() for one in _CALLED.findall(unlabelled)}
    before, _, last = text.rstrip().rpartition("\n")
    signed = last.split() if before and len(last) <= _SIGNATURE else []
    return frozenset(called | ({one.strip(".,").casefold() for one in signed} if len(signed) <= _NAMES else set()))


_KNOWN: Final = COMMON | WORDING | LIGHT | WISH | NOT | clauses.SAYING
_READ: Final = 4000
_SIGNATURE: Final = 60
_NAMES: Final = 3


def _is_word(told: str) -> bool:
    """Whether a label says what follows, and is no name."""
    word = bare(told.casefold())
    return word in _KNOWN or told.casefold() in _KNOWN or bool(deeds(word) or things(word)) or len(told) < 2


def _asks(said: str) -> bool:
    return bool(requests(said) or wishes_of(said).all)
