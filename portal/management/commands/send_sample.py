"""``manage.py send_sample``: a letter of an invented customer to the sample mailbox, by SMTP, as any mail client would send it."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from email.utils import make_msgid
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal.loading import source

TEXT = """\
Good morning,

I bought a Lumo lamp three weeks ago and would like to send it back. It was never used.
How long do I have, and who pays for the parcel?

Kind regards
Runa Halvorsen
"""


class Command(BaseCommand):
    help = "Send one letter to the local mail server. Example: manage.py send_sample --subject 'A question' --text 'Do you ship to Norway?'"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="sender", default="Runa Halvorsen <runa.halvorsen@brevlada.example>")
        parser.add_argument("--to", default="", help="the mailbox (that of the sample)")
        parser.add_argument("--subject", default="Sending a lamp back")
        parser.add_argument("--text", default=TEXT)

    def handle(self, *args: Any, **options: Any) -> None:
        letter = EmailMessage()
        letter["From"], letter["Subject"] = options["sender"], options["subject"]
        letter["To"] = options["to"] or next(row["address"] for row in source.written()["channels"] if row["kind"] == "email")
        letter["Date"], letter["Message-ID"] = timezone.now(), make_msgid(domain="brevlada.example")
        letter.set_content(options["text"])
        where = f"{settings.MAIL_SERVER_HOST}:{settings.MAIL_SERVER_PORT}"
        try:
            with smtplib.SMTP(settings.MAIL_SERVER_HOST, settings.MAIL_SERVER_PORT, timeout=10) as server:
                server.send_message(letter)
        except (OSError, smtplib.SMTPException) as error:
            raise CommandError(f"The mail server at {where} did not take it ({error}): is `manage.py up` running?") from error
        self.stdout.write(f"Sent to {letter['To']} at {where}: {letter['Message-ID']}")
