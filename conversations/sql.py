"""What intake and turns ask of the database for every message, one statement each: through the ORM the asking took longer than the answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from kit import statements

Row = tuple[Any, ...]

_SEEN = """
SELECT m.id, m.conversation_id, m.direction = 'in' AND m.content_hash = %(fingerprint)s
  FROM conversations_message m WHERE m.channel_id = %(channel)s AND m.external_lookup = %(identity)s AND m.external_lookup <> ''
UNION ALL
SELECT m.id, m.conversation_id, true FROM conversations_message m
  WHERE m.channel_id = %(channel)s AND m.content_hash = %(fingerprint)s AND m.content_hash <> '' AND m.direction = 'in' AND m.external_lookup = ''
"""
_ADDRESS = """
SELECT a.id, a.contact_id, c.merged_into_id, a.verified_at IS NOT NULL
  FROM conversations_contactaddress a JOIN conversations_contact c ON c.id = a.contact_id
 WHERE a.workspace_id = %s AND a.kind = %s AND a.lookup = %s FOR NO KEY UPDATE OF a
"""
_MEET = """
WITH met AS (
  INSERT INTO conversations_contactaddress (id, workspace_id, contact_id, kind, address, lookup, verified_at)
  VALUES (%(id)s, %(workspace)s, %(contact)s, %(kind)s, %(address)s, %(lookup)s, CASE WHEN %(verified)s THEN statement_timestamp() END)
  ON CONFLICT (workspace_id, kind, lookup) DO NOTHING RETURNING contact_id)
INSERT INTO conversations_contact (id, workspace_id, name, tier, merged_into_id, created_at)
SELECT contact_id, %(workspace)s, %(name)s, '', NULL, statement_timestamp() FROM met
"""
_BY_IDS = """
SELECT m.external_lookup, coalesce(c.merged_into_id, c.id),
       EXISTS (SELECT 1 FROM conversations_participant p WHERE p.conversation_id = m.conversation_id AND p.lookup = %(sender)s)
  FROM conversations_message m JOIN conversations_conversation c ON c.id = m.conversation_id
 WHERE m.channel_id = %(channel)s AND m.external_lookup = ANY(%(ids)s) AND m.external_lookup <> '' AND c.closed_as <> 'spam'
   AND NOT EXISTS (SELECT 1 FROM conversations_conversation t WHERE t.id = c.merged_into_id AND t.closed_as = 'spam')
"""
_BY_SUBJECT = """
WITH RECURSIVE family AS (
  SELECT %(contact)s::uuid AS id UNION SELECT c.id FROM conversations_contact c JOIN family f ON c.merged_into_id = f.id)
SELECT coalesce(c.merged_into_id, c.id) FROM conversations_conversation c
 WHERE c.channel_id = %(channel)s AND c.subject_key = %(key)s AND c.last_message_at >= %(since)s AND c.closed_as <> 'spam'
   AND NOT EXISTS (SELECT 1 FROM conversations_conversation t WHERE t.id = c.merged_into_id AND t.closed_as = 'spam')
   AND EXISTS (SELECT 1 FROM conversations_message m WHERE m.conversation_id = c.id AND m.direction = 'in' AND m.machine = ''
               AND m.contact_id IN (SELECT id FROM family))
 ORDER BY c.last_message_at DESC LIMIT 1
"""
_TELL_LISTS = """
WITH admitted AS (
  INSERT INTO conversations_participant (conversation_id, lookup)
  SELECT %(conversation)s, one FROM unnest(%(lookups)s::text[]) AS one ON CONFLICT (conversation_id, lookup) DO NOTHING)
INSERT INTO derived.conversations_preview (conversation_id, subject, snippet, sender)
VALUES (%(conversation)s, %(subject)s, %(snippet)s, %(sender)s)
ON CONFLICT (conversation_id) DO UPDATE SET snippet = excluded.snippet, sender = excluded.sender
"""
_HAND_OFF = """
INSERT INTO conversations_handoff (id, conversation_id, reason, turn, created_at)
VALUES (%(id)s, %(conversation)s, %(reason)s, %(turn)s, statement_timestamp()) ON CONFLICT DO NOTHING
"""
_TRIAGE = "UPDATE conversations_conversation SET language = %s, urgency = %s, intent = %s WHERE id = %s"


def bearers(channel: UUID, identity: str, fingerprint: str) -> list[Row]:
    """(id, conversation, whether it is the same message) of those that bear this id, by its keyed hash, or, without an id, say the same."""
    return statements.ask(_SEEN, {"channel": channel, "identity": identity, "fingerprint": fingerprint})


def address(workspace: UUID, kind: str, lookup: str) -> Row | None:
    """(id, contact, what that is merged into, whether it is proven), locked until the transaction ends."""
    return next(iter(statements.ask(_ADDRESS, (workspace, kind, lookup))), None)


def meet(values: dict[str, Any]) -> bool:
    """Make contact and address together; False when another process has met the address at the same moment."""
    return bool(statements.tell(_MEET, values))


def by_ids(channel: UUID, ids: list[str], sender: str) -> list[Row]:
    """(keyed hash of the id, conversation, whether the sender takes part in it). Of a merged one the other; none of what was closed as spam."""
    return statements.ask(_BY_IDS, {"channel": channel, "ids": ids, "sender": sender})


def by_subject(channel: UUID, key: str, contact: UUID, since: datetime) -> UUID | None:
    """The newest conversation with this subject in which the contact, or one merged into it, has written by hand."""
    found = statements.ask(_BY_SUBJECT, {"channel": channel, "key": key, "contact": contact, "since": since})
    return found[0][0] if found else None


def tell_lists(conversation: UUID, lookups: list[str], subject: str, snippet: str, sender: str) -> None:
    """Admit participants and refresh what lists show; the subject is that of the first message."""
    values: dict[str, Any] = {"conversation": conversation, "lookups": lookups, "subject": subject, "snippet": snippet, "sender": sender}
    statements.tell(_TELL_LISTS, values)


def hand_off(identity: UUID, conversation: UUID, reason: str, turn: UUID | None) -> bool:
    """False when this turn has given this reason before."""
    return bool(statements.tell(_HAND_OFF, {"id": identity, "conversation": conversation, "reason": reason, "turn": turn}))


def triage(conversation: UUID, language: str, urgency: str, intent: str) -> None:
    statements.tell(_TRIAGE, [language, urgency, intent, conversation])
