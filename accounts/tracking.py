"""The readable diff beside the ledger: django-auditlog on memberships, workspaces, groups and people, without anything secret or personal."""

from __future__ import annotations

from auditlog.registry import auditlog
from django.contrib.auth.models import Group

from accounts.models import Membership, User, Workspace

FLAGS = ["is_active", "is_staff", "is_superuser", "person"]


def register() -> None:
    auditlog.register(Membership)
    auditlog.register(Workspace)
    auditlog.register(User, include_fields=FLAGS)
    auditlog.register(Group, include_fields=["name"])
