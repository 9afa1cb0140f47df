"""The reviewer's walk in a real browser, by keyboard: claim, read, approve, edit, reject; live arrival; what happens when time runs out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.models import User
from connectors.types import Attachment
from review import actions, outbounds, stop, superseding
from review.models import Decision, Item, Queue
from tests.e2e.conftest import Check, opened
from tests.review.cast import Desk, assemble, delivery_of, fresh, lease_over
from tests.review.pages import scenes

LIST = "/w/moss/review/"
Enter = Callable[..., User]


@pytest.fixture
def desk(site: str) -> Desk:
    return assemble()


@pytest.fixture
def enter(context: BrowserContext, site: str) -> Enter:
    """The browser carries the session of ``user`` from now on."""

    def carry(user: User, into: BrowserContext = context) -> User:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        into.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])
        return user

    return carry


def heading(page: Page, subject: str) -> None:
    """The item's heading is there and has the focus, so a screen reader begins with it."""
    title = page.get_by_role("heading", name=subject, level=1)
    expect(title).to_be_visible()
    page.wait_for_load_state("load")  # from here on keys are heard
    expect(title).to_be_focused()


def test_one_key_claims_the_next_item_and_one_approves_it(page: Page, desk: Desk, enter: Enter) -> None:
    first, second = scenes.reply(desk, "Broken lamp"), scenes.reply(desk, "Wrong colour")
    enter(desk.reviewer)
    page.goto(LIST)
    page.keyboard.press("c")
    heading(page, "Broken lamp")
    expect(page.get_by_text("this reply goes to Jonas Weber by e-mail")).to_be_visible()
    page.keyboard.press("a")
    heading(page, "Wrong colour")
    expect(page.locator("#toasts")).to_contain_text("Approved. It is on its way.")
    assert fresh(first).status == Item.Status.APPROVED
    assert delivery_of(first).status == "pending"
    assert fresh(second).status == Item.Status.WAITING
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Approve A")).to_be_visible()
    assert fresh(second).claimed_by == desk.reviewer


def test_an_edit_shows_its_changes_word_by_word_and_is_what_leaves(page: Page, desk: Desk, enter: Enter) -> None:
    item = actions.claim(scenes.reply(desk), acting_user=desk.reviewer)
    enter(desk.reviewer)
    page.goto(f"{LIST}{item.id}/")
    page.keyboard.press("e")
    text = page.get_by_label("Text", exact=True)
    expect(text).to_be_focused()
    text.fill(scenes.ANSWER.replace("within three days", "soon"))
    expect(page.locator("#changes del")).to_have_text("within three days")
    expect(page.locator("#changes ins")).to_have_text("soon")
    expect(page.get_by_text("1 word added, 3 removed.")).to_be_visible()
    page.get_by_label("Subject").fill("Re: Your lamp")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("Edited and approved.")
    sent = outbounds.load(desk.workspace.id, delivery_of(item).payload).outbound
    assert sent is not None
    assert sent.subject == "Re: Your lamp"
    assert sent.text.rstrip() == scenes.ANSWER.replace("within three days", "soon").rstrip()


