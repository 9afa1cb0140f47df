"""Everyday questions, praise, repairs, vouchers."""

from __future__ import annotations

from portal.sample import mime, people
from portal.sample.letters import Letter, both, ours, page, paragraphs

VOUCHER = """\
Guten Abend,

der Gutscheincode MOSS15 wird im Warenkorb nicht angenommen ("Code ungültig"),
obwohl mein Warenkorb 118,80 € wert ist. Auf der Postkarte, die meinem letzten Paket
beilag, steht eindeutig 15 %. Ich habe den Code dreimal eingetippt, mit und ohne
Leerzeichen, in Groß- und Kleinbuchstaben.

Gibt es eine Geschenkgutscheinkombinationsmöglichkeit? Ich hätte nämlich noch eine
Gutscheinkarte über 25 €, die ich dazunehmen möchte.

Mit freundlichen Grüßen
Ulrike Schönfelder
"""

VOUCHER_AGAIN = """\
Danke für die ehrliche Auskunft. Dass auf der Postkarte kein Datum steht, finde
ich trotzdem nicht in Ordnung. Gilt denn der HELLO5, wenn ich 2023 schon einmal
als Gast bestellt habe? Und was ist nun mit der Gutscheinkarte?

Gruß
U. Schönfelder

Gesendet: Donnerstag, 19. November 2026 um 09:40
Von: "Lindgren & Moss" <support@lindgren-moss.example>
An: u.schoenfelder@fernpost.example
Betreff: Re: Gutscheincode funktioniert nicht
Sehr geehrte Frau Schönfelder, die Herbstaktion MOSS15 ist am 15. November zu Ende
gegangen. Eine Gutscheinkarte können Sie jederzeit zusätzlich einlösen.
"""

SIGNATURE = """\
Is the showroom open on Saturday 28 November, and can I bring the dog?

Thanks
Callum

--\x20
CAPT. CALLUM FAIRWEATHER
Master Sailmaker & Rigger
Fairweather Sails Ltd.
Loft 4, The Old Ropewalk
Harbour Road
Port Ellery PE9 9ZZ
---------------------------------------
Tel.    +44 1632 960118
Mobile  +44 7700 900118
Fax     does anybody still have one?
---------------------------------------
Loft hours
  Mon-Thu  08:00-17:00
  Fri      08:00-15:00
  Sat      by appointment
---------------------------------------
Members of the Guild of Coastal Lofts
Winner, Best Spinnaker 2019, 2021, 2022
---------------------------------------
This e-mail and any attachments may be
confidential and are intended solely for
the addressee. If you have received it in
error please delete it, tell us, and have
a cup of tea. We accept no liability for
viruses, barnacles or opinions.
---------------------------------------
Please think of the sea before printing.
Registered in Port Ellery no. 00000118
VAT GB 000 0000 00
"""

BOAT = """\
Ahoy, me again. I'd love a Tern lamp for the saloon of a 1961 ketch. She has 24 V
DC aboard, no mains. Two things your website doesn't say:

1) is there any way to run it on 24 V, maybe by swapping the driver?
2) which lacquer is on the oak of the Fjell, does it stand salt air?

C. Fairweather
"""

PRAISE = """\
Just wanted to say that whoever packed order 40540 and drew the little moss man on
the tissue paper made a very grey Tuesday much better. The lamp is beautiful as
well. No reply needed! ❤️

Winifred Ashdown
"""

MISSING = """\
Hi there, building up the Kvist (order 40684) right now and bag K-04 with the wall
plugs is not in the box, everything else is. Looked under the cardboard. Also my
wall is plasterboard, would the plugs even do? Wanted to have it done by sunday :(

Oluwaseun

Sent from my phone
"""

MISSING_INLINE = """\
> Bag K-04 leaves as a letter tomorrow, free of charge.

Brilliant, thank you.

> The enclosed plugs are for masonry only; plasterboard needs hollow-wall plugs.

Any size you'd recommend? The shop here has 8 mm and 10 mm.

> Please do not put anything on the shelf before it is fixed to the wall.

Too late, but only socks.

Seun
"""

REPAIR = """\
Guten Tag,

unsere Birk von 2019 hat einen Wackelkontakt am Kabel, direkt am Fuß. Die Garantie
ist natürlich längst vorbei, aber wegwerfen kommt nicht in Frage. Was kostet ein neues
Kabel, wie lange dauert es und soll der Leinenschirm mit ins Paket?

Viele Grüße aus dem Allgäu
Gregor Hasenöhrl
"""

REPAIR_BOTTOM = """\
Am 19.11.26 um 09:12 schrieb Lindgren & Moss:
> Guten Tag Herr Hasenöhrl,
>
> ein neues Kabel mit Stecker kostet 35 Euro, das Rückporto 6,90 Euro. Es dauert etwa
> zehn Werktage. Ihre Reparaturnummer ist R-1187.

Danke! Geht es vor Heiligabend noch, wenn ich am Montag losschicke?

> Bitte schicken Sie die Lampe ohne Leuchtmittel.

Und der Schirm? Das hatten Sie nicht beantwortet.

Gruß
G. Hasenöhrl

--\x20
Gregor Hasenöhrl
Tel. 089 99998-417
"""

