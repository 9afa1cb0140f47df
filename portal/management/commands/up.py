"""Everything on one machine: ``manage.py up``, ``manage.py up --check``."""

from __future__ import annotations

import json
import os
from typing import Any

from django.conf import settings
from django.core.management import get_commands
from django.core.management.base import BaseCommand, CommandError

from portal import env
from portal.embedded import check
from portal.embedded.errors import StartError
from portal.embedded.house import House
from portal.embedded.parts import Plan
from portal.loading import sign_ins as stored


class Command(BaseCommand):
    help = "Run Countersign on this machine: database, Redis, web, workers, mail. Example: manage.py up --port 8001; manage.py up --check"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1", help="address to listen on (127.0.0.1)")
        parser.add_argument("--port", type=int, default=env.integer("PORT", 8000), help="port of the web pages (8000)")
        parser.add_argument("--check", action="store_true", help="print what runs and where, start nothing; status 1 if a part is missing")
        parser.add_argument("--json", action="store_true", help="with --check: one JSON line a part")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            return self.check_parts(options["json"])
        if settings.MODE == "production":
            raise CommandError("`up` is for one machine: in production start each process by itself, see docs/deployment.md.")
        mail = f"{settings.MAIL_SERVER_HOST}:{settings.MAIL_SERVER_PORT}"
        plan = Plan(settings.BASE_DIR, options["host"], options["port"], mail, get_commands())
        try:
            House(settings.VAR_DIR, plan, external(), self.say).run(lambda: self.welcome(plan))
        except StartError as error:
            raise CommandError(str(error)) from error
        self.say("Stopped.")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def welcome(self, plan: Plan) -> None:
        self.say(f"\nCountersign is up: {plan.url}")
        for role, email, password in sign_ins():
            self.say(f"  sign in as {role.replace('_', ' '):<15} {email}  {password}")
        if "mail_server" in plan.commands:
            self.say(f"  mail in:  send to {plan.mail} (SMTP); `manage.py send_sample` sends one")
        self.say(f"  mail out: {mail_out()}")
        self.say(f"  logs:     {settings.VAR_DIR / 'log'}    Ctrl-C stops everything.\n")

    def check_parts(self, as_json: bool) -> None:
        named = {name: bool(value) for name, value in external().items()}
        found = list(check.lines(settings.VAR_DIR, settings.DATABASE_URL, settings.REDIS_URL, named))
        for line in found:
            self.say(json.dumps(line) if as_json else f"{line['name']:<12} {line['state']:<11} {line['where'] or '-'}")
        if not any(line["name"] == "web" for line in found) or any(line["state"] != "running" for line in found):
            raise SystemExit(1)


def mail_out() -> str:
    if env.secret("EMAIL_URL"):
        return f"leaves through {check.shown(settings.EMAIL_URL)}"
    return f"never leaves this machine: {settings.VAR_DIR / 'outbox'} (set EMAIL_URL to send it)"


def external() -> dict[str, str]:
    return {name: env.secret(name) for name in ("DATABASE_URL", "REDIS_URL")}


def sign_ins() -> list[tuple[str, str, str]]:
    """(role, address, password) that ``load_sample`` left in ``var/sign-ins.json``: passwords are made per installation."""
    return [(one.role, one.email, one.password) for one in stored.read(settings.VAR_DIR) if one.shown]
