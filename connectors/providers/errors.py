"""How a model provider fails."""

from __future__ import annotations

from typing import Any

from connectors.errors import ConnectorError


class ProviderError(ConnectorError):
    """``code``: unauthorised, no_such_model, bad_request, quota, rate_limited, server_error, unreachable, timeout, broken_off, nonsense,
    not_configured. ``request`` and ``response`` are what was exchanged, for the record; the key is in neither."""

    def __init__(
        self,
        message: str,
        *,
        code: str,
        permanent: bool,
        attempts: int = 1,
        retry_after: float = 0.0,
        request: Any = None,
        response: Any = None,
    ) -> None:
        super().__init__(message, code=code, permanent=permanent)
        self.attempts = attempts
        self.retry_after = retry_after
        self.request = request
        self.response = response

    @property
    def may_be_charged(self) -> bool:
        """Nobody knows whether it was: room that was reserved for such a call stands until it expires."""
        return self.code in ("timeout", "broken_off")
