"""The base of every adapter. A connector is one directory: name, label, parameters, what it can do, and one working method.

The base owns timeout and retry, so that an adapter only speaks its protocol and says what became of it.
"""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from connectors.errors import ConnectorError
from connectors.models import Channel, Delivery, Tool
from connectors.types import Outbound
from kit.errors import InvalidInput, SeveralFaults

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
    """``external_id`` is the channel's name for what left (a Message-ID without brackets); ``tls`` the version of the hop, or "".

    ``answer`` is what a tool gave back, as JSON; ``fault`` says how it is not what was expected of it, or "".
    """

    external_id: str
    tls: str = ""
    answer: Any = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What a service says of a call that was tried, by its key.

    done      ``sent`` is what came of it
    refused   it was not done and will not be
    absent    the service knows of no such call; one that is still on its way may yet be done
    unclear   it cannot tell (yet)
    """

    word: Literal["done", "refused", "absent", "unclear"]
    sent: Sent = Sent("")


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


class Configured:
    """What an adapter's row says, as its parameters."""

    parameters: ClassVar[type[Parameters]] = Parameters
    sensitive: ClassVar[frozenset[str]] = frozenset()

    def _read(self, values: dict[str, Any]) -> Parameters:
        try:
            return self.validated(values)
        except InvalidInput as problem:
            raise ConnectorError(problem.message, code="settings", permanent=True) from None

    @classmethod
    def validated(cls, values: dict[str, Any]) -> Parameters:
        """``values`` as this adapter's parameters. Raises SeveralFaults: each names its field and never repeats its value."""
        try:
            return cls.parameters.model_validate(values)
        except ValidationError as error:
            raise SeveralFaults(_told(one) for one in error.errors(include_input=False, include_url=False)) from None


def _told(error: Mapping[str, Any]) -> str:
    where = ".".join(str(part) for part in error["loc"]) or "settings"
    return f"{where}: {error['msg'].removeprefix('Value error, ').rstrip('.')}."


class ToolAdapter(Configured, ABC):
    """How tools of one kind are carried out. An instance belongs to one Tool row and is used for one call."""

    kind: ClassVar[str]
    label: ClassVar[str]
    retry: ClassVar[Retry] = Retry()

    def __init__(self, tool: Tool, secrets: dict[str, str] | None = None) -> None:
        self.tool = tool
        self.settings: Any = self._read({**tool.settings, **(secrets or {})})

    @classmethod
    def hosts(cls, settings: Mapping[str, Any]) -> list[str]:
        """Which hosts a call reaches, for the policy to read."""
        return []

    @classmethod
    def check(cls, settings: Mapping[str, Any], parameters: Mapping[str, Any]) -> None:
        """Raises InvalidInput that begins with the setting which does not go with the tool's parameters."""

    @abstractmethod
    def call(self, key: str, arguments: Mapping[str, Any], *, before_point_of_no_return: Hook) -> Sent:
        """Do it, once, under the idempotency key ``key``; the rules of ``Adapter.send`` hold. What came back is ``Sent.answer``."""

    @property
    def can_reconcile(self) -> bool:
        """Whether this service can be asked what became of a call."""
        return False

    def reconcile(self, key: str, arguments: Mapping[str, Any]) -> Said:
        """Ask what became of the call under ``key``, and change nothing. Raises ConnectorError where there is no answer."""
        return Said("unclear")


class Adapter(Configured, ABC):
    """One channel's way out. An instance belongs to one Channel row and is used for one send."""

    kind: ClassVar[str]
    label: ClassVar[str]
    capabilities: ClassVar[Capabilities] = Capabilities()
    timeout: ClassVar[float] = 30.0
    retry: ClassVar[Retry] = Retry()

    def __init__(self, channel: Channel, secrets: dict[str, str] | None = None) -> None:
        self.channel = channel
        self.settings: Any = self._read({**channel.parameters, **(secrets or {})})

    @abstractmethod
    def send(self, delivery: Delivery, outbound: Outbound, *, before_point_of_no_return: Hook) -> Sent:
        """Do it, once. Call ``before_point_of_no_return`` right before the byte after which it may have happened.

        Raises ConnectorError; what the hook raises must pass through with nothing sent.
        """
