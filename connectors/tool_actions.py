"""Writes to tools. ``acting_user`` None is the installation itself (sample, commands); everyone else needs the duty edit_channel."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.permissions import require
from audit.recorder import record
from connectors import credentials, registry
from connectors.base import ToolAdapter
from connectors.errors import ConnectorError
from connectors.models import Credential, Tool
from connectors.tools import schema
from kit.actor import SYSTEM
from kit.errors import InvalidInput, SeveralFaults

FIELDS: Final = (
    "name", "label", "description", "summary", "kind", "parameters", "settings", "intents", "price", "timeout", "safe_to_repeat",
)  # fmt: skip
LONGEST_SECRET: Final = 4_000
NO_PARAMETER: Final = "is no parameter."
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{1,59}\Z")
_PLACE: Final = re.compile(r"\{([^{}]*)\}")


def create_tool(workspace: UUID, adapter: str, values: Mapping[str, Any], *, acting_user: User | None) -> Tool:
    """A new tool, switched on; no agent has it yet. Raises InvalidInput that names the field which does not fit."""
    _require(acting_user, workspace)
    row = Tool(workspace_id=workspace, adapter=adapter, **checked(adapter, _only_known(values)))
    with _once(), transaction.atomic():
        row.save()
        _record("tool.created", row, acting_user, {"adapter": adapter, "kind": row.kind})
    return row


def change_tool(tool: Tool, values: Mapping[str, Any], *, acting_user: User | None) -> Tool:
    """Change what is given; what carries the tool out never changes. Calls that wait leave as the tool says then, ruled again."""
    _require(acting_user, tool.workspace_id)
    with _once(), transaction.atomic():
        locked = Tool.objects.select_for_update().get(id=tool.id)
        whole = checked(locked.adapter, {**{name: getattr(locked, name) for name in FIELDS}, **_only_known(values)})
        changed = [name for name in FIELDS if getattr(locked, name) != whole[name]]
        for name in changed:
            setattr(locked, name, whole[name])
        if changed:
            locked.save(update_fields=changed)
            _record("tool.changed", locked, acting_user, {"settings": changed})
    return locked


def _only_known(values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(values) - set(FIELDS))
    if unknown:
        raise InvalidInput(f"{unknown[0]}: a tool has no such field; there are {', '.join(FIELDS)}.")
    return dict(values)


@transaction.atomic
def set_credential(tool: Tool, name: str, value: str, *, acting_user: User | None) -> None:
    """Store one secret of ``tool``, encrypted; nobody is ever shown it again, and no prompt holds it. An empty value removes it."""
    _require(acting_user, tool.workspace_id)
    known = _adapter(tool.adapter).sensitive
    if name not in known:
        raise InvalidInput(f"{name}: a tool of this kind has no such secret; it has {', '.join(sorted(known)) or 'none'}.")
    check_secret(name, value)
    Tool.objects.select_for_update().get(id=tool.id)
    if value:
        sealed = credentials.sealed(tool, name, value)
        Credential.objects.update_or_create(workspace_id=tool.workspace_id, tool=tool, name=name, defaults={"ciphertext": sealed})
        _record("tool.secret_set", tool, acting_user, {"secret": name})
    elif Credential.objects.filter(tool=tool, name=name).delete()[0]:
        _record("tool.secret_removed", tool, acting_user, {"secret": name})


def check_secret(name: str, value: str) -> None:
    """Raises InvalidInput that begins with the secret and does not repeat it."""
    if len(value) > LONGEST_SECRET or not value.isprintable():
        raise InvalidInput(f"{name}: at most {LONGEST_SECRET} characters, all of them printable.")


def set_enabled(tool: Tool, enabled: bool, *, acting_user: User | None) -> None:
    """Switch a tool on or off; off, no agent is offered it and what waits to be done fails. Saying it twice changes nothing."""
    _require(acting_user, tool.workspace_id)
    with transaction.atomic():
        if Tool.objects.filter(id=tool.id, is_enabled=not enabled).update(is_enabled=enabled):
            _record("tool.switched_on" if enabled else "tool.switched_off", tool, acting_user, {})
    tool.is_enabled = enabled


def checked(adapter: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What is stored of ``values``, with defaults. Raises SeveralFaults: all that is wrong, each begins with its field."""
    kind = _adapter(adapter)
    given = {"name": "", "summary": "", "kind": Tool.Kind.IRREVERSIBLE, "parameters": {}, "settings": {}, "intents": [], "price": 0, "timeout": 20,
             "safe_to_repeat": False, "label": "", "description": "", **values}  # fmt: skip
    parts: dict[str, Callable[[], Any]] = {
        "name": partial(_name, given), "kind": partial(_kind, given), "parameters": partial(_parameters, given),
        "settings": lambda: _settings(kind, given["settings"] or {}), "label": partial(_text, given, "label", 80),
        "description": partial(_text, given, "description", 2_000), "intents": lambda: _words(given["intents"]),
        "price": lambda: _price(given["price"]), "timeout": lambda: _seconds(given["timeout"]),
    }  # fmt: skip
    found, faults = _each(parts)
    if "parameters" in found:  # what depends on it is judged beside it
        more: dict[str, Callable[[], Any]] = {"summary": lambda: _summary(given, found["parameters"])}
        if "settings" in found:
            more["places"] = lambda: kind.check(found["settings"], found["parameters"])
        kept, others = _each(more)
        found, faults = {**found, **kept}, [*faults, *others]
    if faults:
        raise SeveralFaults(faults)
    found.pop("places")
    return {**found, "safe_to_repeat": bool(given["safe_to_repeat"])}


