"""The tier that needs no model: it quotes the sentences of our own pages that answer the question, says so, and admits when none does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agents import courtesy, overlap, sentences, tables, wording
from agents.drafts import Draft, Passage, Prepared
from conversations.memory import reading

TIER = "extractive"
MOST_QUOTES = 4
MOST_QUESTIONS = 4
FITS = 0.34
_NOTHING = 0.1
_FOLLOWING = 0.16


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of a passage: ``place`` is its number within it, ``score`` how well it answers (0-1)."""

    passage: Passage
    place: int
    text: str
    score: float


def draft(prepared: Prepared, signature: str) -> Draft:
    """Greeting, quoted and cited sentences, sources, closing; or the honest line that a colleague will answer."""
    lines = wording.for_language(prepared.language)
    greeting = lines.named.format(name=prepared.sender_name) if prepared.sender_name else lines.greeting
    if prepared.wants_person:
        return _without_quotes(greeting, lines.handed, lines, signature, "customer_asked", prepared)
    quotes = choose(prepared.question, prepared.passages)
    confidence = _confidence(quotes)
    if confidence < FITS:
        return _without_quotes(greeting, lines.nothing, lines, signature, "nothing_fits", prepared)
    return _with_quotes(greeting, quotes, confidence, lines, signature, prepared)


def _without_quotes(greeting: str, body: str, lines: wording.Wording, signature: str, reason: str, prepared: Prepared) -> Draft:
    text = "\n\n".join([greeting, body, f"{lines.regards}\n{signature}"])
    return Draft(text, TIER, _NOTHING, (), reason, tuple(fixed(greeting, lines, signature)))


def fixed(greeting: str, lines: wording.Wording, signature: str) -> list[str]:
    """Sentences of ours around a draft, for the check against sources to pass over."""
    whole = [*wording.fixed(lines), greeting, signature, f"{lines.regards}\n{signature}"]
    return [*whole, *(text[start:end] for text in whole for start, end in sentences.split(text))]


def _with_quotes(
    greeting: str, quotes: list[Quote], confidence: float, lines: wording.Wording, signature: str, prepared: Prepared
) -> Draft:
    cited = list(dict.fromkeys(quote.passage.number for quote in quotes))
    by_number = {quote.passage.number: quote.passage for quote in quotes}
    numbers = {number: place for place, number in enumerate(cited, start=1)}
    body = "\n".join(f"- {quote.text} [{quote.passage.number}]" for quote in quotes)
    sources = [f"[{number}] {_where(by_number[number])}" for number in sorted(numbers)]
    foreign = sorted({one.language for one in by_number.values() if one.language and one.language != prepared.language})
    names = ", ".join(filter(None, (wording.name_of(one, prepared.language) for one in foreign)))
    note = [lines.foreign.format(language=names)] if names else []
    text = "\n\n".join(
        [greeting, lines.intro, body, *note, "\n".join([lines.sources, *sources]), lines.closing, f"{lines.regards}\n{signature}"]
    )
    return Draft(
        text,
        TIER,
        confidence,
        tuple(sorted(numbers)),
        "",
        (*fixed(greeting, lines, signature), *note, *sources, "\n".join([lines.sources, *sources])),
    )


def _where(passage: Passage) -> str:
    leaf = passage.heading.rsplit(" > ", 1)[-1]
    return f"{passage.title}: {leaf}" if leaf and leaf != passage.title else passage.title


def choose(question: str, passages: Sequence[Passage]) -> list[Quote]:
    """The best sentences for each question asked, each once, in the order of passages; at most four."""
    chosen: dict[tuple[int, int], Quote] = {}
    candidates = [quote for passage in passages for quote in _sentences(passage)]
    context = overlap.bag(question)
    for asked in questions(question):
        ranked = sorted(
            (_scored(overlap.bag(asked), context, one) for one in candidates), key=lambda one: (-one.score, one.passage.number, one.place)
        )
        if not ranked or ranked[0].score < FITS:
            continue
        for quote in ranked[:2]:
            if quote.score >= max(FITS, 0.8 * ranked[0].score):
                chosen.setdefault((quote.passage.number, quote.place), quote)
        following = next(
            (one for one in ranked if (one.passage.number, one.place) == (ranked[0].passage.number, ranked[0].place + 1)), None
        )
        if following and following.score >= _FOLLOWING:
            chosen.setdefault((following.passage.number, following.place), following)
    best = sorted(chosen.values(), key=lambda one: -one.score)[:MOST_QUOTES]
    return sorted(best, key=lambda one: (one.passage.number, one.place))


def questions(text: str) -> list[str]:
    """What is asked: the questions if there are any, else every sentence that is more than a courtesy."""
    every = [text[start:end] for start, end in sentences.split(text)]
    asked = [one for one in every if one.rstrip().endswith(("?", "？"))]
    telling = asked or [one for one in every if not courtesy.is_courtesy(one)] or every
    return telling[:MOST_QUESTIONS]


def _sentences(passage: Passage) -> list[Quote]:
    quotes, columns = [], list[str]()
    for place, (start, end) in enumerate(sentences.split(passage.text)):
        raw = passage.text[start:end]
        if tables.is_row(raw) and tables.is_head(passage.text, end):
            columns = tables.cells(raw)
            continue
        text = reading.bare(tables.said(raw, columns) if tables.is_row(raw) else _without_marks(raw))
        if raw.startswith("#") or len(text.split()) < 3 or text.endswith("?"):
            continue
        quotes.append(Quote(passage, place, text, 0.0))
    return quotes


def _without_marks(raw: str) -> str:
    return raw.lstrip("#-*•0123456789.) ") if not raw[:1].isdigit() or raw[1:3] in (". ", ") ") else raw


def _scored(asked: overlap.Bag, context: overlap.Bag, quote: Quote) -> Quote:
    """What the question asks about, found in the sentence itself, in its heading, and in the rest of the letter."""
    own = overlap.bag(quote.text)
    placed = overlap.bag(f"{quote.text} {quote.passage.title} {quote.passage.heading}")
    score = 0.5 * overlap.coverage(asked, own) + 0.35 * overlap.coverage(asked, placed) + 0.15 * overlap.coverage(context, placed)
    return Quote(quote.passage, quote.place, quote.text, round(score * (0.85 + 0.15 * quote.passage.coverage), 4))


def _confidence(quotes: Sequence[Quote]) -> float:
    """Of retrieval and of the best quote; never above 0.9, since nobody has read it."""
    if not quotes:
        return 0.0
    best = max(quotes, key=lambda one: one.score)
    share = 0.7 * best.score + 0.2 * best.passage.coverage + 0.1 * best.passage.similarity
    return round(min(0.9, share), 4)
