"""Look-ups of a turn at work: through the door that rules on them; what comes back is redacted before a model sees it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from time import perf_counter
from typing import Any, Final

from agents import calls, weighing
from agents.drafts import Prepared
from agents.models import Turn
from agents.turns import steps
from connectors.models import Tool
from connectors.tools.offering import spec_of
from conversations.models import Conversation
from policies import redaction
from review import release
from review.types import ProposedAction

_OPEN_MARK: Final = re.compile(r"<[A-Z_0-9]{0,60}\Z")
_READ: Final = 4 * calls.MOST_SHOWN
_KEPT: Final = 2 * calls.MOST_SHOWN
"""Characters of an answer that are searched, and those of them that may be shown: to search a long answer to its end took seconds for what no model
saw. A value that is cut where the search ends is found in part or not at all, so of what begins between the two nothing is shown; there is more room
there than the longest value takes, a private key of 10,000 characters. Twice what is shown is kept, as placeholders can be shorter than values.
"""


def offered(turn: Turn) -> dict[str, Any]:
    """The tools of the turn's version that are there and switched on; empty where it has none."""
    names = turn.agent_version.tools
    rows = Tool.objects.filter(workspace=turn.workspace_id, name__in=names, is_enabled=True).order_by("name") if names else ()
    found = [spec_of(one) for one in rows]
    return {"tools": found, "currency": turn.conversation.workspace.currency} if found else {}


def of(turn: Turn, prepared: Prepared, tier: str) -> calls.LookUp:
    def look_up(proposed: ProposedAction, names: Mapping[str, str]) -> calls.Result:
        started = perf_counter()
        looked = release.look_up(
            conversation_id=turn.conversation_id,
            conversation_version=turn.conversation_version,
            turn=turn.id,
            agent=steps.actor_of(turn),
            agent_facts=weighing.agent_facts(turn.agent_version, tier),
            signals=weighing.signals(prepared),
            proposed=proposed,
        )
        spent = int((perf_counter() - started) * 1000)
        text = _text(looked.answer) if looked.status == "done" else looked.message
        shown, new = redacted(turn.conversation, text, prepared.language, names)
        price = Decimal(str((calls.offered(prepared, proposed.tool) or {}).get("price", "0"))) if looked.status == "done" else Decimal(0)
        money = (price.quantize(Decimal("0.00000001")), prepared.currency) if price else (None, "")
        return calls.Result(looked.status, shown, new, looked.answer, str(looked.action), spent, *money)

    return look_up


def _text(answer: Any) -> str:
    return json.dumps(answer, ensure_ascii=False, sort_keys=True)


def redacted(conversation: Conversation, text: str, language: str, names: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """As everything a model sees, under the same placeholders; those that are new in it beside it. Cut where it is long, never within a value: a
    placeholder of what was cut off leads a model that guesses it to nothing.
    """
    known = dict(names)
    found = redaction.redact(
        text[:_READ], workspace=conversation.workspace_id, channel=conversation.channel_id, language=language, names=known, upto=_KEPT
    )
    shown = found.text[: calls.MOST_SHOWN]
    if len(shown) < len(found.text):
        shown = _OPEN_MARK.sub("", shown)
    return shown, {name: value for name, value in known.items() if name not in names and name in shown}