def _each(parts: Mapping[str, Callable[[], Any]]) -> tuple[dict[str, Any], list[str]]:
    """What came of each part that is as it should be, and the sentences about the others."""
    found: dict[str, Any] = {}
    faults: list[str] = []
    for name, make in parts.items():
        try:
            found[name] = make()
        except InvalidInput as problem:
            faults += problem.each
    return found, faults


def _name(given: Mapping[str, Any]) -> str:
    name = str(given["name"]).strip()
    if not _NAME.match(name):
        raise InvalidInput("name: 2 to 60 small letters, digits and underlines, a letter first: it is what rules and agents call it.")
    return name


def _kind(given: Mapping[str, Any]) -> str:
    if given["kind"] not in Tool.Kind.values:
        raise InvalidInput(f"kind: one of {', '.join(Tool.Kind.values)}.")
    return str(given["kind"])


def _parameters(given: Mapping[str, Any]) -> dict[str, Any]:
    parameters: dict[str, Any] = given["parameters"] or {"type": "object", "properties": {}}
    schema.check(parameters)
    return parameters


def _text(given: Mapping[str, Any], name: str, longest: int) -> str:
    text = str(given[name]).strip()
    if not 0 < len(text) <= longest:
        raise InvalidInput(f"{name}: write something of at most {longest} characters.")
    return text


def _summary(given: Mapping[str, Any], parameters: Mapping[str, Any]) -> str:
    text = " ".join(str(given["summary"]).split())
    unknown = [name for name in _PLACE.findall(text) if name not in parameters.get("properties", {})]
    if unknown or len(text) > 200:
        raise InvalidInput(f"summary: {{{unknown[0]}}} {NO_PARAMETER}" if unknown else "summary: at most 200 characters.")
    return text


def _settings(kind: type[ToolAdapter], given: Mapping[str, Any]) -> dict[str, Any]:
    """Validated, without defaults. Secrets among them are refused: they would lie in plain text."""
    secret = sorted(name for name in given if name in kind.sensitive)
    if secret:
        raise InvalidInput(f"{secret[0]}: a secret is set by itself, not among the settings.")
    stored = kind.validated(dict(given)).model_dump(mode="json", exclude_defaults=True)
    for name, value in stored.items():
        schema.storable(value, name)
    return stored


def _words(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one.isprintable() for one in value):
        raise InvalidInput('intents: a list of words, such as ["return_refund"].')
    return sorted({one.strip() for one in value if one.strip()})


def _price(value: Any) -> Decimal:
    try:
        price = Decimal(str(value))
    except ArithmeticError:
        raise InvalidInput("price: an amount per call in the workspace's currency.") from None
    if not price.is_finite() or not 0 <= price < 100_000:
        raise InvalidInput("price: from 0 to 100000 a call.")
    return price.quantize(Decimal("0.000001"))


def _seconds(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 60:
        raise InvalidInput("timeout: 1 to 60 seconds.")
    return value


def _adapter(kind: str) -> type[ToolAdapter]:
    try:
        return registry.tool_adapter(kind)
    except ConnectorError:
        known = ", ".join(registry.tool_kinds()) or "none"
        raise InvalidInput(f"adapter: there is no {kind or 'adapter without a name'}; installed: {known}.") from None


@contextmanager
def _once() -> Iterator[None]:
    """Names are unique; the database decides, and the person is told."""
    try:
        yield
    except IntegrityError as error:
        if "connectors_tool_name_once" in str(error):
            raise InvalidInput("name: this workspace has a tool of that name.") from None
        raise


def _require(acting_user: User | None, workspace: UUID) -> None:
    if acting_user is not None:
        require(acting_user, workspace, "edit_channel")


def _record(event: str, tool: Tool, user: User | None, data: dict[str, object]) -> None:
    record(event, workspace=tool.workspace_id, actor=user.as_actor() if user else SYSTEM, subject=tool.id, data=data)
