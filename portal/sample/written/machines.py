"""What no person wrote: auto-replies, a bounce, a receipt, lists, and mail that the net garbled."""

from __future__ import annotations

from portal.sample import mime, people
from portal.sample.letters import HOUSE, SUPPORT, Letter, ours, page, quoted

OUT_EN = """\
Thank you for your message. I am out of the office from 16 to 27 November with no
access to e-mail. In urgent matters please phone the harbour office.

Callum Fairweather
"""

OUT_DE = """\
Sehr geehrte Damen und Herren,

vielen Dank für Ihre Nachricht. Ich bin bis einschließlich 30. November im Urlaub
und lese meine E-Mails nicht. Ihre Nachricht wird nicht weitergeleitet.

Mit freundlichen Grüßen
Miriam Achterberg
"""

BOUNCE_TEXT = """\
This is the mail system at host mx.skrzynka.example.

I'm sorry to have to tell you that your message could not be delivered to one
or more recipients. The original headers are attached.

<t.wieczorek@skrzynka.example>: host mx.skrzynka.example said: 452 4.2.2 mailbox is
full (in reply to RCPT TO command); gave up after 2 days
"""

BOUNCE_STATUS = """\
Reporting-MTA: dns; mx.lindgren-moss.example
Arrival-Date: Thu, 19 Nov 2026 09:05:12 +0100

Final-Recipient: rfc822; t.wieczorek@skrzynka.example
Action: failed
Status: 4.2.2
Diagnostic-Code: smtp; 452 4.2.2 mailbox is full
"""

BOUNCE_HEADERS = f"""\
From: Lindgren & Moss <support@{HOUSE}>
To: Tomasz Wieczorek <t.wieczorek@skrzynka.example>
Subject: Re: Squeaking stool
Message-ID: {ours("stool-39911-closed")}
Date: Thu, 19 Nov 2026 09:05:11 +0100
"""

RECEIPT_TEXT = """\
This is a receipt for the message you sent to <anders@kjellberg-hotels.example>.
It was displayed on 20 November 2026. There is no guarantee that it was read.
"""

RECEIPT = f"""\
Reporting-UA: kjellberg-hotels.example; Hotelpost 4.1
Final-Recipient: rfc822; anders@kjellberg-hotels.example
Original-Message-ID: {ours("hotel-showroom")}
Disposition: manual-action/MDN-sent-manually; displayed
"""

NEWS = """\
<h1>Shelf &amp; Hook Weekly no. 212</h1>
<p>This week: the comeback of brass, five questions to ask your carpenter, and why nobody measures twice.</p>
<p><a href="https://news.shelfandhook.test/212">Read in the browser</a> |
<a href="https://news.shelfandhook.test/leave?m=support">Unsubscribe</a></p>
"""

LOOP_OURS = """\
Dear list member,

thank you for your message. The Lumo clamp holds on table tops from 10 to 55 mm.

Kind regards
Lindgren & Moss
"""

GARBLED = b"\x00\x01\x02FAXBRIDGE\x00\xff\xfe\x9c" + bytes((i * 37 + 11) % 256 for i in range(900)) + b"\r\n\x00\x00"

