"""Requests and what they would take, in words for the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import User
from accounts.people import same_person
from accounts.permissions import may
from audit import content, sealed
from conversations import contacts, covering, naming
from conversations.erasure import subjects
from conversations.erasure.models import ErasureRequest, LegalHold
from conversations.erasure.subjects import Plan
from conversations.models import Conversation
from kit.models import Job
from policies.redaction.covering import Cover

WORDS = {
    "conversations_conversation": "conversations", "conversations_message": "messages, with their thread ids and keyed hashes",
    "conversations_attachment": "names of files", "derived.conversations_preview": "lines of lists: subject, first words, sender",
    "conversations_participant": "keyed hashes of who took part", "conversations_contact": "contacts: name and tier",
    "conversations_contactaddress": "addresses", "auditlog_logentry": "lines of the change log that name the person",
    "audit_content": "texts, files, prompts, drafts and originals", "audit_datakey": "encryption keys",
    "review_item": "items of review", "review_action": "drafts and other actions", "connectors_delivery": "deliveries",
    "agents_turn": "turns of agents", "agents_step": "steps of turns", "agents_replayresult": "results of replays", "file:outbox": "copies of mail in the outbox",
    "portal_evidencebundle": "evidence bundles that lie ready",
    "portal_savedview": "saved views named after the person", "redis:countersign:chat:limit:": "counters of the chat's limits",
    "redis:countersign:rate:": "counts of what was sent to the person",
}  # fmt: skip
ROLES = {"requested": "hold", "confirmed": "accent", "running": "accent", "held": "hold", "done": "allow", "cancelled": ""}


def counts(given: Mapping[str, int]) -> list[tuple[str, int]]:
    """By what people call it, the most telling first."""
    order = list(WORDS)
    known = sorted(given.items(), key=lambda one: order.index(one[0]) if one[0] in order else len(order))
    return [(WORDS.get(place, place), count) for place, count in known if count]


@dataclass(frozen=True, slots=True)
class Hold:
    """As this reader may see it."""

    hold: LegalHold
    name: str
    reason: str


def holds(rows: list[LegalHold], user: User) -> list[Hold]:
    cover = naming.cover_for(user, rows[0].workspace_id) if rows else Cover({})
    found = content.get_many(rows[0].workspace_id, [row.reason for row in rows]) if rows else {}
    sealed.open_all([row.contact for row in rows if row.contact], "name")
    return [
        Hold(row, cover.name(row.contact.name) if row.contact else "", cover.line(found.get(row.reason, b"").decode("utf-8", "replace")))
        for row in rows
    ]


@dataclass(slots=True)
class Shown:
    """One request as its page shows it to this person. ``plan`` only until it has begun."""

    request: ErasureRequest
    plan: Plan | None
    reader: User
    name: str
    addresses: list[str]
    job: Job | None
    may_confirm: bool
    asked_it: bool
    may_cancel: bool
    conversations: list[Conversation]

    @property
    def role(self) -> str:
        return ROLES.get(self.request.status, "")

    @property
    def will_go(self) -> list[tuple[str, int]]:
        return counts(self.plan.counts) if self.plan else []

    @property
    def gone(self) -> list[tuple[str, int]]:
        return counts(self.request.erased)

    @property
    def holds(self) -> list[Hold]:
        return holds(list(self.plan.holds), self.reader) if self.plan else []

    @property
    def unreadable_here(self) -> datetime | None:
        return self._certified("unreadable_here_from")

    @property
    def unreadable_in_backups(self) -> datetime | None:
        return self._certified("unreadable_in_backups_from")

    def _certified(self, name: str) -> datetime | None:
        return datetime.fromisoformat(self.request.certificate[name]) if self.request.certificate else None

    @property
    def is_moving(self) -> bool:
        return self.request.status in ("confirmed", "running")


MOST = 20


def show(request: ErasureRequest, user: User) -> Shown:
    waits = request.status in ("requested", "held")
    plan = subjects.plan(request) if waits else None
    allowed, asked_it = may(user, request.workspace_id, "erase"), same_person(request.requested_by, user)
    cover, about = naming.cover_for(user, request.workspace_id), request.contact if request.is_open else None
    known = [cover.address(one.address) for one in contacts.addresses(about)] if about else []
    rows = _shown(plan, request, user)
    return Shown(
        request, plan, user, cover.name(about.name) if about else "", known, _job(request.job), allowed and not asked_it and request.status == "requested", asked_it,
        allowed and request.status in ("requested", "confirmed"), rows,
    )  # fmt: skip


def _shown(plan: Plan | None, request: ErasureRequest, user: User) -> list[Conversation]:
    """The latest of them, masked for whom the rules mask."""
    rows = Conversation.objects.select_related("channel", "preview").filter(id__in=plan.subject.conversations if plan else ())
    found = list(rows.order_by("-last_message_at")[:MOST])
    if not may(user, request.workspace_id, "see_evidence"):
        covering.cover(found, request.workspace_id)
    return found


def _job(identity: UUID | None) -> Job | None:
    return Job.objects.filter(id=identity).first() if identity else None
