"""How a connector says no: for good, for now, or without knowing."""

from __future__ import annotations

from typing import Any


class ConnectorError(Exception):
    """``permanent``: trying again cannot help. ``unknown``: it may have left, so nobody may try again without a person.

    ``code`` is stable and short; ``message`` is a sentence without addresses or content, fit for a row and a log. ``answer`` is what
    came back all the same (JSON), for people to read where the action is.
    """

    def __init__(
        self, message: str, *, code: str = "connector", permanent: bool = False, unknown: bool = False, answer: Any = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.permanent = permanent
        self.unknown = unknown
        self.answer = answer
