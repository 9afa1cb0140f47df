"""What a conversation cost, where its story tells of it."""

from __future__ import annotations

from decimal import Decimal

from portal.story.agents_part import money
from portal.story.moments import Moment
from portal.story.scene import Scene, Tell


def _costly(moment: Moment, scene: Scene) -> None:
    data = moment.told.data
    amount, median, currency = Decimal(data["amount"]), Decimal(data["usual"]), str(data["currency"])
    moment.role, moment.title = "deny", f"Alarm: it costs {int(amount / median)} times what is usual"
    moment.rest = f"{money(amount, currency)} so far; half of the agent's conversations cost {money(median, currency)} or less"


TELLERS: dict[str, Tell] = {"portal.conversation_costly": _costly}
