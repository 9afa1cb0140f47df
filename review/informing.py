"""The obligation ``notify``: people hear by mail that a rule matched. The mail carries names of rules and a link, never content.

``to`` names roles of the workspace (``owner``, ``policy_admin``), its queues (whoever may decide there), groups of accounts, or addresses.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, Role, User
from audit import keys
from audit.models import Entry
from audit.recorder import record
from kit import events
from kit.actor import SYSTEM
from kit.events import Event
from policies.models import RulingRecord
from review import locks, obligations, permissions
from review.models import Action, Item, Queue
from review.posting import Outcome, post

EVENT, TOLD = "review.people_to_tell", "review.people_told"
GIVE_UP: Final = timedelta(days=1)
"""After a ruling; who could not be reached until then is not told of it."""


def names(told: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Whom the obligations of a ruling name."""
    return frozenset(obligations.parameter(told, "notify", "to", ()))


def ask(action: Action, ruling: RulingRecord) -> None:
    """Inside the transaction of a ruling. Nobody is told again where it names only whom an earlier one on the same action, or on an earlier
    look-up of the turn, named.
    """
    wanted = names(ruling.obligations)
    if wanted:
        mates = Action.objects.filter(turn=action.turn, inline=True).values_list("id", flat=True) if action.inline else ()
        same = RulingRecord.objects.filter(workspace=action.workspace_id, reference__in=[action.id, *mates])
        earlier = same.exclude(id=ruling.id).values_list("obligations", flat=True)
        if wanted - frozenset[str]().union(*map(names, earlier)):
            events.publish(EVENT, workspace=action.workspace_id, subject=action.id)


def ask_once(actions: Iterable[Action]) -> None:
    """One mail tells of all actions of a turn."""
    told = ((one, one.ruling) for one in actions if one.ruling and names(one.ruling.obligations))
    for action, ruling in islice(told, 1):
        ask(action, ruling)


@dataclass(frozen=True, slots=True)
class People:
    """``users`` are members, ``addresses`` of nobody here, ``missing`` names that stand for nobody, or for an account that is switched off."""

    users: tuple[User, ...]
    addresses: tuple[str, ...]
    missing: int


@dataclass(frozen=True, slots=True)
class Earlier:
    """On account of which rulings everybody was told whom they name, and who was: people, and digests of other addresses."""

    rulings: frozenset[UUID]
    people: frozenset[UUID]
    mailed: frozenset[str]


class BeingTold(Exception):
    """Another worker tells people of the same turn just now; what it leaves is looked at afterwards."""


def tell(event: Event) -> None:
    """One mail a person about all actions of the turn; who was told of an earlier ruling on them is not told again. A worker that dies
    between sending and writing that down has it sent again, the same mail by its Message-ID.

    Raises where somebody is to be tried again: a mail server that is away, or that takes no mail to an address for now.
    """
    action = Action.objects.select_related("conversation__workspace").filter(id=event.subject).first()
    if action is None:
        return
    with locks.telling(action.turn or action.id) as ours:
        if not ours:
            raise BeingTold
        _tell(action)


def _tell(action: Action) -> None:
    mates = _mates(action)
    ruled, earlier = _rulings(action.workspace_id, mates), _earlier(mates)
    wanted = _named_by(one for one in ruled if one.id not in earlier.rulings)
    wanted -= _named_by(one for one in ruled if one.id in earlier.rulings)
    if not wanted:
        return
    people = whom(action.workspace_id, wanted, apart_from=earlier.people)
    others = {one: digest for one in people.addresses if (digest := _digest(action, one)) not in earlier.mailed}
    found = post(
        [*(one.email for one in people.users), *others], *_letter(action, ruled), about=f"{action.turn or action.id} {action.inline}"
    )
    waits = bool(found.later) and timezone.now() < max(one.created_at for one in ruled) + GIVE_UP
    if found.sent or not waits:
        _keep(action, _told(found, people, others, [] if waits else ruled))
    if found.problem and waits:
        raise found.problem


def _told(found: Outcome, people: People, others: Mapping[str, str], ruled: Sequence[RulingRecord]) -> dict[str, object]:
    """``ruled`` is empty as long as somebody is to be tried again: the entry is about those who were reached until then."""
    sent = frozenset(found.sent)
    named = [one for one in people.users if ruled or one.email in sent]
    unreached = [one.id for one in named if one.email not in sent]
    missed = [one for one in others if one not in sent]
    return {
        "people": [one.id for one in named], "unreached": unreached, "addresses": len(others) - (0 if ruled else len(missed)),
        "mailed": [digest for one, digest in others.items() if one in sent], "refused": len(unreached) + (len(missed) if ruled else 0),
        "missing": people.missing if ruled else 0, "rulings": [one.id for one in ruled],
    }  # fmt: skip


