"""A workspace's own redaction rules."""

from __future__ import annotations

from uuid import UUID

from policies.models import RedactionRule
from policies.redaction.operators import Rules


def rules_of(workspace: UUID) -> Rules:
    """(entity, surface) -> operator, in one query; read each time, so a change holds for the very next text."""
    rows = RedactionRule.objects.filter(workspace=workspace).values_list("entity", "surface", "operator")
    return {(entity, surface): operator for entity, surface, operator in rows}
