"""A turn once more: as it was recorded, to show that nothing is missing; or with another policy, prompt or model, to see what would change.

A replay holds nothing that could act. It reads rows in transactions that PostgreSQL lets write nothing, and no import leads from here
to the gate, to a release or to a connector (a contract in pyproject.toml, checked with every test run).
"""

from __future__ import annotations

from agents.replay.changed import Compared, compare
from agents.replay.choices import Change, change
from agents.replay.recorded import Replayed, replay
from agents.replay.records import turns_of
from agents.replay.ruling import Policies

__all__ = ["Change", "Compared", "Policies", "Replayed", "change", "compare", "replay", "turns_of"]
