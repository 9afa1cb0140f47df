"""The anchors of this installation, from COUNTERSIGN_ANCHORS."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlencode, urlsplit, urlunsplit

from cryptography import x509
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from audit.anchors import timestamps
from audit.anchors.authority import TimestampAnchor
from audit.anchors.base import Anchor
from audit.anchors.file import FileAnchor
from audit.anchors.git import GitAnchor
from audit.anchors.mail import MailAnchor

EVERY = {"file": 60.0, "git": 3600.0, "mailto": 86400.0, "rfc3161+http": 3600.0, "rfc3161+https": 3600.0}
NAMES = {"mailto": "mail", "rfc3161+http": "timestamp", "rfc3161+https": "timestamp"}


def anchors() -> list[Anchor]:
    """In the order of the setting. Of two of one kind the second is called ``file-2``. Raises ImproperlyConfigured."""
    found: list[Anchor] = []
    for url in settings.COUNTERSIGN_ANCHORS:
        parts = urlsplit(url)
        kind = NAMES.get(parts.scheme, parts.scheme)
        alike = sum(anchor.name.split("-")[0] == kind for anchor in found)
        found.append(_anchor(parts, f"{kind}-{alike + 1}" if alike else kind))
    return found


def own_files() -> list[Path]:
    """The files of anchors that lie on this machine: what verification compares with by itself."""
    return [one.path for one in anchors() if isinstance(one, FileAnchor | TimestampAnchor) and one.path.exists()]


def authorities() -> list[x509.Certificate]:
    """Of all time stamping authorities that are configured. Raises StampProblem where their stamps cannot be judged."""
    files = {one.certificates for one in anchors() if isinstance(one, TimestampAnchor)}
    if files:
        timestamps.library()
    return [certificate for file in sorted(files) for certificate in timestamps.authority(file)]


def _anchor(parts: SplitResult, name: str) -> Anchor:
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    path, every = Path(unquote(parts.path)), _every(parts.scheme, query)
    if parts.scheme == "file" and path.is_absolute():
        return FileAnchor(name, every, path)
    if parts.scheme == "git" and path.is_absolute():
        return GitAnchor(name, every, path, query.get("push", ""))
    if parts.scheme == "mailto" and "@" in parts.path:
        return MailAnchor(name, every, unquote(parts.path))
    if parts.scheme in ("rfc3161+http", "rfc3161+https") and parts.hostname:
        return _timestamps(parts, name, every, query)
    raise ImproperlyConfigured(
        "COUNTERSIGN_ANCHORS lists addresses such as file:///folder, git:///repository, mailto:auditor@example.org, "
        "rfc3161+https://authority.example.org/tsr?authority=/etc/authority.pem."
    )


def _timestamps(parts: SplitResult, name: str, every: float, query: dict[str, str]) -> TimestampAnchor:
    certificates, folder = Path(query.pop("authority", "")), Path(query.pop("folder", "") or settings.VAR_DIR / "anchors")
    if not certificates.is_absolute():
        raise ImproperlyConfigured("In COUNTERSIGN_ANCHORS a time stamping authority needs authority=/file.pem, the certificates to trust.")
    query.pop("every", None)
    url = urlunsplit((parts.scheme.removeprefix("rfc3161+"), parts.netloc, parts.path or "/", urlencode(query), ""))
    return TimestampAnchor(name, every, url, certificates, folder.absolute())


def _every(scheme: str, query: dict[str, str]) -> float:
    try:
        every = float(query.get("every") or EVERY.get(scheme, 60.0))
    except ValueError:
        every = 0.0
    if not 1 <= every <= 366 * 86400:
        raise ImproperlyConfigured("In COUNTERSIGN_ANCHORS every= is a number of seconds.")
    return every
