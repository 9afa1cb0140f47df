"""The readable diff beside the ledger: django-auditlog on memberships, workspaces and people, without anything secret or personal."""

from __future__ import annotations

from auditlog.registry import auditlog

from accounts.models import Membership, User, Workspace

FLAGS = ["is_active", "is_staff", "is_superuser", "person"]


def register() -> None:
    auditlog.register(Membership)
    auditlog.register(Workspace)
    auditlog.register(User, include_fields=FLAGS)
