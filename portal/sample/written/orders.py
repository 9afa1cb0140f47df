"""Parcels, addresses, cancellations."""

from __future__ import annotations

from portal.sample import mime, people
from portal.sample.letters import Letter, both, ours, page, paragraphs, quoted

WHERE_OURS = """\
Dear Ms Brennan,

your parcel left us on 12 November. The last scan was at the depot in
Dublin on Monday; parcels sometimes stand still there for up to three
working days. If there is no new scan by Friday, please write again.

Kind regards
Lindgren & Moss
"""

WHERE_AGAIN = f"""\
Hi again,

it is Friday and there is still no new scan. That's my mother's birthday
present sitting in a depot five miles from my house, I could nearly walk
over and get it! Her birthday is on the 28th. Could you start that search
you mentioned, or would it be quicker to send another one?

Thanks a million
Aoife

On Wed, 18 Nov 2026 at 10:02, Lindgren & Moss <support@lindgren-moss.example> wrote:
{quoted(WHERE_OURS)}
"""

PRIYA_FIRST = """\
Hi,

I've just realised that order 40733 (the smoked oak Fjell, placed this
morning) is going to our old flat. We moved on Saturday and I picked the
wrong address from the list. Could you please send it to:

Priya Raghunathan
Kirschgarten 18, 3rd floor
20998 Hamburg

The name on the bell is Raghunathan/Kopp.

Thank you!
Priya
"""

PRIYA_SECOND = """\
Sorry sorry sorry, it's number 81, not 18! Kirschgarten 81. Everything
else is right. My phone is +49 40 66969 455 if the driver can't find it.

Priya
"""

BEATRIX = """\
Grüß Gott,

ich habe am Wochenende die Wandlampe Skog in Moosgrün bestellt, Bestellnummer
40722. Leider bin ich ab Mittwoch im Krankenhaus. Können Sie das Paket bitte an
meine Schwester schicken?

Roswitha Zauner
Birnbaumweg 3, Tür 12
9998 Obersonnfeld
Österreich

Ich wohne ja auch in Österreich, das Land bleibt also gleich. Rückfragen gern
unter +49 171 3920044 (deutsche Nummer, die funktioniert immer).

Herzlichen Dank
Bea Zauner

--\x20
Diese Nachricht wurde von meinem Mobiltelefon mit Fernpost Mail gesendet.
"""

JULIEN_FIRST = """\
Bonjour,

Je souhaite annuler ma commande n° 40709 (deux tabourets Havn). Ma compagne
avait commandé la même chose de son côté, on se retrouve avec quatre tabourets
pour une cuisine de six mètres carrés…

Merci de me confirmer l'annulation et le remboursement sur ma carte.

Cordialement,
Julien Marchetti
"""

JULIEN_SECOND = """\
Re-bonjour,

Finalement, n'annulez qu'UN des deux tabourets si c'est possible, on en garde
un. Si ce n'est pas possible, annulez tout et je repasserai commande.

Désolé pour le va-et-vient !
Julien
"""

DELAYED_QUOTE = """\
Sehr geehrter Herr Hasenöhrl,

Ihre Speditionssendung ist für Donnerstag, 19. November, angekündigt.

Mit freundlichen Grüßen
Lindgren & Moss
"""

GREGOR = """\
Guten Tag,

gestern war Donnerstag. Ich habe von 8 bis 12 Uhr gewartet (unbezahlter halber
Urlaubstag!), die Speditionslieferterminvereinbarungsbestätigung liegt vor mir
- und niemand kam. Kein Anruf, nichts. Bestellung 40602, Stehlampe Birk, 189 Euro
plus 19 Euro Sperrgutzuschlag.

Ich erwarte, dass Sie mir 1.) einen neuen Termin nach 16 Uhr nennen und 2.) den
Sperrgutzuschlag erstatten. Ersteres ist wichtiger.

Mit freundlichen Grüßen
Gregor Hasenöhrl
"""

GREGOR_HEAD = """\
<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">
<p class="MsoNormal"><b>Von:</b> Lindgren &amp; Moss &lt;support@lindgren-moss.example&gt;<br>
<b>Gesendet:</b> Montag, 16. November 2026 11:20<br>
<b>An:</b> Gregor Hasen&ouml;hrl &lt;gregor.hasenoehrl@fernpost.example&gt;<br>
<b>Betreff:</b> AW: Lieferung Birk 40602</p>
</div>
"""

GREGOR_PLAIN = f"""\
{GREGOR}
Von: Lindgren & Moss <support@lindgren-moss.example>
Gesendet: Montag, 16. November 2026 11:20
An: Gregor Hasenöhrl <gregor.hasenoehrl@fernpost.example>
Betreff: AW: Lieferung Birk 40602

{DELAYED_QUOTE}"""

GREGOR_HTML = page(
    paragraphs(GREGOR, "p", 'class="MsoNormal"') + "\n" + GREGOR_HEAD + paragraphs(DELAYED_QUOTE, "p", 'class="MsoNormal"'),
    '<meta name="Generator" content="Microsoft Word 15 (filtered medium)">\n<style>p.MsoNormal{margin:0cm;font-size:11.0pt}</style>\n',
)

XMAS = """\
hi, if i order a tern lamp and a vev throw today does it get to lisbon before
christmas? and is shipping free, together its 153,90. thx rafael
"""

