"""Where a reply leads: the hosts of all links and images in what would leave, and which of them its channel allows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from django.conf import settings

from connectors.models import Channel
from connectors.types import Outbound
from kit.hosts import host_of, hosts_in


def hosts_of(outbound: Outbound) -> list[str]:
    """Of exactly what would leave: subject, text, HTML, headers that we add, and files that are pages or texts."""
    files = [(one.type, _letters(one.data)) for one in outbound.attachments if one.type.startswith("text/") or "xml" in one.type]
    pages = [text for kind, text in files if "html" in kind or "xml" in kind]
    texts = [text for kind, text in files if "html" not in kind and "xml" not in kind]
    return hosts_in([outbound.subject, outbound.text, *outbound.headers.values(), *texts], [outbound.html, *pages], bare=True)


def _letters(data: bytes) -> str:
    """Without zeros, so that an address in two or four bytes a letter reads as in one; a letter that does not fit makes its host unreadable."""
    return data.replace(b"\0", b"").decode("utf-8", "replace")


def allowed_by(channel: Channel) -> frozenset[str]:
    """Ours, the mailbox's own domain, the sites that embed the chat, and what the channel lists; ``*.`` before a host takes those below it."""
    own = channel.parameters
    sites = [urlsplit(one).hostname or "" for one in (settings.PUBLIC_URL, *own.get("origins", []))]
    domain = channel.address.rpartition("@")[2] if "@" in channel.address else ""
    listed = [one if one.startswith("*.") else host_of(f"//{one}") for one in own.get("link_hosts", [])]
    return frozenset(one.lower() for one in (*sites, domain, f"www.{domain}" if domain else "", *listed) if one)


def foreign(hosts: Iterable[str], allowed: frozenset[str]) -> list[str]:
    """Those that the list does not allow."""
    return [host for host in hosts if host not in allowed and not any(f"*.{above}" in allowed for above in _above(host))]


def _above(host: str) -> Iterator[str]:
    while "." in host:
        host = host.partition(".")[2]
        yield host
