"""What ``base.html`` asks for. Everything is computed on first use, so a fragment that shows no frame pays for none."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from accounts.models import User, Workspace
from accounts.permissions import may, workspaces_of
from portal.stops import shown
from review import stop
from review.models import Stop


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the main navigation; ``key`` is what is pressed one after the other."""

    label: str
    url: str
    key: str
    current: bool

    @property
    def pressed(self) -> list[str]:
        return self.key.split()


# (label, below /w/<slug>/ or whole, keys, duty that shows it)
WORKSPACE_PAGES = (
    ("Home", "", "g h", "view"),
    ("Review", "review/", "g r", "view"),
    ("Conversations", "conversations/", "g c", "view"),
    ("Evidence", "evidence/", "g e", "see_evidence"),
    ("Spend", "spend/", "g d", "see_spend"),
    ("Replays", "replays/", "g l", "replay"),
    ("Privacy", "privacy/", "g v", "see_erasure"),
    ("Stop", "stop/", "g s", "review"),
    ("Policies", "policies/", "g p", "edit_policy"),
)
ADMIN_PAGES = (("Agents", "admin:agents_agent_changelist", "g a", "edit_agent"),)


class Frame:
    """One request's frame. Empty of a person before sign-in and of a workspace outside of /w/<slug>/."""

    themes = User.Theme.choices

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def user(self) -> User | None:
        user = getattr(self.request, "user", None)
        return user if isinstance(user, User) else None

    @property
    def language(self) -> str:
        return get_language() or "en"

    @property
    def theme(self) -> str:
        return self.user.theme if self.user else User.Theme.SYSTEM

    @property
    def keys(self) -> str:
        return "off" if self.user and not self.user.single_key_shortcuts else "on"

    @cached_property
    def workspaces(self) -> list[Workspace]:
        in_force = Exists(Stop.objects.filter(workspace=OuterRef("pk"), lifted_at=None))
        return workspaces_of(self.user, is_stopped=in_force) if self.user else []

    @cached_property
    def workspace(self) -> Workspace | None:
        """The workspace of the address, else the one last visited, so that settings and sign-in pages keep their way back."""
        here: Workspace | None = getattr(self.request, "workspace", None)
        return here or last_workspace(self.request, self.workspaces)

    @cached_property
    def stops(self) -> list[Stop]:
        """Emergency stops in force here, for the banner on every page."""
        here: Workspace | None = getattr(self.request, "workspace", None)
        stopped = here and any(one == here and getattr(one, "is_stopped", False) for one in self.workspaces)
        return stop.standing(here.id) if here and stopped else []

    @cached_property
    def stopped(self) -> list[str]:
        """What of the workspace is stopped, in words; empty where everything is, or nothing."""
        return [] if any(one.is_whole for one in self.stops) else list(shown.names(self.stops).values())

    @property
    def home(self) -> str:
        return reverse("home", args=[self.workspace.slug]) if self.workspace else "/"

    @cached_property
    def entries(self) -> list[Entry]:
        if not self.user or not self.workspace:
            return []
        inside = [self._entry(label, self.home + below, key, duty) for label, below, key, duty in WORKSPACE_PAGES]
        outside = [self._entry(label, reverse(name), key, duty) for label, name, key, duty in ADMIN_PAGES]
        return [entry for entry in inside + outside if entry]

    def _entry(self, label: str, url: str, key: str, duty: str) -> Entry | None:
        if not self.user or not self.workspace or not may(self.user, self.workspace.id, duty):
            return None
        current = self.request.path == url if url == self.home else self.request.path.startswith(url)
        return Entry(label, url, key, current)


def last_workspace(request: HttpRequest, workspaces: list[Workspace]) -> Workspace | None:
    """Where this session was last, as long as the person still belongs there; else the first by name."""
    session = getattr(request, "session", None)
    slug = session.get("workspace") if session is not None else None
    return next((workspace for workspace in workspaces if workspace.slug == slug), workspaces[0] if workspaces else None)


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor."""
    return {"shell": Frame(request)}
