"""An erasure takes every bundle along that holds something of what goes; one that is being made is made again without it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from audit import erasing
from audit.erasers import Counts, Subject
from kit.actor import SYSTEM
from portal.bundles import making
from portal.models import EvidenceBundle

if TYPE_CHECKING:
    from audit.erasers import Redaction

BUNDLE = "portal_evidencebundle"
Status = EvidenceBundle.Status


class BundleEraser:
    covers = (BUNDLE,)

    def locate(self, subject: Subject) -> Counts:
        theirs = Q(streams__overlap=list(subject.conversations)) | Q(kind="subject", about__in=subject.contacts)
        return {BUNDLE: EvidenceBundle.objects.filter(theirs, workspace=subject.workspace, status=Status.READY).count()}

    def erase(self, workspace: UUID, conversation: UUID) -> Counts:
        return _taken(workspace, Q(streams__contains=[conversation]))

    def redact(self, redaction: Redaction) -> Counts:
        """A copy for others can be made anew."""
        return self.erase(redaction.workspace, redaction.conversation)

    def finish(self, subject: Subject) -> Counts:
        """A period may hold what was kept about the person apart from any conversation."""
        return _taken(subject.workspace, Q(kind="subject", about__in=subject.contacts) | Q(kind="period"))


def _taken(workspace: UUID, which: Q) -> Counts:
    mine = EvidenceBundle.objects.filter(workspace=workspace)
    queued = mine.filter(status=Status.QUEUED)
    queued.update(is_stale=True)
    erasing.destroy_subject(workspace, frozenset(queued.values_list("id", flat=True)), actor=SYSTEM, reason="bundle_begun_again")
    return {BUNDLE: making.remove(mine.filter(which), Status.ERASED, "bundle_erased")}