def test_a_hand_off_is_answered_with_two_keys(page: Page, desk: Desk, enter: Enter) -> None:
    item = actions.claim(scenes.denied(desk), acting_user=desk.reviewer)
    enter(desk.reviewer)
    page.goto(f"{LIST}{item.id}/")
    page.keyboard.press("e")
    text = page.get_by_label("Text", exact=True)
    expect(text).to_be_focused()
    expect(text).to_have_value("")
    expect(page.get_by_text("Your answer goes to Jonas Weber by e-mail")).to_be_visible()
    page.keyboard.type("Dear Mr Weber, it is done.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("Answered. It is on its way.")
    assert Decision.objects.get(item=item).verdict == "write"


def test_letters_typed_into_a_draft_are_letters(page: Page, desk: Desk, enter: Enter) -> None:
    item = actions.claim(scenes.reply(desk), acting_user=desk.reviewer)
    enter(desk.reviewer)
    page.goto(f"{LIST}{item.id}/")
    page.keyboard.press("e")
    page.keyboard.type("area ux")
    expect(page.get_by_label("Text", exact=True)).to_have_value(f"area ux{scenes.ANSWER}")
    assert fresh(item).status == Item.Status.CLAIMED


def test_a_rejection_is_two_keys_and_enter(page: Page, desk: Desk, enter: Enter) -> None:
    item = actions.claim(scenes.reply(desk), acting_user=desk.reviewer)
    enter(desk.reviewer)
    page.goto(f"{LIST}{item.id}/")
    page.keyboard.press("r")
    expect(page.get_by_role("dialog", name="Why is it rejected?")).to_be_visible()
    page.keyboard.press("5")
    expect(page.get_by_label("It promises something we do not do")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Rejected. Nothing was sent")
    assert Decision.objects.get(item=item).reason_code == "promise"


def test_an_item_is_passed_on_and_another_given_back_by_key(page: Page, desk: Desk, enter: Enter) -> None:
    first = actions.claim(scenes.reply(desk), acting_user=desk.reviewer)
    enter(desk.reviewer)
    page.goto(f"{LIST}{first.id}/")
    page.keyboard.press("x")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Passed on to Legal.")
    assert fresh(first).queue == desk.legal
    second = actions.claim(scenes.reply(desk), acting_user=desk.reviewer)
    page.goto(f"{LIST}{second.id}/")
    page.keyboard.press("u")
    expect(page.locator("#toasts")).to_contain_text("Given back to its queue.")
    assert fresh(second).status == Item.Status.WAITING


def test_two_reviewers_who_press_the_key_get_two_items(page: Page, browser: Browser, site: str, desk: Desk, enter: Enter) -> None:
    items = [scenes.reply(desk, f"Lamp number {number}") for number in (1, 2)]
    other = opened(browser, site, 1440, 900)
    enter(desk.reviewer)
    enter(desk.second, other)
    second_page = other.new_page()
    page.goto(LIST)
    second_page.goto(LIST)
    page.keyboard.press("c")
    second_page.keyboard.press("c")
    expect(page.get_by_role("button", name="Approve A")).to_be_visible()
    expect(second_page.get_by_role("button", name="Approve A")).to_be_visible()
    assert page.url != second_page.url
    assert {fresh(item).claimed_by for item in items} == {desk.reviewer, desk.second}
    other.close()


def test_a_new_item_appears_without_reloading(page: Page, desk: Desk, enter: Enter) -> None:
    enter(desk.reviewer)
    page.goto(LIST)
    expect(page.locator("#live")).to_have_text("live")
    expect(page.get_by_text("Nothing waits")).to_be_visible()
    page.evaluate("window.untouched = true")
    scenes.reply(desk, "Just arrived")
    expect(page.get_by_text("Just arrived")).to_be_visible()
    expect(page.get_by_role("button", name="Claim the next")).to_be_visible()
    assert page.evaluate("window.untouched")


def test_rows_are_walked_by_key_and_the_place_survives_a_new_arrival(page: Page, desk: Desk, enter: Enter) -> None:
    first, second = scenes.reply(desk, "First"), scenes.reply(desk, "Second")
    enter(desk.reviewer)
    page.goto(LIST)
    expect(page.locator("#live")).to_have_text("live")
    page.keyboard.press("j")
    expect(page.locator(f"#row-{first.id}")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator(f"#row-{second.id}")).to_be_focused()
    scenes.reply(desk, "Third")
    expect(page.get_by_text("Third")).to_be_visible()
    expect(page.locator(f"#row-{second.id}")).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    heading(page, "First")


def test_a_lost_connection_is_said_and_what_was_missed_is_fetched(page: Page, context: BrowserContext, desk: Desk, enter: Enter) -> None:
    enter(desk.reviewer)
    page.route_web_socket("**/ws/**", lambda socket: sockets.append((socket, socket.connect_to_server())))
    sockets: list[tuple[object, object]] = []
    page.goto(LIST)
    expect(page.locator("#live")).to_have_text("live")
    context.set_offline(True)
    sockets[-1][0].close(code=1012)  # type: ignore[attr-defined]  # WebSocketRoute
    expect(page.get_by_text("reconnecting").first).to_be_visible()
    expect(page.locator("[data-stale]")).to_contain_text("counts from")
    scenes.reply(desk, "While away")
    context.set_offline(False)
    expect(page.get_by_text("While away")).to_be_visible()
    expect(page.locator("[data-stale]")).to_be_hidden()


def test_a_customer_who_writes_again_is_told_on_the_open_page(page: Page, desk: Desk, enter: Enter) -> None:
    item = actions.claim(scenes.reply(desk), acting_user=desk.reviewer)
    enter(desk.reviewer)
    page.goto(f"{LIST}{item.id}/")
    expect(page.locator("#live")).to_have_text("live")
    desk.letter("One thing more", to=item.conversation, sender="jonas.weber@example.org")
    superseding.supersede_older(item.conversation_id)
    expect(page.get_by_text("The customer has written again.")).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_role("alert").filter(has_text="The customer has written again")).to_be_visible()
    assert not Decision.objects.filter(item=item).exists()


def test_text_survives_a_lease_that_ended_and_is_taken_up_by_one_button(page: Page, desk: Desk, enter: Enter) -> None:
    item = actions.claim(scenes.reply(desk), acting_user=desk.reviewer)
    enter(desk.reviewer)
    page.goto(f"{LIST}{item.id}/")
    page.keyboard.press("e")
    page.get_by_label("Text", exact=True).fill("Half an hour of work")
    lease_over(item)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("Your time with this item ended")
    page.wait_for_load_state("load")
    expect(page.get_by_role("alert")).to_be_focused()
    page.keyboard.press("c")
    expect(page.get_by_label("Text", exact=True)).to_have_value("Half an hour of work")
    page.wait_for_load_state("load")
    page.get_by_label("Text", exact=True).focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("Edited and approved.")


def test_text_survives_a_reload_and_goes_once_it_was_sent(page: Page, desk: Desk, enter: Enter) -> None:
    item = actions.claim(scenes.reply(desk), acting_user=desk.reviewer)
    enter(desk.reviewer)
    page.goto(f"{LIST}{item.id}/")
    page.keyboard.press("e")
    page.get_by_label("Text", exact=True).fill("Not sent yet")
    page.reload()
    expect(page.locator("#toasts")).to_contain_text("What you typed here before is kept.")
    page.keyboard.press("e")
    expect(page.get_by_label("Text", exact=True)).to_have_value("Not sent yet")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("Edited and approved.")
    page.wait_for_load_state("load")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('draft'))") == []


