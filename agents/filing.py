"""From the rules that hold to actions for the gate: what exists of what they name, the mail that would be forwarded, and why."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from agents import sorting
from agents.drafts import Prepared
from agents.models import Agent
from agents.sorting import Rule
from audit import content
from audit.errors import ContentErased, ContentMissing
from connectors.models import Channel
from connectors.registry import adapter
from connectors.types import Address, Attachment, Outbound
from conversations.documents import MessageDocument
from conversations.models import Conversation, Message
from conversations.replies import sender_name
from conversations.sorting import merge_target
from review.models import Queue
from review.triage.applying import may_forward
from review.triage.undoing import taken_back
from review.types import ProposedAction

LARGEST_FORWARD = 10 * 1024 * 1024
"""Bytes of a message that goes along as it came; of a larger one only its words do."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a rule may lead to. ``message`` is None where there is no row of it, as in a try."""

    conversation: Conversation
    document: MessageDocument
    message: Message | None = None

    @property
    def channel(self) -> Channel:
        return self.conversation.channel


def propose(prepared: Prepared, rules: Sequence[Rule], scene: Scene) -> tuple[ProposedAction, ...]:
    """What stands so already, and what names something that is not there, is left out."""
    return tuple(_proposed(prepared, scene, rules))


def _proposed(prepared: Prepared, scene: Scene, rules: Sequence[Rule]) -> Iterator[ProposedAction]:
    for rule in rules:
        if rule.do == "forward":
            outbound = forwarded(scene, rule.value)
            if outbound is not None:
                yield sorting.action(prepared, rule, {"to": rule.value}, outbound)
            continue
        arguments = _arguments(rule, scene)
        if arguments is not None:
            yield sorting.action(prepared, rule, arguments)


def _arguments(rule: Rule, scene: Scene) -> dict[str, Any] | None:
    conversation = scene.conversation
    if rule.do == "tag":
        return None if rule.value in conversation.tags else {"tag": rule.value}
    if rule.do == "priority":
        return None if rule.value == conversation.priority else {"priority": rule.value}
    if rule.do == "route":
        return _route(rule, conversation)
    if rule.do == "merge":
        target = merge_target(conversation) if conversation.inbound_count == 1 and not conversation.closed_as else None
        return {"into": str(target)} if target else None
    return {}


def _route(rule: Rule, conversation: Conversation) -> dict[str, Any] | None:
    kind, _, name = rule.value.partition(":")
    if kind == "queue":
        there = Queue.objects.filter(workspace=conversation.workspace_id, slug=name).exists()
        return {"queue": name} if there and name != conversation.queue else None
    if conversation.agent is not None:
        return None  # routed once; agents do not hand a letter to and fro
    found = Agent.objects.filter(workspace=conversation.workspace_id, name=name, is_enabled=True).exclude(active=None).first()
    return {"agent": str(found.id), "name": found.name} if found else None


def rules_here(rules: Sequence[Rule], scene: Scene) -> tuple[Rule, ...]:
    """Without what a person has undone here, and without a hand over to an agent that cannot be: then the turn drafts as ever."""
    undone = taken_back(scene.conversation.id)
    return tuple(one for one in rules if _deed(one) not in undone and not (one.do == "route" and _arguments(one, scene) is None))


def _deed(rule: Rule) -> tuple[str, str]:
    return rule.do, "agent" if rule.do == "route" and rule.instead_of_reply else rule.value


def forwarded(scene: Scene, to: str) -> Outbound | None:
    """The letter as it came in a mail of ours to an address that the channel may forward to; None where it may not, or cannot."""
    channel, document = scene.channel, scene.document
    if not may_forward(scene.conversation, to) or not adapter(channel.kind).capabilities.attachments:
        return None
    sender = f"{document.sender.name} <{document.sender.address}>" if document.sender.name else document.sender.address
    text = f"Forwarded by {channel.name}.\n\nFrom: {sender}\nSubject: {document.subject}\n\n{document.full_text or document.text}\n"
    raw = _raw(scene.message)
    files = (Attachment("message.eml", "application/octet-stream", raw, hashlib.sha256(raw).hexdigest()),) if raw else ()
    subject = " ".join(f"Fwd: {document.subject}".split())[:400]
    return Outbound(
        sender=Address(channel.address, sender_name(channel)), to=(Address(to),), subject=subject, text=text, html="", attachments=files
    )


def _raw(message: Message | None) -> bytes:
    if message is None or not message.raw:
        return b""
    try:
        data = content.get(message.workspace_id, message.raw)
    except (ContentErased, ContentMissing):
        return b""
    return data if len(data) <= LARGEST_FORWARD else b""