LETTERS = (
    Letter(
        "out-of-office",
        "auto-en",
        people.CALLUM,
        "Automatic reply: Your question about order 40560",
        "2026-11-18 11:02 +0000",
        mime.text(OUT_EN, charset="us-ascii", encoding="7bit"),
        "en",
        "out of office",
        ("auto-reply",),
        machine="auto-reply",
        expected="machine",
        answers=(ours("order-40560"),),
        headers=("Auto-Submitted: auto-replied", "X-Auto-Response-Suppress: All", "Precedence: bulk"),
    ),
    Letter(
        "abwesenheit",
        "auto-de",
        people.MIRIAM,
        "Abwesenheitsnotiz: Ihre Anfrage zum Ersatzschirm",
        "2026-11-19 10:31 +0100",
        mime.text(OUT_DE, charset="iso-8859-1", encoding="quoted-printable"),
        "de",
        "out of office",
        ("auto-reply", "iso-8859-1"),
        machine="auto-reply",
        expected="machine",
        answers=(ours("shade-miriam"),),
        headers=("Auto-Submitted: auto-replied (vacation)",),
    ),
    Letter(
        "bounce",
        "bounce-stool",
        ("Mail Delivery System", "MAILER-DAEMON@mx.lindgren-moss.example"),
        "Undelivered Mail Returned to Sender",
        "2026-11-21 09:06 +0100",
        mime.multipart(
            "report",
            mime.text(BOUNCE_TEXT, charset="us-ascii", encoding="7bit"),
            mime.Entity(("Content-Type: message/delivery-status",), mime.crlf(BOUNCE_STATUS.encode())),
            mime.Entity(("Content-Type: text/rfc822-headers",), mime.crlf(BOUNCE_HEADERS.encode())),
            mark="dsn39911",
            more="; report-type=delivery-status",
        ),
        "en",
        "delivery failed, mailbox full",
        ("bounce",),
        machine="bounce",
        expected="machine",
        headers=("Auto-Submitted: auto-replied", "Return-Path: <>"),
        auth="",
    ),
    Letter(
        "read-receipt",
        "receipt-hotel",
        people.ANDERS,
        "Read: Visit to the showroom",
        "2026-11-20 13:20 +0100",
        mime.multipart(
            "report",
            mime.text(RECEIPT_TEXT, charset="us-ascii", encoding="7bit"),
            mime.Entity(("Content-Type: message/disposition-notification",), mime.crlf(RECEIPT.encode())),
            mark="mdnhotel",
            more="; report-type=disposition-notification",
        ),
        "en",
        "read receipt",
        ("read-receipt",),
        machine="report",
        expected="machine",
        answers=(ours("hotel-showroom"),),
    ),
    Letter(
        "newsletter",
        "newsletter",
        ("Shelf & Hook Weekly", "weekly@news.shelfandhook.test"),
        "No. 212: the comeback of brass",
        "2026-11-18 06:00 +0000",
        mime.html(page(NEWS), encoding="7bit"),
        "en",
        "newsletter",
        ("newsletter", "html-only"),
        machine="list",
        expected="machine",
        headers=(
            "List-Id: Shelf and Hook Weekly <weekly.shelfandhook.test>",
            "List-Unsubscribe: <https://news.shelfandhook.test/leave?m=support>",
            "Precedence: bulk",
        ),
    ),
    Letter(
        "list-loop",
        "list-loop",
        SUPPORT,
        "[desk-lovers] Re: Which clamp lamp for a thick desk?",
        "2026-11-20 17:45 +0100",
        mime.text(
            LOOP_OURS
            + "\n"
            + quoted("Which clamp lamp holds on a 50 mm oak top?")
            + "\n\n_______________________________________________\ndesk-lovers mailing list\nhttps://lists.deskworks.test/desk-lovers\n",
            charset="us-ascii",
            encoding="7bit",
        ),
        "en",
        "our own reply, sent back by a mailing list",
        ("list-loop",),
        machine="own",
        expected="machine",
        notes="list headers and our own sender: list is as good an answer as own; nothing may ever answer it",
        answers=(ours("list-question"),),
        message_id=ours("list-loop"),
        auth="fail",
        to=(("", "desk-lovers@lists.deskworks.test"),),
        headers=(
            "List-Id: Desk lovers <desk-lovers.lists.deskworks.test>",
            "List-Post: <mailto:desk-lovers@lists.deskworks.test>",
            "Auto-Submitted: auto-replied",
            "X-Loop: desk-lovers@lists.deskworks.test",
            "Precedence: list",
        ),
    ),
    Letter(
        "garbled",
        "garbled",
        ("", ""),
        "",
        "2026-11-19 03:33 +0100",
        mime.Entity((), b""),
        "",
        "not a message at all",
        ("quarantined", "no-message-id"),
        notes="bytes from a broken fax bridge: no header can be read",
        expected="quarantined",
        raw=GARBLED,
    ),
)
