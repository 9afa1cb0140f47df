"""``manage.py load_sample``: the sample workspace, all of it; run again after an interruption it goes on where it was."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from accounts.models import Workspace
from kit.models import Job
from portal.loading import sign_ins, source, steps, wanting, workspace


class Command(BaseCommand):
    help = "Load the sample workspace: people, queues, policy, agent, documents, mailbox. Example: manage.py load_sample"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--later", action="store_true", help="set the workspace up; the workers take documents and mail in")

    def handle(self, *args: Any, **options: Any) -> None:
        made = workspace.create(settings.VAR_DIR)
        job = made or self.job()
        if made is not None:
            self.say(f"{source_name()}: people, queues, channels, policy and agent are set up.")
        if job is None or job.status == Job.Status.DONE:
            self.say(f"{source_name()} is complete already.")
        elif options["later"]:
            self.say(f"{job.total - job.done} documents and messages follow as soon as the workers run.")
        else:
            self.fill(job)
        self.say(f"Sign-ins: {settings.VAR_DIR / sign_ins.FILE}")

    def job(self) -> Job | None:
        found = Workspace.objects.get(slug=workspace.slug())
        return Job.objects.filter(workspace=found.id, kind=wanting.KIND).order_by("-created_at").first()

    def fill(self, job: Job) -> None:
        left = True
        while left:
            left = steps.step(job.id)
            job.refresh_from_db()
            self.say(f"{job.done}/{job.total}  {job.message}")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def source_name() -> str:
    return str(source.written()["workspace"]["name"])
