"""API tokens: shown once, never stored, ended by time, by revoking and by leaving the workspace."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from rest_framework.exceptions import AuthenticationFailed

from accounts import actions, tokens
from accounts.models import ApiToken, Role
from audit.models import Entry
from kit.errors import InvalidInput, NotAllowed, NotFound
from tests.accounts.conftest import Cast

READ = ["items:read"]


def recognised(token: str) -> tuple[object, ApiToken]:
    return tokens.ApiTokenAuthentication().authenticate_credentials(token.encode())


def test_a_token_opens_as_its_user_and_is_kept_nowhere(cast: Cast) -> None:
    row, token = tokens.create(cast.reviewer, cast.workspace, READ, name="script", acting_user=cast.reviewer)
    user, found = recognised(token)
    assert (user, found) == (cast.reviewer, row)
    assert token.startswith("cs_")
    assert token not in str(ApiToken.objects.values().get())
    assert token not in "".join(Entry.objects.values_list("body", flat=True))
    assert cast.reviewer.as_actor().auth == "session"
    assert found.user.as_actor().auth == "token"


def test_it_ends_by_time_by_revoking_and_by_leaving(cast: Cast) -> None:
    row, token = tokens.create(cast.reviewer, cast.workspace, READ, name="a", acting_user=None)
    ApiToken.objects.filter(pk=row.pk).update(expiry=timezone.now() - timedelta(seconds=1))
    with pytest.raises(AuthenticationFailed):
        recognised(token)
    ApiToken.objects.filter(pk=row.pk).update(expiry=timezone.now() + timedelta(days=1))
    recognised(token)
    membership = cast.membership(cast.reviewer, Role.REVIEWER)
    actions.remove_membership(membership, acting_user=cast.owner)
    with pytest.raises(AuthenticationFailed):
        recognised(token)
    actions.add_membership(cast.workspace, cast.reviewer, Role.REVIEWER, acting_user=cast.owner)
    recognised(token)
    tokens.revoke(row, acting_user=cast.owner)
    with pytest.raises(AuthenticationFailed):
        recognised(token)


def test_only_oneself_or_an_owner_makes_a_token(cast: Cast) -> None:
    tokens.create(cast.reviewer, cast.workspace, READ, name="a", acting_user=cast.owner)
    with pytest.raises(NotAllowed):
        tokens.create(cast.owner, cast.workspace, READ, name="a", acting_user=cast.reviewer)
    with pytest.raises(NotFound):
        tokens.create(cast.owner, cast.workspace, READ, name="a", acting_user=cast.stranger)
    with pytest.raises(InvalidInput, match="no role"):
        tokens.create(cast.stranger, cast.workspace, READ, name="a", acting_user=cast.owner)


@pytest.mark.parametrize("words", [[], ["items:eat"], ["items:read", "admin"]])
def test_unknown_scopes_are_refused(cast: Cast, words: list[str]) -> None:
    with pytest.raises(InvalidInput, match="Scopes: conversations:read"):
        tokens.create(cast.reviewer, cast.workspace, words, name="a", acting_user=cast.owner)


@pytest.mark.parametrize("garbage", ["", "x", "cs_" + "0" * 64, "\x00\x01"])
def test_garbage_is_refused(cast: Cast, garbage: str) -> None:
    with pytest.raises(AuthenticationFailed):
        recognised(garbage)


def test_the_command_prints_the_token_alone_on_standard_output(cast: Cast) -> None:
    out, err = StringIO(), StringIO()
    call_command(
        "create_token", "--user", cast.reviewer.email, "--workspace", "acme", "--scopes", "items:read,items:decide", stdout=out, stderr=err
    )
    _, row = recognised(out.getvalue().strip())
    assert row.scopes == ["items:read", "items:decide"]
    with pytest.raises(CommandError, match="no role"):
        call_command("create_token", "--user", cast.stranger.email, "--workspace", "acme", "--scopes", "all")
