"""Errors that every interface translates alike: TransitionError 409, NotAllowed 403, NotFound 404, InvalidInput 400."""

from __future__ import annotations

from collections.abc import Iterable


class CountersignError(Exception):
    """Base of what a caller may be shown. ``message`` is a sentence that says what to do; ``code`` is stable."""

    code = "error"
    status = 400

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code


class InvalidInput(CountersignError):
    """``each`` are the sentences of which ``message`` is made, a line each: one, or several things are wrong. ``field`` is what they are about."""

    code, status = "invalid", 400

    def __init__(self, message: str, code: str = "", *, field: str = "") -> None:
        super().__init__(message, code)
        self.field = field

    @property
    def each(self) -> tuple[str, ...]:
        return (self.message,)


class SeveralFaults(InvalidInput):
    def __init__(self, each: Iterable[str]) -> None:
        self._each = tuple(each)
        super().__init__("\n".join(self._each))

    @property
    def each(self) -> tuple[str, ...]:
        return self._each


class NotAllowed(CountersignError):
    code, status = "not_allowed", 403


class NotFound(CountersignError):
    code, status = "not_found", 404


class TransitionError(CountersignError):
    """The thing is no longer in a state that allows this; somebody or something was faster."""

    code, status = "conflict", 409