def test_the_lease_is_counted_down(page: Page, desk: Desk, enter: Enter) -> None:
    item = actions.claim(scenes.reply(desk), acting_user=desk.reviewer)
    enter(desk.reviewer)
    page.goto(f"{LIST}{item.id}/")
    expect(page.locator("#lease")).to_contain_text("yours for 4:5")


def test_the_lease_is_renewed_while_the_page_is_open(page: Page, desk: Desk, enter: Enter) -> None:
    item = actions.claim(scenes.reply(desk), acting_user=desk.reviewer)
    enter(desk.reviewer)
    page.clock.install()
    page.goto(f"{LIST}{item.id}/")
    with page.expect_response("**/renew/") as renewed:
        page.clock.run_for(62_000)
    assert renewed.value.status == 200
    after = fresh(item).lease_until
    assert after is not None
    assert item.lease_until is not None
    assert after > item.lease_until


def test_switched_off_keys_decide_nothing(page: Page, desk: Desk, enter: Enter) -> None:
    item = actions.claim(scenes.reply(desk), acting_user=desk.reviewer)
    User.objects.filter(id=desk.reviewer.id).update(single_key_shortcuts=False)
    enter(desk.reviewer)
    page.goto(f"{LIST}{item.id}/")
    for key in ("a", "r", "u", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("button", name="Approve", exact=True)).to_be_visible()
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert fresh(item).status == Item.Status.CLAIMED


