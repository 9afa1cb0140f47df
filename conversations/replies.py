"""From the text of a reply to exactly what would leave: recipients, subject, threading, and the channel's own lines, before anyone approves it."""

from __future__ import annotations

import re
from uuid import UUID

from connectors.models import Channel
from connectors.registry import adapter
from connectors.types import Address, Outbound
from conversations import reply_tokens
from conversations.documents import MessageDocument
from conversations.reply_html import html

_REPLY = re.compile(r"^\s*(?:(?:re|aw|antw|sv|vs|odp|ynt|rif|res|ответ)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_MOST_REFERENCES = 20


def reply(
    channel: Channel,
    document: MessageDocument,
    external_id: str,
    text: str,
    conversation: UUID | None = None,
    *,
    by_person: bool = False,
    language: str = "",
) -> Outbound:
    """A reply to the sender (or where they asked replies to go) of ``document``, whose Message-ID is ``external_id`` without brackets.

    ``conversation`` is what its reply token brings answers back to; without one there is no token. ``by_person`` leaves out the line
    that tells of an agent's draft. The channel's own lines come in ``language`` where it has them.
    """
    can = adapter(channel.kind).capabilities
    whole = f"{text.strip()}{_tail(channel, by_person, language)}"
    outbound = Outbound(
        sender=Address(channel.address, sender_name(channel)),
        to=(recipient(channel, document),),
        subject=subject(document.subject) if can.subject else "",
        text=whole,
        html=html(whole) if can.html else "",
        in_reply_to=external_id if can.threads else "",
        references=references(document, external_id) if can.threads else (),
    )
    return reply_tokens.stamp(outbound, channel, conversation) if conversation else outbound


def sender_name(channel: Channel) -> str:
    return str(channel.parameters.get("sender_name") or channel.name)


def recipient(channel: Channel, document: MessageDocument) -> Address:
    """The first Reply-To that is not our own mailbox, else the sender."""
    wanted = [one for one in document.reply_to if one.address and one.address.lower() != channel.address.lower()]
    return wanted[0] if wanted else document.sender


def subject(old: str) -> str:
    """One "Re:" before what the customer wrote; header breaks cannot survive."""
    bare = " ".join(_REPLY.sub("", old).split())
    return f"Re: {bare}"[:400] if bare else "Re:"


def references(document: MessageDocument, external_id: str) -> tuple[str, ...]:
    """RFC 5322, 3.6.4: the parent's references (else its In-Reply-To) and the parent itself; the first and the newest are kept."""
    before = document.references or ((document.in_reply_to,) if document.in_reply_to else ())
    chain = list(dict.fromkeys([*before, *([external_id] if external_id else [])]))
    return tuple(chain if len(chain) <= _MOST_REFERENCES else [chain[0], *chain[-_MOST_REFERENCES + 1 :]])


def _tail(channel: Channel, by_person: bool, language: str) -> str:
    """In the language of the conversation, where the channel has its lines in it."""
    own = channel.parameters.get("translations", {}).get(language.lower()[:2], {})
    names = ("disclosure", "footer", "confidentiality_notice", "opt_out")[by_person:]
    parts = [(own.get(name) or str(getattr(channel, name))).strip() for name in names]
    lines = "\n\n".join(part for part in parts if part)
    return f"\n\n-- \n{lines}\n" if lines and adapter(channel.kind).capabilities.threads else (f"\n\n{lines}" if lines else "")
