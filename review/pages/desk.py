"""Everything a page about one item shows, read once. A page costs the same number of queries whatever the item holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from accounts.models import User
from accounts.permissions import may, roles
from audit import content
from connectors import registry as connectors
from conversations import replies
from conversations.models import HandOff, Message
from review import states
from review.actions import REASONS
from review.models import Action, Decision, Item, Queue
from review.pages import masking, outcome, proposal, rows, stopped, texts, thread, words
from review.pages.masking import Mask
from review.pages.outcome import Ruled
from review.pages.proposal import Proposal
from review.pages.refusals import Refused
from review.pages.shapes import Argument, Tool
from review.pages.thread import Thread
from review.permissions import available_actions, decidable_queues

RAW_SHOWN = 20_000
_markdown = MarkdownIt("commonmark", {"html": False}).disable(["image"])


@dataclass(frozen=True, slots=True)
class CallFields:
    """``fields`` as (name in the form, argument, value to begin with)."""

    tool: Tool
    fields: list[tuple[str, Argument, str]]


@dataclass(frozen=True, slots=True)
class Desk:
    """``verbs`` are those of ``available_actions``; ``typed`` what came with a refused form; ``standing`` says why nothing can be done."""

    item: Item
    verbs: frozenset[str]
    thread: Thread
    proposal: Proposal
    rulings: list[Ruled]
    decisions: list[tuple[Decision, str]]
    siblings: list[tuple[Item, str]]
    queues: list[Queue]
    mine: bool
    standing: str
    effect: str
    held: str
    """What an emergency stop makes of it."""
    who_else: str
    why: str
    personal: list[tuple[str, bool]]
    mask: Mask
    reader: User
    raw: list[texts.Part] = field(default_factory=list)
    typed: Mapping[str, str] = field(default_factory=dict)
    refused: Refused | None = None
    doing: str = ""
    """edit (or answer), reject or escalate: that form stands open (without JavaScript, and after a refusal)."""

    @property
    def seen(self) -> str:
        return self.item.seen_digest

    @property
    def is_late(self) -> bool:
        return self.item.is_open and self.item.due_at < timezone.now()

    @property
    def lease_until(self) -> datetime | None:
        return self.item.lease_until if self.mine else None

    @property
    def may_edit(self) -> bool:
        return self.may_edit_text or self.may_edit_calls

    @property
    def may_edit_calls(self) -> bool:
        return "edit" in self.verbs and any(one.may_edit for one in self.proposal.tools)

    @property
    def call_fields(self) -> list[CallFields]:
        """The editor's fields of each call, with what was typed in them before."""
        return [
            CallFields(one, [(f"arg.{one.action.id}.{each.path}", each, self.typed.get(f"arg.{one.action.id}.{each.path}", each.raw)) for each in one.arguments])
            for one in self.proposal.tools
            if one.may_edit
        ]  # fmt: skip

    @property
    def may_undo(self) -> bool:
        return may(self.reader, self.item.workspace_id, "review")

    @property
    def may_leave_out(self) -> bool:
        """One thing of several: the last one is rejected, not left out."""
        return "edit" in self.verbs and len(self.proposal.triage) + len(self.proposal.calls) + len(self.proposal.replies) > 1

    @property
    def is_about_a_call(self) -> bool:
        return bool(self.proposal.tools) and not self.proposal.replies

    @property
    def may_edit_text(self) -> bool:
        """A text that is partly hidden from the reviewer cannot be edited: what was covered would be lost or invented."""
        reply = self.proposal.reply
        return "edit" in self.verbs and reply is not None and not reply.masked and not reply.erased

    @property
    def may_answer(self) -> bool:
        """A person writes the reply, to the newest message that somebody has written and that could be read."""
        newest = self.thread.newest
        return "answer" in self.verbs and newest is not None and not newest.message.quarantined

    @property
    def writes(self) -> bool:
        return self.may_edit or self.may_answer

    @property
    def has_subject(self) -> bool:
        return can_have_subject(self.item.conversation.channel.kind)

    @property
    def may_approve(self) -> bool:
        return "approve" in self.verbs and not self.proposal.is_erased

    @property
    def reasons(self) -> Mapping[str, object]:
        return REASONS

    @property
    def text_now(self) -> str:
        """An answer begins empty: what was drafted could not leave."""
        reply = None if self.may_answer else self.proposal.reply
        return self.typed.get("text") or (reply.text if reply else "")

    @property
    def subject_now(self) -> str:
        """Empty where a part of it is masked: the subject then stays as it is."""
        reply, masked = self.proposal.reply, any(one.kind in ("private", "revealed") for one in self.thread.heading)
        usual = ("" if masked else replies.subject(self.thread.subject)) if self.may_answer else reply.subject if reply else ""
        return self.typed.get("subject", usual)

    @property
    def kept_text(self) -> str:
        """What was typed, where there is no editor to show it in."""
        return "" if self.writes else self.typed.get("text", "")

    @property
    def guidelines(self) -> SafeString:
        return guidelines_html(self.item.queue.guidelines)

    @property
    def must_write_reason(self) -> bool:
        return outcome.must_write_reason(self.item)

    @property
    def outcomes(self) -> list[tuple[str, str]]:
        """Each call and reply with what has become of it."""
        shown = [one for one in self.proposal.actions if one.kind != Action.Kind.TRIAGE]
        return [(one.tool or str(one.get_kind_display()), outcome.became(one)) for one in shown]

    @property
    def draft_key(self) -> str:
        """Where the browser keeps what is typed: what was typed for one round is not offered for the next."""
        return f"{self.item.id}:{self.item.round}"


