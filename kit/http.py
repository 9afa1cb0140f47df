"""Requests to addresses that somebody else has named: never into our own network, never for ever, never without a limit.

    answer = http.fetch("https://hooks.example/in", method="POST", body=b"{}", headers={"Content-Type": "application/json"})

The name is looked up once, every address it has is checked, and the connection goes to the one that was checked (so a name that
changes its mind in between gains nothing), while certificate and Host header stay those of the name. Redirects go through the same gate.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx2

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
IP = ipaddress.IPv4Address | ipaddress.IPv6Address
_FOLLOWED = (301, 302, 303, 307, 308)
_PRIVATE_TO_A_SITE = {"authorization", "cookie", "proxy-authorization"}
# Set aside for special purposes; what the standard library says about them differs between its versions.
_SPECIAL = tuple(
    ipaddress.ip_network(one)
    for one in (
        "0.0.0.0/8",
        "100.64.0.0/10",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "3fff::/20",
        "5f00::/16",
        "fec0::/10",
    )
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_SMALL_TALK = 64 * 1024


class HttpRefused(Exception):
    """Not asked, or not taken: ``code`` is scheme, address, name, redirects, too_large, too_slow, encoded or unreachable."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@dataclass(frozen=True, slots=True)
class Gate:
    """What may be asked. ``allow``: networks that are open although they are private, e.g. ``["10.1.2.0/24"]``."""

    schemes: frozenset[str] = frozenset({"https"})
    allow: tuple[Network, ...] = ()
    most_bytes: int = 1024 * 1024
    seconds: float = 10.0
    redirects: int = 3


def gate(*, schemes: Iterable[str] = ("https",), allow: Iterable[str] = (), **limits: Any) -> Gate:
    return Gate(frozenset(schemes), tuple(ipaddress.ip_network(one) for one in allow), **limits)


@dataclass(frozen=True, slots=True)
class Answer:
    """``url`` is the address that answered, after redirects. Header names are lower case."""

    status: int
    body: bytes = field(repr=False)
    headers: dict[str, str]
    url: str


@dataclass(frozen=True, slots=True)
class Target:
    """An address that went through the gate: where to connect, and as whom to ask."""

    url: str
    scheme: str
    host: str
    port: int
    path: str
    addresses: tuple[IP, ...]

    @property
    def host_header(self) -> str:
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == (443 if self.scheme == "https" else 80) else f"{name}:{self.port}"

    def at(self, address: IP) -> str:
        literal = f"[{address}]" if address.version == 6 else str(address)
        return f"{self.scheme}://{literal}:{self.port}{self.path}"


class Deadline:
    """Ends the connection when the time is up, even while the other side drips a byte at a time."""

    def __init__(self, seconds: float) -> None:
        self.end = time.monotonic() + seconds
        self.passed = False
        self.sockets: list[socket.socket] = []
        self.timer = threading.Timer(seconds, self._strike)
        self.timer.daemon = True

    def left(self) -> float:
        left = self.end - time.monotonic()
        if left <= 0 or self.passed:
            raise too_slow()
        return left

    def trace(self, event: str, info: dict[str, Any]) -> None:
        if event == "connection.connect_tcp.complete":
            self.sockets.append(info["return_value"].get_extra_info("socket"))

    def _strike(self) -> None:
        self.passed = True
        for one in self.sockets:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def __enter__(self) -> Deadline:
        self.timer.start()
        return self

    def __exit__(self, *args: object) -> None:
        self.timer.cancel()


def fetch(
    url: str, *, method: str = "GET", headers: Mapping[str, str] | None = None, body: bytes = b"", through: Gate | None = None
) -> Answer:
    """The answer, whatever its status. Raises HttpRefused. Only GET and HEAD follow redirects."""
    rules, sent = through or Gate(), dict(headers or {})
    with Deadline(rules.seconds) as deadline:
        for _ in range(rules.redirects + 1):
            target = admit(url, rules)
            answer = _ask(target, method, sent, body, rules, deadline)
            if answer.status not in _FOLLOWED or "location" not in answer.headers:
                return answer
            if method not in ("GET", "HEAD"):
                raise HttpRefused("redirects", "The address redirects, which only a GET or HEAD may follow.")
            url, sent = _next(target, answer.headers["location"], sent)
    raise HttpRefused("redirects", "The address redirects too often.")


