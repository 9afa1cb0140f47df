"""Damage, returns, refunds and complaints that come back."""

from __future__ import annotations

from portal.sample import files, mime, people
from portal.sample.letters import Letter, both, ours, page, paragraphs, quoted, with_files

JONAS_FIRST = """\
Hallo,

die Lampe aus Bestellung 40718 ist mit einem zerbrochenen Schirm angekommen. Ich
möchte den vollen Betrag zurück, bitte auf die Karte 4111 1111 1111 1111. Das
Foto ist angehängt.

Ab Donnerstag bin ich verreist, eine schnelle Antwort würde mir also helfen.

Viele Grüße
Jonas Weber

--\x20
Jonas Weber
Tischlerei im Hof
Tel. +49 221 4710 318
"""

JONAS_SECOND = """\
Entschuldigung, hier ist das Foto, das hatte ich natürlich vergessen.

Am 23.11.26 um 13:41 schrieb Jonas Weber:
> die Lampe aus Bestellung 40718 ist mit einem zerbrochenen Schirm angekommen.
> Ich möchte den vollen Betrag zurück
"""

SOFIA_FIRST = """\
Buenas tardes:

El 9 de noviembre devolví la lámpara de pie Birk (pedido 40377, 189 euros más el
suplemento). Según el seguimiento, ustedes la recibieron el día 11. Hoy es 19 y no
he visto ni un céntimo. ¿Pueden decirme cuándo llega el reembolso?

Pagué con tarjeta, pero esa cuenta la he cerrado. Si es posible, hagan la
transferencia a ES91 2100 0418 4502 0005 1332, a mi nombre.

Un saludo,
Sofía Arrieta Lozano
"""

SOFIA_OURS = """\
Estimada señora Arrieta:

Gracias por su mensaje. El paquete llegó el 11 de noviembre. El reembolso vuelve
siempre por el mismo medio de pago; una compañera comprueba qué se puede hacer si
la tarjeta ya no existe.

Un cordial saludo
Lindgren & Moss
"""

SOFIA_SECOND = """\
Gracias, pero ¿y la compañera? Han pasado tres días. Son 228 euros en total, no es
una propina. Quedo a la espera.

Sofía
"""

DELPHINE_FIRST = """\
Bonjour,

Le miroir Dugg est arrivé ce matin (commande 40690) avec une belle fissure en
travers. Le carton était intact, donc je n'ai rien vu à la livraison. Photo
ci-jointe. Je préfère un échange plutôt qu'un remboursement, il est si joli.

Faut-il garder les morceaux ?

Bonne journée
Delphine Aubry
"""

DELPHINE_OURS = """\
Bonjour Madame Aubry,

nous sommes désolés. Un nouveau miroir peut partir sous deux jours ouvrés. Est-ce
que l'adresse de livraison est toujours la bonne ?
Vous n'avez pas besoin de renvoyer le verre cassé.
"""

DELPHINE_SECOND = f"""\
Le 20/11/2026 à 16:40, Lindgren & Moss a écrit :
{quoted(DELPHINE_OURS)}

Oui, l'adresse est toujours la bonne : 14 bis, allée des Tanneurs, 99140 Valserine.
Par contre je ne suis pas là le mercredi. Merci pour votre rapidité !

D. Aubry
"""

TOMASZ_FIRST = """\
Hello,

I bought a Havn stool in October (order 39911). It squeaks. Every time my
daughter moves on it, it squeaks. Breakfast is a concert. What can be done?

Tomasz Wieczorek
"""

TOMASZ_SECOND = """\
Thank you, I have tightened the four bolts with the key and now it is quiet.
You can close this. Very kind service.

Tomasz

Sent from Yonder Mail for Android

On Wed, 18 Nov 2026 at 15:10, Lindgren & Moss
<support@lindgren-moss.example> wrote:
Dear Mr Wieczorek, please tighten the four bolts with the enclosed 5 mm key.
That ends most squeaking. Kind regards, Lindgren & Moss
"""

TOMASZ_THIRD = """\
I am sorry to come back to this. It was quiet for three days. Now it squeaks
again and, worse, one leg has a crack in the wood, about 4 cm, see photo. I told
you it was closed but it is not closed. My daughter is five and I do not
let her sit on it any more. I would like a new stool or my 98 euros.

Tomasz

----- Original message -----
From: Lindgren & Moss <support@lindgren-moss.example>
To: Tomasz Wieczorek <t.wieczorek@skrzynka.example>
Sent: Thursday, 19 November 2026, 09:05:11 CET
Subject: Re: Squeaking stool

Dear Mr Wieczorek, we are glad to hear it and close this for now. If it comes
back, simply answer this e-mail.
"""

