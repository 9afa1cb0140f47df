"""Queues are set up in the admin, by those who may, and every change is an entry and a readable diff."""

from __future__ import annotations

from typing import Any

import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import Role, User
from audit.models import Entry
from kit.errors import InvalidInput, NotAllowed, NotFound, TransitionError
from review import actions, permissions
from review.actions import queues
from review.models import Queue
from tests.review.cast import Desk, member


def signed_in(user: User) -> Client:
    User.objects.filter(id=user.id).update(is_staff=True)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(queue: Queue, verb: str = "change") -> str:
    return f"/admin/review/queue/{queue.pk}/{verb}/"


def form(**fields: Any) -> dict[str, Any]:
    return {"name": "Support", "order": 100, "guidelines": "", "lease_minutes": 5, "due_minutes": 240, "is_default": "on", **fields}


def told(event: str) -> str:
    return Entry.objects.filter(event=f"review.{event}").order_by("-id").values_list("body", flat=True)[0]


def test_an_owner_gives_a_queue_to_people_and_groups(desk: Desk) -> None:
    third, group = member(desk.workspace, "third", Role.REVIEWER), Group.objects.create(name="Night shift")
    response = signed_in(desk.owner).post(
        address(desk.queue), form(lease_minutes=9, deciders=[third.pk, desk.second.pk], decider_groups=[group.pk])
    )
    assert response.status_code == 302, response.context["errors"] if response.context else response.content
    assert set(queues.deciders(desk.queue)) == {third, desk.second}
    assert queues.decider_groups(desk.queue) == [group]
    body = told("queue_grants_changed")
    assert f'"granted":["{third.id}"]' in body
    assert f'"revoked":["{desk.reviewer.id}"]' in body
    assert '"fields":["lease_minutes"]' in told("queue_changed")
    assert LogEntry.objects.get_for_object(desk.queue).filter(changes__has_key="lease_minutes").exists()
    item = desk.waiting()
    assert actions.claim_next(acting_user=desk.reviewer, workspace=desk.workspace.id) is None
    assert actions.claim_next(acting_user=third, workspace=desk.workspace.id) == item


def test_a_policy_admin_sets_queues_up_but_does_not_say_who_decides(desk: Desk) -> None:
    admin = member(desk.workspace, "policy", Role.POLICY_ADMIN)
    client = signed_in(admin)
    assert b"deciders" not in client.get(address(desk.queue)).content
    client.post(address(desk.queue), form(name="Help", deciders=[]))
    assert Queue.objects.get(id=desk.queue.id).name == "Help"
    assert desk.reviewer in queues.deciders(desk.queue)
    with pytest.raises(NotAllowed):
        queues.set_deciders(desk.queue, [], [], acting_user=admin)


def test_a_new_queue_is_made_by_its_verb(desk: Desk) -> None:
    response = signed_in(desk.owner).post(
        "/admin/review/queue/add/", form(workspace=desk.workspace.pk, slug="night", name="Night", is_default="")
    )
    assert response.status_code == 302, response.context["errors"] if response.context else response.content
    assert Queue.objects.get(slug="night").workspace == desk.workspace
    assert '"slug":"night"' in told("queue_created")


@pytest.mark.parametrize("who", ["reviewer", "auditor", "stranger"])
def test_nobody_else_sees_or_changes_it(desk: Desk, who: str) -> None:
    user: User = getattr(desk, who)
    client = signed_in(user)
    assert client.get(address(desk.queue)).status_code in (302, 403, 404)
    assert client.post(address(desk.queue), form(name="Mine")).status_code in (302, 403, 404)
    assert Queue.objects.get(id=desk.queue.id).name == "Support"
    with pytest.raises((NotAllowed, NotFound)):
        queues.change_queue(desk.queue, {"name": "Mine"}, acting_user=user)


def test_only_reviewers_of_the_workspace_are_given_a_queue(desk: Desk) -> None:
    for user in (desk.stranger, desk.auditor):
        with pytest.raises(InvalidInput):
            queues.set_deciders(desk.queue, [user], [], acting_user=desk.owner)
    assert set(queues.deciders(desk.queue)) == {desk.reviewer, desk.second}


def test_there_is_always_one_default_queue(desk: Desk) -> None:
    with pytest.raises(InvalidInput):
        queues.change_queue(desk.queue, {"is_default": False}, acting_user=desk.owner)
    queues.change_queue(desk.legal, {"is_default": True}, acting_user=desk.owner)
    assert list(Queue.objects.filter(workspace=desk.workspace, is_default=True)) == [desk.legal]


def test_a_queue_with_a_past_stays(desk: Desk) -> None:
    desk.waiting()
    with pytest.raises(TransitionError):
        queues.delete_queue(desk.queue, acting_user=desk.owner)
    queues.change_queue(desk.legal, {"is_default": True}, acting_user=desk.owner)
    with pytest.raises(TransitionError):
        queues.delete_queue(desk.queue, acting_user=desk.owner)
    with pytest.raises(TransitionError):
        queues.delete_queue(desk.legal, acting_user=desk.owner)
    assert signed_in(desk.owner).post(address(desk.queue, "delete"), {"post": "yes"}).status_code == 403


def test_an_unused_queue_is_deleted_with_its_entry(desk: Desk) -> None:
    signed_in(desk.owner).post(address(desk.legal, "delete"), {"post": "yes"})
    assert not Queue.objects.filter(id=desk.legal.id).exists()
    assert '"slug":"legal"' in told("queue_deleted")


def test_the_short_name_is_fixed_and_unknown_fields_are_refused(desk: Desk) -> None:
    with pytest.raises(InvalidInput):
        queues.change_queue(desk.queue, {"slug": "other"}, acting_user=desk.owner)
    with pytest.raises(InvalidInput):
        queues.create_queue(desk.workspace.id, "legal", {"name": "Again"}, acting_user=desk.owner)
    assert permissions.queue_for(desk.owner, "legal", workspace=desk.workspace.id) == desk.legal
