"""The obligation ``notify``: who a rule names hears of it by mail, with a link and no content."""

from __future__ import annotations

from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.mail import EmailMessage

from accounts.models import Membership, Role
from audit.models import Entry
from kit.errors import InvalidInput
from kit.events import Event
from kit.models import DomainEvent
from review import facts, informing, outbounds, permissions, ruling_again
from review.models import Queue
from tests.review.cast import Desk, rule

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

    monkeypatch.setattr(informing, "get_connection", connect)
    assert informing._send(["a@shop.example", "b@shop.example", "c@shop.example"], "A rule matched", "Look") == 0
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


def test_a_mail_server_that_is_away_has_it_tried_again_and_one_that_refuses_an_address_does_not(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    away, sent = {"a@shop.example"}, EmailMessage.send

    def send(self: EmailMessage, *args: Any, **more: Any) -> int:
        if away.intersection(self.to):
            raise SMTPServerDisconnected("away")
        return sent(self, *args, **more)

    monkeypatch.setattr(EmailMessage, "send", send)
    desk.policy_says(notifying("a@shop.example", "b@shop.example"))
    desk.submit()
    handled()
    assert told() == ["b@shop.example"]
    assert '"refused":1' in Entry.objects.get(event="review.people_told").body
    away.add("b@shop.example")
    desk.submit()
    with pytest.raises(SMTPServerDisconnected):
        handled()


def test_what_is_no_address_keeps_nobody_else_from_being_told(desk: Desk) -> None:
    broken = "a@shop.example\r\nBcc: eve@evil.example"
    assert informing._send([broken, "ops@shop.example"], "A rule matched", "Look") == 1
    assert told() == ["ops@shop.example"]
    with pytest.raises(InvalidInput, match="notify"):
        desk.policy_says(notifying(broken))
