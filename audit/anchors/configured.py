"""The anchors of this installation, from COUNTERSIGN_ANCHORS."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from audit.anchors.base import Anchor
from audit.anchors.file import FileAnchor
from audit.anchors.git import GitAnchor
from audit.anchors.mail import MailAnchor

EVERY = {"file": 60.0, "git": 3600.0, "mailto": 86400.0}
NAMES = {"mailto": "mail"}


def anchors() -> list[Anchor]:
    """In the order of the setting. Of two of one kind the second is called ``file-2``. Raises ImproperlyConfigured."""
    found: list[Anchor] = []
    for url in settings.COUNTERSIGN_ANCHORS:
        parts = urlsplit(url)
        kind = NAMES.get(parts.scheme, parts.scheme)
        alike = sum(anchor.name.split("-")[0] == kind for anchor in found)
        found.append(_anchor(parts, f"{kind}-{alike + 1}" if alike else kind))
    return found


def own_file() -> Path | None:
    """The file of the first file anchor, if it is there: what verification compares with by itself."""
    return next((anchor.path for anchor in anchors() if isinstance(anchor, FileAnchor) and anchor.path.exists()), None)


def _anchor(parts: SplitResult, name: str) -> Anchor:
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    path, every = Path(unquote(parts.path)), _every(parts.scheme, query)
    if parts.scheme == "file" and path.is_absolute():
        return FileAnchor(name, every, path)
    if parts.scheme == "git" and path.is_absolute():
        return GitAnchor(name, every, path, query.get("push", ""))
    if parts.scheme == "mailto" and "@" in parts.path:
        return MailAnchor(name, every, unquote(parts.path))
    raise ImproperlyConfigured("COUNTERSIGN_ANCHORS lists addresses such as file:///folder, git:///repository, mailto:auditor@example.org.")


def _every(scheme: str, query: dict[str, str]) -> float:
    try:
        every = float(query.get("every") or EVERY.get(scheme, 60.0))
    except ValueError:
        every = 0.0
    if not 1 <= every <= 366 * 86400:
        raise ImproperlyConfigured("In COUNTERSIGN_ANCHORS every= is a number of seconds.")
    return every
