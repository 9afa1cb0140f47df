"""Back-tests: what a version would have said to what was ruled before."""

from policies.backtests.running import start, sweep, work
from policies.backtests.tally import Tally

__all__ = ["Tally", "start", "sweep", "work"]
