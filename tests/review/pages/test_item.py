"""The page of one item: what it shows, and to whom."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from review import actions
from review.models import Item
from tests.review.cast import Desk
from tests.review.pages import scenes


def address(item: Item, verb: str = "") -> str:
    return f"/w/{item.workspace.slug}/review/{item.id}/{verb}"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("scene", list(scenes.SCENES.values()), ids=list(scenes.SCENES))
def test_every_kind_of_item_has_a_page(desk: Desk, scene: Callable[[Desk], Item]) -> None:
    item = scene(desk)
    answer = signed_in(desk.owner).get(address(item))
    assert answer.status_code == 200
    actions.claim(item, acting_user=desk.owner)
    assert signed_in(desk.owner).get(address(item)).status_code == 200
