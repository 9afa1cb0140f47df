"""The obligation ``notify``: who a rule names hears of it by mail, with a link and no content."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPDataError, SMTPNotSupportedError, SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.mail import EmailMessage
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, Role
from audit.models import Entry
from kit import statements
from kit.errors import InvalidInput
from kit.events import Event
from kit.models import DomainEvent
from review import facts, informing, outbounds, permissions, posting, ruling_again
from review.models import Queue
from tests.review.cast import Desk, rule
from tests.support.races import at_once
from tests.support.workers import wait_for

pytestmark = pytest.mark.django_db


def notifying(*to: str, effect: str = "review", **fields: Any) -> Any:
    return rule(f"tell {' '.join(to)}", effect=effect, obligations=[{"kind": "notify", "to": list(to)}], **fields)


def handled() -> int:
    found = list(DomainEvent.objects.filter(name=informing.EVENT))
    for row in found:
        informing.tell(Event(row.id, row.name, row.workspace, row.subject))
        row.delete()
    return len(found)


def told() -> list[str]:
    return sorted(address for one in mail.outbox for address in one.to)


@pytest.mark.parametrize("effect", ["allow", "review", "deny"])
def test_a_role_is_told_once_a_turn_whatever_the_effect(desk: Desk, effect: str) -> None:
    desk.policy_says(notifying("Reviewer", effect=effect))
    desk.submit(desk.reply("Your card is 4111 1111 1111 1111."))
    assert handled() == 1
    assert told() == sorted({desk.reviewer.email, desk.second.email})
    assert len(mail.outbox) == 2
    assert f"/w/{desk.workspace.slug}/" in str(mail.outbox[0].body)
    assert "tell Reviewer" in str(mail.outbox[0].body)
    assert "4111" not in f"{mail.outbox[0].body}{mail.outbox[0].subject}"
    entry = Entry.objects.get(event="review.people_told")
    assert desk.reviewer.email not in entry.body
    assert str(desk.reviewer.id) in entry.body


def test_addresses_queues_and_groups_are_told_and_names_of_nobody_are_counted(desk: Desk) -> None:
    queue = Queue.objects.create(workspace=desk.workspace, name="Legal matters", slug="law")
    permissions.grant(queue, desk.second)
    group = Group.objects.create(name="Finance team")
    group.user_set.add(desk.auditor, desk.stranger)
    found = informing.whom(desk.workspace.id, ["legal MATTERS", "finance team", "ops@shop.example", desk.reviewer.email.upper(), "nobody"])
    owners = Membership.objects.filter(workspace=desk.workspace, role=Role.OWNER).values_list("user__email", flat=True)
    assert {one.email for one in found.users} == {desk.second.email, desk.auditor.email, desk.reviewer.email, *owners}
    assert (found.addresses, found.missing) == (("ops@shop.example",), 1)


def test_a_queue_is_known_by_a_short_name_with_capitals_and_an_account_that_is_switched_off_hears_nothing(desk: Desk) -> None:
    permissions.grant(Queue.objects.create(workspace=desk.workspace, name="Large customers", slug="VIP-Desk"), desk.second)
    desk.reviewer.is_active = False
    desk.reviewer.save(update_fields=["is_active"])
    found = informing.whom(desk.workspace.id, ["VIP-Desk", desk.reviewer.email])
    assert desk.second in found.users
    assert (desk.reviewer in found.users, found.addresses, found.missing) == (False, (), 1)


def test_a_rule_that_names_nobody_tells_nobody(desk: Desk) -> None:
    desk.policy_says(rule("all"))
    desk.submit()
    assert not DomainEvent.objects.filter(name=informing.EVENT).exists()


def test_another_ruling_tells_again_only_where_it_names_somebody_new(desk: Desk) -> None:
    desk.policy_says(notifying("ops@shop.example"))
    action = desk.submit().actions[0]
    handled()
    for to, times in ((["ops@shop.example"], 0), (["ops@shop.example", "law@shop.example"], 1), (["law@shop.example"], 0)):
        desk.policy_says(notifying(*to))
        ruling_again.rule_again(action, facts.conversation_for(action.conversation_id), outbounds.load(desk.workspace.id, action.content))
        assert handled() == times
    assert told() == ["law@shop.example", "ops@shop.example"]


def test_who_was_told_by_one_name_is_not_told_again_by_another(desk: Desk) -> None:
    desk.policy_says(notifying("reviewer"))
    action = desk.submit().actions[0]
    handled()
    before = told()
    desk.policy_says(notifying(desk.reviewer.email, "law@shop.example"))
    ruling_again.rule_again(action, facts.conversation_for(action.conversation_id), outbounds.load(desk.workspace.id, action.content))
    assert handled() == 1
    assert told() == sorted([*before, "law@shop.example"])


def test_all_mails_of_a_rule_go_over_one_connection_and_a_queue_is_asked_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    opened: list[object] = []

    def connect() -> object:
        opened.append(server := mail.get_connection())
        return server

    monkeypatch.setattr(posting, "get_connection", connect)
    assert len(posting.post(["a@shop.example", "b@shop.example", "c@shop.example"], "A rule matched", "Look", about="a turn").sent) == 3
    assert (len(opened), len(mail.outbox)) == (1, 3)
    queue = Queue.objects.create(workspace=desk.workspace, name="Legal", slug="law")
    group = Group.objects.create(name="Finance team")
    group.user_set.add(desk.second, desk.auditor)
    permissions.grant(queue, group)
    permissions.grant(queue, desk.reviewer)
    members = [desk.owner, desk.reviewer, desk.second, desk.auditor, desk.stranger]
    expected = {one.id for one in members if queue.id in permissions.decidable_queues(one)}
    with django_assert_num_queries(1):
        assert permissions.deciding(queue) & {one.id for one in members} == expected
    assert expected == {desk.owner.id, desk.reviewer.id, desk.second.id}


Refusing = Callable[[str, Exception | None], None]


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> Refusing:
    """What the server says to mails for an address from now on; None lets them pass."""
    says, sent = dict[str, Exception | None](), EmailMessage.send

    def send(self: EmailMessage, *args: Any, **more: Any) -> int:
        problem = says.get(self.to[0])
        if problem:
            raise problem
        return sent(self, *args, **more)

    monkeypatch.setattr(EmailMessage, "send", send)
    return says.__setitem__


def entries() -> list[dict[str, Any]]:
    bodies = Entry.objects.filter(event=informing.TOLD).order_by("id").values_list("body", flat=True)
    return [json.loads(body)["data"] for body in bodies]


AWAY = SMTPServerDisconnected("away")


@pytest.mark.parametrize("problem", [AWAY, SMTPRecipientsRefused({"a@shop.example": (450, b"mailbox busy")}), TimeoutError("slow")])
def test_who_cannot_be_reached_for_now_is_tried_again_alone(desk: Desk, refusing: Refusing, problem: Exception) -> None:
    refusing("a@shop.example", problem)
    refusing(desk.reviewer.email, problem)
    desk.policy_says(notifying("a@shop.example", "b@shop.example", desk.second.email, desk.reviewer.email))
    desk.submit()
    for _ in range(2):
        with pytest.raises(type(problem)):
            handled()
        assert told() == sorted(["b@shop.example", desk.second.email])
    (first,) = entries()
    assert (first["people"], first["addresses"], first["refused"], first["rulings"]) == ([str(desk.second.id)], 1, 0, [])
    assert "b@shop.example" not in Entry.objects.get(event=informing.TOLD).body
    refusing("a@shop.example", None)
    refusing(desk.reviewer.email, None)
    assert handled() == 1
    assert told() == sorted(["a@shop.example", "b@shop.example", desk.second.email, desk.reviewer.email])
    assert [(one["people"], one["addresses"], len(one["rulings"])) for one in entries()[1:]] == [([str(desk.reviewer.id)], 1, 1)]


def test_a_mail_server_that_is_away_has_all_of_it_tried_again(desk: Desk, refusing: Refusing) -> None:
    refusing("a@shop.example", AWAY)
    desk.policy_says(notifying("a@shop.example"))
    desk.submit()
    with pytest.raises(SMTPServerDisconnected):
        handled()
    assert not entries()


def test_who_could_not_be_reached_for_a_day_was_not_told(desk: Desk, refusing: Refusing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(informing, "GIVE_UP", timedelta(0))
    refusing(desk.reviewer.email, AWAY)
    desk.policy_says(notifying(desk.reviewer.email))
    desk.submit()
    assert handled() == 1
    (kept,) = entries()
    assert (kept["unreached"], kept["refused"], len(kept["rulings"])) == ([str(desk.reviewer.id)], 1, 1)


@pytest.mark.parametrize(
    "problem", [SMTPRecipientsRefused({"x": (550, b"no such mailbox")}), SMTPDataError(554, b"no"), SMTPNotSupportedError("SMTPUTF8")]
)
def test_an_address_that_the_server_does_not_take_is_not_told_and_the_story_says_so(
    desk: Desk, refusing: Refusing, problem: Exception
) -> None:
    refusing("a@shop.example", problem)
    refusing(desk.reviewer.email, problem)
    desk.policy_says(notifying("a@shop.example", desk.second.email, desk.reviewer.email))
    action = desk.submit().actions[0]
    assert handled() == 1
    (kept,) = entries()
    assert (kept["unreached"], kept["refused"], kept["addresses"]) == ([str(desk.reviewer.id)], 2, 1)
    client = Client()
    client.force_login(desk.owner)
    page = client.get(reverse("story", args=[desk.workspace.slug, action.conversation_id])).content.decode()
    assert "not told, as their mail was refused: 2 people" in page
    refusing(desk.reviewer.email, None)
    desk.policy_says(notifying("reviewer"))
    ruling_again.rule_again(action, facts.conversation_for(action.conversation_id), outbounds.load(desk.workspace.id, action.content))
    assert handled() == 1
    assert told() == sorted([desk.second.email, desk.reviewer.email]), "who was not told counts as such"


def test_two_workers_that_carry_the_same_out_at_once_tell_each_person_once(
    transactional_db: None, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.policy_says(notifying("ops@shop.example"))
    action = desk.submit().actions[0]
    handled()
    desk.policy_says(notifying("ops@shop.example", "law@shop.example"))
    with transaction.atomic():
        ruling_again.rule_again(action, facts.conversation_for(action.conversation_id), outbounds.load(desk.workspace.id, action.content))
    waits = threading.Barrier(2)
    row = DomainEvent.objects.filter(name=informing.EVENT).first()
    assert row is not None

    def slowly(*given: Any, **named: Any) -> Any:
        waits.wait(60)  # the other has been turned away by then
        return posting.post(*given, **named)

    def first() -> None:
        informing.tell(Event(row.id, row.name, row.workspace, row.subject))

    def second() -> None:
        wait_for(lambda: bool(statements.ask("SELECT FROM pg_locks WHERE granted AND locktype = 'advisory' AND classid = 32273")))
        try:
            informing.tell(Event(row.id, row.name, row.workspace, row.subject))
        finally:
            waits.wait(60)

    monkeypatch.setattr(informing, "post", slowly)
    _, turned_away = at_once([first, second])
    assert isinstance(turned_away, informing.BeingTold)
    monkeypatch.undo()
    assert handled() == 1
    assert told() == ["law@shop.example", "ops@shop.example"]


def message_ids() -> list[tuple[str, str]]:
    return sorted((one.to[0], str(one.message()["Message-ID"])) for one in mail.outbox)


def test_a_mail_that_leaves_again_after_its_worker_died_is_the_same_mail(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.policy_says(notifying("Reviewer"))
    desk.submit(desk.reply("Good morning."))

    def dies(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(informing, "_keep", dies)
        with pytest.raises(SystemExit):
            handled()
    first = message_ids()
    mail.outbox.clear()
    assert handled() == 1
    assert message_ids() == first
    assert len({identity for _, identity in first}) == 2
    mail.outbox.clear()
    desk.submit(desk.reply("Good morning."))
    assert handled() == 1
    assert not {identity for _, identity in first} & {identity for _, identity in message_ids()}


def test_what_is_no_address_keeps_nobody_else_from_being_told(desk: Desk) -> None:
    broken = "a@shop.example\r\nBcc: eve@evil.example"
    assert posting.post([broken, "ops@shop.example"], "A rule matched", "Look", about="a turn").refused == [broken]
    assert told() == ["ops@shop.example"]
    with pytest.raises(InvalidInput, match="notify"):
        desk.policy_says(notifying(broken))
