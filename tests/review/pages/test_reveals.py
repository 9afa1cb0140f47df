"""The form that asks why, and the field in its place: with htmx, without JavaScript, and over the API."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection

from audit.models import Entry
from conversations.models import Message
from kit.models import IdempotencyKey
from review.models import Item
from review.revealing.models import Reveal
from tests.api.conftest import caller, url
from tests.review.cast import Desk, rule
from tests.review.pages import scenes
from tests.review.pages.conftest import SignIn, address, text_of

CARD = "5555 5555 5555 4444"
LINK = re.compile(r'<mark class="private" data-field="([^"]+)"[^>]*><a href="([^"]+)"')


@pytest.fixture
def item(desk: Desk) -> Item:
    return scenes.reply(desk)


def link_of(shown: str) -> str:
    found = LINK.search(shown)
    assert found
    return found[2]


def over() -> None:
    """The time has passed. Rows are evidence, so the owner of the table lifts their guard for the test, which commits nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE review_reveal DISABLE TRIGGER no_update")
        cursor.execute("UPDATE review_reveal SET until = clock_timestamp()")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE review_reveal ENABLE TRIGGER no_update")


def test_without_javascript_a_form_asks_why_and_leads_back_to_the_field_which_is_masked_again(
    desk: Desk, as_user: SignIn, item: Item
) -> None:
    client = as_user(desk.reviewer)
    link = link_of(text_of(client.get(address(item))))
    form = text_of(client.get(link))
    assert "Show this card number?" in form
    assert CARD not in form
    assert "shown to you alone, for 2 minutes" in form
    action = link.partition("?")[0]
    answer = client.post(action, {"reason": "compare", "item": str(item.id)})
    assert answer["Location"] == address(item)
    page = client.get(address(item))
    assert CARD in text_of(page)
    assert page["Cache-Control"] == "no-store"
    assert 'http-equiv="refresh"' in text_of(page), "a page without scripts masks it again, too"
    assert CARD not in text_of(as_user(desk.second).get(address(item)))
    over()
    assert CARD not in text_of(client.get(address(item)))


def test_a_form_without_a_reason_comes_back_with_what_was_typed(desk: Desk, as_user: SignIn, item: Item) -> None:
    client = as_user(desk.reviewer)
    action = link_of(text_of(client.get(address(item)))).partition("?")[0]
    answer = client.post(action, {"reason": "other", "note": " "})
    assert answer.status_code == 400
    assert "needs a few words" in text_of(answer)
    assert not Reveal.objects.exists()


def test_with_htmx_the_field_alone_comes_and_is_kept_nowhere(desk: Desk, as_user: SignIn, item: Item) -> None:
    client = as_user(desk.reviewer)
    link = link_of(text_of(client.get(address(item))))
    form = client.get(link, headers={"HX-Request": "true"})
    assert "<html" not in text_of(form)
    answer = client.post(link.partition("?")[0], {"reason": "answer", "item": str(item.id)}, headers={"HX-Request": "true"})
    shown = text_of(answer)
    assert f"?item={item.id}" in shown, "once masked again it can be asked for from the same page"
    assert re.fullmatch(r'<mark class="revealed"[^>]*data-left="1[12][0-9]"[^>]*>5555 5555 5555 4444</mark>', shown.strip())
    assert answer["Cache-Control"] == "no-store"


def test_the_story_offers_and_tells_it(desk: Desk, as_user: SignIn, item: Item) -> None:
    client, story = as_user(desk.reviewer), f"/w/{desk.workspace.slug}/conversations/{item.conversation_id}/"
    link = link_of(text_of(client.get(story)))
    answer = client.post(link, {"reason": "duty", "note": "Request by the court"})
    assert answer["Location"] == story
    shown = text_of(client.get(story))
    assert CARD in shown
    assert "Reviewer revealed</b>" in shown
    assert "A legal duty" in shown


