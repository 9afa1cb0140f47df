"""Limits and alarms in words: who has used up how much of what, and which conversations cost far more than is usual."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final
from uuid import UUID

from accounts.models import Workspace
from policies.budget_models import Per
from policies.models import Limit
from portal.spend import costly, limits
from portal.spend.costly import Alarm
from portal.spend.limits import MOST_NAMED, State, Use
from portal.spend.naming import Name, Names
from portal.story.agents_part import money

WHEN: Final = {"hour": "in this hour", "day": "today", "month": "in this month", "ever": "so far"}


@dataclass(slots=True)
class Warned:
    """An alarm: the story of the conversation, its agent, and both sums."""

    story: Name
    agent: str
    alarm: Alarm
    cost: str
    usual: str


@dataclass(slots=True)
class Used:
    """``width`` of its bar, at most 100; ``role`` and ``word`` say what happens to the next call."""

    who: Name
    told: str
    percent: int
    width: float
    role: str
    word: str


@dataclass(slots=True)
class Shelf:
    """One limit with those who have used most of it, or all that name one agent or customer and are alike.

    ``most`` is how much it is, empty where each has its own; ``nobody`` where none has used any, or half of it where there are many; ``others`` name one, too, and are not shown.
    """

    what: str
    uses: list[Used]
    nobody: str
    others: int = 0
    most: str = ""


class Standing:
    """What stands above the figures, whatever they are narrowed to."""

    def __init__(self, workspace: Workspace, names: Names) -> None:
        self.workspace, self.names = workspace, names
        self.alarms, self.states = costly.current(workspace.id), limits.states(workspace)

    @cached_property
    def stories(self) -> dict[UUID, Name]:
        return self.names.stories([one.conversation for one in self.alarms] + self._subjects(Per.CONVERSATION))

    def _subjects(self, per: Per) -> list[UUID]:
        return [use.subject for state in self.states if state.limit.per == per for use in state.uses]

    @property
    def warnings(self) -> list[Warned]:
        return [
            Warned(
                self.stories[one.conversation],
                self.names.agent(one.agent),
                one,
                money(one.amount, one.currency),
                money(one.usual, one.currency),
            )
            for one in self.alarms
        ]

    @cached_property
    def shelves(self) -> list[Shelf]:
        told = [one for one in self.states if one.limit.only is None]
        return [*(self._shelf(one) for one in told), *self._of_one()]

    def _shelf(self, state: State) -> Shelf:
        limit = state.limit
        return Shelf(_what(state), list(self._used(state)), _nobody(state), most=_amount(limit, limit.amount))

    def _of_one(self) -> list[Shelf]:
        """Limits that name somebody: alike on one shelf, each with its own amount, the fullest first."""
        alike: dict[str, list[State]] = {}
        for one in self.states:
            if one.limit.only is not None:
                alike.setdefault(_what(one), []).append(one)
        shelves = []
        for what, states in alike.items():
            shown = sorted(states, key=lambda one: one.share, reverse=True)[:MOST_NAMED]
            shelves.append(Shelf(what, [use for one in shown for use in self._used(one)], "", len(states) - len(shown)))
        return shelves

    def _used(self, state: State) -> Iterable[Used]:
        for use in state.uses:
            role, word = _state(state.limit, use.share)
            told = f"{_amount(state.limit, use.used)} of {_amount(state.limit, state.limit.amount)}"
            yield Used(self._who(state, use), told, int(use.share * 100), round(float(min(use.share, Decimal(1)) * 100), 1), role, word)

    def _who(self, state: State, use: Use) -> Name:
        if state.limit.per == Per.CONVERSATION:
            return self.stories[use.subject]
        if state.limit.per == Per.CUSTOMER:
            return self.people[use.subject]
        return Name(self.names.agent(use.subject) if state.limit.per == Per.AGENT else self.workspace.name)

    @cached_property
    def people(self) -> dict[UUID, Name]:
        return self.names.people(self._subjects(Per.CUSTOMER))


def _what(state: State) -> str:
    limit = state.limit
    return f"{limit.get_unit_display()} of {limit.whose} {WHEN[limit.period]}"


def _nobody(state: State) -> str:
    return "Nobody has used half of it." if state.is_for_many else "No call came under it yet in this time."


def _amount(limit: Limit, value: Decimal) -> str:
    return money(value, limit.currency) if limit.currency else f"{value:,.0f}"


def _state(limit: Limit, share: Decimal) -> tuple[str, str]:
    if share >= 1:
        return "deny", "used up: a person takes over"
    return ("hold", "a cheaper tier answers") if share >= limit.soft_share else ("allow", "room left")
