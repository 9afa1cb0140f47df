"""An item as JSON: what would be done, why a person is asked, what it rests on; masked as on the reviewer's page."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from audit import content
from conversations.models import Conversation
from policies.models import RulingRecord
from review.models import Action, Item
from review.pages import desk, masking, proposal
from review.pages.proposal import Proposal
from review.pages.shapes import Reply, Tool
from review.permissions import available_actions

Json = dict[str, Any]


def summary(item: Item, user: User) -> Json:
    """Ids, states and digests only, so it may be remembered under an Idempotency-Key."""
    return {
        "id": str(item.id),
        "conversation": str(item.conversation_id),
        "queue": item.queue.slug,
        "kind": item.kind,
        "status": item.status,
        "reason": item.reason,
        "priority": item.priority,
        "round": item.round,
        "approvals_needed": item.approvals_needed,
        "approvals_given": item.approvals_given,
        "claimed_by": str(item.claimed_by_id) if item.claimed_by_id else None,
        "lease_until": _time(item.lease_until),
        "due_at": _time(item.due_at),
        "created_at": _time(item.created_at),
        "decided_at": _time(item.decided_at),
        "seen_digest": item.seen_digest,
        "available_actions": list(available_actions(item, user)),
    }


def whole(item: Item, user: User) -> Json:
    conversation: Conversation = item.conversation
    mask = masking.mask_of(item.workspace_id, item.conversation_id, user)
    rows = proposal.actions_of(item)
    stored = content.get_many(item.workspace_id, [one for row in rows for one in proposal.contents_of(row)])
    read = proposal.read(rows, stored, conversation, mask)
    return {
        **summary(item, user),
        "returned_because": item.returned_because,
        "obligations": item.obligations,
        "replies": [_reply(one) for one in read.replies],
        "tools": [_tool(one) for one in read.tools],
        "rulings": [_ruling(one, one.ruling) for one in read.actions if one.ruling],
        "evidence": _evidence(read),
    }


def masked(item: Item, user: User) -> list[Json]:
    """Every field of the item's page that is masked and can be revealed: thread, draft, arguments."""
    read = desk.read(item, user)
    parts = [
        *(part for one in read.thread.said for part in (*one.heading, *one.named, *one.addressed, *one.parts)),
        *(part for one in read.thread.said for _, folded in one.folded for part in folded),
        *(part for one in read.proposal.replies for part in (*one.heading, *one.parts)),
        *(part for one in read.proposal.tools for argument in one.arguments for part in argument.parts),
    ]
    return [{"field": part.field, "shown": part.text, "title": part.title} for part in parts if part.field and part.until is None]


def _reply(reply: Reply) -> Json:
    """``masked``: parts of the text are hidden, so it can be approved or rejected but not edited here."""
    return {
        "action": str(reply.action.id), "status": reply.action.status, "digest": reply.action.digest, "to": reply.to_detail,
        "subject": reply.subject, "text": "".join(one.text for one in reply.parts if one.kind != "cite"), "attachments": reply.files,
        "unsupported_sentences": reply.unsupported, "masked": reply.masked, "erased": reply.erased,
    }  # fmt: skip


def _tool(tool: Tool) -> Json:
    arguments = [{"path": one.path, "value": one.value, "source": one.source, "trusted": one.trusted} for one in tool.arguments]
    return {
        "action": str(tool.action.id), "status": tool.action.status, "tool": tool.name, "arguments": arguments, "writes": tool.writes,
        "irreversible": tool.irreversible, "kind": tool.action.kind, "says": tool.says,
    }  # fmt: skip


def _ruling(action: Action, row: RulingRecord) -> Json:
    return {
        "action": str(action.id), "effect": row.effect, "queue": row.queue, "rules": row.rules, "reasons": row.reasons,
        "obligations": row.obligations, "policy_version": str(row.version_id) if row.version_id else None, "error": row.error,
    }  # fmt: skip


def _evidence(read: Proposal) -> Json:
    sources = [
        {"number": one.number, "title": one.title, "heading": one.heading, "text": one.text, "cited": one.cited,
         "document": str(one.document) if one.document else None}
        for one in read.sources
    ]  # fmt: skip
    return {
        "confidence": read.confidence, "calibrated": read.calibrated, "tier": read.tier, "model": read.model,
        "injection": read.injection, "sources": sources,
        "misused_placeholders": [{"mark": one.mark, "why": one.why, "value": one.value} for one in read.misused],
    }  # fmt: skip


def _time(value: Any) -> str | None:
    return value.isoformat() if value else None
