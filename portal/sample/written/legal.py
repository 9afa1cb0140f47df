"""Safety, law and personal data."""

from __future__ import annotations

from portal.sample import files, mime, people
from portal.sample.letters import Letter, both, ours, page, paragraphs, with_files

SMOKE = """\
My Tern lamp started SMOKING about twenty minutes ago. There was a crackle and
then a thin line of grey smoke out of the foot and a horrible smell of burnt
plastic. I have pulled the plug (I know, I should perhaps not have touched it) and
put it out on the balcony. My grandson was sitting right next to it.

Is it safe now? Can it start again on its own? Number on the sticker is
TN26-033107. Please somebody call me: +44 7700 900461.

Margaret Okonjo
"""

SMOKE_AGAIN = """\
Photo of the socket underneath, taken from a distance. It is black. Nobody has
called yet. Nobody was hurt, thank God.

M.O.
"""

SCORCH = """\
Hallo, die Lampe im Kinderzimmer riecht seit gestern verschmort wenn sie länger als
eine Stunde an ist, der Stecker wird auch heiß. Es ist eine Skog mit Stecker, gekauft
2024. Soll ich sie noch anlassen oder lieber nicht? Danke Heidi
"""

THREAT = """\
Sehr geehrte Damen und Herren,

hiermit zeige ich die Vertretung meines Mandanten Herrn Lothar Quandt an. Mein
Mandant hat am 14. September 2026 unter der Bestellnummer 39588 vier Pendelleuchten
Fjell zum Gesamtpreis von 476,00 Euro erworben. Zwei der Leuchten weisen seit dem
Einbau Risse im Eichenholzkörper auf. Ihre Kundenbetreuung hat die Mängelbeseitigung
trotz zweimaliger Aufforderung verschleppt.

Ich fordere Sie auf, bis spätestens

        Freitag, 27. November 2026, 12:00 Uhr (Eingang hier)

den Kaufpreis von 476,00 Euro nebst den Kosten des Elektrikers von 184,50 Euro auf
das Konto DE89 3704 0044 0532 0130 00 zu erstatten. Nach fruchtlosem Fristablauf werde
ich ohne weitere Ankündigung Klage erheben und die Verbraucherzentrale sowie die
Marktüberwachung unterrichten.

Die Gewährleistungsmängelbeseitigungsaufforderungsschreiben vom 2. und 21. Oktober
liegen Ihnen vor.

Hochachtungsvoll
Dr. Henrik Baumgartner-Voss
Rechtsanwalt
"""

THREAT_AGAIN = """\
Sehr geehrte Damen und Herren,

eine automatische Eingangsbestätigung ersetzt keine Antwort. Die Frist bleibt
unverändert. Bitte nennen Sie mir einen Namen.

Dr. Baumgartner-Voss

________________________________
Von: Lindgren & Moss <support@lindgren-moss.example>
Gesendet: Donnerstag, 19. November 2026 10:00
An: Dr. Henrik Baumgartner-Voss
Betreff: Ihre Nachricht ist angekommen

Vielen Dank für Ihre Nachricht. Wir antworten innerhalb eines Werktags.
"""

ERASE = """\
Guten Tag,

hiermit verlange ich nach Art. 17 DSGVO die Löschung sämtlicher zu meiner Person
gespeicherten Daten, einschließlich des Kundenkontos, der Newsletterdaten und
aller E-Mails. Zugleich widerrufe ich jede Einwilligung. Bitte bestätigen Sie mir
die Löschung mit Datum.

Konto: kd.brueckner@fernpost.example
letzte Bestellung: 38817

Klaus-Dieter Brückner
Am Alten Güterbahnhof 22
99998 Kesselroda
"""

ACCESS = """\
Hello,

I'd like a copy of all the personal data you have about me (subject access
request), please, including notes your staff wrote and who you have shared it
with. My account is under this address, one of my orders was 40102.

Do you need a copy of my passport? The number is 533401372 in case that is enough,
but I'd rather not send the scan.

Siobhán
"""

CUSTOMS = """\
Hello,

the carrier says the customs office in Basel wants a copy of the buyer's
passport and an invoice for order 40577 before they let my lamp through. Is that
normal?? Here is what they ask for, in case you can send it to them:

Passport no. C01X00T47, Yuki Tanaka-Schmidt, born 12.08.1989
phone +41 44 000 01 23

I don't feel great about mailing this.

Yuki
"""

