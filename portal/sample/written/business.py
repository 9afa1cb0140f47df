"""Trade, jobs, visits."""

from __future__ import annotations

from portal.sample import files, mime, people
from portal.sample.letters import HOUSE, Letter, ours, with_files

TRADE = ("Lindgren & Moss Trade", f"trade@{HOUSE}")
LIST = b"product,colour,pieces,cable_m\r\nFjell,light oak,24,2.5\r\nSkog,black,8,\r\nTern,white,6,\r\n"

QUOTE = """\
Hello,

We are fitting out a small library in Utrecht and would like a quote for the
attached list: 24 x Fjell in light oak with 2.5 m cable, 8 x Skog black, 6 x Tern
white. Delivery to the building site in week 6 of 2027. We have a Dutch VAT number,
NL000000000B00. Could you also send photometric files for the Fjell?

Kind regards,
Sanne de Wit
Studio De Wit, architecten
Werfstraat 40, 9998 AB Zuidhaven
"""

QUOTE_MORE = """\
Hi, adding to Sanne's mail of Wednesday:

- please quote a variant with 30 x Fjell as well (reading room might get more)
- can the Skog be done in RAL 6021? I saw "from 20 pieces", we only need 8
- is there a version for outdoors, above the entrance?

Bram Hoekstra

Op 18-11-2026 om 09:26 schreef Sanne de Wit:
> We are fitting out a small library in Utrecht and would like a quote for the
> attached list: 24 x Fjell in light oak with 2.5 m cable
"""

QUOTE_INLINE = """\
On 20/11/2026 09:15, Lindgren & Moss wrote:
> Dear Ms de Wit, thank you for your request. Two questions before we quote.
> Who is the contact on the building site, with a phone number?

Bram, he is in copy. +31 20 000 0147.

> Is one delivery fine or do you need it in parts?

One delivery, please. There is a goods lift but it is only 1.9 m deep, does a pallet
fit?

> Kind regards
> Lindgren & Moss

Groet,
Sanne
"""

HOTEL = """\
Dear Sir or Madam,

I would like to see the Birk and the Nattlys for a hotel of 38 rooms in Aarhus and
shall be in Hamburg on Tuesday 1 December. Would 14:00 suit you? I attach a calendar
entry. If the showroom is too busy, I'll come on the Monday.

Yours faithfully
Anders Kjellberg
Kjellberg Hotels
"""

INVITE = """\
BEGIN:VCALENDAR
PRODID:-//Hotelpost//4.1//EN
VERSION:2.0
METHOD:REQUEST
BEGIN:VEVENT
UID:20261201-lm@kjellberg-hotels.example
DTSTAMP:20261120T091500Z
DTSTART:20261201T130000Z
DTEND:20261201T140000Z
SUMMARY:Showroom Lindgren & Moss
LOCATION:Moostwiete 7\\, 20999 Hamburg
ORGANIZER:mailto:anders@kjellberg-hotels.example
ATTENDEE;RSVP=TRUE:mailto:support@lindgren-moss.example
END:VEVENT
END:VCALENDAR
"""

JOB = """\
Liebes Team,

ich studiere im dritten Semester Kommunikationswissenschaft, wohne in Hamburg und habe
zwei Jahre lang im Fahrradladen meiner Tante Reklamationen beantwortet (das härtet
ab). Die Werkstudierendenstelle im Kundenservice klingt, als wäre sie für mich
geschrieben. Deutsch und Englisch fließend, Türkisch von Oma, Französisch holprig.

Mein Lebenslauf hängt an. Brauchen Sie auch Zeugnisse?

Herzliche Grüße
Leyla Akdeniz
"""

LETTERS = (
    Letter(
        "library-quote",
        "quote-library",
        people.SANNE,
        "Quote: lighting for a library, 38 pieces",
        "2026-11-18 09:26 +0100",
        with_files(mime.text(QUOTE, encoding="7bit"), mime.attachment("lamps.csv", "text/csv", LIST), mark="sdwlib"),
        "en",
        "quote for a business",
        ("b2b", "csv", "postal-address"),
        to=(TRADE,),
        cc=(people.BRAM,),
    ),
    Letter(
        "library-quote-variant",
        "quote-library",
        people.BRAM,
        "Re: Quote: lighting for a library, 38 pieces",
        "2026-11-19 14:47 +0100",
        mime.text(QUOTE_MORE, encoding="7bit", flowed=True),
        "en",
        "additions to a quote",
        ("b2b", "cc", "quote-thunderbird", "top-posted", "format-flowed"),
        to=(TRADE,),
        cc=(people.SANNE,),
        answers=("library-quote",),
        headers=("User-Agent: Mozilla Thunderbird",),
    ),
    Letter(
        "library-quote-answers",
        "quote-library",
        people.SANNE,
        "Re: Quote: lighting for a library, 38 pieces",
        "2026-11-20 11:31 +0100",
        mime.text(QUOTE_INLINE, encoding="7bit"),
        "en",
        "answers our questions line by line",
        ("b2b", "cc", "interleaved", "phone-number"),
        to=(TRADE,),
        cc=(people.BRAM,),
        answers=("library-quote", ours("quote-library")),
    ),
    Letter(
        "hotel-visit",
        "hotel-visit",
        people.ANDERS,
        "Visit to the showroom",
        "2026-11-20 10:15 +0100",
        with_files(
            mime.text(HOTEL, charset="us-ascii", encoding="7bit"),
            mime.attachment("showroom.ics", "text/calendar", mime.crlf(INVITE.encode())),
            mark="akics",
        ),
        "en",
        "appointment in the showroom",
        ("ics", "b2b"),
    ),
    Letter(
        "bewerbung",
        "job-leyla",
        ("Leyla Akdeniz", "leyla.akdeniz@fernpost.example"),
        "Bewerbung als Werkstudentin im Kundenservice",
        "2026-11-22 16:20 +0100",
        with_files(
            mime.text(JOB, encoding="8bit"),
            mime.attachment(
                "Lebenslauf_Akdeniz_Übersicht.pdf",
                "application/pdf",
                files.pdf("Lebenslauf Leyla Akdeniz", "seit 2025 Studium in Hamburg", "2022-2024 Fahrradladen, Kundenservice"),
            ),
            mark="la-job",
        ),
        "de",
        "job application",
        ("job-application", "pdf", "non-ascii-attachment-name"),
    ),
)
