"""The sliding windows themselves: one script in Redis looks at all counters of an action and, where there is room in each, adds to each.

Members are ids of actions, so that an action counts once however often it is tried, and one that is tried again does not stand in its own
way. The clock is Redis's. Redis says since when it has counted: what was counted before it lost its memory is unknown, not zero.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import redis

from kit import shared_redis
from kit.compiled import Compiled
from policies.rates.cases import Case, Counter, counters, mark, prefix
from policies.rates.models import RateLimit

logger = logging.getLogger(__name__)
AGAIN: Final = timedelta(seconds=30)
"""When to look again at what could not be read."""
_LOOKS: Final = 50
_LIMITS: Final = Compiled(lambda workspace: RateLimit.objects.filter(workspace=workspace).order_by("name"))

# Of the longer one, ARGV: the action, whether to count it (1) or only to look (0), then for each counter: window, most, since, whether it may refuse.
# Answers whether it was counted, then for each counter: how many others are in the window, whether that is known, milliseconds until there is room.
_BEGIN: Final = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('SET', KEYS[1], now, 'NX')
return now
"""
_SCRIPT: Final = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('SET', KEYS[1], now, 'NX')
local mark = tonumber(redis.call('GET', KEYS[1]))
local action, wanted = ARGV[1], ARGV[2] == '1'
local found, free = {}, true
for i = 2, #KEYS do
  local at = 4 * i - 5
  local window, most, since, refuses = tonumber(ARGV[at]), tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), ARGV[at + 3] == '1'
  redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', now - window)
  local all = redis.call('ZCARD', KEYS[i])
  local others = all
  if redis.call('ZSCORE', KEYS[i], action) then others = all - 1 end
  local known = 0
  if mark <= since or mark <= now - window then known = 1 end
  local wait = 0
  if others >= most then
    local last = redis.call('ZRANGE', KEYS[i], others - most, others - most, 'WITHSCORES')
    wait = math.max(1, tonumber(last[2]) + window - now)
  end
  if refuses and (known == 0 or others >= most) then free = false end
  found[#found + 1] = others
  found[#found + 1] = known
  found[#found + 1] = wait
end
local counted = 0
if wanted and free then
  counted = 1
  for i = 2, #KEYS do
    redis.call('ZADD', KEYS[i], now, action)
    redis.call('PEXPIRE', KEYS[i], ARGV[4 * i - 5])
  end
end
table.insert(found, 1, counted)
return found
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """One counter without the action itself. ``known`` false: Redis did not answer, or has forgotten a part of the window."""

    limit: RateLimit
    others: int
    known: bool
    wait: timedelta

    @property
    def share(self) -> float:
        """With the action in it: above 1.0 there is no room."""
        return (self.others + 1) / self.limit.most

    @property
    def has_room(self) -> bool:
        return self.known and self.others < self.limit.most


@dataclass(frozen=True, slots=True)
class Taken:
    """``may_leave`` false: a limit that holds has no room, or nobody knows, and nothing was counted; ``wait`` is until there is room."""

    may_leave: bool
    facts: Mapping[str, Any]
    names: tuple[str, ...] = ()
    wait: timedelta = timedelta(0)


def look(case: Case, action: UUID | None = None) -> dict[str, Any]:
    """The facts of the group ``rate`` for this action, as it stands; nothing is counted."""
    return _facts(_ask(case, action, count=False)[1])


def nothing() -> dict[str, Any]:
    """The same for what no limit counts."""
    return _facts([])


def take(case: Case, action: UUID, *, approved: bool) -> Taken:
    """Count ``action``, which is about to leave, against every limit, or against none where one that holds has no room.

    ``approved``: a person has agreed to it; then only limits that pace approved actions, too, hold it. Any number of calls count once.
    """
    counted, seen = _ask(case, action, count=True, approved=approved)
    if counted:
        return Taken(True, _facts(seen))
    full = [one for one in seen if _refuses(one.limit, approved) and not one.has_room]
    return Taken(not full, _facts(seen), _names(full), max((one.wait for one in full), default=timedelta(0)))


def begin(workspace: UUID) -> int:
    """When counting begins, by Redis's clock in milliseconds; 0 when it does not answer. From here on it is noticed when it forgets."""
    try:
        return int(shared_redis.client().eval(_BEGIN, 1, mark(workspace)))
    except redis.RedisError:
        return 0


@dataclass(frozen=True, slots=True)
class Use:
    """How a limit stands: whether Redis has counted a whole window, how many have a count of their own, and the largest of them."""

    known: bool
    counters: int = 0
    fullest: int = 0


def use(limit: RateLimit) -> Use:
    """Looks at a part of a very large Redis only; no more than a hint for people."""
    client, found, cursor = shared_redis.client(), set[bytes | str](), 0
    try:
        seconds, _ = client.time()
        for _ in range(_LOOKS):
            cursor, names = client.scan(cursor, match=f"{prefix(limit)}*", count=1000)
            found.update(names)
            if cursor == 0:
                break
        start = f"({seconds * 1000 - limit.seconds * 1000}"
        counts = [int(client.zcount(name, start, "+inf")) for name in found]
        began = int(client.get(mark(limit.workspace_id)) or 0)
    except redis.RedisError:
        return Use(False)
    known = 0 < began <= max(limit.since, (seconds - limit.seconds) * 1000)
    return Use(known, sum(map(bool, counts)), max(counts, default=0))


def _refuses(limit: RateLimit, approved: bool) -> bool:
    return limit.holds and (limit.paces or not approved)


def _ask(case: Case, action: UUID | None, *, count: bool, approved: bool = False) -> tuple[bool, list[Seen]]:
    """Whether it was counted, and what was there before. Never raises for a Redis that does not answer."""
    asked = list(counters(case, _LIMITS(case.workspace)))
    if not asked:
        return count, []
    try:
        answer = _answer(case.workspace, asked, action, count, approved)
    except redis.RedisError:
        logger.warning("rates.unreadable")
        return False, [Seen(one.limit, 0, False, AGAIN) for one in asked]
    told = [answer[place : place + 3] for place in range(1, len(answer), 3)]
    seen = [
        Seen(one.limit, others, bool(known), timedelta(milliseconds=wait) if known else AGAIN)
        for one, (others, known, wait) in zip(asked, told, strict=True)
    ]
    return bool(answer[0]), seen


def _answer(workspace: UUID, asked: Sequence[Counter], action: UUID | None, count: bool, approved: bool) -> list[int]:
    arguments: list[str | int] = [action.hex if action else "", int(count)]
    for one in asked:
        arguments += [one.limit.seconds * 1000, one.limit.most, one.limit.since, int(_refuses(one.limit, approved))]
    keys = [mark(workspace), *(one.key for one in asked)]
    return [int(number) for number in shared_redis.client().eval(_SCRIPT, len(keys), *keys, *arguments)]


def _facts(seen: Sequence[Seen]) -> dict[str, Any]:
    """What is not known is left out: a rule that leans on it then gives review."""
    holding = [one for one in seen if one.limit.holds]
    full = [one for one in holding if one.known and not one.has_room]
    unknown = [one for one in holding if not one.known]
    facts: dict[str, Any] = {
        "state": "full" if full else "unknown" if unknown else "ok", "full": list(_names(full or unknown)), "share": _share(seen),
    }  # fmt: skip
    return facts | {str(per): _share([one for one in seen if one.limit.per == per]) for per in RateLimit.Per.values}


def _share(seen: Sequence[Seen]) -> float | None:
    """The largest; None where one of them is not known."""
    return max((one.share for one in seen), default=0.0) if all(one.known for one in seen) else None


def _names(seen: Sequence[Seen]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.limit.name for one in seen))
