"""The story as readable text, and as one JSON object a moment."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from portal.story.moments import Letter, Moment, Reason
from portal.story.reading import Story
from review.pages.origins import Shown

WIDTH = 110


def lines(story: Story) -> Iterator[str]:
    """For a terminal; times are UTC."""
    row = story.conversation
    yield f"{story.subject or '(no subject)'}"
    yield f"Conversation {row.id} · {row.get_status_display()} · version {row.version} · {row.channel.name}"
    yield ""
    for moment in story.moments:
        yield f"{moment.told.at:%Y-%m-%d %H:%M:%S.%f}Z  #{moment.told.number:<3} {moment.line}"
        yield from (f"    {line}" for line in _below(moment))
    yield ""
    yield from _figures(story)


def _below(moment: Moment) -> Iterator[str]:
    if moment.letter:
        yield from _letter(moment.letter)
    if moment.reason:
        yield from _reason(moment.reason)
    if moment.draft and not moment.given:
        yield from _quoted(moment.draft)
    for one in moment.rests:
        yield f"rests on {one.origin.where if one.supported and one.origin else f'nothing ({one.why})'}: {one.sentence}"
        yield from _came(one.origin)
    for given in moment.given:
        yield f"{given.name} = {given.value} · {given.source}{', not trusted' if given.trusted is False else ''}"
        yield from _came(given.origin)
    if moment.diff:
        yield from _quoted("".join(_marked(kind, text) for kind, text in moment.diff))
    sealed = f"sealed {moment.told.seq}" if moment.told.seq is not None else "not yet sealed"
    yield f"{sealed} · {moment.told.event} · {moment.told.id} · correlation {moment.told.correlation or 'none'}"
    yield from (f"{name}: {value}" for name, value in moment.facts)
    yield from (f"exact {name}: {ref.id}" for name, ref in moment.told.content.items())


def _came(origin: Shown | None) -> Iterator[str]:
    if origin and origin.parts:
        yield f"    {origin.where}: {' '.join(origin.text.split())}"


def _letter(letter: Letter) -> Iterator[str]:
    yield f"Subject: {letter.subject}"
    yield from _quoted(letter.text)
    yield from (f"file: {name} · {file.type} · {file.size} bytes" for file, name in letter.files)


def _reason(reason: Reason) -> Iterator[str]:
    yield from (f"rule: {rule.get('name', '')}" for rule in reason.rules)
    yield from reason.reasons
    yield from ([f"engine: {reason.error}"] if reason.error else [])


def _quoted(text: str) -> Iterator[str]:
    for line in text.splitlines():
        yield from (f"| {part}" for part in (textwrap.wrap(line, WIDTH) or [""]))


def _marked(kind: str, text: str) -> str:
    """Additions in {+ +}, what was taken away in [- -]."""
    return f"{{+{text}+}}" if kind == "ins" else f"[-{text}-]" if kind == "del" else text


def _figures(story: Story) -> Iterator[str]:
    yield f"{len(story.moments)} entries" + (f", sealed {story.seals[0]} to {story.seals[1]}" if story.seals else "")
    yield f"models: {', '.join(story.costs) or 'nothing'} · people: {story.people or 'nobody'} · first answer: {story.first_answer or 'none yet'}"


def record(moment: Moment) -> dict[str, Any]:
    """``changes`` are [kind, text] pairs: "" equal, ins, del, cut."""
    told = moment.told
    return {
        "number": told.number,
        "at": told.at.isoformat(),
        "event": told.event,
        "title": moment.line,
        "actor": {"id": str(told.actor) if told.actor else None, "kind": told.actor_kind, "auth": told.auth, "name": moment.actor},
        "subject": str(told.subject) if told.subject else None,
        "entry": str(told.id),
        "seq": told.seq,
        "correlation": told.correlation,
        "data": told.data,
        "content": {name: ref.id for name, ref in told.content.items()},
        "text": moment.letter.text if moment.letter else moment.draft or None,
        "rules": [rule.get("name") for rule in moment.reason.rules] if moment.reason else None,
        "policy": moment.reason.policy if moment.reason else None,
        "rests_on": [
            {
                "sentence": one.sentence,
                "passage": one.number or None,
                "document": (one.origin and one.origin.document) or None,
                "why": one.why,
                **_words(one.origin),
            }
            for one in moment.rests
        ]
        or None,
        "arguments": [
            {"path": one.path, "value": one.value, "source": one.source, "trusted": one.trusted, **_words(one.origin)}
            for one in moment.given
        ]
        or None,
        "changes": [list(piece) for piece in moment.diff] or None,
    }


def _words(origin: Shown | None) -> dict[str, str | None]:
    return {"from": origin.where or None, "words": origin.text or None} if origin else {"from": None, "words": None}
