"""How often somebody may do something: sliding windows in Redis, under keyed hashes, so that no key names a person."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass

import redis
from django.utils.crypto import salted_hmac

from kit import shared_redis
from kit.errors import CountersignError

logger = logging.getLogger(__name__)
PREFIX = "countersign:chat:limit:"

# All windows are looked at before one is written: what is refused does not count against anyone.
_SCRIPT = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local wait = 0
for i = 1, #KEYS do
  local window, most = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
  redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', now - window)
  if redis.call('ZCARD', KEYS[i]) >= most then
    local oldest = redis.call('ZRANGE', KEYS[i], 0, 0, 'WITHSCORES')
    wait = math.max(wait, tonumber(oldest[2]) + window - now)
  end
end
if wait > 0 then return wait end
for i = 1, #KEYS do
  redis.call('ZADD', KEYS[i], now, ARGV[1])
  redis.call('PEXPIRE', KEYS[i], ARGV[2 * i])
end
return 0
"""


class TooOften(CountersignError):
    """``wait`` is the number of seconds after which it is allowed again."""

    code, status = "too_often", 429

    def __init__(self, wait: float) -> None:
        self.wait = max(1, round(wait + 0.5))
        super().__init__(f"That is more than this chat takes at once. Try again in {self.wait} seconds.")


@dataclass(frozen=True, slots=True)
class Rule:
    """At most ``most`` in any ``seconds``. ``name`` keeps different things apart."""

    name: str
    most: int
    seconds: int


MESSAGES = (Rule("burst", 10, 20), Rule("hour", 120, 3600))
MESSAGES_BY_ADDRESS = (Rule("address-messages", 300, 600),)
SESSIONS_BY_ADDRESS = (Rule("address-sessions", 60, 600),)


def require(*subjects: tuple[str, tuple[Rule, ...]]) -> None:
    """Count one act against every rule of every subject, or raise TooOften and count nothing. Without Redis nothing is refused."""
    rules = [(subject, rule) for subject, several in subjects if subject for rule in several]
    if not rules:
        return
    arguments: list[str | int] = [secrets.token_hex(8)]
    for _, rule in rules:
        arguments += [rule.seconds * 1000, rule.most]
    try:
        wait = int(shared_redis.client().eval(_SCRIPT, len(rules), *[key(subject, rule) for subject, rule in rules], *arguments))
    except redis.RedisError:
        logger.warning("chat.limit_unavailable")
        return
    if wait > 0:
        raise TooOften(wait / 1000)


def key(subject: str, rule: Rule) -> str:
    return PREFIX + salted_hmac("countersign.chat.limit", f"{rule.name}:{subject}", algorithm="sha256").hexdigest()[:40]