def read(
    item: Item,
    user: User,
    *,
    typed: Mapping[str, str] | None = None,
    refused: Refused | None = None,
    doing: str = "",
    beside: Iterable[UUID] = (),
) -> Desk:
    """``item`` as ``permissions.item_for`` gives it; ``beside`` are conversations that the page lists beside it."""
    conversation = item.conversation
    mask = masking.mask_of(item.workspace_id, item.conversation_id, user, beside=beside)
    messages, (actions, beside_it) = thread.latest(conversation), proposal.actions_and_beside(item)
    decided = list(item.decisions.select_related("user").order_by("created_at"))
    raw = next((one for one in messages if one.id == item.turn), None) if item.kind == Item.Kind.QUARANTINE else None
    found = _contents(item, messages, [*actions, *beside_it], decided, raw)
    marked = proposal.marked(actions, proposal.parsed(actions, found))
    shown = thread.read(conversation, messages, found, mask, without=raw.id if raw else None, marked=marked)
    proposed = proposal.read(actions, found, conversation, mask, {str(one.message.id): one.bodies for one in shown.said}, beside=beside_it)
    language = conversation.language
    decisions = [(one, mask.plain(found.get(one.comment, b"").decode(errors="replace"), language)) for one in decided]
    verbs = frozenset(available_actions(item, user))
    mine = item.status == Item.Status.CLAIMED and item.claimed_by_id == user.id and not states.lease_is_over(item)
    first = next((one.ruling for one in proposed.actions if one.ruling), None)
    return Desk(
        item=item,
        verbs=verbs,
        thread=shown,
        proposal=proposed,
        rulings=outcome.rulings(proposed.actions),
        decisions=decisions,
        siblings=_siblings(item, user) if item.is_open else [],
        queues=_other_queues(item) if "escalate" in verbs else [],
        mine=mine,
        standing=_standing(item, user, verbs, mine, [one for one, _ in decisions]),
        effect=_effect(item, proposed, shown),
        held=stopped.told(item, proposed, may_answer="answer" in verbs),
        who_else=outcome.who_else(item, [one for one, _ in decisions], user) if item.is_open else "",
        why=words.capital(rows.why(item, first)),
        personal=mask.summary(),
        mask=mask,
        reader=user,
        raw=_raw(found.get(raw.raw, b""), mask) if raw else [],
        typed=typed or {},
        refused=refused,
        doing=doing or ("edit" if typed and typed.get("text") else _form_of(refused)),
    )