def test_who_may_only_look_is_not_offered_it_and_refused(desk: Desk, as_user: SignIn, item: Item) -> None:
    field = LINK.search(text_of(as_user(desk.reviewer).get(address(item))))
    assert field
    for user, status in ((scenes.watcher(desk), 403), (desk.auditor, 403), (desk.stranger, 404)):
        client = as_user(user)
        assert "data-field" not in text_of(client.get(address(item)))
        assert client.post(field[2].partition("?")[0], {"reason": "answer"}).status_code == status
    assert not Reveal.objects.exists()


def test_subject_sender_draft_and_arguments_can_be_revealed_one_by_one(desk: Desk, as_user: SignIn) -> None:
    desk.policy_says(rule("masked", obligations=[{"kind": "mask", "types": []}]))
    conversation = scenes.write(desk, "Hello.", "About who@example.org")
    item = desk.waiting(scenes.answer(desk, "Write to other@example.org."), conversation=conversation)
    client = as_user(desk.reviewer)
    fields = {field for field, _ in LINK.findall(text_of(client.get(address(item))))}
    parts = {field.split(".")[0] + "." + field.split(".")[2] for field in fields}
    assert {"m.subject", "m.from", "m.address", "a.text"} <= parts
    for field in fields:
        client.post(f"/w/{desk.workspace.slug}/review/reveal/{field}/", {"reason": "answer"})
    shown = text_of(client.get(address(item)))
    assert all(value in shown for value in ("who@example.org", "other@example.org", "jonas.weber@example.org", "Jonas Weber"))
    assert Entry.objects.filter(event="review.field_revealed").count() == len(fields)
    assert "data-edit" not in shown, "what is shown for a while is not put into a field that stays"


def test_the_api_does_the_same_and_remembers_no_value(desk: Desk, item: Item) -> None:
    client = caller(desk, desk.reviewer)
    [masked] = [one for one in client.get(url("items/{}", item) + "/masked").json() if one["shown"].endswith("4444")]
    asked: dict[str, Any] = {"field": masked["field"], "reason": "compare"}
    answers = [client.post(url("reveals"), asked, format="json", headers={"Idempotency-Key": "once"}) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    assert {one.json()["value"] for one in answers} == {CARD}
    assert Reveal.objects.count() == 1
    assert all(CARD not in str(row.__dict__) for row in IdempotencyKey.objects.all())
    one = url(f"reveals/{answers[0].json()['id']}")
    assert client.get(one).json()["value"] == CARD
    assert caller(desk, desk.second).get(one).status_code == 404
    assert "value" not in caller(desk, desk.auditor).get(url("reveals")).json()["results"][0]
    over()
    answer = client.get(one)
    assert (answer.status_code, answer.json()["code"]) == (409, "reveal_over")
    assert client.post(url("reveals"), {"field": masked["field"]}, format="json").status_code == 400
    assert caller(desk, desk.reviewer, "items:read").post(url("reveals"), asked, format="json").status_code == 403
    assert Message.objects.exists()


def test_the_page_of_reveals_tells_who_and_why_and_takes_the_settings(desk: Desk, as_user: SignIn, item: Item) -> None:
    owner, page = as_user(desk.owner), f"/w/{desk.workspace.slug}/privacy/reveals/"
    assert owner.post(f"{page}set/", {"minutes": "5", "hourly": "30", "alert_at": "1"}).status_code == 302
    client = as_user(desk.reviewer)
    client.post(link_of(text_of(client.get(address(item)))), {"reason": "fraud"})
    shown = text_of(owner.get(page))
    assert "A field is shown for" in shown
    assert "Suspicion of fraud or misuse" in shown
    assert "open now" in shown
    assert "revealed many fields within an hour" in shown
    assert "revealed many masked fields within an hour" in text_of(owner.get(f"/w/{desk.workspace.slug}/privacy/"))
    assert CARD not in shown
    assert client.get(page).status_code == 403
    assert as_user(desk.auditor).get(page).status_code == 200
    assert as_user(desk.auditor).post(f"{page}set/", {"minutes": "9"}).status_code == 403
