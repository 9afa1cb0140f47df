"""The readable diff beside the ledger. Of conversations only contacts are changed by hand; their names and addresses are left out.

Messages, conversations and status changes are evidence: the ledger itself tells of them.
"""

from __future__ import annotations

from auditlog.registry import auditlog

from conversations.models import Contact


def register() -> None:
    if not auditlog.contains(Contact):
        auditlog.register(Contact, include_fields=["tier", "merged_into"])