def _effect(item: Item, proposed: Proposal, shown: Thread) -> str:
    """What the one button that lets something leave does."""
    word = channel_word(item.conversation.channel.kind)
    if item.kind != Item.Kind.HAND_OFF:
        return outcome.on_approval(item, proposed, word)
    return outcome.on_answer(shown.newest.reply_to, word) if shown.newest else ""


def _form_of(refused: Refused | None) -> str:
    return "" if refused is None else "edit" if refused.verb == "answer" else refused.verb


def _contents(
    item: Item, messages: Sequence[Message], actions: Sequence[Action], decided: Sequence[Decision], raw: Message | None
) -> dict[str, bytes]:
    """All that the page shows, in one read."""
    wanted = [one.content for one in messages] + [name for one in actions for name in proposal.contents_of(one)]
    wanted += [one.comment for one in decided] + ([raw.raw] if raw else [])
    return content.get_many(item.workspace_id, {name for name in wanted if name})


def _other_queues(item: Item) -> list[Queue]:
    """Any queue of the workspace may be named as the next, also one that the user cannot look into."""
    return list(Queue.objects.filter(workspace=item.workspace_id).exclude(id=item.queue_id))


def _siblings(item: Item, user: User) -> list[tuple[Item, str]]:
    """What else waits about the same conversation: a draft and the question that it left open are two items."""
    others = Item.objects.visible_to(user).open().filter(conversation=item.conversation_id).exclude(id=item.id)
    return [(one, reason_label(one.reason)) for one in others.order_by("created_at")[:5]]


def _raw(data: bytes, mask: Mask) -> list[texts.Part]:
    """The beginning of the message as it came, as text and nothing else."""
    cut = data[:RAW_SHOWN].decode("utf-8", "replace").replace("\r\n", "\n")
    note = f"\n[{len(data) - RAW_SHOWN:,} more bytes are not shown]" if len(data) > RAW_SHOWN else ""
    return mask.parts(cut + note, "")


def _standing(item: Item, user: User, verbs: frozenset[str], mine: bool, decisions: Sequence[Decision]) -> str:
    """Why the buttons are not there, and whom to ask; empty when they are."""
    if not item.is_open:
        return _closed(item, decisions)
    if item.queue_id not in decidable_queues(user):
        return _read_only(item, user)
    if mine or "claim" in verbs:
        return ""
    return f"{item.claimed_by or 'Somebody'} is working on this. When they let go of it or their time ends, you can take it."


def _closed(item: Item, decisions: Sequence[Decision]) -> str:
    if item.status == Item.Status.SUPERSEDED or not decisions:
        return states.sentence(item)
    return f"{decisions[-1].get_verdict_display()} by {decisions[-1].user}."


def _read_only(item: Item, user: User) -> str:
    if any(role.value == "auditor" for role in roles(user, item.workspace_id)):
        return "You are reading as an auditor: everything is shown, nothing can be changed."
    return f"You can read the queue {item.queue.name} but not decide in it. Ask an owner of the workspace for that right."


def channel_word(kind: str) -> str:
    """What people call a kind of channel: "e-mail". One that is not installed here keeps its code."""
    found = connectors.kinds().get(kind)
    return found.label[:1].lower() + found.label[1:] if found else words.plain(kind)


def can_have_subject(kind: str) -> bool:
    found = connectors.kinds().get(kind)
    return found is not None and found.capabilities.subject


def guidelines_html(text: str) -> SafeString:
    """Markdown of our own people: no raw HTML, no images."""
    tokens = _markdown.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h3"  # below the page's own headings, whatever was written
    return mark_safe(str(_markdown.renderer.render(tokens, _markdown.options, {})))  # noqa: S308 - the renderer escapes all markup in the text


def reason_label(code: str) -> str:
    return str(REASONS.get(code) or (HandOff.Reason(code).label if code in HandOff.Reason.values else words.plain(code)))
