"""Entries over HTTP, for owners and auditors; everybody else is told what a stranger is told."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import access
from accounts.api.views import ApiView
from accounts.models import Workspace
from accounts.permissions import may
from audit import explorer as engine
from audit.explorer import Found, Place
from audit.models import Entry
from kit.errors import InvalidInput, NotFound
from kit.ids import as_uuid
from portal.evidence import explorer, search

Json = dict[str, Any]
MOST = 200


class EntryFilter(s.Serializer):
    event = s.CharField(required=False, help_text="A name such as `policy.ruled`, or all that begin with `review.`")
    actor = s.CharField(required=False, help_text="An id, or a kind: user, agent, contact, system.")
    subject = s.CharField(required=False, help_text="What an entry is about, or the conversation it belongs to.")
    since = s.DateField(required=False)
    until = s.DateField(required=False, help_text="The last day.")
    before = s.UUIDField(required=False, help_text="Entries below this one, newest first: as in `next`.")
    after = s.UUIDField(required=False, help_text="The entries right above this one, as in `previous`.")
    page_size = s.IntegerField(required=False, min_value=1, max_value=MOST)


class ActorShown(s.Serializer):
    id = s.UUIDField(allow_null=True)
    kind = s.CharField(help_text="user, agent, contact or system")
    auth = s.CharField()


class EntryShown(s.Serializer):
    """``seq`` is null until the entry is sealed. ``data`` and ``content`` are the entry's own."""

    id = s.UUIDField()
    seq = s.IntegerField(allow_null=True)
    at = s.DateTimeField()
    event = s.CharField()
    label = s.CharField()  # type: ignore[assignment]  # the name is the contract's
    actor = ActorShown()
    subject = s.UUIDField(allow_null=True)
    conversation = s.UUIDField(allow_null=True)
    number = s.IntegerField(allow_null=True)
    correlation = s.CharField()
    data = s.JSONField()  # type: ignore[assignment]  # the name is the contract's
    content = s.JSONField()


class EntryPage(s.Serializer):
    """``next`` leads to older entries, ``previous`` to newer ones."""

    next = s.CharField(allow_null=True)
    previous = s.CharField(allow_null=True)
    results = EntryShown(many=True)


class CheckpointShown(s.Serializer):
    size = s.IntegerField()
    root = s.CharField()  # type: ignore[assignment]  # the name is the contract's
    at = s.DateTimeField()
    note = s.CharField()


class WholeEntry(EntryShown):
    """``leaf_hash`` is SHA-256 of a zero byte and ``body``; ``checkpoint`` the first one that covers the entry."""

    body = s.CharField()
    leaf_hash = s.CharField(allow_null=True)
    checkpoint = CheckpointShown(allow_null=True)


class EntryViews(ApiView):
    """The ledger of one workspace, newest first. Reading changes nothing."""

    scopes = {"*": "evidence:read"}
    pagination_class = None  # type: ignore[assignment]  # pages of its own, both ways
    serializer_class = EntryShown
    queryset = Entry.objects.none()  # for the schema: audit.explorer reads

    @extend_schema(parameters=[EntryFilter], responses=EntryPage(many=False), summary="Entries, narrowed by who, what, about what and when")
    def list(self, request: Request) -> Response:
        workspace, given = self.workspace(), request.query_params.dict()
        asked = search.asked(given)
        if asked.problems:
            raise InvalidInput(" ".join(asked.problems))
        found = engine.page(asked.wanted(workspace.id), _place(given), size=_size(given.get("page_size", "")))
        return Response({
            "next": self.link(found.older), "previous": self.link(found.newer), "results": [_entry(one) for one in found.found],
        })  # fmt: skip

    @extend_schema(responses=WholeEntry, summary="One entry with its proof")
    def retrieve(self, request: Request, pk: UUID) -> Response:
        opened = explorer.opened(self.workspace(), pk)
        return Response({
            **_entry(opened.found), "body": opened.found.body, "leaf_hash": opened.leaf or None,
            "checkpoint": _checkpoint(opened),
        })  # fmt: skip

    def workspace(self) -> Workspace:
        workspace = access.workspace(self.request)
        if not may(self.person, workspace.id, "see_evidence"):
            raise NotFound("There is no such page.")
        return workspace

    def link(self, place: Place | None) -> str | None:
        if place is None:
            return None
        query = self.request.query_params.copy()
        query.pop("before", None), query.pop("after", None)
        query["before" if place.before else "after"] = str(place.before or place.after)
        return self.request.build_absolute_uri(f"{self.request.path}?{query.urlencode()}")


def _place(given: dict[str, str]) -> Place:
    """A page that is not found must not look like the first one: whoever follows pages would begin again."""
    wrong = [name for name in ("before", "after") if given.get(name) and as_uuid(given[name]) is None]
    if wrong:
        raise InvalidInput(f"{wrong[0]} is the id of an entry, as it stands in next and previous.")
    return search.place(given)


def _size(text: str) -> int:
    if not text:
        return engine.PAGE
    if not text.isdecimal() or not 1 <= int(text[:6]) <= MOST:
        raise InvalidInput(f"page_size is a number up to {MOST}.")
    return int(text)


def _entry(found: Found) -> Json:
    told = found.told
    return {
        "id": told.id, "seq": told.seq, "at": told.at, "event": told.event, "label": told.label,
        "actor": {"id": told.actor, "kind": told.actor_kind, "auth": told.auth}, "subject": told.subject, "conversation": found.stream,
        "number": told.number, "correlation": told.correlation, "data": told.data, "content": json.loads(found.body)["content"],
    }  # fmt: skip


def _checkpoint(opened: explorer.Opened) -> Json | None:
    row = opened.checkpoint
    return {"size": row.size, "root": bytes(row.root).hex(), "at": row.at, "note": row.note} if row else None
