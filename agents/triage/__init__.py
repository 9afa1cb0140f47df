"""First look at a message: its language, how urgent it is, what it wants. A small model on this machine, no network, under a millisecond.

It informs lists, queues and policies; it decides nothing by itself. docs/triage.md says how it is made and how far to trust it.
"""

from __future__ import annotations

from agents.triage.classifier import INTENTS, URGENCIES, Triage, classify
from agents.triage.spam import suspect

__all__ = ["INTENTS", "URGENCIES", "Triage", "classify", "suspect"]
