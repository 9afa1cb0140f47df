"""SPF evaluation (RFC 7208) over an injected look-up. Ten look-ups, two void ones, no recursion past them."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass

Lookup = Callable[[str, str], list[str]]
QUALIFIERS = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}
TERM = re.compile(r"([+\-~?])?([a-z0-9]+)(?:[:=]([^/\s]*))?(?:/(\d{1,3}))?(?://(\d{1,3}))?$", re.I)
MACRO = re.compile(r"%\{([slodiphcrtv])(\d*)(r?)([.\-+,/_=]*)\}|%%|%_|%-", re.I)
MAX_LOOKUPS, MAX_VOID, MAX_MX = 10, 2, 10


class _PermError(Exception):
    pass


@dataclass(slots=True)
class _Check:
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address
    sender: str
    helo: str
    lookup: Lookup
    lookups: int = 0
    void: int = 0

    def ask(self, name: str, kind: str) -> list[str]:
        found = self.lookup(name, kind)
        if not found:
            self.void += 1
            if self.void > MAX_VOID:
                raise _PermError("too many empty look-ups")
        return found

    def count(self) -> None:
        self.lookups += 1
        if self.lookups > MAX_LOOKUPS:
            raise _PermError("too many look-ups")

    def evaluate(self, domain: str) -> str:
        records = [text for text in self.lookup(domain, "TXT") if text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")]
        if len(records) != 1:
            if records:
                raise _PermError("two records")
            return "none"
        redirect = ""
        for word in records[0].split()[1:]:
            match = TERM.match(word)
            if word.lower().startswith("redirect="):
                redirect = word[9:]
            elif re.match(r"[a-z][\w.\-]*=", word, re.I):
                continue
            elif not match:
                raise _PermError(word)
            elif self.matches(match, word, domain):
                return QUALIFIERS[match.group(1) or "+"]
        if not redirect:
            return "neutral"
        self.count()
        result = self.evaluate(self.expand(redirect, domain))
        if result == "none":
            raise _PermError("redirect to nothing")
        return result

    def matches(self, match: re.Match[str], word: str, domain: str) -> bool:
        kind = match.group(2).lower()
        if kind == "all":
            return True
        if kind in ("ip4", "ip6"):
            try:
                network = ipaddress.ip_network(word.split(":", 1)[1], strict=False)
            except (ValueError, IndexError) as problem:
                raise _PermError(word) from problem
            return self.ip in network
        if kind not in ("a", "mx", "include", "exists", "ptr"):
            raise _PermError(word)
        self.count()
        target = self.expand(match.group(3), domain) if match.group(3) else domain
        if kind == "include":
            result = self.evaluate(target)
            if result == "none":
                raise _PermError("include of nothing")
            return result == "pass"
        if kind == "exists":
            return bool(self.ask(target, "A"))
        if kind == "ptr":
            return False  # discouraged by the standard, forgeable cheaply: never counts
        hosts = [target] if kind == "a" else [host.split()[-1] for host in self.ask(target, "MX")[:MAX_MX]]
        prefix = int(match.group(4) or 32) if self.ip.version == 4 else int(match.group(5) or 128)
        return any(self.within(address, prefix) for host in hosts for address in self.ask(host, "A" if self.ip.version == 4 else "AAAA"))

    def within(self, address: str, prefix: int) -> bool:
        try:
            return self.ip in ipaddress.ip_network(f"{address}/{prefix}", strict=False)
        except ValueError:
            return False

    def expand(self, text: str, domain: str) -> str:
        local, _, host = self.sender.rpartition("@")
        dotted = str(self.ip) if self.ip.version == 4 else ".".join(self.ip.exploded.replace(":", ""))
        values = {"s": self.sender, "l": local or "postmaster", "o": host, "d": domain, "i": dotted, "h": self.helo, "p": "unknown",
                  "v": "in-addr" if self.ip.version == 4 else "ip6", "c": str(self.ip), "r": "unknown", "t": "0"}  # fmt: skip

        def replaced(found: re.Match[str]) -> str:
            if not found.group(1):
                return {"%%": "%", "%_": " ", "%-": "%20"}[found.group()]
            parts = re.split(f"[{re.escape(found.group(4) or '.')}]", values[found.group(1).lower()])
            parts = parts[::-1] if found.group(3) else parts
            return ".".join(parts[-int(found.group(2)) :] if found.group(2) and int(found.group(2)) else parts)

        return MACRO.sub(replaced, text)[-253:]


def check_spf(ip: str, sender: str, helo: str, lookup: Lookup, temporary: type[Exception]) -> str:
    """pass, fail, softfail, neutral, none, temperror or permerror for ``sender`` (the envelope's) coming from ``ip``."""
    domain = sender.rpartition("@")[2].lower().strip(".")
    if not re.fullmatch(r"(?=.{4,253}$)[a-z0-9_\-]+(?:\.[a-z0-9_\-]+)+", domain):
        return "none"
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return "none"
    mapped = getattr(address, "ipv4_mapped", None)
    try:
        return _Check(mapped or address, sender, helo, lookup).evaluate(domain)
    except temporary:
        return "temperror"
    except (_PermError, RecursionError, ValueError):
        return "permerror"
