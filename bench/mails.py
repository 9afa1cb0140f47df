"""Mails as a support desk gets them, as bytes: first letters and answers, plain and HTML, some with a file, some from machines."""

from __future__ import annotations

import random
from collections.abc import Iterator
from email.message import EmailMessage

from bench import letters

PEOPLE = 400
SUBJECTS = ("My order", "The green lamp", "Rechnung", "Ma commande", "Return of a jacket", "Question about delivery", "Mi pedido", "Invoice")  # fmt: skip


def mixed(count: int, seed: int = 3) -> Iterator[bytes]:
    """Of ten mails about six open a conversation, three answer one, one comes from a machine; one in twelve carries a file of 20 kB."""
    dice = random.Random(seed)
    before: list[tuple[str, str, str]] = []
    for number, (text, _) in enumerate(letters.everyday(count, seed)):
        mail = EmailMessage()
        answers = before[dice.randrange(len(before))] if before and dice.random() < 0.3 else None
        sender, subject = (answers[1], f"Re: {answers[2]}") if answers else (_sender(dice), f"{dice.choice(SUBJECTS)} {number}")
        identity = f"<{seed}.{number}.{dice.getrandbits(64):x}@mail.example>"
        mail["From"], mail["To"], mail["Subject"] = sender, "Help <help@bench.example>", subject
        mail["Date"], mail["Message-ID"] = "Mon, 02 Mar 2026 09:30:00 +0100", identity
        if answers:
            mail["In-Reply-To"] = mail["References"] = answers[0]
            text += f"\n\nOn Mon, 2 Mar 2026 at 09:30, Help <help@bench.example> wrote:\n> {text[:200]}\n> Kind regards\n"
        if dice.random() < 0.1:
            mail["Auto-Submitted"] = "auto-replied"
        mail.set_content(text)
        if dice.random() < 0.5:
            mail.add_alternative(f"<html><body><p>{text}</p><p><b>Regards</b></p></body></html>", subtype="html")
        if dice.random() < 1 / 12:
            mail.add_attachment(dice.randbytes(20_000), maintype="image", subtype="jpeg", filename="photo.jpg")
        before.append((identity, sender, subject))
        yield mail.as_bytes()


def _sender(dice: random.Random) -> str:
    number = dice.randrange(PEOPLE)
    return f"Person {number} <person{number}@example.org>"