def _keep(action: Action, data: Mapping[str, object]) -> None:
    with transaction.atomic():
        record(TOLD, workspace=action.workspace_id, actor=SYSTEM, subject=action.id, stream=action.conversation_id, data=data)


def _digest(action: Action, address: str) -> str:
    """An entry outlives everybody, so that no address stands in it."""
    return keys.keyed_digest(action.workspace_id, action.conversation_id, "told", address.lower())


def _mates(action: Action) -> list[UUID]:
    """Of an action that is proposed those of its turn, of a look-up the look-ups: people hear once of each."""
    if not action.turn:
        return [action.id]
    return list(Action.objects.filter(turn=action.turn, inline=action.inline).values_list("id", flat=True))


def _rulings(workspace: UUID, actions: Sequence[UUID]) -> list[RulingRecord]:
    """Those that name somebody."""
    found = RulingRecord.objects.filter(workspace=workspace, reference__in=actions)
    return [one for one in found.order_by("created_at") if names(one.obligations)]


def _named_by(rulings: Iterable[RulingRecord]) -> frozenset[str]:
    return frozenset[str]().union(*(names(one.obligations) for one in rulings))


def _earlier(actions: Sequence[UUID]) -> Earlier:
    told = [json.loads(body)["data"] for body in Entry.objects.filter(subject__in=actions, event=TOLD).values_list("body", flat=True)]

    def all_of(name: str) -> list[str]:
        return [one for data in told for one in data.get(name, ())]

    reached = {one for data in told for one in data.get("people", ()) if one not in data.get("unreached", ())}
    return Earlier(frozenset(map(UUID, all_of("rulings"))), frozenset(map(UUID, reached)), frozenset(all_of("mailed")))


def whom(workspace: UUID, wanted: Iterable[str], *, apart_from: frozenset[UUID] = frozenset()) -> People:
    """Whom the names stand for, without those that are known to have been told."""
    users, addresses, missing = dict[UUID, User](), list[str](), 0
    members = list(User.objects.filter(is_active=True, memberships__workspace=workspace).distinct().order_by("email"))
    for name in sorted(wanted):
        found = _named(workspace, name.strip(), members)
        users |= {one.id: one for one in found}
        if not found and "@" in name and not User.objects.filter(email__iexact=name.strip(), is_active=False).exists():
            addresses.append(name.strip())
        elif not found:
            missing += 1
    return People(tuple(one for one in users.values() if one.id not in apart_from), tuple(addresses), missing)


def _named(workspace: UUID, name: str, members: Sequence[User]) -> list[User]:
    """The members that a name stands for: an address, a role, a queue or a group, in this order."""
    if "@" in name:
        return [one for one in members if one.email.lower() == name.lower()]
    role = next((value for value, label in Role.choices if name.lower() in (value, value.replace("_", " "), str(label).lower())), "")
    if role:
        ids = set(Membership.objects.filter(workspace=workspace, role=role).values_list("user", flat=True))
        return [one for one in members if one.id in ids]
    queue = next((one for one in Queue.objects.filter(workspace=workspace) if name.lower() in (one.slug.lower(), one.name.lower())), None)
    if queue:
        deciding = permissions.deciding(queue)
        return [one for one in members if one.id in deciding]
    ids = set(Group.objects.filter(name__iexact=name).values_list("user", flat=True))
    return [one for one in members if one.id in ids]


def _letter(action: Action, ruled: Sequence[RulingRecord]) -> tuple[str, str]:
    workspace = action.conversation.workspace
    rules = dict.fromkeys(rule["name"] for one in ruled for rule in one.rules)
    item = Item.objects.filter(turn=action.turn, about=None).order_by("created_at").first() if action.turn else action.item
    place = (
        reverse("review:item", args=[workspace.slug, item.id]) if item else reverse("story", args=[workspace.slug, action.conversation_id])
    )
    text = _("Your policy says that you are told of what an agent proposed. Rules: {rules}.\n\n{link}\n").format(
        rules="; ".join(rules), link=f"{settings.PUBLIC_URL}{place}"
    )
    return _("{workspace}: a rule of the policy matched").format(workspace=workspace.name), text
