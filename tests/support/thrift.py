"""What every test would pay for and none is about: a million rounds for each password, a walk over the static files for each client."""

from __future__ import annotations

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]  # it says none

_search = WhiteNoiseMiddleware.add_files_from_finders
_found: dict[str, object] = {}


def save() -> None:
    PBKDF2PasswordHasher.iterations = 1
    WhiteNoiseMiddleware.add_files_from_finders = _search_once


def _search_once(self: WhiteNoiseMiddleware) -> None:
    """No test adds a static file."""
    if not _found:
        _search(self)
        _found.update(self.files)
    self.files.update(_found)
