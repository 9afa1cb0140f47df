"""The visitor's session: a signed token that names one channel and one visitor and ends soon.

It travels in the first frame of a socket or in a header, never in an address, and rests in the page alone: no cookie is set.
"""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import asdict, dataclass, replace
from uuid import UUID

from django.core import signing

from connectors.models import Channel
from conversations import contacts
from kit.errors import NotAllowed

SALT = "countersign.chat.visitor"
LIFE = 2 * 3600
RENEWABLE = 7 * 24 * 3600
VERIFIED_FOR = 12 * 3600
_LONGEST = 2000
_SPACES = re.compile(r"\s+")


class SessionOver(NotAllowed):
    """The page asks for a new session and goes on."""

    code, status = "session", 401


@dataclass(frozen=True, slots=True)
class Visitor:
    """``address`` is the visitor's address as contacts know it; ``born`` and ``expires`` are seconds since 1970."""

    channel: UUID
    address: str
    name: str
    verified: bool
    born: int
    expires: int

    def key(self, workspace: UUID) -> str:
        """Keyed hash of the address: names rooms, limits and message ids without naming anyone."""
        return contacts.lookup(workspace, "chat", self.address)


def now() -> int:
    return int(time.time())


def stranger(channel: Channel) -> Visitor:
    """Somebody nobody has vouched for: a random address that tells visitors apart, and no name, so that no reply makes one up."""
    return _fresh(channel, f"visitor-{secrets.token_hex(8)}", "", verified=False)


def known(channel: Channel, subject: str, name: str) -> Visitor:
    """Somebody the host page has vouched for by its signature."""
    return _fresh(channel, address_of(subject), _SPACES.sub(" ", name).strip()[:120], verified=True)


def address_of(subject: str) -> str:
    """Addresses are compared without case and outer spaces; a host's user ids are not, so such ids are spelled in hex."""
    plain = subject == subject.strip().lower()
    return f"user:{subject}" if plain else f"userhex:{subject.encode().hex()}"


def _fresh(channel: Channel, address: str, name: str, *, verified: bool) -> Visitor:
    born = now()
    return Visitor(channel.id, address, name, verified, born, born + LIFE)


def issue(visitor: Visitor) -> str:
    return signing.dumps({**asdict(visitor), "channel": visitor.channel.hex}, salt=SALT)


def read(channel: UUID, token: str) -> Visitor:
    """The visitor whose token this is, on this channel and now. Raises SessionOver."""
    visitor = _signed(channel, token)
    if visitor.expires <= now():
        raise SessionOver("Your chat session has ended.")
    return visitor


def renewed(channel: UUID, token: str) -> Visitor:
    """The same visitor for another ``LIFE``; a stranger's session can be renewed for a week after it ended. Raises SessionOver.

    Whom the host vouched for must be vouched for again after half a day.
    """
    visitor = _signed(channel, token)
    last = visitor.born + VERIFIED_FOR if visitor.verified else visitor.expires + RENEWABLE
    if last <= now():
        raise SessionOver("Your chat session has ended.")
    return replace(visitor, expires=min(now() + LIFE, last) if visitor.verified else now() + LIFE)


def _signed(channel: UUID, token: str) -> Visitor:
    try:
        values = signing.loads(token[: _LONGEST + 1], salt=SALT)
        visitor = Visitor(**{**values, "channel": UUID(values["channel"])})
    except (signing.BadSignature, TypeError, KeyError, ValueError):
        raise SessionOver("Your chat session could not be read.") from None
    if visitor.channel != channel:
        raise SessionOver("Your chat session belongs to another chat.")
    return visitor
