"""Fills the sample workspace in small steps, each woken by a row: documents first, then the letters in order of arrival, then the chats.

``Job.done`` is the place in the list. Killed in the middle of a step, the step is done again: a loaded document is unchanged and a
message that is here is a duplicate, so nothing is doubled. Drafting runs beside it, by the events of the messages.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Final
from uuid import UUID

from django.db import DatabaseError, transaction

from connectors.mail.parse import parse
from connectors.models import Channel
from conversations import intake
from conversations.chat import receiving, tokens
from conversations.chat.wire import Write
from conversations.memory import loading
from kit import correlation, events, jobs
from kit.models import Job
from portal.loading import source
from portal.loading.wanting import WANTED

logger = logging.getLogger(__name__)

STEP: Final = 4


def total() -> int:
    return len(source.documents()) + len(source.letters()) + len(source.chats())


def step(job_id: UUID, size: int = STEP) -> bool:
    """Do the next ``size`` units; whether some are left. Two at once do the same units, and only one of them moves the place."""
    job = Job.objects.filter(id=job_id, status__in=jobs.OPEN).first()
    if job is None:
        return False
    end = min(job.done + size, job.total)
    for number in range(job.done, end):
        _attempt(job, number)
    return _advance(job, end)


def _attempt(job: Job, number: int) -> None:
    """A unit that fails by itself is told and passed over; a database that is away fails the step, which is tried again."""
    try:
        with correlation.bind(correlation.new()):
            _unit(job.workspace, number)
    except DatabaseError:
        raise
    except Exception:
        logger.exception("sample.unit_failed", extra={"job_id": job.id, "seq": number})


def _unit(workspace: UUID, number: int) -> None:
    units = (*source.documents(), *source.letters(), *source.chats())
    match units[number]:
        case str() as name:
            loading.load_document(workspace, name, source.document(name))
        case source.Letter() as letter:
            _take_in(workspace, letter)
        case source.Line() as line:
            _say(workspace, line)


def _take_in(workspace: UUID, letter: source.Letter) -> None:
    channel = Channel.objects.get(workspace=workspace, kind="email", is_active=True)
    raw = letter.raw
    envelope = parse(
        raw,
        own_domains=source.written()["workspace"]["domains"],
        own_addresses=[channel.address],
        authserv_ids=channel.parameters.get("authserv_ids", []),
    )
    intake.receive(channel, envelope, raw)


def _say(workspace: UUID, line: source.Line) -> None:
    """Through the door of every visitor whom nobody vouches for; the address is fixed, so that the same line is known again."""
    channel = Channel.objects.get(workspace=workspace, kind="chat", is_active=True)
    visitor = replace(tokens.stranger(channel), address=f"visitor-{line.visitor}")
    receiving.receive(channel, visitor, Write(line.id, line.text))


@transaction.atomic
def _advance(job: Job, end: int) -> bool:
    left = end < job.total
    if not left:
        jobs.finish(job.id, was=job.done, message=_said(end, job.total))
    elif jobs.advance(job.id, end, was=job.done, message=_said(end, job.total)):
        events.publish(WANTED, workspace=job.workspace, subject=job.id)
    return left


def _said(done: int, total: int) -> str:
    documents = len(source.documents())
    if done >= total:
        return f"{documents} documents and {total - documents} messages are in"
    return f"Document {done} of {documents}" if done < documents else f"Message {done - documents} of {total - documents}"
