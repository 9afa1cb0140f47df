"""Which workspace and which user a command was told to use."""

from __future__ import annotations

from uuid import UUID

from django.core.management.base import CommandError

from accounts.models import User, Workspace


def workspace(name: str) -> Workspace:
    """By slug or id."""
    found = Workspace.objects.filter(slug=name).first() or (Workspace.objects.filter(id=name).first() if _is_id(name) else None)
    if found is None:
        known = ", ".join(Workspace.objects.order_by("slug").values_list("slug", flat=True)[:20]) or "none yet"
        raise CommandError(f"There is no workspace {name!r}. Known: {known}.")
    return found


def user(name: str) -> User:
    """By e-mail address or id."""
    found = User.objects.filter(email=name.lower()).first() or (User.objects.filter(id=name).first() if _is_id(name) else None)
    if found is None:
        raise CommandError(f"There is no user {name!r}. Give the e-mail address of an account.")
    return found


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
