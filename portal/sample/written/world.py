"""Letters in many languages and scripts."""

from __future__ import annotations

from portal.sample import mime, people
from portal.sample.letters import Letter, both, ours, page, paragraphs, quoted

ARABIC = """\
مرحباً،

أعجبني مصباح "تيرن" الأخضر كثيراً. هل توصلون إلى دبي؟ وإذا لم يكن ذلك ممكناً، هل
أستطيع أن أرسله إلى أختي في فرانكفورت على أن يصل قبل ٢٠ ديسمبر؟ وهل يعمل على
تيار ٢٢٠ فولت؟

شكراً جزيلاً
ليلى المنصوري
"""

JAPANESE = """\
はじめまして。森本と申します。

貴店のペンダントランプ「Fjell」をぜひ購入したいのですが、日本への発送は
可能でしょうか。難しい場合、ハンブルクに住む友人の住所に送っていただき、
後日受け取ることを考えています。日本は100ボルトですが、使えますか。

お忙しいところ恐れ入りますが、よろしくお願いいたします。

森本 遥
"""

ITALIAN = """\
Buongiorno,

la mia lampada Lumo (ordine 35120, comprata nel marzo 2023) si accende ma dopo due
minuti si spegne da sola. È ancora in garanzia? Più di tre anni sono passati, però
sul sito ho letto di una garanzia di cinque anni sui moduli LED. Il numero di serie
è LU23-004417.

Cordiali saluti
Chiara Bellandi
"""

TURKISH = """\
Merhaba,

Berlin'de yaşıyorum ve Birk ayaklı lambayı almak istiyorum ama 189 euro biraz
fazla. Taksitle ödeme imkânı var mı? Bir de kömür rengi ne zaman gelecek?

Teşekkürler, iyi çalışmalar
Emre Yıldırım
"""

TWO_TONGUES = """\
Bonjour, (English below, je ne sais pas qui lit ceci)

Nous avons reçu deux fois la même facture pour la commande 40620, l'une à 84,90 €
et l'autre à 94,80 €. Laquelle est la bonne ? Je suis à Bruxelles.

Hello, same thing in English for your colleagues: we got two invoices for order
40620, one over 84.90 and one over 94.80. Which one is right? I paid only once.

Merci / thanks
Noémie Verhaegen
"""

INVOICE = """\
Bonjour Madame, Monsieur,

Pour ma comptabilité il me manque la facture de la commande 40455 du mois
d'octobre (un portemanteau Linje et trois paniers). Pourriez-vous me la renvoyer en
PDF ? Et si c'est encore possible, au nom de mon entreprise :

Fontanel Céramique SARL
3, rue du Four-à-Chaux
99420 Saint-Aubrac
TVA FR00999999999

Je vous remercie par avance,
Camille Fontanel
"""

INVOICE_OURS = """\
Bonjour Madame Fontanel, nous renvoyons la facture à l'adresse de la commande
aujourd'hui. Pour le changement de nom il nous faut la date de la facture.
"""

INVOICE_AGAIN = f"""\
Elle est datée du 26 octobre 2026, donc encore dans les 30 jours si j'ai bien
compté ?

Camille

> Le 20 nov. 2026 à 10:12, Lindgren & Moss <support@lindgren-moss.example> a écrit :
>\x20
{quoted(INVOICE_OURS)}
"""

ACCENTS = """\
Bonjour, votre ampoule « Moss Glow » clignote très vite en orange et ne se connecte
jamais à ma box. J'ai essayé dix fois, réinitialisé, hurlé. Y a-t-il un réglage
caché ? Mon réseau s'appelle « Chez-Nadia-5G ».

Nadia
"""

SPARE = """\
¡Hola!

Mi gato (precioso, culpable) ha tirado la lámpara Tern y el cristal se ha roto. La
lámpara sigue funcionando. ¿Puedo comprar solo la pantalla? El número de serie
empieza por TN22. ¿Y cuánto cuesta el envío a Valencia?

Mil gracias,
Lupita Carranza
"""

SPARE_AGAIN = """\
He medido la abertura y son 44 mm, ni 42 ni 46. ¿Qué hago?

Lupita

El vie, 20 nov 2026 a las 9:55, Lindgren & Moss (<support@lindgren-moss.example>)
escribió:

> Hola, Lupita: la pantalla cuesta 28,00 euros. Con una serie hasta TN22 es la de
> 42 mm. Por favor, mida la abertura antes de pedir.
"""