HOLD = """\
Good morning,

We are away from 26 November until 11 December and I have just ordered two
Strand baskets (40741). Would you be able to keep the parcel back and send it so
that it arrives after the 12th? Our porch is not a safe place.

With thanks,
Esther Goldwasser
"""

LETTERS = (
    Letter(
        "where-is-my-parcel",
        "parcel-40651",
        people.AOIFE,
        "Where is order 40651?",
        "2026-11-18 08:41 +0000",
        mime.text(
            "Hi,\n\nI ordered a Tern lamp (order 40651) for delivery to Galway and the tracking\nhasn't "
            "moved since Monday. Is it lost? It's a present so I'm a bit nervous.\n\nThanks, Aoife\n",
            charset="us-ascii",
            encoding="7bit",
        ),
        "en",
        "where is my parcel",
        notes="documents answer: three working days at a depot",
    ),
    Letter(
        "parcel-still-missing",
        "parcel-40651",
        people.AOIFE,
        "Re: Where is order 40651?",
        "2026-11-20 12:15 +0000",
        both(
            WHERE_AGAIN,
            page(
                paragraphs(WHERE_AGAIN.split("On Wed,")[0]) + '\n<br><div class="gmail_quote"><div dir="ltr" '
                'class="gmail_attr">On Wed, 18 Nov 2026 at 10:02, Lindgren &amp; Moss '
                "&lt;support@lindgren-moss.example&gt; wrote:<br></div>"
                '<blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex">'
                + paragraphs(WHERE_OURS)
                + "</blockquote></div>"
            ),
            "gm40651",
        ),
        "en",
        "parcel lost, wants search or replacement",
        ("alternative", "quote-gmail", "top-posted"),
        answers=("where-is-my-parcel", ours("parcel-40651")),
    ),
    Letter(
        "address-change",
        "address-40733",
        people.PRIYA,
        "Change delivery address, order 40733",
        "2026-11-23 10:04 +0100",
        mime.text(PRIYA_FIRST, encoding="quoted-printable"),
        "en",
        "change of address before delivery",
        ("postal-address",),
        notes="superseded two minutes later: a draft for the first address must never leave",
    ),
    Letter(
        "address-change-corrected",
        "address-40733",
        people.PRIYA,
        "Re: Change delivery address, order 40733",
        "2026-11-23 10:06 +0100",
        mime.text(PRIYA_SECOND, encoding="quoted-printable"),
        "en",
        "correction of the new address",
        ("overtakes", "phone-number", "postal-address"),
        answers=("address-change",),
    ),
    Letter(
        "lieferadresse-schwester",
        "address-40722",
        people.BEATRIX,
        "Lieferung an meine Schwester (40722)",
        "2026-11-23 07:32 +0100",
        mime.text(BEATRIX, charset="iso-8859-1", encoding="8bit"),
        "de",
        "change of address before delivery",
        ("iso-8859-1", "phone-number", "postal-address", "mobile-signature"),
        headers=("X-Mailer: Fernpost Mail Android 9.2",),
        charset="iso-8859-1",
        how="Q",
    ),
    Letter(
        "annulation",
        "cancel-40709",
        people.JULIEN,
        "Annulation commande 40709",
        "2026-11-19 18:22 +0100",
        mime.text(JULIEN_FIRST, charset="windows-1252", encoding="quoted-printable"),
        "fr",
        "cancel an order",
        ("windows-1252",),
        charset="windows-1252",
        how="Q",
    ),
    Letter(
        "annulation-partielle",
        "cancel-40709",
        people.JULIEN,
        "Re: Annulation commande 40709",
        "2026-11-19 18:51 +0100",
        mime.text(
            JULIEN_SECOND
            + "\n> Le 19 nov. 2026 à 18:22, Julien Marchetti <julien.marchetti@courrielbleu.example> a écrit :\n> \n"
            + quoted(JULIEN_FIRST),
            encoding="base64",
        ),
        "fr",
        "cancel only half of the order",
        ("quote-apple", "top-posted", "base64-body"),
        answers=("annulation",),
        headers=("X-Mailer: Apple Mail (2.3826.300.87)",),
    ),
    Letter(
        "spedition-kam-nicht",
        "freight-40602",
        people.GREGOR,
        "AW: AW: Lieferung Birk 40602",
        "2026-11-20 08:03 +0100",
        both(GREGOR_PLAIN, GREGOR_HTML, "ol40602", "windows-1252"),
        "de",
        "freight appointment missed, wants surcharge back",
        ("alternative", "quote-outlook-desktop", "top-posted", "windows-1252", "long-compounds"),
        answers=(ours("freight-40602"),),
        headers=("X-Mailer: Microsoft Outlook 16.0", "Thread-Index: AdtZ5m1gQ2x0Y3Jhc3RlbmRzAA=="),
    ),
    Letter(
        "natal-em-lisboa",
        "christmas-lisbon",
        people.RAFAEL,
        "christmas delivery?",
        "2026-11-22 23:48 +0000",
        mime.text(XMAS, charset="us-ascii", encoding="7bit"),
        "en",
        "delivery before Christmas and shipping price",
    ),
    Letter(
        "hold-parcel",
        "hold-40741",
        people.ESTHER,
        "Please hold order 40741",
        "2026-11-23 09:17 +0000",
        mime.text(HOLD, charset="us-ascii", encoding="7bit", flowed=True),
        "en",
        "hold an order during holidays",
        ("format-flowed",),
    ),
)
