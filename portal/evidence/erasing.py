"""A view that somebody kept under a person's name or address goes with the person."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q, QuerySet

from audit.erasers import Counts, Subject
from conversations.models import Contact
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
    names = Contact.objects.filter(id__in=subject.contacts).exclude(name="").values_list("name", flat=True)
    told = [*subject.addresses, *(name for name in names if len(name) > 2), *(str(one) for one in subject.contacts)]
    which = Q(pk__in=())
    for one in told:
        which |= Q(name__icontains=one) | Q(query__icontains=one)
    return SavedView.objects.filter(which, workspace=subject.workspace)
