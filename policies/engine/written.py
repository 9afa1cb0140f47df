"""What a condition must be beside one that compiles, where it is written. A stored rule goes on as it is."""

from __future__ import annotations

from policies.engine.expressions import Condition
from policies.engine.patterns import require_patterns
from policies.engine.words import require_words


def require_written(condition: Condition) -> None:
    """Raises ConditionError at the first word that its fact never is, or pattern that cannot be read."""
    require_words(condition)
    require_patterns(condition)
