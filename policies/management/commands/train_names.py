"""The small tagger of names, trained anew."""

from __future__ import annotations

import json
import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from policies.redaction.people import tagger
from policies.redaction.people.training import MAILS, SEED, train


class Command(BaseCommand):
    help = "Train the tagger of people, places and organisations from made texts and write its weights. The same seed, the same bytes."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files", nargs="*", type=Path, help="texts without names, sentences between | or line ends, to tell names from words"
        )
        parser.add_argument("--seed", type=int, default=SEED)
        parser.add_argument("--texts", type=int, default=MAILS)
        parser.add_argument("--to", type=Path, default=tagger.WEIGHTS)

    def handle(self, *args: Any, **options: Any) -> None:
        missing = [str(file) for file in options["files"] if not file.is_file()]
        if missing or options["texts"] < 1:
            raise CommandError(f"There is no file {missing[0]}." if missing else "--texts takes how many texts to make: 1 or more.")
        extra = [sentence for file in sorted(options["files"]) for sentence in _sentences(file)]
        figures = train(extra, seed=options["seed"], count=options["texts"], target=options["to"], told=self.stderr.write)
        self.stdout.write(json.dumps(figures))


def _sentences(file: Path) -> list[str]:
    """Lines may begin with a label and a colon."""
    lines = (re.sub(r"^\w+: ", "", line) for line in file.read_text(encoding="utf-8").splitlines())
    return [sentence.strip() for line in lines for sentence in line.split("|") if sentence.strip() and "{" not in sentence]
