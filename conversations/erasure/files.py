"""Mail that lies in ``var/outbox`` because nothing leaves a single machine: what was written to the person, or from their conversations."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from email.parser import BytesParser
from email.policy import compat32
from email.utils import getaddresses
from pathlib import Path
from uuid import UUID

from django.conf import settings

from audit import sealed
from audit.erasers import Counts, Redaction, Subject
from conversations.mail import outbox
from conversations.models import Message

PLACE = "file:outbox"
_PEOPLE = ("to", "cc", "bcc", "from", "reply-to", "delivered-to", "x-original-to")
_THREAD = ("message-id", "in-reply-to", "references")


class OutboxEraser:
    """Files are removed before the transaction that empties the rows is over: the rows are what finds them again after a crash."""

    covers = (PLACE,)

    def locate(self, subject: Subject) -> Counts:
        return {PLACE: len(set(_found(subject.addresses, _ids(subject.conversations))))}

    def erase(self, workspace: UUID, conversation: UUID) -> Counts:
        return {PLACE: _remove(_found((), _ids([conversation])))}

    def redact(self, redaction: Redaction) -> Counts:
        """Copies are not kept for anybody."""
        return self.erase(redaction.workspace, redaction.conversation)

    def finish(self, subject: Subject) -> Counts:
        return {PLACE: _remove(_found(subject.addresses, ()))}


def _ids(conversations: Collection[UUID]) -> set[str]:
    rows = list(Message.objects.filter(conversation__in=conversations).exclude(external_id="").only("external_id"))
    sealed.open_all(rows, "external_id")
    return {one.external_id for one in rows if one.external_id}


def _found(addresses: Collection[str], ids: Collection[str]) -> Iterator[Path]:
    if not addresses and not ids:
        return
    for path in _files():
        try:
            with path.open("rb") as file:
                head = BytesParser(policy=compat32).parse(file, headersonly=True)
        except OSError:  # another worker has removed it
            continue
        people = {address.lower() for _, address in getaddresses([str(value) for name in _PEOPLE for value in head.get_all(name, [])])}
        thread = {one.strip("<>") for name in _THREAD for value in head.get_all(name, []) for one in str(value).split()}
        if people & set(addresses) or thread & set(ids):
            yield path


def _files() -> Iterator[Path]:
    """Replies are .eml; mail about accounts that Django writes itself is .log."""
    for folder in {outbox.folder(), Path(settings.EMAIL_FILE_PATH)}:
        yield from sorted(one for one in folder.glob("*") if one.suffix in (".eml", ".log", ".part") and one.is_file())


def _remove(files: Iterator[Path]) -> int:
    count = 0
    for path in list(files):
        path.unlink(missing_ok=True)
        count += 1
    return count
