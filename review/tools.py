"""Tool calls as actions: which tool is meant, whether the arguments fit it, and what the policy is told of a call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from accounts.models import Workspace
from connectors.models import Tool
from connectors.tools import spec
from connectors.tools.offering import spec_of
from policies.provenance.types import TRACED
from review.triage import kinds
from review.types import ProposedAction

UNKNOWN = {"writes": True, "irreversible": True}
"""What is assumed of a tool that this workspace does not have."""


def named(workspace: UUID, name: str) -> Tool | None:
    return Tool.objects.filter(workspace=workspace, name=name).first()


def as_declared(workspace: Workspace, proposed: ProposedAction) -> ProposedAction:
    """What the tool's row says of a call stands in the place of what the caller said of it: nobody calls a refund a look-up."""
    if proposed.kind == "triage":
        return kinds.as_declared(proposed)
    return as_told_by(named(workspace.id, proposed.tool) if proposed.kind == "tool" else None, workspace, proposed)


def as_told_by(tool: Tool | None, workspace: Workspace, proposed: ProposedAction) -> ProposedAction:
    """The same for a row that was read before; as it is where there is none."""
    if tool is None:
        return proposed
    told = spec_of(tool)
    traced = {name: value for name, value in proposed.evidence.get("action", {}).items() if name in TRACED}
    declared = traced | spec.declared(told, proposed.arguments, workspace.currency)
    return replace(proposed, evidence={**proposed.evidence, "action": declared, "tool": spec.named(told)})


def evidence_now(workspace: Workspace, name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """For a ruling on a call that was proposed before: as the tool is declared now."""
    tool = named(workspace.id, name)
    return {"action": spec.declared(spec_of(tool), arguments, workspace.currency) if tool else UNKNOWN}
