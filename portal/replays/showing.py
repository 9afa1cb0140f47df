"""One result as the page shows it: two columns, the difference of the drafts, and every difference by name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from agents.models import ReplayResult, ReplayRun
from audit import content
from conversations import covering
from conversations.models import HandOff
from kit.word_diff import Piece, between
from policies.engine import obligations
from policies.redaction.covering import Cover
from portal.story.agents_part import TIERS, money
from review.pages import words

State = ReplayResult.State
ROLES = {State.IDENTICAL: "allow", State.REDRAFTED: "hold", State.CHANGED: "deny", State.FAILED: "deny", State.ERASED: ""}
HIDDEN = "(for owners and auditors)"


@dataclass(slots=True)
class Row:
    """One line of the table; ``differs`` marks it."""

    name: str
    recorded: str
    replayed: str

    @property
    def differs(self) -> bool:
        return self.recorded != self.replayed


@dataclass(slots=True)
class Shown:
    """``differences`` are (where, field, recorded, replayed); values are left out for whom the rules mask."""

    result: ReplayResult
    role: str
    rows: list[Row]
    draft: list[Piece]
    differences: list[tuple[str, str, str, str]]
    gone: bool = False


def shown(run: ReplayRun, results: Iterable[ReplayResult], *, all_seeing: bool) -> list[Shown]:
    """``results`` with their turns and conversations."""
    rows = list(results)
    kept = content.get_many(run.workspace_id, [one.content for one in rows if one.content])
    of = covering.covers(run.workspace_id, [one.turn.conversation_id for one in rows])
    return [
        _shown(one, json.loads(kept[one.content]) if one.content in kept else None, of(one.turn.conversation_id), all_seeing)
        for one in rows
    ]


def _shown(result: ReplayResult, told: Mapping[str, Any] | None, mask: Cover, all_seeing: bool) -> Shown:
    role = ROLES[State(result.state)]
    if told is None:
        return Shown(result, role, [], [], [], gone=bool(result.content))
    language = result.turn.conversation.language
    sides = (told["recorded"], told["replayed"]) if "recorded" in told else None
    drafts = [_draft(side, language, mask, all_seeing) for side in sides] if sides else []
    draft = between(*drafts) if len(set(drafts)) > 1 else []
    differences = [
        (one["where"], one["field"], *(_value(one[name]) if all_seeing else HIDDEN for name in ("recorded", "replayed")))
        for one in told["differences"]
        if not (sides and one["field"].endswith(".text"))
    ]
    return Shown(result, role, _rows(*sides) if sides else [], draft, differences)


def _draft(side: Mapping[str, Any], language: str, mask: Cover, all_seeing: bool) -> str:
    text = next((str(one["text"]) for one in side["actions"] if one["kind"] == "reply"), "")
    return text if all_seeing else mask.line(text, language)


def _value(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 400 else f"{text[:400]} …"


def _rows(recorded: Mapping[str, Any], replayed: Mapping[str, Any]) -> list[Row]:
    rows = [
        Row(name, str(recorded[key] or "none"), str(replayed[key] or "none")) for name, key in (("Agent", "agent"), ("Policy", "policy"))
    ]
    rows.append(Row("Answered by", _who(recorded), _who(replayed)))
    kinds = list(dict.fromkeys(one["kind"] for side in (recorded, replayed) for one in side["actions"]))
    for kind in kinds:
        one, other = (next((action for action in side["actions"] if action["kind"] == kind), None) for side in (recorded, replayed))
        rows += _action_rows(ABOUT.get(kind, "Tool call"), one, other)
    rows.append(Row("A person", *(ITEMS.get(side["item"], "is not asked") for side in (recorded, replayed))))
    rows.append(Row("Cost", _cost(recorded["cost"]), _cost(replayed["cost"])))
    rows.append(Row("Time at models", f"{recorded['milliseconds']} ms", f"{replayed['milliseconds']} ms"))
    if recorded["error"] or replayed["error"]:
        rows.append(Row("Error", *(words.plain(side["error"]) or "none" for side in (recorded, replayed))))
    return rows


ABOUT = {"reply": "Reply", "hand_off": "Asks for a person"}
ITEMS = {"approval": "must agree", "hand_off": "must answer"}
EFFECTS = {"allow": "allowed", "review": "review", "deny": "denied"}


def _who(side: Mapping[str, Any]) -> str:
    return str(side["model"] or TIERS.get(side["tier"], side["tier"]))


def _action_rows(name: str, one: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> list[Row]:
    def both(tell: Any) -> tuple[str, str]:
        return tuple("not proposed" if side is None else tell(side) for side in (one, other))  # type: ignore[return-value]  # two sides

    rows = [
        Row(
            f"{name}: ruling",
            *both(lambda side: ", ".join([EFFECTS[side["effect"]], *([f"queue {side['queue']}"] if side["queue"] else [])])),
        ),
        Row(f"{name}: rules", *both(lambda side: ", ".join(side["rules"]) or "none")),
        Row(f"{name}: reasons", *both(lambda side: ", ".join(words.reason(code) for code in side["reasons"]) or "none")),
    ]
    if any(side and side["obligations"] for side in (one, other)):
        rows.append(Row(f"{name}: also asks for", *both(lambda side: ", ".join(map(obligations.said, side["obligations"])) or "nothing")))
    if name == ABOUT["hand_off"]:
        return [Row(f"{name}: because", *both(_because)), *rows[:1]]
    return [*rows, Row(f"{name}: confidence", *both(lambda side: "none" if side["confidence"] is None else f"{side['confidence']:.2f}"))]


def _because(side: Mapping[str, Any]) -> str:
    code = str(side["text"])
    return str(HandOff.Reason(code).label) if code in HandOff.Reason.values else words.plain(code)


def _cost(cost: Mapping[str, Any]) -> str:
    told = [money(Decimal(amount), currency) for currency, amount in sorted(cost["amounts"].items())]
    if cost["unpriced_tokens"]:
        told.append(f"{cost['unpriced_tokens']:,} tokens without a price")
    return ", ".join(told) or "nothing"
