"""Calls without a model: a tool is proposed where its own words say when, and every argument stands in the letter or in what was looked up.

An argument is filled from the first word of the letter that has its pattern, or, by ``x-from``, from a field of another tool's answer
(``look_up_order.total``). What cannot be filled is not guessed: then there is no call.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from agents import calls, extractive, wording
from agents.drafts import Call, Draft, Prepared
from agents.preparing import SUBJECT, StepDraft
from connectors.tools import schema, spec
from policies import redaction

SURE: Final = 0.5
"""Of a call filled by rule: nobody has read the letter."""
_SUSPICIOUS: Final = 0.5
_WORD: Final = re.compile(r"[\w@.+-]+")


def extend(prepared: Prepared, draft: Draft, signature: str, look_up: calls.LookUp) -> tuple[Draft, list[StepDraft]]:
    """The draft with what was looked up and what is to be done beside it; as it was where no tool fits."""
    if not prepared.tools or prepared.wants_person or prepared.injection >= _SUSPICIOUS:
        return draft, []
    wanted = [one for one in prepared.tools if spec.writes(one) and prepared.intent in one["intents"]]
    talk, made, answers = calls.Talk(prepared, look_up, draft.tier), list[StepDraft](), dict[str, Any]()
    for tool in wanted:
        _look(_needed(tool), prepared, talk, answers, made)
        arguments = _filled(tool, prepared, answers)
        if arguments is not None:
            call = Call(tool["name"], arguments)
            return _done(prepared, draft, signature, call, talk), made
    return draft, made


def _needed(tool: Mapping[str, Any]) -> set[str]:
    """Names of the tools whose answers fill arguments of this one."""
    parts = tool["parameters"].get("properties", {}).values()
    return {str(part["x-from"]).partition(".")[0] for part in parts if "x-from" in part}


def _look(names: set[str], prepared: Prepared, talk: calls.Talk, answers: dict[str, Any], made: list[StepDraft]) -> None:
    for tool in prepared.tools:
        if tool["name"] not in names or tool["name"] in answers or spec.writes(tool):
            continue
        arguments = _filled(tool, prepared, answers)
        if arguments is None:
            continue
        made.append(talk.answer(Call(tool["name"], arguments))[1])
        found = talk.looked[-1] if talk.looked else None
        if found is not None and found.status == "done":
            answers[tool["name"]] = found.answer


def _filled(tool: Mapping[str, Any], prepared: Prepared, answers: Mapping[str, Any]) -> dict[str, Any] | None:
    parameters = tool["parameters"]
    letter = redaction.restore(_letter(prepared), prepared.names)[0]
    found = {name: _value(part, letter, answers) for name, part in parameters.get("properties", {}).items()}
    arguments = {name: value for name, value in found.items() if value is not None}
    return None if schema.fault(parameters, arguments, closed=True) else arguments


def _letter(prepared: Prepared) -> str:
    """What the customer wrote now. The subject counts in a first letter only: later ones carry it along, whoever writes."""
    text = prepared.thread[-1]["text"]
    return text.partition("\n\n")[2] if len(prepared.thread) > 1 and text.startswith(SUBJECT) else text


def _value(part: Mapping[str, Any], letter: str, answers: Mapping[str, Any]) -> Any:
    if "x-from" in part:
        tool, _, name = str(part["x-from"]).partition(".")
        answer = answers.get(tool)
        return answer.get(name) if isinstance(answer, Mapping) else None
    if part.get("type") != "string" or "pattern" not in part:
        return None
    words = (word.strip(".-") for word in _WORD.findall(letter))
    return next((word for word in words if not schema.fault(part, word, closed=True)), None)


def _done(prepared: Prepared, draft: Draft, signature: str, call: Call, talk: calls.Talk) -> Draft:
    """The reply that leaves once the call has worked: what was done, in one line."""
    tool, lines = calls.offered(prepared, call.tool), wording.for_language(prepared.language)
    assert tool is not None  # noqa: S101 - it was chosen from those offered
    greeting = lines.named.format(name=prepared.sender_name) if prepared.sender_name else lines.greeting
    said = f"- {spec.sentence(tool, call.arguments)}"
    text = "\n\n".join([greeting, wording.done(prepared.language), said, lines.closing, f"{lines.regards}\n{signature}"])
    fixed = (*extractive.fixed(greeting, lines, signature), wording.done(prepared.language), said)
    return replace(
        draft,
        text=text,
        confidence=SURE,
        citations=(),
        hand_off="",
        fixed=fixed,
        calls=(call,),
        looked=tuple(talk.looked),
        names=dict(talk.names),
    )
