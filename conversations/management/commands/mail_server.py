"""``manage.py mail_server``: takes mail in by SMTP, and by LMTP from a mail server in front."""

from __future__ import annotations

import asyncio
import errno
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from conversations.mail import taking
from conversations.mail.listening import MailServer, tls


class Command(BaseCommand):
    help = "Takes mail in by SMTP until it is stopped. Example: manage.py mail_server --port 2525 --lmtp-port 2424"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=settings.MAIL_SERVER_HOST, help="address to listen on (MAIL_SERVER_HOST)")
        parser.add_argument("--port", type=int, default=settings.MAIL_SERVER_PORT, help="port of SMTP (MAIL_SERVER_PORT)")
        parser.add_argument("--lmtp-port", type=int, default=settings.MAIL_SERVER_LMTP_PORT, help="port of LMTP, 0 for none")

    def handle(self, *args: Any, host: str, port: int, lmtp_port: int, **options: Any) -> None:
        self.check_settings()
        try:
            asyncio.run(self.serve(MailServer(host, port, lmtp_port or None)))
        except OSError as problem:
            raise CommandError(said(problem, host, port)) from problem

    def check_settings(self) -> None:
        """What would only be found out with the first mail."""
        try:
            taking.is_relay("127.0.0.1")
        except ValueError as problem:
            raise CommandError(f"MAIL_TRUSTED_RELAYS must be addresses or networks: {problem}.") from problem
        try:
            tls()
        except OSError as problem:
            raise CommandError(f"MAIL_SERVER_CERTIFICATE cannot be used: {problem}") from problem

    async def serve(self, server: MailServer) -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        async with server:
            lmtp = f", lmtp://{server.host}:{server.lmtp_port}" if server.lmtp_port else ""
            self.say(f"Mail comes in at smtp://{server.host}:{server.smtp_port}{lmtp}")
            await stop.wait()
        self.say("Mail server stopped.")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def said(problem: OSError, host: str, port: int) -> str:
    if problem.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is in use: stop what listens there, or set MAIL_SERVER_PORT to another one."
    if problem.errno in (errno.EACCES, errno.EPERM):
        return f"This user may not listen on port {port}: take one above 1023 (MAIL_SERVER_PORT) and forward to it."
    return f"The mail server cannot listen on {host}, port {port}: {problem.strerror or problem}."