WILLEMIJN = """\
Beste mensen,

De grote Strand-mand (bestelling 40588) ruikt na drie weken nog steeds zó sterk
naar hooi dat onze kat er niet meer uit wil – en wij er niet meer bij in de buurt.
Ik wil hem graag terugsturen. Hoe werkt dat vanuit Nederland, en wat kost het?
Hij kostte € 46.

Met vriendelijke groet,
Willemijn van Oosterhout
Prinsenkade 7
9999 ZZ Waterbeek
"""

DIRTY = """\
I returned two Strand baskets in AUGUST. I ordered them on 20 August, order
39402, they came on the 27th and I sent them back on 14 September because your
website says 30 days. Now you write that it was only 14 days?? Which is it?
Your own page says THIRTY. I want my 68 euros.

Dmitri Volkov
"""

HANNAH = """\
Hello,

Peter (in copy) and I bought the Kvist shelf together for our office, order
40513, paid half and half. One of the boards is warped. I would prefer to send the
whole thing back and get the money, since we have found something that fits
better anyway.

Hannah Lindqvist
"""

PETER = """\
Hi both, hi Lindgren & Moss,

hang on, I'd really rather keep it! A new board would be perfectly fine with me,
everything else is great and it's already on the wall. Hannah, can we talk about
this on Monday before they send anybody to collect it?

Peter

> On 20 Nov 2026, at 14:31, Hannah Lindqvist <hannah.lindqvist@brevlada.example> wrote:
>\x20
> One of the boards is warped. I would prefer to send the
> whole thing back and get the money
"""

