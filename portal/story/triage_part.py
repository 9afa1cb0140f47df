"""What triage wanted and did, and what people took back."""

from __future__ import annotations

from portal.story.moments import Moment
from portal.story.scene import Scene, Tell
from review.pages import words
from review.triage.kinds import KINDS
from review.triage.undoing import why_not


def label(tool: str) -> str:
    return KINDS[tool].label.lower() if tool in KINDS else words.plain(tool)


def _done(moment: Moment, scene: Scene) -> None:
    moment.role, moment.title, moment.rest = "allow", "Triage carried out:", label(str(moment.told.data.get("tool", "")))
    moment.quiet = [f"by {moment.actor}"] if moment.told.actor_kind == "user" else []
    change = scene.material.changes.get(moment.told.subject) if moment.told.subject else None
    if change is not None and why_not(change.action, change) == "":
        moment.undo = change.action_id
    elif change is not None and change.undone_at is not None:
        moment.chips = [("hold", "undone since")]


def _failed(moment: Moment, scene: Scene) -> None:
    moment.role, moment.title, moment.rest = "deny", "Triage could not be carried out:", label(str(moment.told.data.get("tool", "")))


def _undone(moment: Moment, scene: Scene) -> None:
    moment.role, moment.title, moment.rest = "person", f"{moment.actor} undid", label(str(moment.told.data.get("tool", "")))


def _left_out(moment: Moment, scene: Scene) -> None:
    moment.role, moment.title, moment.rest = "person", f"{moment.actor} left out", label(str(moment.told.data.get("tool", "")))


def _sorted(moment: Moment, scene: Scene) -> None:
    what, old, new = (str(moment.told.data.get(name) or "") for name in ("what", "old", "new"))
    if what == "tag":
        moment.title, moment.rest = ("Tagged", new) if new else ("Tag taken off:", old)
    elif what == "agent":
        moment.title, moment.rest = "Routed to another agent", ""
    else:
        moment.title, moment.rest = f"{words.capital(what)}:", new or "as before"
    moment.quiet = [f"by {moment.actor}"] if moment.told.actor_kind == "user" else []


TELLERS: dict[str, Tell] = {
    "review.triage_done": _done,
    "review.triage_failed": _failed,
    "review.triage_undone": _undone,
    "review.triage_left_out": _left_out,
    "conversation.sorted": _sorted,
}
