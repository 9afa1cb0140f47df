"""The readable diff beside the ledger: django-auditlog on agents and their versions."""

from __future__ import annotations

from auditlog.registry import auditlog

from agents.models import Agent, AgentChannel, AgentVersion


def register() -> None:
    for model in (Agent, AgentVersion, AgentChannel):
        if not auditlog.contains(model):
            auditlog.register(model)