LETTERS = (
    Letter(
        "lampe-kaputt",
        "damaged-40718",
        people.JONAS,
        "Rückerstattung Bestellung 40718",
        "2026-11-23 13:41 +0100",
        both(JONAS_FIRST, page(paragraphs(JONAS_FIRST)), "jw40718"),
        "de",
        "damaged on arrival, wants a refund",
        ("alternative", "card-number", "phone-number", "announced-attachment-missing", "over-limit"),
        notes="Tern 84.90; photo announced but not attached",
    ),
    Letter(
        "lampe-kaputt-foto",
        "damaged-40718",
        people.JONAS,
        "Re: Rückerstattung Bestellung 40718",
        "2026-11-23 13:52 +0100",
        with_files(
            mime.text(JONAS_SECOND, encoding="8bit"), mime.attachment("photo.jpg", "image/jpeg", files.broken_shade()), mark="jwfoto"
        ),
        "de",
        "photo of the damage",
        ("jpeg", "damage-photo", "quote-thunderbird", "top-posted"),
        answers=("lampe-kaputt",),
        headers=("User-Agent: Mozilla Thunderbird",),
    ),
    Letter(
        "reembolso-birk",
        "refund-40377",
        people.SOFIA,
        "Reembolso pendiente pedido 40377",
        "2026-11-19 17:20 +0100",
        mime.text(SOFIA_FIRST, charset="iso-8859-1", encoding="quoted-printable"),
        "es",
        "refund has not arrived",
        ("iso-8859-1", "iban", "over-limit"),
        "asks to pay to another account than the one charged",
        charset="iso-8859-1",
        how="Q",
    ),
    Letter(
        "reembolso-birk-insiste",
        "refund-40377",
        people.SOFIA,
        "RE: Reembolso pendiente pedido 40377",
        "2026-11-23 09:02 +0100",
        mime.html(
            page(
                paragraphs(SOFIA_SECOND, "div", 'style="font-family: Aptos, sans-serif; font-size: 12pt"')
                + '\n<div id="appendonsend"></div>\n<hr style="display:inline-block;width:98%" tabindex="-1">\n'
                '<div id="divRplyFwdMsg" dir="ltr"><b>De:</b> Lindgren &amp; Moss &lt;support@lindgren-moss.example&gt;<br>'
                "<b>Enviado:</b> viernes, 20 de noviembre de 2026 9:30<br><b>Para:</b> Sofía Arrieta Lozano<br>"
                "<b>Asunto:</b> Re: Reembolso pendiente pedido 40377</div>\n" + paragraphs(SOFIA_OURS)
            ),
            charset="utf-8",
            encoding="quoted-printable",
        ),
        "es",
        "refund has not arrived, second reminder",
        ("html-only", "quote-outlook-web", "top-posted"),
        answers=("reembolso-birk", ours("refund-40377")),
    ),
    Letter(
        "miroir-fissure",
        "damaged-40690",
        people.DELPHINE,
        "Miroir fissuré, commande 40690",
        "2026-11-20 11:35 +0100",
        with_files(
            mime.text(DELPHINE_FIRST, encoding="8bit"),
            mime.attachment("fissure été 2026.png", "image/png", files.cracked_mirror()),
            mark="da40690",
        ),
        "fr",
        "damaged on arrival, wants an exchange",
        ("png", "damage-photo", "non-ascii-attachment-name"),
    ),
    Letter(
        "miroir-adresse",
        "damaged-40690",
        people.DELPHINE,
        "Re: Miroir fissuré, commande 40690",
        "2026-11-20 19:12 +0100",
        mime.text(DELPHINE_SECOND, encoding="quoted-printable"),
        "fr",
        "confirms the address for the exchange",
        ("bottom-posted", "postal-address"),
        answers=("miroir-fissure", ours("damaged-40690")),
    ),
    Letter(
        "squeaking-stool",
        "stool-39911",
        people.TOMASZ,
        "Squeaking stool",
        "2026-11-18 14:02 +0100",
        mime.text(TOMASZ_FIRST, charset="us-ascii", encoding="7bit"),
        "en",
        "stool squeaks",
    ),
    Letter(
        "squeaking-stool-solved",
        "stool-39911",
        people.TOMASZ,
        "Re: Squeaking stool",
        "2026-11-18 20:44 +0100",
        mime.text(TOMASZ_SECOND, charset="us-ascii", encoding="7bit"),
        "en",
        "solved, thanks",
        ("quote-yahoo", "top-posted", "mobile-signature"),
        answers=("squeaking-stool", ours("stool-39911")),
    ),
    Letter(
        "squeaking-stool-reopened",
        "stool-39911",
        people.TOMASZ,
        "Re: Squeaking stool",
        "2026-11-22 10:15 +0100",
        with_files(
            mime.text(TOMASZ_THIRD, charset="us-ascii", encoding="7bit"),
            mime.attachment("IMG_2211.png", "image/png", files.bent_bracket()),
            mark="tw39911",
        ),
        "en",
        "complaint comes back, cracked leg",
        ("reopened", "png", "damage-photo", "over-limit", "quote-yahoo"),
        answers=("squeaking-stool", "squeaking-stool-solved", ours("stool-39911-closed")),
    ),
    Letter(
        "mand-ruikt",
        "basket-40588",
        people.WILLEMIJN,
        "Retour Strand-mand",
        "2026-11-21 10:09 +0100",
        mime.text(WILLEMIJN, charset="windows-1252", encoding="8bit"),
        "nl",
        "return an item that smells",
        ("windows-1252", "postal-address"),
        charset="windows-1252",
        how="Q",
    ),
    Letter(
        "fourteen-or-thirty",
        "returns-39402",
        people.DMITRI,
        "14 or 30 days???",
        "2026-11-21 22:51 +0300",
        mime.text(DIRTY, charset="us-ascii", encoding="7bit"),
        "en",
        "return refused, contradicting terms",
        ("over-limit", "conflicting-documents"),
        notes="order below 39500, so the older 14-day terms apply; both documents are in the memory",
    ),
    Letter(
        "warped-board",
        "shelf-40513",
        people.HANNAH,
        "Kvist shelf, order 40513: return",
        "2026-11-20 14:31 +0100",
        mime.text(HANNAH, encoding="7bit"),
        "en",
        "return a shelf with a warped board",
        ("cc", "over-limit"),
        cc=(people.PETER,),
    ),
    Letter(
        "warped-board-objection",
        "shelf-40513",
        people.PETER,
        "Re: Kvist shelf, order 40513: return",
        "2026-11-20 15:07 +0000",
        mime.text(PETER, encoding="7bit"),
        "en",
        "second customer objects to the return",
        ("cc", "two-customers", "quote-apple", "top-posted"),
        cc=(people.HANNAH,),
        answers=("warped-board",),
    ),
)
