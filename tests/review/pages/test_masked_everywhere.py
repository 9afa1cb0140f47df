"""What a rule hides from reviewers is on no page and in no answer that a reviewer can get about the conversation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from accounts import tokens
from accounts.scopes import SCOPES
from connectors.types import Address
from policies import settings_actions
from review import actions
from review.models import Item
from review.types import ProposedAction
from tests.review.cast import REVIEW, Desk, rule
from tests.review.pages import scenes
from tests.review.pages.conftest import SignIn, address

HIDDEN = {
    "subject": "subject@example.org", "text": "text@example.org", "quoted": "quoted@example.org", "signature": "sign@example.org",
    "draft": "draft@example.org", "draft subject": "about@example.org", "argument": "argument@example.org", "sender": "sender@example.org",
    "copied": "copied@example.org", "file": "file@example.org", "comment": "comment@example.org",
}  # fmt: skip


@pytest.fixture
def item(desk: Desk) -> Item:
    letter = f"Hello, write to {HIDDEN['text']}."
    conversation = scenes.write(
        desk, letter, f"About {HIDDEN['subject']}", "", HIDDEN["sender"], cc=(Address(HIDDEN["copied"]),),
        quoted=f"> {HIDDEN['quoted']} wrote:", signature=f"--\n{HIDDEN['signature']}", full_text=letter, html=f'<p>{letter}</p><a href="mailto:{HIDDEN["text"]}">x</a>',
    )  # fmt: skip
    tool = ProposedAction(
        "tool", "orders.find", arguments={"customer": HIDDEN["argument"]}, confidence=0.9, evidence={"action": {"writes": False}}
    )
    reply = scenes.answer(desk, f"Write to {HIDDEN['draft']}.", HIDDEN["sender"], "", f"Re: {HIDDEN['draft subject']}")
    return desk.waiting(tool, reply, conversation=scenes.speaks(conversation, "en"))


def by_rule(desk: Desk) -> None:
    settings_actions.set_redaction(desk.workspace.id, "EMAIL_ADDRESS", "reviewer", "mask", acting_user=desk.owner)


def by_ruling(desk: Desk) -> None:
    desk.policy_says(rule("masked", obligations=[{"kind": "mask", "types": ["EMAIL_ADDRESS"]}]), REVIEW)


def pages(item: Item) -> Iterator[str]:
    slug, here = item.workspace.slug, f"/w/{item.workspace.slug}/conversations/{item.conversation_id}/"
    yield from (address(item), address(item) + "?do=edit", address(item) + "?do=reject", f"/w/{slug}/review/", f"/w/{slug}/review/list/")
    yield from (
        f"/w/{slug}/review/rail/?queue={item.queue.slug}&item={item.id}",
        f"/w/{slug}/review/decided/",
        here,
        f"/w/{slug}/conversations/",
    )
    yield from (f"/w/{slug}/", f"/w/{slug}/sent/")
    for message in item.conversation.messages.all():
        yield f"{here}messages/{message.id}/html/"


@pytest.mark.parametrize("hide", [by_rule, by_ruling])
def test_no_page_shows_it_before_or_after_the_decision(desk: Desk, as_user: SignIn, item: Item, hide: object) -> None:
    hide(desk)  # type: ignore[operator]  # one of the two above
    if hide is by_ruling:
        item = desk.waiting(scenes.answer(desk, f"Write to {HIDDEN['draft']}.", HIDDEN["sender"], ""), conversation=item.conversation)
    client = as_user(desk.reviewer)
    _look(client, item)
    actions.claim(item, acting_user=desk.reviewer)
    _look(client, item)
    item.refresh_from_db()
    actions.reject(item, "tone", f"Ask {HIDDEN['comment']}", acting_user=desk.reviewer)
    _look(client, item)


def _look(client: Client, item: Item) -> None:
    for page in pages(item):
        shown = client.get(page).content.decode()
        left = [name for name, value in HIDDEN.items() if value in shown]
        assert not left, f"{page} shows {left}"


def test_no_answer_of_the_api_shows_it(desk: Desk, item: Item) -> None:
    by_rule(desk)
    _, token = tokens.create(desk.reviewer, desk.workspace, list(SCOPES), name="all", acting_user=None)
    for path in ("conversations", f"conversations/{item.conversation_id}", "items", f"items/{item.id}", "decisions"):
        answer = Client().get(f"/api/v1/{path}", HTTP_AUTHORIZATION=f"Token {token}")
        assert answer.status_code == 200, path
        left = [name for name, value in HIDDEN.items() if value in answer.content.decode()]
        assert not left, f"{path} shows {left}"
