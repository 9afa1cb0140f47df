"""What the agent did, and what the policy said to it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from agents.models import Step
from conversations.models import HandOff
from policies.models import RulingRecord
from portal.story import triage_part
from portal.story.moments import Moment, Reason
from portal.story.scene import Scene, Tell
from review.pages import origins, words
from review.pages.proposal import flat
from review.pages.texts import parts
from review.templatetags.desk import language_name

TIERS = {"extractive": "quoted from documents, no model", "small": "small tier", "large": "large tier", "person": "a person"}


def _turn_started(moment: Moment, scene: Scene) -> None:
    turn = scene.material.turns.get(moment.told.subject) if moment.told.subject else None
    moment.title = f"{moment.actor} begins" if moment.actor != "an agent" else "The agent begins"
    moment.quiet = [f"version {turn.agent_version.number}"] if turn else []


def _turn_finished(moment: Moment, scene: Scene) -> None:
    outcome = str(moment.told.data.get("outcome", ""))
    moment.title = {
        "proposed": "The turn is done",
        "superseded": "The turn is given up: the customer wrote again",
        "failed": "The turn failed",
    }.get(outcome, f"The turn ended: {words.plain(outcome)}")
    moment.role = "deny" if outcome == "failed" else ""
    moment.quiet = [words.plain(str(moment.told.data["error"]))] if moment.told.data.get("error") else []


def _step(moment: Moment, scene: Scene) -> None:
    step = scene.material.steps.get(moment.told.subject) if moment.told.subject else None
    if step is None:
        return
    moment.title = str(Step.Kind(step.kind).label) + (":" if step.kind in STEPS else "")
    moment.rest = STEPS[step.kind](step.summary) if step.kind in STEPS else ""
    moment.quiet = [_spent(step), *_model(step)]
    if step.kind == Step.Kind.REDACT and step.summary.get("placeholders"):
        moment.chips = [("private", f"{step.summary['placeholders']} masked")]
        moment.role = "private"
    if step.kind == Step.Kind.TRIAGE and Decimal(str(step.summary.get("injection") or 0)) >= Decimal("0.5"):
        moment.chips = [("deny", "injection signs")]
        moment.signs = scene.traces.signs(step.turn_id)
    if step.kind == Step.Kind.TOOL:
        _looked(moment, step, scene)
    if step.error:
        moment.role = "deny"
        moment.rest = str(step.summary.get("because") or moment.rest)
        moment.chips.append(("deny", words.plain(step.error)))


def _looked(moment: Moment, step: Step, scene: Scene) -> None:
    """A look-up on the way to the draft, with what came back: words of it that something came from are marked."""
    moment.title, moment.rest = "Looked up:", str(step.summary.get("tool") or "")
    if step.summary.get("status") in LOOKED:
        moment.chips = [("hold", LOOKED[step.summary["status"]])]
    answer, came = scene.material.answers.get(step.id), scene.traces.on_step(step)
    for path, text in flat(answer)[:MOST_LINES] if answer is not None else ():
        spans = scene.mask.marks(text, scene.mask.found_in_field(path, text, scene.material.conversation.language))
        moment.answer.append((path, parts(text, origins.marks(came, text, spans))))


LOOKED = {"refused": "not allowed", "failed": "no answer"}
MOST_LINES = 30


def _spent(step: Step) -> str:
    return f"{step.milliseconds} ms" if step.milliseconds < 1000 else f"{step.milliseconds / 1000:.1f} s"


def _model(step: Step) -> list[str]:
    if step.kind not in (Step.Kind.MODEL, Step.Kind.TOOL):
        return []
    told = [step.model or TIERS.get(step.tier, step.tier)]
    if step.input_tokens or step.output_tokens:
        told.append(f"{step.input_tokens + step.output_tokens:,} tokens")
    if step.cost is not None:
        told.append(money(step.cost, step.currency))
    return [one for one in told if one]


def money(amount: Decimal, currency: str) -> str:
    """With as many places as it takes to say something: 0.0021 USD, 84.90 EUR."""
    places = 2 if amount == 0 or abs(amount) >= Decimal("0.1") else min(8, 1 - amount.adjusted())
    return f"{amount:.{places}f} {currency}"


def _triage(summary: dict[str, Any]) -> str:
    language = language_name(summary["language"]) if summary.get("language") else "unknown language"
    told = [words.plain(str(summary.get("intent") or "no clear intent")), language, f"{summary.get('urgency') or 'normal'} urgency"]
    return ", ".join([*told, "wants a person"] if summary.get("wants_person") else told)


def _redact(summary: dict[str, Any]) -> str:
    return words.joined(words.findings(summary.get("types") or [])) or "nothing to mask"


def _recall(summary: dict[str, Any]) -> str:
    number = int(summary.get("passages") or 0)
    return "no passage fits" if not number else "1 passage" if number == 1 else f"{number} passages"


def _ground(summary: dict[str, Any]) -> str:
    missing, number = int(summary.get("unsupported") or 0), int(summary.get("sentences") or 0)
    return "each sentence has a source" if not missing else f"{missing} of {number} sentences have no source"


STEPS: dict[str, Callable[[dict[str, Any]], str]] = {"triage": _triage, "redact": _redact, "recall": _recall, "ground": _ground}


def _proposed(moment: Moment, scene: Scene) -> None:
    data = moment.told.data
    kind = str(data.get("kind", ""))
    if moment.told.subject:
        scene.kinds[moment.told.subject] = kind
    moment.title = {"reply": "Draft reply", "hand_off": "Asks for a person", "triage": "Triage proposes:"}.get(kind, "Tool call proposed")
    tool = str(data.get("tool") or "")
    moment.rest = f"by {moment.actor}" if kind == "reply" else triage_part.label(tool) if kind == "triage" else tool
    if data.get("confidence") is not None and kind != "hand_off":
        moment.quiet = [f"confidence {words.confidence(Decimal(data['confidence']))}, not yet calibrated"]


EFFECTS = {"allow": ("allow", "Ruled: allowed"), "review": ("hold", "Ruled: review"), "deny": ("deny", "Ruled: denied")}


def _ruled(moment: Moment, scene: Scene) -> None:
    row = scene.material.rulings.get(moment.told.subject) if moment.told.subject else None
    moment.role, moment.title = EFFECTS.get(str(moment.told.data.get("effect")), ("", moment.title))
    if row is None:
        return
    reason = _reason(row)
    moment.rest = f"by {reason.policy}" if reason.policy else "without an active policy"
    moment.quiet = [ABOUT[kind]] if (kind := scene.kinds.get(row.reference, "")) in ABOUT else []
    if _is_unchanged(row, scene):
        moment.role, moment.title, moment.quiet = "", "Ruled again:", ["unchanged", *moment.quiet]
        return
    moment.reason = reason
    asked = [one for one in row.obligations if one.get("kind") == "approvals"]
    moment.chips = [(moment.role, words.people(int(one.get("count", 1)))) for one in asked if int(one.get("count", 1)) > 1]


def _is_unchanged(row: RulingRecord, scene: Scene) -> bool:
    """Whether the ruling before on the same action, by the same version, said the same."""
    now, key = f"{row.version_id} {row.digest}", str(row.reference)
    before, scene.ruled[key] = scene.ruled.get(key), now
    return before == now


ABOUT = {"reply": "on the reply", "tool": "on the tool call", "triage": "on the triage", "hand_off": "on asking for a person"}


def _reason(row: RulingRecord) -> Reason:
    version = row.version
    return Reason(
        effect=row.effect,
        policy=f"{version.policy.name} v{version.number}" if version else "",
        rules=list(row.rules),
        reasons=[words.capital(words.reason(str(code))) for code in row.reasons],
        obligations=[words.plain(str(one.get("kind", ""))) for one in row.obligations],
        error=row.error,
        record=row.id,
        version=version.id if version else None,
    )


def _handed_off(moment: Moment, scene: Scene) -> None:
    code = str(moment.told.data.get("reason", ""))
    moment.role, moment.title = "hold", "Handed to a person:"
    moment.rest = str(HandOff.Reason(code).label) if code in HandOff.Reason.values else words.plain(code)


TELLERS: dict[str, Tell] = {
    "agent.turn_started": _turn_started,
    "agent.turn_finished": _turn_finished,
    "agent.step_recorded": _step,
    "review.action_proposed": _proposed,
    "policy.ruled": _ruled,
    "conversation.handed_off": _handed_off,
}
