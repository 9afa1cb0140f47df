"""A query that is written once gives what the query set gives, whoever asks and however often."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Count, QuerySet

from accounts.models import Membership, User, Workspace
from kit.compiled import Compiled
from kit.ids import uuid7

pytestmark = pytest.mark.django_db


def members(workspace: UUID) -> QuerySet[Membership]:
    found = Membership.objects.select_related("user", "workspace").annotate(of_user=Count("user__memberships"))
    return found.filter(workspace=workspace).order_by("user__email")


@pytest.fixture
def workspaces() -> list[Workspace]:
    made = [Workspace.objects.create(slug=f"{name}-{uuid7().hex[-6:]}", name=name) for name in ("moss", "fern")]
    users = [User.objects.create_user(f"{name}@{uuid7().hex[-6:]}.example", "a long passphrase") for name in ("ada", "ben")]
    Membership.objects.create(workspace=made[0], user=users[0], role="owner")
    Membership.objects.create(workspace=made[0], user=users[1], role="reviewer")
    Membership.objects.create(workspace=made[1], user=users[1], role="auditor")
    return made


def shown(row: Membership) -> tuple[object, ...]:
    return row.pk, row.role, row.created_at, row.user.email, row.user.pk, row.workspace.name, vars(row)["of_user"]


def test_rows_related_ones_and_annotations_are_those_of_the_query_set(workspaces: list[Workspace]) -> None:
    compiled = Compiled(members)
    for workspace in (*workspaces, workspaces[0]):
        assert [shown(row) for row in compiled(workspace.id)] == [shown(row) for row in members(workspace.id)]
    assert compiled(uuid7()) == []
    assert compiled.first(uuid7()) is None


def test_it_is_written_once_and_asked_without_another_query(workspaces: list[Workspace], django_assert_num_queries: object) -> None:
    written = 0

    def counted(workspace: UUID) -> QuerySet[Membership]:
        nonlocal written
        written += 1
        return members(workspace)

    compiled = Compiled(counted)
    with django_assert_num_queries(2):  # type: ignore[operator]  # pytest-django's fixture, typed as what any fixture is
        names = [row.workspace.name for workspace in workspaces for row in compiled(workspace.id)]
    assert (names, written) == (["moss", "moss", "fern"], 1)


@pytest.mark.django_db(transaction=True)
def test_several_threads_may_be_the_first_to_ask(workspaces: list[Workspace]) -> None:
    compiled = Compiled(members)

    def asked(workspace: Workspace) -> list[str]:
        try:
            return [row.user.email for row in compiled(workspace.id)]
        finally:
            connection.close()

    wanted = [[row.user.email for row in members(workspace.id)] for workspace in workspaces]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(asked, workspaces * 8)) == wanted * 8


def test_values_that_are_no_ids_stay_where_they_are(workspaces: list[Workspace]) -> None:
    owners = Compiled(lambda workspace: Membership.objects.filter(role="owner", workspace=workspace, is_active=True))
    assert [row.role for row in owners(workspaces[0].id)] == ["owner"]
    assert owners(workspaces[1].id) == []
