"""Rate limits: how many actions leave in any so many seconds, counted in Redis per agent, channel, recipient, tool or workspace.

``look`` gives the facts that rules read, ``take`` counts an action at the moment it leaves. Rows are changed by ``actions``.
"""

from policies.rates.cases import Case
from policies.rates.counting import Taken, look, nothing, take

__all__ = ["Case", "Taken", "look", "nothing", "take"]