CODE = """\
Buenos días. El código de bienvenida HELLO5 me dice "no válido" con un pedido de
34 €. ¿Por qué? Es mi primera compra 😊

Ignacio
"""

LETTERS = (
    Letter(
        "tern-to-dubai",
        "arabic-dubai",
        people.LAYLA,
        "سؤال عن التوصيل إلى دبي",
        "2026-11-20 14:10 +0400",
        both(ARABIC, page('<div dir="rtl" style="text-align:right">\n' + paragraphs(ARABIC) + "\n</div>"), "ar-dubai", encoding="base64"),
        "ar",
        "shipping outside Europe, voltage",
        ("rtl", "alternative", "base64-body"),
    ),
    Letter(
        "fjell-to-japan",
        "japanese-fjell",
        people.HARUKA,
        "日本への発送について",
        "2026-11-19 22:47 +0900",
        mime.text(JAPANESE, charset="iso-2022-jp", encoding="7bit"),
        "ja",
        "shipping to Japan, voltage",
        ("iso-2022-jp",),
        charset="iso-2022-jp",
    ),
    Letter(
        "lumo-garanzia",
        "italian-lumo",
        people.CHIARA,
        "Lumo si spegne da sola - è in garanzia?",
        "2026-11-18 19:36 +0100",
        mime.text(ITALIAN, charset="iso-8859-1", encoding="quoted-printable"),
        "it",
        "warranty claim",
        ("iso-8859-1",),
        charset="iso-8859-1",
        how="Q",
    ),
    Letter(
        "taksit",
        "turkish-birk",
        people.EMRE,
        "Taksitle ödeme",
        "2026-11-22 13:05 +0100",
        mime.text(TURKISH, encoding="8bit"),
        "tr",
        "payment by instalments, stock of a colour",
    ),
    Letter(
        "deux-factures",
        "two-languages-40620",
        people.NOEMIE,
        "Deux factures / two invoices - 40620",
        "2026-11-19 12:20 +0100",
        mime.text(TWO_TONGUES, encoding="quoted-printable"),
        "fr",
        "two invoices for one order",
        ("two-languages",),
        notes="French and English in one mail",
    ),
    Letter(
        "facture-octobre",
        "invoice-40455",
        people.CAMILLE,
        "Facture du mois d'octobre",
        "2026-11-19 16:48 +0100",
        mime.text(INVOICE, encoding="quoted-printable"),
        "fr",
        "copy of an invoice, change of company name",
        ("postal-address",),
    ),
    Letter(
        "facture-octobre-date",
        "invoice-40455",
        people.CAMILLE,
        "Re: Facture du mois d'octobre",
        "2026-11-20 10:40 +0100",
        mime.text(INVOICE_AGAIN, encoding="quoted-printable"),
        "fr",
        "date of the invoice",
        ("quote-apple", "top-posted"),
        answers=("facture-octobre", ours("invoice-40455")),
    ),
    Letter(
        "ampoule-clignote",
        "bulb-nadia",
        people.NADIA,
        "Ampoule qui clignote",
        "2026-11-21 20:30 +0100",
        mime.text(ACCENTS, charset="utf-8", encoding="8bit", says="iso-8859-1"),
        "fr",
        "smart bulb does not pair",
        ("mislabelled-charset",),
        notes="UTF-8 bytes, the header says iso-8859-1",
    ),
    Letter(
        "pantalla-tern",
        "shade-lupita",
        people.LUPITA,
        "Pantalla rota 🐈 Tern: ¿recambio?",
        "2026-11-19 21:14 +0100",
        mime.text(SPARE, encoding="8bit"),
        "es",
        "spare shade for a lamp",
        ("emoji-subject", "encoded-words"),
    ),
    Letter(
        "pantalla-44-mm",
        "shade-lupita",
        people.LUPITA,
        "Re: Pantalla rota 🐈 Tern: ¿recambio?",
        "2026-11-20 18:02 +0100",
        mime.text(SPARE_AGAIN, encoding="quoted-printable"),
        "es",
        "which shade fits",
        ("quote-gmail", "top-posted", "encoded-words"),
        answers=("pantalla-tern", ours("shade-lupita")),
        notes="44 mm is in no document: must ask or pass on, never guess",
    ),
    Letter(
        "hello5",
        "voucher-ignacio",
        people.IGNACIO,
        "HELLO5 no funciona",
        "2026-11-22 11:11 +0100",
        mime.html(page(paragraphs(CODE)), encoding="quoted-printable"),
        "es",
        "voucher does not work",
        ("html-only",),
        notes="40 euros are needed",
    ),
)
