"""Security measures as they are in force this very moment, each read from what switches it on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.conf import settings

from accounts.models import User, Workspace
from audit import keys, masterkey
from audit.anchors.configured import anchors
from audit.models import Verification
from policies.models import RedactionRule
from policies.redaction import labels, operators
from policies.redaction.rules import rules_of


@dataclass(frozen=True, slots=True)
class Measure:
    """``holds`` False: it is not in force, and the record says so."""

    name: str
    told: str
    holds: bool = True


def of(workspace: Workspace) -> list[Measure]:
    return [*_encryption(), *_transport(), *_access(workspace), *_masking(workspace), *_ledger(workspace)]


def _encryption() -> Iterator[Measure]:
    masters = len(masterkey.parsed(settings.COUNTERSIGN_KEY))
    yield Measure(
        "Content encrypted at rest",
        "AES-256-GCM under a key for each person and conversation; erasing destroys the key. "
        f"Keys are wrapped by {masters} key{'' if masters == 1 else 's'} from outside of the database; unwrapped ones live {int(keys.TTL)} s.",
    )


def _transport() -> Iterator[Measure]:
    yield Measure("Pages over TLS only", f"Redirect to HTTPS, HSTS {settings.SECURE_HSTS_SECONDS} s", bool(settings.SECURE_SSL_REDIRECT))
    yield Measure("Mail out over TLS", f"By {settings.EMAIL_HOST}", bool(settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL))
    yield Measure("Mail in over TLS only", "Our own mail server refuses mail in clear text", bool(settings.MAIL_SERVER_REQUIRE_TLS))


def _access(workspace: Workspace) -> Iterator[Measure]:
    members = User.objects.filter(memberships__workspace=workspace, memberships__is_active=True, is_active=True).distinct()
    count, strong = members.count(), members.filter(id__in=Authenticator.objects.exclude(type="recovery_codes").values("user")).count()
    yield Measure("Access by roles", f"{count} member{'' if count == 1 else 's'}; whoever is none is told that nothing is there")
    yield Measure("Second factor", f"{strong} of {count} members have one (TOTP, passkey)", strong == count > 0)


def _masking(workspace: Workspace) -> Iterator[Measure]:
    rules = rules_of(workspace.id)
    for surface in (RedactionRule.Surface.MODEL, RedactionRule.Surface.REVIEWER):
        kept = sorted(entity for (entity, where), operator in rules.items() if where == surface and operator == operators.KEEP)
        hidden = sorted(entity for (entity, where), operator in rules.items() if where == surface and operator != operators.KEEP)
        yield Measure(f"Masking for the surface {surface.label.lower()}", _rules(kept, hidden))


def _rules(kept: list[str], hidden: list[str]) -> str:
    told = ["The shipped defaults hold"]
    told += [f"besides hidden: {', '.join(map(labels.named, hidden))}"] if hidden else []
    told += [f"shown by a rule of the workspace: {', '.join(map(labels.named, kept))}"] if kept else []
    return "; ".join(told)


def _ledger(workspace: Workspace) -> Iterator[Measure]:
    last = Verification.objects.filter(workspace__in=[workspace.id]).order_by("-finished_at").first()
    last = last or Verification.objects.filter(workspace=None).order_by("-finished_at").first()
    when = f"last verified {last.finished_at:%Y-%m-%d %H:%M} UTC" if last else "not verified yet"
    yield Measure("A ledger that shows changes", f"Every effect has its entry, sealed and signed; {when}", bool(last and last.ok))
    names = ", ".join(one.name for one in anchors())
    yield Measure("Anchors outside of the database", names or "none", bool(names))
