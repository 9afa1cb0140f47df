"""``manage.py replay``: a turn once more, as recorded or with something else in its place. Nothing is kept, nothing is sent."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.core.management.base import CommandParser

from agents import replay
from agents.models import ReplaySet, Turn
from conversations.memory import scope
from conversations.models import Conversation
from kit.commands import JsonLinesCommand, Record
from kit.errors import InvalidInput, NotFound
from kit.ids import as_uuid

ASKED: Final = ("turn", "conversation", "set")


class Command(JsonLinesCommand):
    help = (
        "Replay turns. As recorded, every ruling, digest and state must come out identical and no socket is opened; with another policy, "
        "agent version or model, the answer is what differs."
    )
    example = """echo '{"turn": "0192d3a0-7c1b-7000-8000-123456789012"}' | manage.py replay --policy Replies@2"""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workspace", default="", metavar="W", help="where the sets are that are asked for by name")
        parser.add_argument("--policy", default="", metavar="P@N", help="rule by this version, a draft too; without @N the newest")
        parser.add_argument("--agent", default="", metavar="A@N", help="ask with this version's prompt and tiers; without @N the newest")
        parser.add_argument("--model", default="", help="ask this model in place of those that the tiers name")

    def prepare(self, **options: Any) -> None:
        self.wanted = {name: str(options[name]) for name in ("policy", "agent", "model")}
        self.policies = replay.Policies()
        self.workspace = scope.workspace(options["workspace"]) if options["workspace"] else None

    def named(self, record: Record) -> Record:
        return {name: record[name] for name in ("id", *ASKED) if name in record} or {"turn": None}

    def answer(self, record: Record) -> Record:
        """An id is repeated where one was given."""
        return {**({"id": record["id"]} if "id" in record else {}), **self.of(record)}

    def of(self, record: Record) -> Record:
        wanted = {name: _changed(record, name, given) for name, given in self.wanted.items()}
        if "turn" in record:
            return self.replayed(_identity(record, "turn"), wanted)
        if "conversation" in record:
            conversation = _identity(record, "conversation")
            if not Conversation.objects.filter(id=conversation).exists():
                raise NotFound("There is no such conversation.")
            return {"conversation": str(conversation), **self.several(replay.turns_of(conversation), wanted)}
        if "set" in record:
            return {"set": record["set"], **self.several(self.of_set(record["set"]), wanted)}
        raise InvalidInput('Name a turn, a conversation or a set: {"turn": "..."}.')

    def of_set(self, name: Any) -> list[UUID]:
        if not isinstance(name, str):
            raise InvalidInput("set must be the name of one.")
        if self.workspace is None:
            raise InvalidInput("Say with --workspace where the set is.")
        chosen = ReplaySet.objects.filter(workspace=self.workspace, name=name).first()
        if chosen is None:
            raise NotFound(f"There is no set called {name}.")
        return list(chosen.turns.order_by("id").values_list("id", flat=True))

    def several(self, turns: list[UUID], wanted: dict[str, str]) -> Record:
        """A turn that cannot be replayed says why, and the others follow."""
        found = [self.answered({"turn": str(turn), **wanted}, "") for turn in turns]
        sockets = sum(one.get("sockets_opened", 0) for one in found)
        return {"identical": all(one.get("identical") for one in found), "turns": found, "sockets_opened": sockets}

    def replayed(self, turn: UUID, wanted: dict[str, str]) -> Record:
        if not any(wanted.values()):
            return replay.replay(turn, self.policies).as_dict()
        workspace = Turn.objects.values_list("workspace_id", flat=True).filter(id=turn).first()
        if workspace is None:
            raise NotFound("There is no such turn.")
        return replay.compare(turn, replay.change(workspace, **wanted), self.policies).as_dict()


def _changed(record: Record, name: str, given: str) -> str:
    """What the line says, else the argument."""
    value = record.get(name)
    if not isinstance(value, str | None):
        raise InvalidInput(f"{name} must be a name.")
    return given if value is None else value


def _identity(record: Record, name: str) -> UUID:
    found = as_uuid(str(record[name]))
    if found is None:
        raise InvalidInput(f"{name} must be an id.")
    return found