def _next(target: Target, location: str, headers: dict[str, str]) -> tuple[str, dict[str, str]]:
    """Where a redirect leads; what belongs to the first site stays there, and https never becomes http."""
    url = urljoin(target.url, location)
    to = urlsplit(url)
    if target.scheme == "https" and to.scheme != "https":
        raise HttpRefused("scheme", "The address redirects to one without TLS.")
    if (to.scheme, to.netloc.lower()) != (target.scheme, urlsplit(target.url).netloc.lower()):
        headers = {name: value for name, value in headers.items() if name.lower() not in _PRIVATE_TO_A_SITE}
    return url, headers


def admit(url: str, rules: Gate) -> Target:
    """Look the address up and check it. Raises HttpRefused."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").encode("idna" if not (parts.hostname or "").isascii() else "ascii").decode(), parts.port
    except (ValueError, UnicodeError):
        raise HttpRefused("name", "This is not an address.") from None
    if parts.scheme not in rules.schemes:
        raise HttpRefused("scheme", f"The address must begin with {' or '.join(f'{one}://' for one in sorted(rules.schemes))}.")
    if not host or parts.username is not None or parts.password is not None:
        raise HttpRefused("name", "The address must name a host and hold no user or password.")
    port = port or (443 if parts.scheme == "https" else 80)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(url, parts.scheme, host, port, path, _looked_up(host, port, rules))


def _looked_up(host: str, port: int, rules: Gate) -> tuple[IP, ...]:
    """Every address of the name. One that may not be reached refuses the name as a whole: honest names have no such mixture."""
    addresses = _addresses(host, port)
    if not addresses or not all(is_open(one, rules.allow) for one in addresses):
        raise HttpRefused("address", "The address leads into a private network.")
    return addresses


def _addresses(host: str, port: int) -> tuple[IP, ...]:
    try:
        return (ipaddress.ip_address(host.partition("%")[0]),)
    except ValueError:
        pass
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise HttpRefused("name", "The address has a name that cannot be found.") from None
    return tuple(dict.fromkeys(ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found))


def is_open(address: IP, allow: tuple[Network, ...] = ()) -> bool:
    """Whether the public internet is behind it, or it is explicitly allowed."""
    if any(address in network for network in allow if network.version == address.version):
        return True
    inner = _inside(address)
    if inner is not None:
        return is_open(inner, allow)
    if any(address in network for network in _SPECIAL if network.version == address.version):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _inside(address: IP) -> IP | None:
    """The IPv4 address that an IPv6 address carries in one of its disguises."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


def _ask(target: Target, method: str, headers: dict[str, str], body: bytes, rules: Gate, deadline: Deadline) -> Answer:
    """Try the addresses in order; the next one only when nothing was sent to the one before."""
    for address in target.addresses[:3]:
        try:
            return _ask_at(target, address, method, headers, body, rules, deadline)
        except httpx2.ConnectError:
            deadline.left()
        except httpx2.TimeoutException:
            raise too_slow() from None
        except httpx2.HTTPError:
            deadline.left()
            raise HttpRefused("unreachable", "The other side broke off.") from None
    raise HttpRefused("unreachable", "The other side cannot be reached.")


def _ask_at(target: Target, address: IP, method: str, headers: dict[str, str], body: bytes, rules: Gate, deadline: Deadline) -> Answer:
    sent = {
        **{name: value for name, value in headers.items() if name.lower() != "host"},
        "Host": target.host_header,
        "Accept-Encoding": "identity",
    }
    extensions = {"sni_hostname": target.host, "trace": deadline.trace}
    with (
        httpx2.Client(timeout=deadline.left(), trust_env=False, follow_redirects=False) as client,
        client.stream(method, target.at(address), headers=sent, content=body or None, extensions=extensions) as answer,
    ):
        return Answer(answer.status_code, _read(answer, rules, deadline), dict(answer.headers), target.url)


def _read(answer: httpx2.Response, rules: Gate, deadline: Deadline) -> bytes:
    """The body as it came. A packed one was not asked for, and might unpack to anything."""
    if answer.status_code in _FOLLOWED:
        return b""
    if answer.headers.get("content-encoding", "identity").lower() != "identity":
        raise HttpRefused("encoded", "The answer is compressed although that was not asked for.")
    parts, size = [], 0
    for part in answer.iter_raw(_SMALL_TALK):
        size += len(part)
        if size > rules.most_bytes:
            raise HttpRefused("too_large", f"The answer is larger than {rules.most_bytes} bytes.")
        deadline.left()
        parts.append(part)
    return b"".join(parts)


def too_slow() -> HttpRefused:
    return HttpRefused("too_slow", "The other side took too long.")
