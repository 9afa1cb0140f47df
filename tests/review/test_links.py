"""Where a reply leads is read as a mail program reads it, and what leads elsewhere than the channel allows waits for a person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connectors import actions as connector_actions
from connectors.types import Address, Attachment, Outbound
from kit.hosts import INVALID
from review import actions, links, release
from review.models import Item
from tests.review.cast import ALLOW, Desk, delivery_of, fresh

EVIL = "evil.test"
DRESSES = [
    "See https://evil.test/x",
    "See HTTPS://EVIL.TEST",
    "See //evil.test/x",
    "See https:\\\\evil.test\\x",
    "See https://shop.example@evil.test/",
    "See https://shop.example:443@evil.test:8443/.",
    "See (https://evil.test.)",
    "See https://evil\u200b.test/",
    "See https://ｅｖｉｌ．test/",
    "See https://%65vil.test/",
]
PAGES = [
    '<a href="https://evil.test">shop.example</a>',
    '<a href=" ht\ntps:&#47;/evil.test">x</a>',
    '<a href="https:evil.test/x">x</a>',
    "<img SRC=//evil.test/p.gif>",
    '<img srcset="/a.png 1x, https://evil.test/b.png 2x">',
    '<td background="https://evil.test/p.gif">x</td>',
    "<p style=\"background:url('//evil.test/p')\">x</p>",
    '<p style="background:\\75rl(https:\\2f/evil.test/p)">x</p>',
    "<style>@import 'https://evil.test/a.css';</style>",
    '<meta http-equiv="refresh" content="0;url=https://evil.test">',
    '<base href="//evil.test">',
    '<!--[if mso]><img src="//evil.test/p"><![endif]-->',
    "<p>See https://evil.<b>test</b>/x</p>",
    "<form action='https://evil.test'><button formaction='/'>x</button></form>",
]


def reply(text: str = "", html: str = "") -> Outbound:
    return Outbound(sender=Address("help@shop.example"), to=(Address("mara@customer.example"),), text=text, html=html)


@pytest.mark.parametrize("text", DRESSES)
def test_no_dress_hides_a_host_in_text(text: str) -> None:
    assert links.hosts_of(reply(text)) == [EVIL]


@pytest.mark.parametrize("html", PAGES)
def test_no_dress_hides_a_host_in_a_page(html: str) -> None:
    assert EVIL in links.hosts_of(reply(html=html))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize(("kind", "text"), [("text/html", PAGES[0]), ("text/plain", DRESSES[0])])
def test_no_encoding_hides_a_host_in_a_file(kind: str, text: str, encoding: str) -> None:
    file = Attachment("page", kind, text.encode(encoding), "")
    assert links.hosts_of(replace(reply(), attachments=(file,))) == [EVIL]


def test_what_a_mail_program_links_by_itself_counts_and_what_it_does_not_is_left_alone() -> None:
    assert links.hosts_of(reply("Go to Evil.com/x or www.bücher.de now.")) == ["evil.com", "www.xn--bcher-kva.de"]
    assert links.hosts_of(reply("Write to mara.it@customer.com, e.g. on 3.5. or at 10.30, see file.txt and v1.2.3.")) == []
    assert links.hosts_of(reply(html='<a href="mailto:help@evil.com">us</a> <a href="evil.com/x">x</a> <img src="cid:logo">')) == [
        "evil.com"
    ]


def test_what_is_no_address_of_the_web_is_on_nobodys_list() -> None:
    assert links.hosts_of(reply(html='<a href="javascript:alert(1)">x</a>')) == [INVALID]
    assert links.hosts_of(reply(html="<a " * 30_000)) == [INVALID]
    assert links.foreign(["a.shop.example", "shop.example", "shop.example.evil.test", "notshop.example"], frozenset({"*.shop.example"})) == [
        "shop.example", "shop.example.evil.test", "notshop.example",
    ]  # fmt: skip


def allow(desk: Desk, *hosts: str) -> None:
    connector_actions.change_channel(
        desk.channel, acting_user=desk.owner, parameters={**desk.channel.parameters, "link_hosts": list(hosts)}
    )
    desk.channel.refresh_from_db()


def test_a_reply_the_policy_allows_waits_with_the_host_named_and_a_person_may_send_it(desk: Desk) -> None:
    desk.policy_says(ALLOW)
    own = desk.channel.address.rpartition("@")[2]
    assert desk.submit(desk.reply(f"See https://{own}/lamps")).item is None
    item = desk.waiting(desk.reply("See https://evil.test/x"))
    assert "evil.test" in item.returned_because
    mine = actions.claim(item, acting_user=desk.reviewer)
    actions.approve(mine, mine.seen_digest, acting_user=desk.reviewer)
    assert release.starting.start(delivery_of(item).id) is not None


def test_a_host_that_is_no_longer_allowed_when_the_reply_leaves_holds_it(desk: Desk) -> None:
    desk.policy_says(ALLOW)
    allow(desk, "*.carrier.test")
    sent = desk.submit(desk.reply("Follow it at https://www.carrier.test/1"))
    assert sent.item is None
    allow(desk)
    delivery = delivery_of(sent.actions[0])
    assert release.starting.start(delivery.id) is None
    delivery.refresh_from_db()
    assert delivery.status == "held"
    item = Item.objects.get(conversation=sent.actions[0].conversation_id)
    assert "www.carrier.test" in fresh(item).returned_because


def test_a_reply_is_read_through_once_for_its_ruling(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    read, hosts_of = list[Outbound](), links.hosts_of

    def noted(outbound: Outbound) -> list[str]:
        read.append(outbound)
        return hosts_of(outbound)

    monkeypatch.setattr(links, "hosts_of", noted)
    desk.policy_says(ALLOW)
    assert "evil.test" in desk.waiting(desk.reply("See https://evil.test/x")).returned_because
    assert len(read) == 1
