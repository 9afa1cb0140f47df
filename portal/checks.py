"""System checks of an installation. Ids are stable; docs/configuration.md says what to do about each.

E001-E009 settings that production needs, E010-E019 plain text leaving this machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

import dj_email_url
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection

from connectors.models import Channel

LOOPBACK = ("", "localhost", "127.0.0.1", "::1")


def is_local(url: str) -> bool:
    """A Unix socket or a loopback address: nothing leaves the machine."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    query_host = parse_qs(parts.query).get("host", [""])[0]
    socket = parts.scheme in ("unix", "redis+socket", "file") or host.startswith(("%2f", "/"))
    return socket or (host in LOOPBACK and (not query_host or query_host.startswith("/") or query_host in LOOPBACK))


@register(Tags.security, deploy=True)
def check_mode(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    if settings.PRODUCTION:
        return []
    hint = "Set COUNTERSIGN_MODE=production: it requires a secret key, addresses of its own services and TLS."
    return [Error("Countersign is not in production mode.", hint=hint, id="countersign.E001")]


@register(Tags.security)
def check_required(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    return list(missing()) if settings.PRODUCTION else []


def missing() -> Iterator[CheckMessage]:
    needed = {"DATABASE_URL": "E002", "REDIS_URL": "E003", "EMAIL_URL": "E004"}
    for name, number in needed.items():
        if not getattr(settings, name):
            yield Error(f"{name} is not set.", hint=f"Set {name} or {name}_FILE.", id=f"countersign.{number}")
    if "*" in settings.ALLOWED_HOSTS or not settings.ALLOWED_HOSTS:
        yield Error("ALLOWED_HOSTS must name this site's hosts.", hint="ALLOWED_HOSTS=desk.example.org", id="countersign.E005")
    if not settings.PUBLIC_URL.startswith("https://"):
        yield Error("PUBLIC_URL must begin with https://.", hint="It is the address in mail to users.", id="countersign.E006")


@register(Tags.security)
def check_plain_text(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    return list(plain_text()) if settings.PRODUCTION else []


def plain_text() -> Iterator[CheckMessage]:
    yield from refuse(database_is_open(settings.DATABASE_URL), "DATABASE_URL", "add ?sslmode=verify-full&sslrootcert=system", "E010")
    for name in ("REDIS_URL", "CELERY_BROKER_URL"):
        yield from refuse(broker_is_open(getattr(settings, name)), name, "use rediss:// or amqps://, certificates verified", "E011")
    yield from refuse(mail_is_open(settings.EMAIL_URL), "EMAIL_URL", "use submission:// (STARTTLS) or smtp://...?ssl=true", "E012")
    yield from refuse(http_is_open(settings.OPENAI_BASE_URL), "OPENAI_BASE_URL", "use https://", "E013")
    for app in settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]:
        yield from refuse(http_is_open(app["settings"]["server_url"]), "OIDC_SERVER_URL", "use https://", "E016")
    if mail_server_is_open(settings.MAIL_SERVER_HOST, settings.MAIL_SERVER_CERTIFICATE):
        told = "The mail server listens beyond this machine without offering STARTTLS."
        yield Error(told, hint="Set MAIL_SERVER_CERTIFICATE, or listen on 127.0.0.1 behind a mail server.", id="countersign.E015")


def refuse(is_open: bool, name: str, remedy: str, number: str) -> Iterator[CheckMessage]:
    if is_open:
        yield Error(f"{name} would send plain text, or trust any certificate, off this machine.", hint=remedy, id=f"countersign.{number}")


def database_is_open(url: str) -> bool:
    if not url or is_local(url):
        return False
    mode = parse_qs(urlsplit(url).query).get("sslmode", [""])[0]
    return mode != "verify-full"


def broker_is_open(url: str) -> bool:
    if not url or is_local(url):
        return False
    parts = urlsplit(url)
    wish = parse_qs(parts.query).get("ssl_cert_reqs", ["required"])[0].lower()
    return parts.scheme not in ("rediss", "amqps", "sentinels") or wish not in ("required", "cert_required")


def mail_is_open(url: str) -> bool:
    """What is written to a file or the console never leaves; SMTP must use TLS."""
    if not url or is_local(url):
        return False
    values = dj_email_url.parse(url)
    return "smtp" in values.get("EMAIL_BACKEND", "") and not (values["EMAIL_USE_TLS"] or values["EMAIL_USE_SSL"])


def mail_server_is_open(host: str, certificate: str) -> bool:
    return host.lower() not in LOOPBACK[1:] and not certificate


def http_is_open(url: str) -> bool:
    return bool(url) and not is_local(url) and urlsplit(url).scheme != "https"


@register(Tags.database)
def check_mailboxes(app_configs: Sequence[Any] | None, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Channels are rows, so this one needs the database: ``check --deploy --database default``."""
    if not settings.PRODUCTION or not databases or Channel._meta.db_table not in connection.introspection.table_names():
        return []
    return [
        Error(f"Channel {channel.pk} uses {protocol.upper()} without TLS.", hint=f"Set {protocol}_security.", id="countersign.E014")
        for channel in Channel.objects.filter(is_active=True)
        for protocol in ("smtp", "imap")
        if channel_is_open(channel.parameters, protocol)
    ]


def channel_is_open(parameters: dict[str, Any], protocol: str) -> bool:
    host = str(parameters.get(f"{protocol}_host") or "").lower()
    return parameters.get(f"{protocol}_security") == "none" and host not in LOOPBACK