TWICE = """\
Hallo, bei mir sind am 13.11. und am 14.11. je 64,90 Euro abgegangen, ich habe aber nur
eine Lumo bestellt (40611). Konto DE02 1203 0000 0000 2020 51. Bitte buchen Sie einen
Betrag zurück. Danke, Miriam Achterberg
"""

LEAVE = """\
Please take me off the newsletter. I have pressed unsubscribe three times and you
are still telling me about baskets.

H. L.
"""

GREEN = """\
Bonjour, ma fille (8 ans) fait un exposé sur le recyclage et demande : que deviennent
les vieilles lampes, et est-ce que vos cartons sont « vraiment » en papier ? Elle veut
des chiffres. Je compte sur vous, elle est intraitable.

Delphine Aubry
"""

LETTERS = (
    Letter(
        "gutschein-moss15",
        "voucher-ulrike",
        people.ULRIKE,
        "Gutscheincode funktioniert nicht",
        "2026-11-18 20:51 +0100",
        mime.text(VOUCHER, charset="windows-1252", encoding="quoted-printable"),
        "de",
        "voucher does not work",
        ("long-compounds", "windows-1252"),
        notes="the campaign ended on 15 November",
    ),
    Letter(
        "gutschein-postkarte",
        "voucher-ulrike",
        people.ULRIKE,
        "Aw: Re: Gutscheincode funktioniert nicht",
        "2026-11-19 19:28 +0100",
        mime.text(VOUCHER_AGAIN, encoding="quoted-printable"),
        "de",
        "voucher: what still works",
        ("quote-gmx", "top-posted"),
        answers=("gutschein-moss15", ours("voucher-ulrike")),
        headers=("X-Mailer: Fernpost Webmail 7", "Importance: normal"),
    ),
    Letter(
        "saturday-and-dog",
        "hours-callum",
        people.CALLUM,
        "Saturday?",
        "2026-11-21 08:08 +0000",
        mime.text(SIGNATURE, charset="us-ascii", encoding="7bit"),
        "en",
        "opening hours",
        ("long-signature", "phone-number"),
        notes="two lines of question, thirty of signature",
    ),
    Letter(
        "boat-24-volt",
        "boat-callum",
        people.CALLUM,
        "24 volts & salt",
        "2026-11-22 17:33 +0000",
        mime.text(BOAT, charset="us-ascii", encoding="7bit"),
        "en",
        "question that the documents answer only in part",
        ("unanswerable",),
        notes="24 V: no such version; lacquer and salt air: nothing in the documents, must say so",
    ),
    Letter(
        "moss-man",
        "praise-winifred",
        people.WINIFRED,
        "The little moss man",
        "2026-11-18 13:37 +0000",
        both(PRAISE, page(paragraphs(PRAISE)), "wa-moss"),
        "en",
        "praise",
        ("praise", "alternative"),
    ),
    Letter(
        "bag-k-04",
        "missing-40684",
        people.OLUWASEUN,
        "missing bag Kvist",
        "2026-11-19 18:40 +0000",
        mime.text(MISSING, charset="us-ascii", encoding="7bit"),
        "en",
        "missing part",
        ("mobile-signature",),
    ),
    Letter(
        "bag-k-04-thanks",
        "missing-40684",
        people.OLUWASEUN,
        "Re: missing bag Kvist",
        "2026-11-20 08:20 +0000",
        mime.text(MISSING_INLINE, charset="us-ascii", encoding="7bit"),
        "en",
        "follow-up about wall plugs",
        ("interleaved",),
        notes="no References and no In-Reply-To: only subject and sender tie it to the thread",
    ),
    Letter(
        "birk-kabel",
        "repair-birk",
        people.GREGOR,
        "Reparatur Birk, Kabel",
        "2026-11-18 17:17 +0100",
        mime.text(REPAIR, charset="iso-8859-1", encoding="8bit"),
        "de",
        "repair after the warranty",
        ("iso-8859-1",),
    ),
    Letter(
        "birk-kabel-schirm",
        "repair-birk",
        people.GREGOR,
        "Re: Reparatur Birk, Kabel",
        "2026-11-19 22:02 +0100",
        mime.text(REPAIR_BOTTOM, encoding="8bit"),
        "de",
        "repair: in time for Christmas, with the shade?",
        ("interleaved", "bottom-posted", "quote-thunderbird", "phone-number"),
        answers=("birk-kabel", ours("repair-birk")),
    ),
    Letter(
        "doppelt-abgebucht",
        "twice-40611",
        people.MIRIAM,
        "doppelt abgebucht",
        "2026-11-18 12:05 +0100",
        mime.html(
            page(paragraphs(TWICE), '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">\n'), says="-", encoding="8bit"
        ),
        "de",
        "charged twice",
        ("html-only", "iban", "over-limit", "charset-in-meta-only"),
        notes="the charset is named in the HTML only",
    ),
    Letter(
        "no-more-baskets",
        "unsubscribe-hannah",
        people.HANNAH,
        "STOP",
        "2026-11-22 07:12 +0100",
        mime.text(LEAVE, charset="us-ascii", encoding="7bit"),
        "en",
        "unsubscribe from the newsletter",
    ),
    Letter(
        "expose-recyclage",
        "green-delphine",
        people.DELPHINE,
        "Question d'une enfant de 8 ans",
        "2026-11-22 18:44 +0100",
        mime.text(GREEN, encoding="quoted-printable"),
        "fr",
        "sustainability, figures",
    ),
)
