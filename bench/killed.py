"""What must be true after kills at random moments, told from the mails that arrived and from the ledger."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

ENDS = ("review.delivery_sent", "review.delivery_failed", "review.delivery_unknown")
STARTED, RETRIED = "review.delivery_started", "review.delivery_retried"

_TOLD = "SELECT body, pg_xact_commit_timestamp(xmin) FROM audit_entry WHERE event = ANY(%s) ORDER BY stream, stream_no"
_LOST = "SELECT count(*) FROM unnest(%s::uuid[]) AS wanted WHERE NOT EXISTS (SELECT 1 FROM {} WHERE {} = wanted)"
_DOUBLED = "SELECT count(*) FROM (SELECT message FROM agents_turn WHERE status <> 'superseded' GROUP BY message HAVING count(*) > 1) d"
_WITHOUT_TURN = "SELECT count(*) FROM conversations_message m WHERE direction = 'in' AND NOT EXISTS (SELECT 1 FROM agents_turn t WHERE t.message = m.id)"
_OPEN = "SELECT count(*) FROM agents_turn WHERE status NOT IN ('proposed', 'superseded', 'failed')"


class Mail(NamedTuple):
    """One that arrived whole: its Message-ID and when."""

    identity: str
    at: float


@dataclass
class Verdict:
    begun: int = 0
    mails: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    counted: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def add(self, kind: str, faults: Iterable[str]) -> None:
        found = list(faults)
        self.counted[kind] = len(found)
        self.faults += [f"{kind}: {fault}" for fault in found[:20]]


def judge(mails: Sequence[Mail], messages: Sequence[UUID], decided: Sequence[UUID]) -> Verdict:
    """``messages`` and ``decided`` items were confirmed to those who sent and approved them."""
    stories = _stories()
    deliveries = _deliveries()
    by_mail = {_stem(_identity(row["key"])): identity for identity, row in deliveries.items()}
    arrived = Counter(_stem(mail.identity) for mail in mails)
    verdict = Verdict(len(stories), len(mails), Counter(row["status"] for row in deliveries.values()))
    verdict.add("effects without an intent before them", _without_intent(mails, by_mail, stories))
    verdict.add("mails that left twice", (f"{by_mail.get(name)} {count} times" for name, count in arrived.items() if count > 1))
    verdict.add("intents without one end", _without_end(stories, deliveries))
    left = {by_mail.get(name): count for name, count in arrived.items()}
    verdict.add("ends that are not true", _untrue(deliveries, left))
    verdict.add("confirmed and gone", _gone(messages, decided))
    verdict.add("messages without their one turn", _turns())
    verdict.add("findings of audit verify", _findings())
    return verdict


def _stories() -> dict[str, list[dict[str, Any]]]:
    """The entries of each delivery that was begun, in the order of causes, each with the time of its commit."""
    found = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, [[STARTED, RETRIED, *ENDS]])
        for body, committed in cursor.fetchall():
            entry = {**json.loads(body), "committed": committed.timestamp()}
            found[entry["data"]["delivery"]].append(entry)
    return dict(found)


def _deliveries() -> dict[str, dict[str, Any]]:
    from connectors.models import Delivery

    return {str(row["id"]): dict(row) for row in Delivery.objects.values("id", "key", "status")}


def _identity(key: str) -> str:
    from connectors.mail.reply_token import message_id_with

    return message_id_with(key, "x")


def _stem(identity: str) -> str:
    """``cs.<digest of the key>``: what a mail's Message-ID says of its delivery."""
    return ".".join(identity.split("@")[0].split(".")[:2])


def _without_intent(mails: Sequence[Mail], by_mail: dict[str, str], stories: dict[str, list[dict[str, Any]]]) -> Iterable[str]:
    for mail in mails:
        delivery = by_mail.get(_stem(mail.identity))
        starts = [entry["committed"] for entry in stories.get(delivery or "", []) if entry["event"] == STARTED]
        if not starts or min(starts) > mail.at:
            yield f"{mail.identity} of delivery {delivery}"


def _without_end(stories: dict[str, list[dict[str, Any]]], deliveries: dict[str, dict[str, Any]]) -> Iterable[str]:
    """Begun, given back any number of times in between, and ended once, as its row says."""
    for identity, entries in stories.items():
        names = [entry["event"] for entry in entries]
        tries, wanted = len(names) // 2, f"review.delivery_{deliveries[identity]['status']}"
        if names != [*[STARTED, RETRIED] * (tries - 1), STARTED, wanted] or wanted not in ENDS:
            yield f"{identity} is {deliveries[identity]['status']}: {', '.join(names)}"


def _untrue(deliveries: dict[str, dict[str, Any]], left: dict[str | None, int]) -> Iterable[str]:
    """Sent is what arrived; failed is what did not; unknown may be either."""
    for identity, row in deliveries.items():
        arrived = left.get(identity, 0)
        if (row["status"] == "sent" and not arrived) or (row["status"] not in ("sent", "unknown") and arrived):
            yield f"{identity} is {row['status']} and arrived {arrived} times"


def _gone(messages: Sequence[UUID], decided: Sequence[UUID]) -> Iterable[str]:
    for table, column, wanted in (("conversations_message", "id", messages), ("review_decision", "item_id", decided)):
        count = _count(_LOST.format(table, column), [list(wanted)])
        yield from [f"a row of {table}"] * count


def _turns() -> Iterable[str]:
    for what, query in (("two turns", _DOUBLED), ("no turn", _WITHOUT_TURN), ("a turn that has not ended", _OPEN)):
        yield from [what] * _count(query, [])


def _count(query: str, values: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return int(cursor.fetchone()[0])


def _findings() -> Iterable[str]:
    from audit.verify import verify

    report = verify()
    yield from (f"{finding.kind} {finding.detail}" for finding in report.findings)
    if report.unsealed:
        yield f"{report.unsealed} entries without a seal"
