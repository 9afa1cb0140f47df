"""What happens to an item is told in one way: an entry on the ledger, and a hint to the pages that show it."""

from __future__ import annotations

from collections.abc import Mapping

from audit.content import ContentRef
from audit.recorder import record
from kit import hub
from kit.actor import Actor
from review.models import Item


def tell(item: Item, event: str, actor: Actor, data: Mapping[str, object], contents: Mapping[str, ContentRef] | None = None) -> None:
    """Inside the transaction of the change. The hint leaves after commit."""
    record(
        event, workspace=item.workspace_id, actor=actor, subject=item.id, stream=item.conversation_id, data=data, content=contents
    )  # fmt: skip
    hub.hint(f"workspace:{item.workspace_id}:review", type="item", id=str(item.id))
