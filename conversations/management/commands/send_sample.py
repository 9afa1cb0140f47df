"""Send one mail to ourselves, as a customer would: by SMTP to the local mail server."""

from __future__ import annotations

import smtplib
from argparse import ArgumentParser
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from connectors.models import Channel
from conversations.management.commands.import_mail import find

SENDER = "Nora Feld <nora.feld@customer.example>"
SUBJECT = "Is the reading lamp in stock again?"
TEXT = """\
Hello,

last week the small reading lamp was sold out. Do you know when it will be back, and could you set one aside for me?
I would pick it up on a Saturday.

Kind regards
Nora Feld
"""


class Command(BaseCommand):
    help = "Sends one mail to the local mail server, as a customer would. Example: manage.py send_sample --subject 'Where is my order?'"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="sender", default=SENDER, help=f"who writes ({SENDER})")
        parser.add_argument("--to", default="", help="address of an e-mail channel (the first one)")
        parser.add_argument("--subject", default=SUBJECT)
        parser.add_argument("--text", default=TEXT)

    def handle(self, *args: Any, sender: str, to: str, subject: str, text: str, **options: Any) -> None:
        address = find(to).address if to else _first()
        message = _mail(sender, address, subject, text)
        place = f"{settings.MAIL_SERVER_HOST}:{settings.MAIL_SERVER_PORT}"
        try:
            with smtplib.SMTP(
                settings.MAIL_SERVER_HOST, settings.MAIL_SERVER_PORT, local_hostname="customer.example", timeout=30
            ) as server:
                server.send_message(message)
        except smtplib.SMTPResponseException as problem:
            raise CommandError(f"The mail server at {place} answered {problem.smtp_code} {problem.smtp_error!r}.") from problem
        except smtplib.SMTPRecipientsRefused as problem:
            code, said = next(iter(problem.recipients.values()))
            raise CommandError(f"The mail server at {place} answered {code} {said.decode('ascii', 'replace')}.") from problem
        except OSError as problem:
            hint = "start it with `manage.py up` or `manage.py mail_server`"
            raise CommandError(f"No mail server answers at {place} ({problem.strerror or problem}): {hint}.") from problem
        self.stdout.write(f"Sent {message['Message-ID']} from {message['From']} to {address} through {place}: {subject}")


def _first() -> str:
    channel = Channel.objects.filter(kind="email", is_active=True).exclude(address="").order_by("created_at").first()
    if channel is None:
        raise CommandError("There is no active e-mail channel to write to: add one in the admin under Connectors, Channels.")
    return channel.address


def _mail(sender: str, address: str, subject: str, text: str) -> EmailMessage:
    message = EmailMessage()
    try:
        message["From"], message["To"], message["Subject"] = sender, address, subject
    except ValueError as problem:
        raise CommandError(f"--from or --subject cannot stand in a mail: {problem}") from problem
    message["Date"] = format_datetime(timezone.now())
    message["Message-ID"] = make_msgid(domain="customer.example")
    message.set_content(text)
    return message
