"""Why a message could not be read and why a delivery failed are codes: no row quotes whom they are about."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Role
from audit.testing import mark_recorded
from connectors import doubts
from connectors.base import Retry
from connectors.errors import ConnectorError
from connectors.models import Delivery
from conversations.models import Message
from kit.ids import uuid7
from review.models import Action, Item
from review.release import ending
from tests.conversations.erasure.cast import Desk, assemble
from tests.factories.people import member
from tests.factories.whole import draft, edit
from tests.support.migrating import tables_of

TOLD = "550 no such user mara.vogel@example.org"


def leaving(desk: Desk) -> tuple[Delivery, Action]:
    edit(draft(desk.mail("How long can I return a lamp?")), member(desk.workspace, Role.REVIEWER))
    delivery = Delivery.objects.get()
    Delivery.objects.filter(id=delivery.id).update(status="sending")
    delivery.refresh_from_db()
    return delivery, Action.objects.get(id=delivery.action)


@pytest.mark.django_db
@pytest.mark.parametrize("unknown", [False, True])
def test_what_a_connector_quotes_stands_in_no_row(unknown: bool) -> None:
    delivery, action = leaving(assemble())
    problem = ConnectorError(TOLD, code="Refused", permanent=True, unknown=unknown)
    ending.failed_attempt(delivery, action, Retry(), problem)
    delivery.refresh_from_db()
    asked = Item.objects.get(about=action)
    assert (delivery.status, delivery.error) == ("unknown" if unknown else "failed", "refused")
    assert asked.returned_because == "550 no such user [email]"


@pytest.mark.django_db
def test_the_database_takes_codes_alone() -> None:
    desk = assemble()
    delivery, _ = leaving(desk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.filter(id=delivery.id).update(error="to m@x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.update(quarantined="m@x")


@pytest.mark.django_db
def test_a_doubt_of_an_envelope_is_kept_as_its_code_and_told_in_words() -> None:
    desk = assemble()
    for given, kept in (("too_large", "too_large"), (f"could not read {TOLD}", "not_read")):
        conversation = desk.mail(given, given, quarantined=given)
        assert Message.objects.get(conversation=conversation).quarantined == kept
        assert doubts.said(kept).startswith("the message ")
    assert {*doubts.DOUBTS, "", "[erased]"} == set(_allowed()), "the database knows each of them"


def _allowed() -> list[str]:
    (found,) = [one for one in Message._meta.constraints if one.name == "conversations_message_doubt_is_code"]
    ((_, values),) = found.condition.children  # type: ignore[attr-defined]  # a CheckConstraint
    return list(values)


def test_texts_of_before_become_codes(transactional_db: None) -> None:
    desk = assemble()
    texts = {
        f"cannot be read, says {TOLD}": "not_read", "the message is empty": "empty", "[erased]": "[erased]", "": "",
        "the message is larger than 25,000,000 bytes": "too_large", "the message could not be taken in (TypeError)": "not_taken_in",
    }  # fmt: skip
    failures = {
        TOLD: "connector",
        "The mail server refuses this mail for good (code 550).": "smtp_550",
        "Waits for room under 1 each.": "paced",
    }
    messages = [Message.objects.get(conversation=desk.mail(f"Letter {number}", f"Subject {number}")).id for number in range(len(texts))]
    deliveries = [_delivery(desk, number) for number in range(len(failures))]
    with (
        tables_of([("connectors", "0004_deliveries_are_recorded"), ("conversations", "0010_tags_are_found")]),
        connection.cursor() as cursor,
    ):
        cursor.executemany("UPDATE conversations_message SET quarantined = %s WHERE id = %s", list(zip(texts, messages, strict=True)))
        cursor.executemany("UPDATE connectors_delivery SET error = %s WHERE id = %s", list(zip(failures, deliveries, strict=True)))
    assert [Message.objects.get(id=one).quarantined for one in messages] == list(texts.values())
    assert [Delivery.objects.get(id=one).error for one in deliveries] == list(failures.values())


@transaction.atomic
def _delivery(desk: Desk, number: int) -> UUID:
    mark_recorded()
    return Delivery.objects.create(
        workspace=desk.workspace, action=uuid7(), key=f"key-{number}", payload="", status="failed", next_attempt_at=timezone.now()
    ).id
