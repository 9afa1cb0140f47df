"""To whom personal data can go, read from channels, agents, tools, anchors and settings: the address each has there."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from accounts.models import Workspace
from agents.models import Agent
from audit.anchors.configured import anchors
from connectors.models import Channel, Tool
from connectors.providers import openai
from conversations.memory import embedding
from conversations.memory.embedding import embedding_model

HERE = "this machine"
OPENAI = "https://api.openai.com/v1"
HOSTINGS: Final = {"managed": "run by the provider", "own": "run by ourselves"}


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """What a tier of an agent says of its provider, each as the operator wrote it, empty where nothing is said; no ``classes``: all may go there."""

    region: str = ""
    hosting: str = ""
    retention: str = ""
    classes: tuple[str, ...] | None = None

    @property
    def told(self) -> str:
        """In words, without the region."""
        kept = f"kept there: {self.retention}" if self.retention else ""
        only = f"only {', '.join(self.classes) or 'what holds none of the classes'}" if self.classes is not None else ""
        return "; ".join(filter(None, (HOSTINGS.get(self.hosting, self.hosting), kept, only)))


@dataclass(slots=True)
class Recipient:
    """``key`` names it in statements; ``host`` is where it is asked; ``gets`` what it is given, ``because`` the rows that say so.

    ``places``: what tiers of agents say of it, each once.
    """

    key: str
    kind: str
    host: str
    gets: str
    because: set[str] = field(default_factory=set)
    places: set[Place] = field(default_factory=set)

    @property
    def region(self) -> str:
        """As the tiers say it; several where they do not agree."""
        return "; ".join(sorted({one.region for one in self.places if one.region}))

    @property
    def is_here(self) -> bool:
        return not self.host or is_local(self.host)


def of(workspace: Workspace) -> list[Recipient]:
    """Each host once for what it is given there."""
    found: dict[tuple[str, str], Recipient] = {}
    for one in (*_mail(workspace), *_models(workspace), *_tools(workspace), *_anchors(), *_sign_in()):
        kept = found.setdefault((one.key, one.gets), one)
        kept.because |= one.because
        kept.places |= one.places
    return list(found.values())


def is_local(host: str) -> bool:
    if host in ("localhost", ""):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _mail(workspace: Workspace) -> Iterator[Recipient]:
    for channel in Channel.objects.filter(workspace=workspace, kind="email", is_active=True).order_by("name"):
        told: Mapping[str, object] = channel.parameters or {}
        out = str(told.get("smtp_host") or settings.EMAIL_HOST)
        yield Recipient(f"mail:{out}", "Mail server, out", out, "replies with addresses", {channel.name})
        if told.get("imap_host"):
            yield Recipient(
                f"mail:{told['imap_host']}", "Mail server, in", str(told["imap_host"]), "keeps the mailbox itself", {channel.name}
            )


def _models(workspace: Workspace) -> Iterator[Recipient]:
    for agent in Agent.objects.select_related("active").filter(workspace=workspace, is_enabled=True, active__isnull=False).order_by("name"):
        for tier in _model_tiers(agent.active.tiers if agent.active else ()):
            yield _provider(str(tier.get("base_url") or ""), "texts of conversations as redaction for the model leaves them",
                            f"{agent}: {tier.get('model')}", _place(tier))  # fmt: skip
    if embedding_model():
        yield _provider(
            "", "documents and questions, redacted for the model, to be compared", f"embeddings: {embedding_model()}", _embedding()
        )


def _embedding() -> Place:
    classes = embedding.allowed()
    region, hosting, retention = settings.OPENAI_EMBEDDING_PLACE
    return Place(region, hosting, retention, None if classes is None else tuple(sorted(classes)))


def _model_tiers(tiers: Iterable[Mapping[str, object]]) -> list[Mapping[str, object]]:
    """Those that are asked: with an endpoint of their own, or that of the installation if there is one."""
    return [one for one in tiers if one.get("tier") != "extractive" and (one.get("base_url") or openai.is_configured())]


def _place(tier: Mapping[str, object]) -> Place:
    region, hosting, retention = (str(tier.get(name) or "").strip() for name in ("region", "hosting", "retention"))
    classes = tier.get("classes")
    return Place(region, hosting, retention, tuple(map(str, classes)) if isinstance(classes, list) else None)


def _provider(base_url: str, gets: str, because: str, place: Place | None = None) -> Recipient:
    host = urlsplit(base_url or settings.OPENAI_BASE_URL or OPENAI).hostname or ""
    return Recipient(f"model:{host}", "Model provider", host, gets, {because}, {place} if place else set())


def _tools(workspace: Workspace) -> Iterator[Recipient]:
    for tool in Tool.objects.filter(workspace=workspace, is_enabled=True).order_by("name"):
        for host in sorted(_hosts(tool.settings)):
            yield Recipient(f"tool:{host}", "Service asked by a tool", host, "arguments of calls", {str(tool)})


def _hosts(settings_of_tool: object) -> set[str]:
    """Of every address in a tool's settings, whatever its adapter calls the field."""
    if isinstance(settings_of_tool, Mapping):
        return set().union(*map(_hosts, settings_of_tool.values())) if settings_of_tool else set()
    if isinstance(settings_of_tool, list):
        return set().union(*map(_hosts, settings_of_tool)) if settings_of_tool else set()
    host = urlsplit(settings_of_tool).hostname if isinstance(settings_of_tool, str) and "://" in settings_of_tool else ""
    return {host} if host else set()


def _anchors() -> Iterator[Recipient]:
    for url, anchor in zip(settings.COUNTERSIGN_ANCHORS, anchors(), strict=True):
        parts = urlsplit(url)
        host = parts.hostname or (parts.path.rpartition("@")[2] if parts.scheme == "mailto" else "")
        yield Recipient(
            f"anchor:{host or anchor.name}", "Anchor of the ledger", host, "signed roots of the ledger: no personal data", {anchor.name}
        )


def _sign_in() -> Iterator[Recipient]:
    for app in settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", ()):
        host = urlsplit(app["settings"]["server_url"]).hostname or ""
        yield Recipient(f"sign-in:{host}", "Single sign-on", host, "that a member signs in", {app["name"]})
