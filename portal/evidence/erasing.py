"""A view that somebody kept under a person's name or address goes with the person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q, QuerySet

from audit.erasers import Counts, Subject
from portal.models import SavedView

if TYPE_CHECKING:
    from audit.erasers import Redaction

VIEW = "portal_savedview"


class ViewEraser:
    covers = (VIEW,)

    def locate(self, subject: Subject) -> Counts:
        return {VIEW: _naming(subject).count()}

    def erase(self, workspace: UUID, conversation: UUID) -> Counts:
        return {}

    def redact(self, redaction: Redaction) -> Counts:
        return {}

    def finish(self, subject: Subject) -> Counts:
        return {VIEW: _naming(subject).delete()[0]}


def _naming(subject: Subject) -> QuerySet[SavedView]:
    """By a name as words of their own, by an address, or by the id of a contact: a filter holds nothing else of a person."""
    which = Q(pk__in=())
    for one in (" ".join(name.split()) for name in subject.names if len(name) > 2):
        which |= Q(name__iregex=rf"(?<!\w){re.escape(one)}(?!\w)")
    for one in subject.addresses:
        which |= Q(name__icontains=one)
    for contact in map(str, subject.contacts):
        which |= Q(name__icontains=contact) | Q(query__icontains=contact)
    return SavedView.objects.filter(which, workspace=subject.workspace)
