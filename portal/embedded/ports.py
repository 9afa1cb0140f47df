"""Whether a port of this machine is free, and who holds it."""

from __future__ import annotations

import errno
import socket

import psutil

from portal.embedded.errors import StartError


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
    """One that nobody has at this moment, on the loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
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
