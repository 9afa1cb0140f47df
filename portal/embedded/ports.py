"""Whether a port of this machine is free, and who holds it."""

from __future__ import annotations

import errno
import secrets
import socket
from pathlib import Path
from typing import Final

import psutil

from portal.embedded.errors import StartError

_LOWEST: Final = 20_000
_HANDED_OUT: Final = Path("/proc/sys/net/ipv4/ip_local_port_range")
_USUALLY: Final = 32_768
"""The first port that systems give to whoever asks for any, where they do not say."""
_TRIES: Final = 100


def require_free(host: str, port: int, what: str, how: str) -> None:
    """Raise StartError with one line that says who listens there and how to choose another port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise StartError(reason(error, port, what, how)) from error


def free_port() -> int:
    """One that nobody has at this moment, on the loopback, and that the system gives to nobody else before it is used.

    That is, below those of which every outgoing connection takes one; any at all where nothing is below.
    """
    several = _handed_out_from() - _LOWEST
    tries = (_LOWEST + secrets.randbelow(several) for _ in range(_TRIES)) if several > 0 else iter(())
    return next((found for one in tries if (found := _bound(one))), None) or _bound(0)


def _handed_out_from() -> int:
    try:
        return int(_HANDED_OUT.read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return _USUALLY


def _bound(port: int) -> int:
    """The port, or for 0 the one that the system chose; 0 where somebody has it."""
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return 0
        return int(probe.getsockname()[1])


def reason(error: OSError, port: int, what: str, how: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} ({what}) is in use{holder(port)}: stop that, or choose another: {how}."
    return f"Port {port} ({what}) cannot be used ({error.strerror}): choose another: {how}."


def holder(port: int) -> str:
    try:
        found = [c for c in psutil.net_connections("tcp") if c.status == psutil.CONN_LISTEN and c.laddr and c.laddr.port == port]
        return f" by {psutil.Process(found[0].pid).name()} (process {found[0].pid})" if found and found[0].pid else ""
    except (psutil.Error, OSError):
        return ""