def test_without_javascript_an_item_is_claimed_edited_and_another_rejected(browser: Browser, site: str, desk: Desk, enter: Enter) -> None:
    plain = browser.new_context(base_url=site, viewport={"width": 1440, "height": 900}, java_script_enabled=False)
    first, second = scenes.reply(desk, "First"), scenes.reply(desk, "Second")
    enter(desk.reviewer, plain)
    page = plain.new_page()
    page.goto(LIST)
    page.get_by_role("button", name="Claim the next").click()
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Text", exact=True).fill("By hand")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("button", name="Approve the edited text").click()
    assert fresh(first).status == Item.Status.EDITED
    page.get_by_role("button", name="Claim it").click()
    page.get_by_role("link", name="Reject").click()
    page.get_by_label("The tone is not right").check()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("dialog").get_by_role("button", name="Reject").click()
    assert fresh(second).status == Item.Status.REJECTED
    plain.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_state_is_accessible_and_fits(page: Page, desk: Desk, enter: Enter, assert_accessible: Check, theme: str) -> None:
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # one of the two words
    enter(desk.reviewer)

    def check() -> None:
        for width, height in ((1440, 900), (360, 740)):
            page.set_viewport_size({"width": width, "height": height})
            assert_accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url

    page.goto(LIST)
    check()
    made = {name: scene(desk) for name, scene in scenes.SCENES.items()}
    page.goto(LIST)
    check()
    for item in made.values():
        page.goto(f"{LIST}{item.id}/")
        check()
        actions.claim(item, acting_user=desk.reviewer)
        page.goto(f"{LIST}{item.id}/")
        check()
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{LIST}{made['reply'].id}/")
    page.keyboard.press("e")
    check()
    page.goto(f"{LIST}{made['reply'].id}/?do=reject")
    check()
    lease_over(made["reply"])
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    check()


def test_many_queues_do_not_widen_the_list_on_a_phone(phone: Page, desk: Desk, enter: Enter) -> None:
    for number in range(8):
        Queue.objects.create(workspace=desk.workspace, name=f"Queue number {number}", slug=f"queue-{number}", due_minutes=240)
    enter(desk.owner)
    phone.goto(LIST)
    expect(phone.get_by_text("Queue number 7")).to_be_attached()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_on_a_phone_the_buttons_stay_in_reach_and_are_large(phone: Page, desk: Desk, enter: Enter) -> None:
    item = actions.claim(scenes.refund(desk), acting_user=desk.reviewer)
    enter(desk.reviewer)
    phone.goto(f"{LIST}{item.id}/")
    for name in ("Approve", "More actions"):
        box = phone.get_by_role("button", name=name).bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["y"] + box["height"] <= 740
    phone.get_by_role("link", name="Draft").click()
    expect(phone.locator("#draft").get_by_text("Dear Mr Weber")).to_be_in_viewport()


def test_a_stop_stands_above_the_item_and_no_name_of_a_file_widens_a_phone(phone: Page, desk: Desk, enter: Enter) -> None:
    name = f"receipt {'for the lamp that came back ' * 4}.pdf"
    letter = scenes.write(desk, scenes.LETTER, "Receipt", attachments=(Attachment(name, "application/pdf", b"%PDF", "cd" * 32),))
    item = desk.waiting(scenes.answer(desk), conversation=scenes.speaks(letter, "en"))
    stop.declare(desk.workspace.id, acting_user=desk.owner)
    enter(desk.reviewer)
    phone.goto(f"{LIST}{item.id}/")
    expect(phone.get_by_role("link", name=name)).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.set_viewport_size({"width": 1440, "height": 900})
    band, rail = phone.locator(".stopped").bounding_box(), phone.locator(".rail").bounding_box()
    assert band is not None
    assert rail is not None
    assert (band["width"], band["y"] + band["height"] <= rail["y"]) == (1440, True)
