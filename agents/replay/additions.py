"""What newer releases record besides: where words stand, what a detector found in which source, whether a call is presumed to be wished for, and whether nobody else had spoken. A record of before lacks it, which is no difference; one that has it is compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def evidence(recorded: Any, again: Mapping[str, Any]) -> dict[str, Any]:
    """``again`` without the places of words where ``recorded`` is from before they were kept."""
    shown = _without_newer_facts(recorded, again)
    if not isinstance(recorded, Mapping) or "signs" in (recorded.get("injection") or {}):
        return shown
    shown.pop("elsewhere", None)
    if isinstance(shown.get("injection"), Mapping):
        before = recorded.get("injection") or {}
        shown["injection"] = {name: value for name, value in shown["injection"].items() if name not in ("signs", "found") or name in before}
    if isinstance(shown.get("spans"), Mapping):
        shown["spans"] = {path: {name: one[name] for name in one if name != "place"} for path, one in shown["spans"].items()}
    if isinstance(shown.get("grounding"), Mapping):
        shown["grounding"] = grounding(recorded.get("grounding"), shown["grounding"])
    return shown


def _without_newer_facts(recorded: Any, again: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a call without those that were not asked for when it was recorded."""
    before = recorded.get("action") if isinstance(recorded, Mapping) else None
    if not isinstance(before, Mapping) or not isinstance(again.get("action"), Mapping):
        return dict(again)
    return {**again, "action": {name: value for name, value in again["action"].items() if name in before or name not in _NEWER}}


_NEWER = ("presumed", "alone")


def grounding(recorded: Any, again: Mapping[str, Any]) -> dict[str, Any]:
    sentences = recorded.get("sentences") if isinstance(recorded, Mapping) else None
    if not sentences or "words" in sentences[0]:
        return dict(again)
    return {**again, "sentences": [{name: one[name] for name in one if name != "words"} for one in again["sentences"]]}
