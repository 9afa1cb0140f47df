"""Moss & Co with everybody an erasure needs: Olive who owns it, Paul who writes its policies, Aud who audits, and Mara who wants to be forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection

from accounts.models import Role, User, Workspace
from audit import keys, sealed
from audit.models import Entry
from audit.verification.findings import Report
from audit.verify import verify
from connectors.models import Channel
from conversations.erasure import actions, running
from conversations.erasure.models import ErasureRequest
from conversations.models import Conversation
from kit.models import DomainEvent
from tests.factories.mail import receive
from tests.factories.people import make_user, make_workspace, member
from tests.factories.whole import furnish
from tests.support import sealing

MARA = "mara.vogel@example.org"


@dataclass
class Desk:
    workspace: Workspace
    channel: Channel
    olive: User
    paul: User

    def mail(self, text: str = "Where is my lamp?", subject: str = "The green lamp", **fields: Any) -> Conversation:
        return receive(self.channel, text, subject, **fields)

    def ask(self, who: str = MARA, **options: Any) -> ErasureRequest:
        return actions.ask(self.workspace, who, acting_user=self.olive, **options)

    def confirm(self, request: ErasureRequest) -> ErasureRequest:
        return actions.confirm(request, acting_user=self.paul)

    def erase(self, who: str = MARA, **options: Any) -> ErasureRequest:
        """Asked, confirmed and run to its end."""
        request = self.confirm(self.ask(who, **options))
        running.run(request.id)
        request.refresh_from_db()
        return request

    def events(self, *names: str) -> list[str]:
        return list(Entry.objects.filter(workspace=self.workspace.id, event__in=names).order_by("id").values_list("event", flat=True))

    def verified(self) -> Report:
        """What an auditor finds, with no key left in memory."""
        keys.forget()
        sealing.seal()
        return verify(self.workspace.id)

    def waiting_events(self, name: str) -> list[UUID]:
        return list(DomainEvent.objects.filter(name=name).values_list("subject", flat=True))


def assemble() -> Desk:
    workspace = make_workspace()
    channel = furnish(workspace)
    member(workspace, Role.AUDITOR)
    make_user("Sid Stranger", make_workspace("fern", "Fern Ltd"), Role.OWNER)
    return Desk(workspace, channel, member(workspace, Role.OWNER), member(workspace, Role.POLICY_ADMIN))


def sealed_texts() -> list[tuple[bytes, bytes]]:
    """Every column that is sealed for whom it names, as it stands in the rows, with the place that it is bound to."""
    found = []
    with connection.cursor() as cursor:
        for model, field in ((one, field) for one in apps.get_models() for field in one._meta.concrete_fields):
            if isinstance(field, sealed.SealedText):
                table, column = model._meta.db_table, str(field.column)
                cursor.execute(f'SELECT id, "{column}" FROM "{table}" WHERE "{column}" <> %s', [b""])
                found += [(bytes(raw), sealed.place(table, column, pk)) for pk, raw in cursor.fetchall()]
    return found
