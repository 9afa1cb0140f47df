"""The record as JSON, read anew each time it is asked for. Nothing in it is fixed but the words around what was found."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from accounts.models import Membership, Role, Workspace
from agents.models import Agent
from connectors.models import Channel
from conversations.retention import actions as retaining
from conversations.retention.models import RetentionRule
from portal.processing import classes, measures, recipients
from portal.processing.models import Statement
from portal.processing.recipients import HERE, Place, Recipient
from portal.processing.statements import BASES, ROLES

FORMAT: Final = "countersign-processing/1"
Json = dict[str, Any]
Kind = Statement.Kind
PEOPLE: Final = (Kind.CONTROLLER, Kind.JOINT, Kind.REPRESENTATIVE, Kind.OFFICER)


def read(workspace: Workspace) -> Json:
    """Plain JSON."""
    stated = {(one.kind, one.key): one.values for one in Statement.objects.filter(workspace=workspace)}
    found: Json = {
        "format": FORMAT,
        "workspace": {"id": str(workspace.id), "name": workspace.name},
        "made_at": timezone.now().isoformat(),
        "responsible": {kind.value: stated.get((kind, "")) for kind in PEOPLE},
        "purposes": [{"name": key, **values} for (kind, key), values in sorted(stated.items()) if kind == Kind.PURPOSE],
        "activities": activities(workspace),
        "data": data(workspace),
        "recipients": [*_members(workspace), *(_recipient(one, stated) for one in recipients.of(workspace))],
        "retention": retention(workspace),
        "measures": [asdict(one) for one in measures.of(workspace)],
    }
    return {**found, "missing": missing(found)}


def activities(workspace: Workspace) -> list[Json]:
    """What is done: channels that take messages in, and the agents that answer on them."""
    agents: dict[object, list[str]] = {}
    for agent in Agent.objects.select_related("active__agent").filter(workspace=workspace, is_enabled=True).prefetch_related("channels"):
        for channel in agent.channels.all():
            agents.setdefault(channel.id, []).append(str(agent.active or agent))
    rows = Channel.objects.filter(workspace=workspace).order_by("name")
    return [
        {
            "channel": one.name,
            "kind": one.kind,
            "address": one.address,
            "is_active": one.is_active,
            "agents": sorted(agents.get(one.id, [])),
        }
        for one in rows
    ]


def data(workspace: Workspace) -> list[Json]:
    return [
        {
            "class": one.data_class.value,
            "what": one.what,
            "people": one.people,
            "rows": one.rows(workspace.id).count() if one.rows else None,
        }
        for one in classes.KEPT
    ]


def _members(workspace: Workspace) -> list[Json]:
    """People with a role, who read what their role lets them."""
    found = []
    for role in Role:
        rows = Membership.objects.filter(workspace=workspace, role=role, is_active=True, user__is_active=True)
        count = rows.values("user").distinct().count()
        if count:
            told = {"key": f"role:{role.value}", "kind": "Members", "host": "", "gets": f"what the role {role.label} may read"}
            found.append(
                {
                    **told,
                    "because": [f"{count} in this role"],
                    "region": "wherever they sign in",
                    "role": "own",
                    "safeguard": "",
                    "is_stated": True,
                    "places": [],
                }
            )
    return found


def _recipient(one: Recipient, stated: dict[tuple[str, str], dict[str, str]]) -> Json:
    """What is stated counts more than what the tiers say, and that more than what the address shows: a local one can be the door to a service."""
    said = stated.get((Kind.RECIPIENT, one.key), {})
    region = said.get("region") or one.region or (HERE if one.is_here else "")
    return {
        "key": one.key, "kind": one.kind, "host": one.host, "gets": one.gets, "because": sorted(one.because), "region": region,
        "role": said.get("role", ""), "safeguard": said.get("safeguard", ""), "is_stated": bool(region),
        "places": [asdict(place) for place in sorted(one.places, key=str)],
    }  # fmt: skip


def retention(workspace: Workspace) -> Json:
    """``days`` null: kept for good. Counted from the last message of a conversation."""
    known = dict(RetentionRule.objects.filter(workspace=workspace).values_list("data_class", "days"))
    rules = [{"class": value, "what": str(label), "days": known.get(value)} for value, label in RetentionRule.DataClass.choices]
    return {
        "floor": retaining.floor(workspace),
        "rules": rules,
        "ledger": "entries are never purged; they hold ids, times, codes and keyed hashes",
        "evidence_bundles_days": settings.COUNTERSIGN_BUNDLE_DAYS,
        "key_backups_days": settings.COUNTERSIGN_KEY_BACKUP_DAYS,
    }


def missing(found: Json) -> list[str]:
    """What a reader of the record would ask for."""
    told = [] if found["responsible"][Kind.CONTROLLER] else ["The controller is not named."]
    told += [] if found["purposes"] else ["No purpose is stated."]
    told += [f"The purpose {one['name']} has no legal basis." for one in found["purposes"] if not one["basis"]]
    told += [f"The region of {one['host'] or one['key']} is not stated." for one in found["recipients"] if not one["is_stated"]]
    told += [
        f"There is no rule for how long data of class {one['class']} is kept."
        for one in found["retention"]["rules"]
        if one["days"] is None and one["class"] in ("personal", "sensitive")
    ]
    return told


def words(found: Json) -> Json:
    """The same with labels in place of codes, for pages."""
    purposes = [{**one, "basis": BASES.get(one["basis"], one["basis"])} for one in found["purposes"]]
    return {
        **found,
        "purposes": purposes,
        "people": [(kind.label, found["responsible"][kind]) for kind in PEOPLE if found["responsible"][kind]],
        "recipients": [{**one, "role_told": ROLES.get(one["role"], one["role"]), "tiers": _tiers(one)} for one in found["recipients"]],
    }


def _tiers(one: Json) -> list[str]:
    """What tiers say of a recipient: the region only where the one shown is another."""
    places = [Place(**{**place, "region": "" if place["region"] == one["region"] else place["region"]}) for place in one["places"]]
    return [told for place in places if (told := "; ".join(filter(None, (place.region, place.told))))]
