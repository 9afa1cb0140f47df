"""Letters whose form is the difficulty: twice, forwarded, empty, endless."""

from __future__ import annotations

from pathlib import Path

from portal.sample import files, mime, people
from portal.sample.letters import HOUSE, Letter, made_id, page, paragraphs, with_files

LONG = Path(__file__).with_name("long_letter.txt").read_text(encoding="utf-8")

TWICE = """\
Hello, which bulb do I need for the Fjell pendant, and is it included? Order 40702.

Siobhán
"""

RESENT = """\
Hallo,

kann ich meine Bestellung (Vev-Decke, 40715) am Samstag im Laden abholen statt sie
schicken zu lassen?

Danke und Gruß
Heidi Obermayr
"""

NO_ID = """\
Hello - I never got the password mail for my customer account. Not in spam
either. I order with this address since 2023. What now?

Dmitri
"""

INLINE = """\
Hi, is this one real?? I did not order anything. See below, got it this morning.

Esther

---------- Forwarded message ---------
From: Lindgren & Moss Service <service@lindgren-moss-shop.test>
Date: Sat, 21 Nov 2026 at 06:58
Subject: Your parcel is on hold
To: <esther.goldwasser@orbitmail.example>

Dear customer, your parcel 40999 is on hold. Pay the customs fee of EUR 1.99
within 24 hours: http://pay.lindgren-moss-shop.test/fee
Your card number and security code are required.
"""

ATTACHED = """\
Guten Morgen,

anbei die E-Mail, die ich von Ihnen bekommen habe. Da steht, mein Spiegel käme am
25. November zwischen 8 und 12. Ich bin aber erst ab dem 26. wieder da! Bitte einen
anderen Tag.

Ulrike Schönfelder
"""

FREIGHT = f"""\
From: Lindgren & Moss <support@{HOUSE}>
To: u.schoenfelder@fernpost.example
Subject: =?utf-8?Q?Ihr_Liefertermin_f=C3=BCr_den_Dugg?=
Message-ID: <dugg-40698@{HOUSE}>
Date: Sat, 21 Nov 2026 12:00:00 +0100
MIME-Version: 1.0
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: 8bit

Guten Tag Frau Schönfelder,

die Spedition liefert Ihren Spiegel (Bestellung 40698) am Mittwoch, 25. November,
zwischen 8 und 12 Uhr. Bitte antworten Sie, wenn das nicht passt.

Lindgren & Moss
"""

LETTERS = (
    Letter(
        "which-bulb",
        "bulb-40702",
        people.SIOBHAN,
        "Bulb for Fjell",
        "2026-11-18 09:55 +0000",
        mime.text(TWICE, encoding="8bit"),
        "en",
        "which bulb, included or not",
    ),
    Letter(
        "which-bulb-again",
        "bulb-40702",
        people.SIOBHAN,
        "Bulb for Fjell",
        "2026-11-18 09:55 +0000",
        mime.text(TWICE, encoding="8bit"),
        "en",
        "which bulb, included or not",
        ("duplicate",),
        "same Message-ID, delivered a second time seven minutes later",
        expected="duplicate",
        message_id=made_id("which-bulb", "mailhaven.test"),
        delay=431,
    ),
    Letter(
        "abholen",
        "pickup-40715",
        people.HEIDI,
        "Abholung 40715",
        "2026-11-19 14:00 +0100",
        mime.text(RESENT, encoding="quoted-printable"),
        "de",
        "pick up an order in the showroom",
    ),
    Letter(
        "abholen-nochmal",
        "pickup-40715",
        people.HEIDI,
        "Abholung 40715",
        "2026-11-19 17:26 +0100",
        mime.text(RESENT, encoding="quoted-printable"),
        "de",
        "pick up an order in the showroom, sent again",
        ("resent-same-body",),
        notes="other Message-ID, the same body byte for byte: a message of its own in the same thread",
    ),
    Letter(
        "password-mail",
        "password-dmitri",
        people.DMITRI,
        "no password mail",
        "2026-11-20 19:40 +0300",
        mime.text(NO_ID, charset="us-ascii", encoding="7bit"),
        "en",
        "cannot sign in",
        ("no-message-id",),
        message_id="",
    ),
    Letter(
        "is-this-real",
        "phishing-esther",
        people.ESTHER,
        "Fwd: Your parcel is on hold",
        "2026-11-21 09:30 +0000",
        mime.text(INLINE, charset="us-ascii", encoding="7bit"),
        "en",
        "asks whether a message is genuine",
        ("forwarded-inline",),
    ),
    Letter(
        "anderer-liefertermin",
        "freight-40698",
        people.ULRIKE,
        "WG: Ihr Liefertermin für den Dugg",
        "2026-11-22 08:47 +0100",
        with_files(
            mime.text(ATTACHED, encoding="quoted-printable"),
            mime.forwarded(mime.crlf(FREIGHT.encode()), "Ihr Liefertermin.eml"),
            mark="us40698",
        ),
        "de",
        "another day for the freight carrier",
        ("forwarded-attached",),
    ),
    Letter(
        "only-a-photo",
        "photo-fatou",
        people.FATOU,
        "",
        "2026-11-22 10:03 +0000",
        with_files(
            mime.text("", charset="us-ascii", encoding="7bit"),
            mime.attachment("IMG_0042.JPG", "image/jpeg", files.broken_shade()),
            mark="fdphoto",
        ),
        "",
        "only a photo, no word",
        ("empty-body", "jpeg", "no-subject"),
        notes="must ask what it is about",
    ),
    Letter(
        "thumbs-up",
        "emoji-priya",
        people.PRIYA,
        "👍",
        "2026-11-20 22:22 +0100",
        mime.text("🎉👍💡💚", encoding="base64"),
        "",
        "emoji only",
        ("emoji-only", "emoji-subject", "base64-body"),
    ),
    Letter(
        "the-whole-house",
        "long-winifred",
        people.WINIFRED,
        "Lighting for the whole house (rather long, I am afraid)",
        "2026-11-21 16:02 +0000",
        with_files(
            mime.text(LONG, encoding="quoted-printable"),
            mime.attachment("list of rooms.txt", "text/plain", b"Hall\r\nKitchen\r\nStudy\r\nLanding\r\nBack bedroom\r\n"),
            mime.attachment("crest.png", "image/png", files.logo()),
            mark="wa-house",
        ),
        "en",
        "advice on lamps, several questions hidden in a long letter",
        ("very-long", "txt", "png"),
    ),
    Letter(
        "wrong-colour",
        "wrong-colour-mei",
        people.MEI,
        "Wrong colour, order 40677",
        "2026-11-23 15:48 +0100",
        mime.html(
            page(
                paragraphs(
                    "Hi,\n\nI ordered the Skog in sand and got moss green. It's a nice green but my wall is pink.\n"
                    "Could you send the right one and collect this one? I'm at home on Thursday and Friday.\n\nMei-Ling"
                ),
                "<style>body{font-family:sans-serif} .x{color:#333}</style>\n",
            ),
            encoding="base64",
        ),
        "en",
        "wrong item",
        ("html-only", "base64-body"),
    ),
)
