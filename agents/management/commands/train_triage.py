"""``manage.py train_triage``: make the weights of language, urgency and intent anew from what we wrote."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "Train the small classifiers of triage and write their weights. The same seed gives the same weights. Example: manage.py train_triage"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=None, help="Another seed than the one the shipped weights were made with.")
        parser.add_argument("--only", choices=["language", "letters"], help="Train one of the two only.")

    def handle(self, *args: Any, **options: Any) -> None:
        from agents.triage.training import training  # the training data is read by nobody else

        seed = training.SEED if options["seed"] is None else options["seed"]
        ways = {"letters": training.letter_models, "language": training.language_model}
        for name, train in ways.items():
            if options["only"] in (None, name):
                self.stdout.write(json.dumps({"model": name, "seed": seed, **train(seed)}))
