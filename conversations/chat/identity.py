"""What a host page says about its visitor, signed with the channel's secret: only then is the visitor's identity verified.

The host's server signs, its page hands over ``{"id", "name", "issued", "signature"}``; see docs/chat.md for examples.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from typing import Any

from audit import keys
from connectors.models import Channel
from conversations.chat import tokens
from conversations.chat.tokens import Visitor
from kit.errors import NotAllowed

VERSION = "countersign-chat-1"
FRESH = 3600
AHEAD = 120
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class NotVouchedFor(NotAllowed):
    code, status = "identity", 403


@dataclass(frozen=True, slots=True)
class Claim:
    subject: str
    name: str
    issued: int


def secret_of(channel: Channel) -> str:
    """The channel's secret, 64 hex characters. Raising ``identity_generation`` in the channel's settings makes a new one."""
    generation = int(channel.parameters.get("identity_generation", 1))
    return keys.lookup_hash(channel.workspace_id, f"chat-identity-secret:{channel.id}:{generation}")


def signature(channel: Channel, claim: Claim) -> str:
    """HMAC-SHA-256 (hex) over five lines: version, channel, time of issue, id, name."""
    text = "\n".join([VERSION, str(channel.id), str(claim.issued), claim.subject, claim.name])
    return hmac.digest(secret_of(channel).encode(), text.encode(), "sha256").hex()


def vouched(channel: Channel, value: object) -> Visitor:
    """The visitor the host page vouches for. Raises NotVouchedFor; nothing of the claim is believed then."""
    if not isinstance(value, dict):
        raise NotVouchedFor("The identity must be an object with id, name, issued and signature.")
    claim = _claim(value)
    given = value.get("signature")
    if not isinstance(given, str) or not hmac.compare_digest(given.encode("utf-8", "replace"), signature(channel, claim).encode()):
        raise NotVouchedFor("The signature of the identity does not fit. Sign it with this channel's secret.")
    if not tokens.now() - FRESH <= claim.issued <= tokens.now() + AHEAD:
        raise NotVouchedFor("The identity was signed too long ago or in the future. Sign it when the page is made.")
    return tokens.known(channel, claim.subject, claim.name)


def _claim(value: dict[str, Any]) -> Claim:
    subject, name, issued = value.get("id"), value.get("name", ""), value.get("issued")
    if not isinstance(subject, str) or not isinstance(name, str) or not isinstance(issued, int) or isinstance(issued, bool):
        raise NotVouchedFor("The identity needs id and name as text and issued as a whole number of seconds.")
    if not 1 <= len(subject) <= 120 or len(name) > 120 or _CONTROL.search(subject + name):
        raise NotVouchedFor("The identity's id must have 1 to 120 characters, its name at most 120, neither a control character.")
    return Claim(subject, name, issued)
