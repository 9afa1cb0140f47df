"""A readable diff of every change to channels and tools, beside the ledger. Secrets stay out of it: only that one was changed is seen."""

from __future__ import annotations

from auditlog.registry import auditlog

from connectors.models import Channel, Credential, Tool


def register() -> None:
    if not auditlog.contains(Channel):
        auditlog.register(Channel)
    if not auditlog.contains(Tool):
        auditlog.register(Tool)
    if not auditlog.contains(Credential):
        auditlog.register(Credential, exclude_fields=["ciphertext"])
