"""The one way of a raw mail into a conversation, whichever way it came."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import Error as DatabaseError

from connectors.mail import reply_token
from connectors.mail.auth import DnsError, Peer
from connectors.mail.parse import parse
from connectors.models import Channel
from connectors.types import Address, Envelope
from conversations import intake
from conversations.intake import Received

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hop:
    """How a mail came here. ``trace`` are header lines put before it when it is kept; ``peer`` None: a file, a mailbox, a relay of ours.

    ``vouching``: the last server before us is ours, so the Authentication-Results it wrote may be believed. ``cut``: only the beginning of the
    mail was fetched, because it is larger than ``MAIL_SIZE_LIMIT``.
    """

    peer: Peer | None = None
    tls: str = ""
    recipient: str = ""
    trace: bytes = b""
    vouching: bool = True
    cut: bool = False


NO_HOP = Hop()


def take(channel: Channel, raw: bytes, hop: Hop = NO_HOP) -> tuple[Envelope, Received]:
    """Read ``raw`` and take it in: committed when this returns.

    Raises only what the database raises: everything else that goes wrong quarantines the message, which is kept whole.
    """
    envelope = read(channel, raw, hop)
    if hop.cut:
        envelope = replace(envelope, quarantined=envelope.quarantined or "too_large")
    try:
        return envelope, intake.receive(channel, envelope, hop.trace + raw)
    except DatabaseError:
        raise
    except Exception:
        logger.exception("mail.not_taken_in")
        envelope = unreadable(envelope, "not_taken_in")
        return envelope, intake.receive(channel, envelope, hop.trace + raw)


def read(channel: Channel, raw: bytes, hop: Hop = NO_HOP) -> Envelope:
    """What ``raw`` says, in the eyes of ``channel``: its own mail is known again, its own servers are believed."""
    ours = own_addresses(channel)
    envelope = parse(
        raw,
        own_addresses=ours,
        own_domains={address.rpartition("@")[2] for address in ours},
        authserv_ids=channel.parameters.get("authserv_ids", ()) if hop.vouching else (),
        peer=hop.peer,
        dns=None if settings.MAIL_DNS else no_lookups,
    )
    token = envelope.reply_token or reply_token.find([hop.recipient])
    return replace(envelope, tls=hop.tls, reply_token=token)


def own_addresses(channel: Channel) -> set[str]:
    rows = Channel.objects.filter(workspace_id=channel.workspace_id, kind=channel.kind).exclude(address="")
    return set(rows.values_list("address", flat=True))


def no_lookups(name: str, kind: str) -> list[str]:
    """In place of DNS where an installation has none."""
    raise DnsError("look-ups are switched off")


def unreadable(envelope: Envelope, why: str) -> Envelope:
    """As little of ``envelope`` as can do no harm."""
    sender = Address(envelope.sender.address[:254].encode("ascii", "ignore").decode().replace("\x00", ""))
    return Envelope("", envelope.content_hash, sender, tls=envelope.tls, quarantined=why)


def is_relay(address: str) -> bool:
    """Whether a connection from ``address`` comes from a mail server of ours."""
    return _within(address, settings.MAIL_TRUSTED_RELAYS)


def is_this_machine(address: str) -> bool:
    return _within(address, ("127.0.0.0/8", "::1"))


def _within(address: str, networks: Iterable[str]) -> bool:
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(ip, "ipv4_mapped", None)
    return any((mapped or ip) in ipaddress.ip_network(one, strict=False) for one in networks)
