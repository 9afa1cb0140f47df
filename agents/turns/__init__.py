"""A turn: one run of an agent on one version of a conversation, as rows. Nothing is held while it waits; a killed worker loses nothing.

queued -prepare-> prepared -ask-> answered -propose-> proposed, each committed under a lease before the next begins. One worker does them all; where it
is killed or the model cannot be had, another goes on from the last that stands. Without a model all is one leg.
"""

from __future__ import annotations

from agents.turns.legs import answer, run
from agents.turns.starting import start

__all__ = ["answer", "run", "start"]
