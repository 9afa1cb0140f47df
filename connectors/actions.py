"""Writes to channels. ``acting_user`` None is the installation itself (sample, commands); everyone else needs the duty edit_channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.permissions import require
from audit.recorder import record
from connectors import credentials, registry
from connectors.base import Adapter
from connectors.errors import ConnectorError
from connectors.mail.fields import on_the_wire
from connectors.models import Channel, Credential
from kit.actor import SYSTEM
from kit.errors import InvalidInput

TEXTS = {"disclosure": 300, "footer": 4_000, "confidentiality_notice": 4_000, "opt_out": 300}
"""Lines of every reply, with their longest length."""
LONGEST_SECRET = 4_000


def create_channel(
    workspace: UUID,
    kind: str,
    name: str,
    *,
    acting_user: User | None,
    address: str = "",
    parameters: Mapping[str, Any] | None = None,
    texts: Mapping[str, str] | None = None,
) -> Channel:
    """A new way in, switched on. Raises InvalidInput that names the setting which does not fit."""
    _require(acting_user, workspace)
    adapter = _adapter(kind)
    values = {
        "kind": kind, "name": _name(name), "address": checked_address(adapter, address), "parameters": checked(adapter, parameters or {}), **_texts(texts),
    }  # fmt: skip
    with _once(), transaction.atomic():
        channel = Channel.objects.create(workspace_id=workspace, **values)
        _record("channel.created", channel, acting_user, {"kind": kind})
    return channel


def change_channel(
    channel: Channel,
    *,
    acting_user: User | None,
    name: str | None = None,
    address: str | None = None,
    parameters: Mapping[str, Any] | None = None,
    texts: Mapping[str, str] | None = None,
) -> Channel:
    """Change what is given; ``parameters`` are all of them. The kind of a channel never changes."""
    _require(acting_user, channel.workspace_id)
    adapter = _adapter(channel.kind)
    wanted: dict[str, Any] = _texts(texts)
    if name is not None:
        wanted["name"] = _name(name)
    if address is not None:
        wanted["address"] = checked_address(adapter, address)
    if parameters is not None:
        wanted["parameters"] = checked(adapter, parameters)
    with _once(), transaction.atomic():
        locked = Channel.objects.select_for_update().get(id=channel.id)
        changed = [field for field, value in wanted.items() if getattr(locked, field) != value]
        if not changed:
            return locked
        names = _changed_names(locked, wanted, changed)
        for field in changed:
            setattr(locked, field, wanted[field])
        locked.save(update_fields=changed)
        _record("channel.changed", locked, acting_user, {"settings": names})
    return locked


def _changed_names(channel: Channel, wanted: dict[str, Any], changed: list[str]) -> list[str]:
    if "parameters" not in changed:
        return changed
    old, new = channel.parameters, wanted["parameters"]
    inner = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    return [*(field for field in changed if field != "parameters"), *inner]


@transaction.atomic
def set_credential(channel: Channel, name: str, value: str, *, acting_user: User | None) -> None:
    """Store one secret of ``channel``, encrypted; nobody is ever shown it again. An empty value removes it."""
    _require(acting_user, channel.workspace_id)
    known = _adapter(channel.kind).sensitive
    if name not in known:
        raise InvalidInput(f"{name}: a channel of this kind has no such secret; it has {', '.join(sorted(known)) or 'none'}.")
    check_secret(name, value)
    Channel.objects.select_for_update().get(id=channel.id)
    if value:
        Credential.objects.update_or_create(
            workspace_id=channel.workspace_id, channel=channel, name=name, defaults={"ciphertext": credentials.sealed(channel, name, value)}
        )
        _record("channel.secret_set", channel, acting_user, {"secret": name})
    elif Credential.objects.filter(channel=channel, name=name).delete()[0]:
        _record("channel.secret_removed", channel, acting_user, {"secret": name})


def check_secret(name: str, value: str) -> None:
    """Raises InvalidInput that begins with the secret and does not repeat it."""
    if len(value) > LONGEST_SECRET or "\x00" in value:
        raise InvalidInput(f"{name}: at most {LONGEST_SECRET} characters, and no NUL.")


def set_active(channel: Channel, active: bool, *, acting_user: User | None) -> None:
    """Switch a way in on or off; off, nothing comes in and nothing leaves. Saying it twice changes nothing."""
    _require(acting_user, channel.workspace_id)
    with transaction.atomic():
        if Channel.objects.filter(id=channel.id, is_active=not active).update(is_active=active):
            _record("channel.switched_on" if active else "channel.switched_off", channel, acting_user, {})
    channel.is_active = active


def checked(adapter: type[Adapter], parameters: Mapping[str, Any]) -> dict[str, Any]:
    """What is stored of ``parameters``: validated, without defaults. Secrets among them are refused: they would lie in plain text."""
    secret = sorted(name for name in parameters if name in adapter.sensitive)
    if secret:
        raise InvalidInput(f"{secret[0]}: a secret is set by itself, not among the settings.")
    return adapter.validated(dict(parameters)).model_dump(mode="json", exclude_defaults=True)


def _adapter(kind: str) -> type[Adapter]:
    try:
        return registry.adapter(kind)
    except ConnectorError as problem:
        raise InvalidInput(f"kind: {problem.message}") from None


def _name(name: str) -> str:
    plain = " ".join(name.split())
    if not 0 < len(plain) <= 80:
        raise InvalidInput("name: give the channel a name of at most 80 characters.")
    return plain


def checked_address(adapter: type[Adapter], address: str) -> str:
    """The mailbox of a channel in lower case; "" for kinds without one. Raises InvalidInput."""
    plain = address.strip().lower()
    if not adapter.capabilities.addressed:
        if plain:
            raise InvalidInput("address: a channel of this kind has none.")
        return ""
    try:
        plain = on_the_wire(plain)
    except ConnectorError:
        raise InvalidInput("address: must be a mailbox, such as support@example.org.") from None
    if len(plain) > 254 or "+" in plain.partition("@")[0]:
        raise InvalidInput("address: at most 254 characters, and no + before the @: what follows it brings answers back.")
    return plain


def _texts(texts: Mapping[str, str] | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in (texts or {}).items():
        longest = TEXTS.get(name)
        if longest is None:
            raise InvalidInput(f"{name}: there is no such text; there are {', '.join(TEXTS)}.")
        if len(value) > longest:
            raise InvalidInput(f"{name}: at most {longest} characters.")
        found[name] = value.strip().replace("\r\n", "\n")
    return found


class _once:  # noqa: N801 - reads as a statement
    """Names and addresses are unique; the database decides, and the person is told which."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, IntegrityError) and "connectors_channel_name_once" in str(error):
            raise InvalidInput("name: this workspace has a channel of that name.") from None
        if isinstance(error, IntegrityError) and "connectors_channel_address_once" in str(error):
            raise InvalidInput("address: another channel receives what is sent there.") from None


def _require(acting_user: User | None, workspace: UUID) -> None:
    if acting_user is not None:
        require(acting_user, workspace, "edit_channel")


def _record(event: str, channel: Channel, user: User | None, data: dict[str, object]) -> None:
    record(event, workspace=channel.workspace_id, actor=user.as_actor() if user else SYSTEM, subject=channel.id, data=data)
