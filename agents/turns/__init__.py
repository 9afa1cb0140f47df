"""A turn: one run of an agent on one version of a conversation, as rows. Nothing is held while it waits; a killed worker loses nothing.

queued -prepare-> prepared -answer-> answered -propose-> proposed, each leg under a lease. The worker that has the answer proposes it at once;
without a model all is one leg.
"""

from __future__ import annotations

from agents.turns.legs import answer, run
from agents.turns.starting import start

__all__ = ["answer", "run", "start"]
