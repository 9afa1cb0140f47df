"""What a model did to the placeholders it was given, told to the gate beside the reply and beside each call; nothing where all is well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from agents import drafts
from agents.drafts import Call, Draft, Looked, Prepared
from policies.redaction import misuse
from policies.redaction.misuse import Misuse

KEY = "misused_placeholders"


def in_reply(prepared: Prepared, draft: Draft) -> dict[str, Any]:
    """Only a model can get them wrong: a reply that is quoted from passages has none."""
    if not draft.model:
        return {}
    names = {**prepared.names, **draft.names}
    wrong = misuse.misused(draft.text, names, _seen(prepared, draft.looked), public=drafts.shown(prepared.passages), kinds=prepared.types)
    greeted = misuse.greets_another(draft.text, names, prepared.sender_name, prepared.thread[-1]["text"] if prepared.thread else "")
    return _told([*wrong, *([greeted] if greeted else [])], names)


def in_call(prepared: Prepared, call: Call, names: Mapping[str, str], looked: Sequence[Looked]) -> dict[str, Any]:
    return _told(misuse.misused_together(_texts(dict(call.arguments)), names, _seen(prepared, looked), kinds=prepared.types), names)


def _told(wrong: Sequence[Misuse], names: Mapping[str, str]) -> dict[str, Any]:
    """Those that are made up keep the gate's own check: nothing with a placeholder in it leaves. ``value`` is what takes the place of one."""
    told = [asdict(one) | ({"value": names[one.mark]} if one.mark in names else {}) for one in wrong if one.why != "made_up"]
    return {KEY: told} if told else {}


def _seen(prepared: Prepared, looked: Sequence[Looked]) -> list[str]:
    return [*(one["text"] for one in prepared.thread), *(one.shown for one in looked)]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
