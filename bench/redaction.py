"""Finding personal data: ours beside stock Presidio with the same recognisers, on the same texts in one run; every finding must be equal.

Compared are type, place, score and recogniser of every finding, on mixed letters in ten languages, plain letters and hostile texts (stock
gets those at a twentieth of their length: it takes minutes on the whole).
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from operator import truediv
from typing import Any

from bench import scanned
from bench.figures import Figure, figure

MIXED, PLAIN, ROUNDS = 400, 200, 5
SHORT = scanned.LENGTH // 20
GLANCED_AT, LOOKED_AT = 3_000, 4
"""Characters by which the slow ones are told, and how many of these are measured."""
Engine = Callable[[str, str], Any]
MAIL = (
    "Hello,\nmy name is Jane Miller and my order 4711-2290 has not arrived. Please write to jane.miller@example.com or call +44 20 7946 0958.\n"
    "I paid with card 4111 1111 1111 1111 on 12/03/2026, IBAN DE89 3704 0044 0532 0130 00. The page https://track.example.com/x1 is empty.\n"
    "Kind regards, Jane"
)


def measure(rounds: int = 0) -> list[Figure]:
    """Figures with name, value, unit, ceiling, ratio, bar, met, rounds, spread."""
    from policies.redaction.scanning import fast, stock

    rounds = rounds or ROUNDS
    mixed, plain = scanned.mixed(MIXED), scanned.plain(PLAIN)
    hostile = [(text, "") for _, text in scanned.hostile(SHORT)]
    texts = [*mixed, *plain, *hostile]
    different = sum(fast.detect(text, language) != stock.analyse(text, language) for text, language in texts)
    with_own = sum(fast.detect(text, language, _own()) != stock.analyse(text, language, _own()) for text, language in texts[::5])
    return [
        figure(f"texts of {len(texts)} in which a finding differs from stock Presidio", "", [different], most=0),
        figure(f"of {len(texts[::5])} of them with own recognisers of a workspace", "", [with_own], most=0),
        _compared("mixed letters searched", mixed, fast.detect, stock.analyse, rounds, bar=8),
        _compared("letters with nothing in them searched", plain, fast.detect, stock.analyse, rounds, bar=50),
        *_whole_call(rounds),
        *_linear(),
        *_crowded(),
    ]


def _own() -> Any:
    """A workspace's own recognisers: usual ones, and three that would take an engine that goes back for hours."""
    from policies.redaction.own import defined

    return (
        defined(
            name="Member", entity="MEMBER_NO", kind="pattern", pattern=r"(?:MB|order) ?-?\d{4,8}", context=["member", "order"], score=0.3
        ),
        defined(name="Works", entity="PLANT", kind="words", words=[f"Werk {number}" for number in range(1000)], score=0.6),
        defined(name="Contract", entity="CONTRACT", kind="pattern", pattern=r"contract no\.? (\d{8})", checksum="luhn"),
        defined(name="Hostile 1", entity="ONE", kind="pattern", pattern=r"(?:\w{1,40}[.-]?){1,4}@!"),
        defined(name="Hostile 2", entity="TWO", kind="pattern", pattern=r"(?:a|aa){1,60}b"),
        defined(name="Hostile 3", entity="THREE", kind="pattern", pattern=r"(?:a?){60}a{60}"),
    )


def _compared(name: str, texts: Sequence[scanned.Text], ours: Engine, stock: Engine, rounds: int, *, bar: float) -> Figure:
    """Texts a second of processor time. Stock takes every fifth text, another fifth each round."""
    mine, theirs = [], []
    for round_number in range(rounds):
        mine.append(_rate(ours, texts))
        theirs.append(_rate(stock, texts[round_number % 5 :: 5]))
    return figure(name, "1/s", mine, theirs, bar=bar)


def _rate(engine: Engine, texts: Sequence[scanned.Text]) -> float:
    began = time.process_time()
    for text, language in texts:
        engine(text, language)
    return len(texts) / (time.process_time() - began)


def _whole_call(rounds: int) -> list[Figure]:
    """What a turn pays: everything found and replaced in a mail of 300 characters with nine values."""
    from policies.redaction import redact

    def spent(*, everything: bool) -> float:
        began = time.process_time()
        for _ in range(100):
            redact(MAIL, workspace=None, surface="model", language="en", everything=everything)
        return (time.process_time() - began) / 100 * 1_000_000

    spent(everything=True)
    return [
        figure(f"redact on a mail of {len(MAIL)} characters full of personal data", "µs", [spent(everything=False) for _ in range(rounds)]),
        figure("the same with names looked for", "µs", [spent(everything=True) for _ in range(rounds)]),
    ]


def _linear() -> list[Figure]:
    """With hostile patterns of a workspace's own: the slowest hostile text, and how much longer eight times the length takes at worst (8 is linear, 64 quadratic).

    Without the garbage collector, which looks through all findings so far again and again: with it up to 13 times.
    """
    from policies.redaction import find

    def find_everything(text: str) -> Any:
        return find(text, people=True, own=_own())

    slowest, steepest = 0.0, 0.0
    gc.collect()
    gc.disable()
    for (_, short), (_, long) in zip(scanned.hostile(scanned.LENGTH // 4), scanned.hostile(2 * scanned.LENGTH), strict=True):
        spent_short = min(_spent(find_everything, short) for _ in range(5))
        spent_long = min(_spent(find_everything, long) for _ in range(2))
        slowest, steepest = max(slowest, spent_long / 2), max(steepest, spent_long / max(spent_short, 0.002))
    gc.enable()
    return [
        figure(f"slowest of the hostile texts, for {scanned.LENGTH:,} characters", "s", [slowest], most=2),
        figure("a hostile text eight times as long takes at worst", "times", [steepest], most=12),
    ]


def _crowded() -> list[Figure]:
    """Of a text for each kind of number, full of the words that lead to it (``crowded``), those that take longest for their length: as ``_linear``, names left out.

    Such a text holds 5,000 numbers, each of which is judged by what stands around it: more than any letter, so it may take three times as long.
    """
    from bench.crowded import crowds
    from policies.redaction import find

    gc.collect()
    gc.disable()
    slowest = sorted(crowds(), key=lambda crowd: -min(_spent(find, crowd.text(GLANCED_AT)) for _ in range(2)))[:LOOKED_AT]
    short = [min(_spent(find, crowd.text(scanned.LENGTH // 4)) for _ in range(3)) for crowd in slowest]
    long = [_spent(find, crowd.text(2 * scanned.LENGTH)) for crowd in slowest]
    gc.enable()
    return [
        figure(
            f"slowest of {len(crowds())} texts full of numbers of one kind, for {scanned.LENGTH:,} characters", "s", [max(long) / 2], most=6
        ),
        figure("one of them eight times as long takes at worst", "times", [max(map(truediv, long, short))], most=12),
    ]


def _spent(find: Callable[[str], Any], text: str) -> float:
    began = time.process_time()
    find(text)
    return time.process_time() - began
