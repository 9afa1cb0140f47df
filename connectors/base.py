"""The base of every adapter. A connector is one directory: name, label, parameters, what it can do, and one working method.

The base owns timeout and retry, so that an adapter only speaks its protocol and says what became of it.
"""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, ValidationError

from connectors.errors import ConnectorError
from connectors.models import Channel, Delivery
from connectors.types import Outbound
from kit.errors import InvalidInput

Hook = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can carry.

    ``in_database``: a send is a row of our own, made in the caller's transaction, so exactly once.

    ``addressed``: a channel of this kind has a mailbox address of its own.
    """

    html: bool = False
    attachments: bool = False
    subject: bool = False
    threads: bool = False
    in_database: bool = False
    addressed: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """``external_id`` is the channel's name for what left (a Message-ID without brackets); ``tls`` the version of the hop, or ""."""

    external_id: str
    tls: str = ""


@dataclass(frozen=True, slots=True)
class Retry:
    """Exponential waits with full jitter: between half and all of ``first * 2**(attempt-1)``, at most ``longest``."""

    attempts: int = 8
    first: timedelta = timedelta(seconds=5)
    longest: timedelta = timedelta(hours=1)

    def wait(self, attempt: int) -> timedelta | None:
        """Time before the next try after ``attempt`` tries have failed; None when it is time to give up."""
        if attempt >= self.attempts:
            return None
        full: timedelta = min(self.first * 2 ** min(attempt - 1, 30), self.longest)
        share: float = random.uniform(0.5, 1.0)  # noqa: S311 - jitter, not a secret
        return full * share


class Parameters(BaseModel):
    """Base of an adapter's settings. Unknown names are refused, so that a typo cannot switch something off."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Tool(ABC):
    """Something an agent may ask for beside a reply. ``name`` is what rules and agents call it; an instance is used for one call."""

    name: ClassVar[str]
    label: ClassVar[str]
    timeout: ClassVar[float] = 30.0
    retry: ClassVar[Retry] = Retry()

    @abstractmethod
    def call(self, delivery: Delivery, arguments: Mapping[str, Any], *, before_point_of_no_return: Hook) -> Sent:
        """Do it, once, under the idempotency key ``delivery.key``; the rules of ``Adapter.send`` hold."""


class Adapter(ABC):
    """One channel's way out. An instance belongs to one Channel row and is used for one send."""

    kind: ClassVar[str]
    label: ClassVar[str]
    parameters: ClassVar[type[Parameters]] = Parameters
    sensitive: ClassVar[frozenset[str]] = frozenset()
    capabilities: ClassVar[Capabilities] = Capabilities()
    timeout: ClassVar[float] = 30.0
    retry: ClassVar[Retry] = Retry()

    def __init__(self, channel: Channel, secrets: dict[str, str] | None = None) -> None:
        self.channel = channel
        self.settings: Any = self._read({**channel.parameters, **(secrets or {})})

    def _read(self, values: dict[str, Any]) -> Parameters:
        try:
            return self.validated(values)
        except InvalidInput as problem:
            raise ConnectorError(problem.message, code="settings", permanent=True) from None

    @classmethod
    def validated(cls, values: dict[str, Any]) -> Parameters:
        """``values`` as this adapter's parameters. Raises InvalidInput that names the field and never repeats its value."""
        try:
            return cls.parameters.model_validate(values)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"]) or "settings"
            raise InvalidInput(f"{where}: {first['msg']}.") from None

    @abstractmethod
    def send(self, delivery: Delivery, outbound: Outbound, *, before_point_of_no_return: Hook) -> Sent:
        """Do it, once. Call ``before_point_of_no_return`` right before the byte after which it may have happened.

        Raises ConnectorError; what the hook raises must pass through with nothing sent.
        """
