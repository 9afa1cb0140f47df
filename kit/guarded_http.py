"""One HTTP exchange with a service outside, guarded against being led elsewhere: the address is checked where the connection is made.

A name is looked up once and the connection goes to the very address that was checked, so a name that answers otherwise the next moment
gains nothing. Redirects are never followed, proxies of the environment never used, and one deadline holds for all of it.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlsplit

Hook = Callable[[], None]
PORTS = {"http": 80, "https": 443}
_READ = 16_384


class HttpProblem(Exception):
    """``code`` is one of refused, unreachable, timeout, broken_off, too_large. ``sent``: the other side may have acted on it."""

    def __init__(self, message: str, code: str, *, sent: bool = False) -> None:
        super().__init__(message)
        self.message, self.code, self.sent = message, code, sent


@dataclass(frozen=True, slots=True)
class Answer:
    """``truncated``: the body was longer than allowed and is not here."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """``timeout`` in seconds holds for the whole exchange, ``largest`` in bytes for the body of the answer."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    timeout: float = 20.0
    largest: int = 64_000


@dataclass(frozen=True, slots=True)
class Reach:
    """Where requests may go. ``hosts`` as ``name``, for the scheme's own port, or ``name:port``.

    ``private`` names hosts that may lie at addresses which are not public, each with the place it stands for, or "" for what its name says.
    """

    hosts: frozenset[str]
    private: Mapping[str, str] = field(default_factory=dict)


def read_private(text: list[str]) -> dict[str, str]:
    """``["orders.internal=127.0.0.1:8090", "erp.local"]`` as a mapping; host names in lower case."""
    return {name.strip().lower(): place.strip() for name, _, place in (one.partition("=") for one in text)}


def checked(url: str, reach: Reach) -> tuple[str, str, int]:
    """(scheme, host, port) of an address that may be asked. Raises HttpProblem; nothing is looked up."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        raise HttpProblem("The address cannot be read.", "refused") from None
    if parts.scheme not in PORTS or not host or parts.username or parts.password:
        raise HttpProblem("Only plain http and https addresses without a user are asked.", "refused")
    if parts.scheme == "http" and host not in reach.private and not host.endswith(".internal"):
        raise HttpProblem("Without encryption only a host is asked that the installation lists as private.", "refused")
    usual = [host] if port == PORTS[parts.scheme] else []
    if not {*usual, f"{host}:{port}"} & reach.hosts:
        raise HttpProblem("The host is not among those that may be asked.", "refused")
    return parts.scheme, host, port


def exchange(request: Request, reach: Reach, *, before_sending: Hook = lambda: None) -> Answer:
    """Ask once. ``before_sending`` is called when the connection stands and before the first byte of the request; what it raises passes.

    Raises HttpProblem, with ``sent`` for everything that goes wrong after that call.
    """
    scheme, host, port = checked(request.url, reach)
    end = time.monotonic() + request.timeout
    plain = _connected(host, port, reach, request.timeout)
    sock = _encrypting(plain, host) if scheme == "https" else plain
    with _closed_at(sock, end) as over:
        if isinstance(sock, ssl.SSLSocket):
            _shake_hands(sock)
        before_sending()
        return _asked(sock, request, host, port, scheme, over)


def _connected(host: str, port: int, reach: Reach, seconds: float) -> socket.socket:
    """To the first address that answers, each checked right before."""
    place, wanted = _place(host, port, reach)
    try:
        found = socket.getaddrinfo(place, wanted, type=socket.SOCK_STREAM)
    except OSError:
        raise HttpProblem("The host has no address.", "unreachable") from None
    if host not in reach.private and not all(is_public(str(one[4][0])) for one in found):
        raise HttpProblem("The host lies at an address that is not public.", "refused")
    end = time.monotonic() + min(seconds, 10.0)
    for family, kind, protocol, _, address in found:
        sock = socket.socket(family, kind, protocol)
        sock.settimeout(max(0.1, end - time.monotonic()))
        try:
            sock.connect(address)
        except OSError:
            sock.close()
        else:
            sock.settimeout(seconds)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return sock
    raise HttpProblem("The host cannot be reached.", "unreachable")


def _place(host: str, port: int, reach: Reach) -> tuple[str, int]:
    """Where a name of the installation's own stands for something else."""
    name, _, number = reach.private.get(host, "").rpartition(":")
    return (name, int(number)) if name and number.isdigit() else (host, port)


def is_public(address: str) -> bool:
    """Whether anybody on the internet may have it: not loopback, private, link-local, shared, multicast or reserved, mapped or not."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _inner(found)
    return found.is_global and not found.is_multicast and not found.is_reserved and (inner is None or is_public(str(inner)))


def _inner(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address carries: mapped, 6to4, NAT64 (RFC 6052)."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _encrypting(plain: socket.socket, host: str) -> ssl.SSLSocket:
    """It takes the connection over; nothing is exchanged yet."""
    try:
        return _tls().wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
    except OSError:
        plain.close()
        raise HttpProblem("No encrypted connection could be made.", "unreachable") from None


def _shake_hands(sock: ssl.SSLSocket) -> None:
    try:
        sock.do_handshake()
    except ssl.SSLCertVerificationError:
        raise HttpProblem("The host's certificate is not valid for it.", "refused") from None
    except OSError:
        raise HttpProblem("No encrypted connection could be made.", "unreachable") from None


@contextmanager
def _closed_at(sock: socket.socket, end: float) -> Iterator[threading.Event]:
    """A peer that sends a byte now and then outlives every timeout of a read, not this. The event tells that the time was over."""
    over = threading.Event()

    def close() -> None:
        over.set()
        with suppress(OSError):  # below TLS, whose state the other thread is using
            socket.socket.shutdown(sock, socket.SHUT_RDWR)

    timer = threading.Timer(max(0.0, end - time.monotonic()), close)
    timer.daemon = True
    timer.start()
    try:
        yield over
    finally:
        timer.cancel()
        sock.close()


def _asked(sock: socket.socket, request: Request, host: str, port: int, scheme: str, over: threading.Event) -> Answer:
    connection = http.client.HTTPConnection(host, port)
    connection.sock = sock
    parts = urlsplit(request.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    name = f"[{host}]" if ":" in host else host
    headers = {
        "Host": name if PORTS[scheme] == port else f"{name}:{port}",
        "Accept-Encoding": "identity",
        "Connection": "close",
        **request.headers,
    }
    try:
        connection.request(request.method, target, body=request.body, headers=headers)
        return _read(connection.getresponse(), request.largest, over)
    except TimeoutError:
        raise HttpProblem("The host took too long.", "timeout", sent=True) from None
    except (OSError, http.client.HTTPException):
        late = over.is_set()
        raise HttpProblem(
            "The host took too long." if late else "The host broke off.", "timeout" if late else "broken_off", sent=True
        ) from None


def _read(response: http.client.HTTPResponse, largest: int, over: threading.Event) -> Answer:
    parts, size = [], 0
    while piece := response.read(_READ):
        parts.append(piece)
        size += len(piece)
        if size > largest:
            return Answer(response.status, dict(response.getheaders()), b"", truncated=True)
    if over.is_set() or response.length:  # cut short, which the library does not tell
        raise ConnectionError
    return Answer(response.status, dict(response.getheaders()), b"".join(parts))
