"""Where each argument of a call came from, and whether a trusted text asked for the call: pure, without I/O, for any tool and any trace.

``judge(tool, call, trace)`` answers everything that rules and reviewers are told. A trace is all the agent had before its eyes, each text with
its source: system, reviewer, requester, quoted, forwarded, attachment, page or tool:NAME. Nothing is believed because of how it is worded;
a value is trusted when a trusted text holds it, and the wish for a change is trusted when a trusted text utters it.
"""

from policies.provenance.judging import Judged, judge
from policies.provenance.types import Call, Said, Tool
from policies.provenance.values.tracing import Argument, Span

__all__ = ["Argument", "Call", "Judged", "Said", "Span", "Tool", "judge"]
