"""Evidence in the admin: to read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


class ReadOnly:
    """Stands before an admin or an inline: nothing there can be added, changed or deleted, whoever asks."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
