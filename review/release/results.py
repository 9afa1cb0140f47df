"""What a tool gave back, and what the call cost: kept with the action, in the transaction that ends it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from audit import content
from audit.content import ContentRef
from policies import budgets
from review import tools
from review.models import Action


def kept(action: Action, answer: Any) -> ContentRef | None:
    """Store what came back under the keys of the conversation; the caller saves the row."""
    if answer is None:
        return None
    ref = content.put(action.workspace_id, {"answer": answer}, conversation=action.conversation_id, subject=action.conversation.contact_id)
    action.result = ref.id
    return ref


def paid(action: Action, reference: UUID) -> dict[str, object]:
    """Keep what a call that was made has cost, free ones at nothing; what its entry says of it, nothing where it is free."""
    tool = tools.named(action.workspace_id, action.tool) if action.kind == Action.Kind.TOOL else None
    if tool is None:
        return {}
    owner = action.conversation
    payer = budgets.Payer(action.workspace_id, owner.id, owner.contact_id, action.agent, action.turn)
    budgets.spent(payer, budgets.Spending("tool", tool.name, reference, amount=tool.price, currency=action.workspace.currency))
    if not tool.price:
        return {}
    return {"cost": tool.price, "currency": action.workspace.currency}
