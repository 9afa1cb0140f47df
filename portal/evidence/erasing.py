"""A view that somebody kept under a person's name or address goes with the person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import UUID

from audit import erasing, sealed
from audit.erasers import Counts, Subject
from kit.actor import SYSTEM
from portal.models import SavedView

if TYPE_CHECKING:
    from audit.erasers import Redaction

VIEW = "portal_savedview"


class ViewEraser:
    covers = (VIEW,)

    def locate(self, subject: Subject) -> Counts:
        return {VIEW: len(_naming(subject))}

    def erase(self, workspace: UUID, conversation: UUID) -> Counts:
        return {}

    def redact(self, redaction: Redaction) -> Counts:
        return {}

    def finish(self, subject: Subject) -> Counts:
        gone = frozenset(one.id for one in _naming(subject))
        erasing.destroy_subject(subject.workspace, gone, actor=SYSTEM, reason="erasure")
        return {VIEW: SavedView.objects.filter(id__in=gone).delete()[0]}


def _naming(subject: Subject) -> list[SavedView]:
    """By a name as words of their own, by an address, or by the id of a contact: a filter holds nothing else of a person."""
    rows = list(SavedView.objects.filter(workspace=subject.workspace))
    sealed.open_all(rows, "name")
    names = (" ".join(name.split()) for name in subject.names if len(name) > 2)
    ids = {str(one) for one in subject.contacts}
    words = [rf"(?<!\w){re.escape(one)}(?!\w)" for one in names] + [re.escape(one) for one in {*subject.addresses, *ids}]
    told = re.compile("|".join(words), re.IGNORECASE) if words else None
    return [one for one in rows if (told and told.search(one.name)) or any(known in one.query for known in ids)]
