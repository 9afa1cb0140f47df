"""Loads what the first turn would otherwise wait for: recognisers, classifier, glossary, and the client where a model is configured."""

from __future__ import annotations

import gc

from agents import triage
from connectors.providers import openai
from conversations.memory import local
from policies import redaction


def warm_up() -> None:
    """No database, no network: safe before a fork."""
    redaction.redact("Call me at +49 40 1234567 or write to a@example.org.", workspace=None)
    triage.classify("Where is my parcel?", "")
    local.vector("Where is my parcel?")
    if openai.is_configured():
        openai.warm_up()
    gc.collect()
    gc.freeze()  # what stays for ever is looked through no more: that took 0.1 s in the middle of a turn, and copied shared pages