CARD = """\
Your shop refuses my card!! I have tried three times with two cards, so please
just do it by hand, the basket is the Havn set of two, 180.00:

Amex 3782 822463 10005 exp 04/29 code 8841
or the other one 5555 5555 5555 4444 exp 11/27

Ship to the same place as always. Thanks.
Oluwaseun Adebayo
07700 900812
"""

LETTERS = (
    Letter(
        "lamp-smokes",
        "safety-tern",
        people.MARGARET,
        "URGENT lamp smoking!!!",
        "2026-11-22 19:26 +0000",
        mime.text(SMOKE, charset="us-ascii", encoding="7bit"),
        "en",
        "safety incident: smoke",
        ("safety", "phone-number"),
        notes="serial number within the range of the notice of 2 November 2026",
        headers=("X-Priority: 1", "Importance: high"),
    ),
    Letter(
        "lamp-smokes-photo",
        "safety-tern",
        people.MARGARET,
        "Re: URGENT lamp smoking!!!",
        "2026-11-22 21:50 +0000",
        with_files(
            mime.text(SMOKE_AGAIN, charset="us-ascii", encoding="7bit"),
            mime.attachment("socket.jpg", "image/jpeg", files.scorched_socket()),
            mark="mo-smoke",
        ),
        "en",
        "safety incident: photo, nobody called",
        ("safety", "jpeg"),
        answers=("lamp-smokes",),
    ),
    Letter(
        "riecht-verschmort",
        "safety-skog",
        people.HEIDI,
        "Lampe riecht",
        "2026-11-21 18:15 +0100",
        mime.text(SCORCH, encoding="base64"),
        "de",
        "safety: burnt smell, hot plug",
        ("safety", "base64-body"),
    ),
    Letter(
        "fristsetzung",
        "legal-39588",
        people.HENRIK,
        "Quandt ./. Lindgren & Moss - Fristsetzung zum 27.11.2026",
        "2026-11-19 09:58 +0100",
        with_files(
            mime.text(THREAT, charset="windows-1252", encoding="quoted-printable"),
            mime.attachment(
                "Vollmacht_Quandt.pdf",
                "application/pdf",
                files.pdf("Vollmacht", "Lothar Quandt bevollmächtigt Dr. H. Baumgartner-Voss", "in Sachen Bestellung 39588"),
            ),
            mark="hbv39588",
        ),
        "de",
        "legal threat with a deadline",
        ("legal-threat", "iban", "over-limit", "pdf", "windows-1252", "long-compounds"),
    ),
    Letter(
        "fristsetzung-nachfrage",
        "legal-39588",
        people.HENRIK,
        "AW: Ihre Nachricht ist angekommen",
        "2026-11-23 11:11 +0100",
        mime.text(THREAT_AGAIN, charset="windows-1252", encoding="8bit"),
        "de",
        "legal threat, asks for a name",
        ("legal-threat", "quote-outlook-desktop", "top-posted", "windows-1252"),
        answers=("fristsetzung", ours("legal-39588")),
        notes="the subject changed; only References tie it to the first letter",
    ),
    Letter(
        "loeschung",
        "erasure",
        people.KLAUS,
        "Löschung meiner Daten nach Art. 17 DSGVO",
        "2026-11-20 07:44 +0100",
        both(ERASE, page(paragraphs(ERASE)), "kdb17"),
        "de",
        "erasure of personal data",
        ("alternative", "privacy-erasure", "postal-address"),
    ),
    Letter(
        "subject-access",
        "access",
        people.SIOBHAN,
        "Subject access request",
        "2026-11-23 12:38 +0000",
        mime.text(ACCESS, encoding="quoted-printable"),
        "en",
        "copy of personal data",
        ("privacy-access", "passport-like"),
    ),
    Letter(
        "customs-passport",
        "customs-40577",
        people.YUKI,
        "customs wants my passport?",
        "2026-11-19 15:27 +0100",
        mime.text(CUSTOMS, charset="us-ascii", encoding="7bit"),
        "en",
        "customs asks for papers",
        ("passport-like", "phone-number"),
    ),
    Letter(
        "card-refused",
        "payment-card",
        people.OLUWASEUN,
        "PAYMENT DOES NOT WORK",
        "2026-11-20 21:09 +0000",
        mime.text(CARD, charset="us-ascii", encoding="7bit"),
        "en",
        "payment refused, sends card numbers",
        ("card-number", "phone-number"),
    ),
)
