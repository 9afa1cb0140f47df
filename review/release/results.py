"""What a tool gave back, and what the call cost: kept with the action, in the transaction that ends it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from audit import content
from audit.content import ContentRef
from connectors.models import Tool
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


def reserved(action: Action, tool: Tool) -> UUID | None:
    """Room for what a call will cost, None where it is free or nothing limits it. Raises budgets.Refused."""
    if not tool.price:
        return None
    told = (tool.price, action.workspace.currency)
    return budgets.reserve(_payer(action), budgets.Wanted("tool", tool.name, 0, 0, tool.timeout, told))


def _payer(action: Action) -> budgets.Payer:
    owner = action.conversation
    return budgets.Payer(action.workspace_id, owner.id, owner.contact_id, action.agent, action.turn)


def paid(action: Action, reference: UUID, settles: UUID | None = None) -> dict[str, object]:
    """Keep what a call that was made has cost, free ones at nothing; what its entry says of it, nothing where it is free."""
    tool = tools.named(action.workspace_id, action.tool) if action.kind == Action.Kind.TOOL else None
    if tool is None:
        return {}
    made = budgets.Spending("tool", tool.name, reference, amount=tool.price, currency=action.workspace.currency)
    budgets.spent(_payer(action), made, settles=settles)
    if not tool.price:
        return {}
    return {"cost": tool.price, "currency": action.workspace.currency}
