"""From entries to moments: one function a kind of event; an event that has none is told by its label and its data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.story import Told
from conversations.erasure.wording import GONE
from kit.word_diff import between
from portal.story import agents_part, people_part, spend_part, triage_part
from portal.story.letters import letter
from portal.story.material import Material, draft_of, evidence_of
from portal.story.moments import Moment
from portal.story.provenance import Traces
from portal.story.scene import Scene, Tell
from review.pages import words


def tell(entries: Sequence[Told], scene: Scene) -> Iterator[Moment]:
    scene.traces = Traces(scene.material, list(entries), scene.mask, scene.material.conversation.language)
    for entry in entries:
        moment = Moment(entry, title=entry.label, actor=_actor(entry, scene.material))
        moment.facts = _facts(entry)
        TELLERS.get(entry.event, _plainly)(moment, scene)
        _draft(moment, scene)
        _rests(moment, scene)
        yield moment


def _actor(entry: Told, material: Material) -> str:
    if entry.actor is None:
        return "the system"
    if entry.actor_kind == "user":
        return str(material.users.get(entry.actor) or "a former member")
    if entry.actor_kind == "agent":
        return str(material.agents.get(entry.actor) or "an agent")
    return "the customer"


def _facts(entry: Told) -> list[tuple[str, str]]:
    return [(words.plain(name), _said(value)) for name, value in entry.data.items() if value not in (None, "", [])]


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)


def _plainly(moment: Moment, scene: Scene) -> None:
    moment.quiet = [f"by {moment.actor}"] if moment.told.actor_kind == "user" else []


def _draft(moment: Moment, scene: Scene) -> None:
    """The draft, or what has changed since the last one of the same action. The reason of a hand-off stands in the line already."""
    identity, action = draft_of(moment.told), moment.told.subject
    if not identity or action is None or scene.kinds.get(action) == "hand_off":
        return
    if identity not in scene.material.drafts:
        moment.draft = "[erased]"
        return
    text, before = _covered(identity, scene), scene.drafts.get(action)
    if before is None:
        moment.draft = text
        _opened(moment, identity, scene)
    else:
        moment.diff = between(before, text)
    if moment.told.event != "review.edit_refused":
        scene.drafts[action] = text


def _rests(moment: Moment, scene: Scene) -> None:
    if evidence_of(moment.told) in scene.material.evidence:
        moment.rests = list(scene.traces.rests(moment.told))


def _opened(moment: Moment, identity: str, scene: Scene) -> None:
    """A reply with its links; a call as the list of its arguments, each with where it came from."""
    if identity in scene.material.arguments:
        moment.given = list(scene.traces.given(moment.told, scene.material.arguments[identity]))
    elif evidence_of(moment.told) in scene.material.evidence:
        moment.draft_parts = scene.traces.draft(moment.told, identity, scene.material.drafts[identity])


def _covered(identity: str, scene: Scene) -> str:
    return scene.mask.line(scene.material.drafts[identity], scene.material.conversation.language, identity=identity)


def _received(moment: Moment, scene: Scene) -> None:
    row = scene.material.messages.get(moment.told.subject) if moment.told.subject else None
    if row is None:
        return
    document, files = scene.material.documents[row.id], scene.material.files.get(row.id, [])
    moment.letter = letter(
        row,
        document,
        files,
        scene.material.conversation.language,
        scene.mask,
        all_seeing=scene.all_seeing,
        marked=scene.traces.on_message(row.id),
    )
    moment.rest = f"to {moment.letter.to}" if moment.letter.ours and moment.letter.to else f"from {moment.letter.sender}"
    moment.quiet = [f"over {row.tls}"] if row.tls else []
    if moment.letter.ours:
        moment.role, moment.title = "allow", "Reply delivered"
        return
    moment.title = "Chat message received" if scene.material.conversation.channel.kind == "chat" else "Mail received"
    level = str(moment.told.data.get("identity") or "")
    moment.chips = [IDENTITY[level]] if level in IDENTITY else []
    if row.machine:
        moment.chips.append(("", f"automatic: {words.plain(row.machine)}"))
    if row.quarantined == GONE:
        moment.chips.append(("private", "erased"))
    elif row.quarantined:
        moment.chips.append(("deny", "could not be read"))


def _note(moment: Moment, scene: Scene) -> None:
    _received(moment, scene)
    moment.role, moment.title, moment.rest = "person", f"Note by {moment.actor}", ""


IDENTITY = {"verified": ("allow", "sender verified"), "soft": ("hold", "sender plausible"), "none": ("hold", "sender not verified")}

TELLERS: dict[str, Tell] = {
    "conversation.message_received": _received,
    "conversation.message_delivered": _received,
    "conversation.note_added": _note,
    **agents_part.TELLERS,
    **people_part.TELLERS,
    **spend_part.TELLERS,
    **triage_part.TELLERS,
}
