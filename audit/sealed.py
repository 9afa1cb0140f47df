"""Text in a column that tells who somebody is, encrypted under the data key that an erasure of them destroys.

    class Contact(models.Model):
        name = SealedText()

        def sealed_under(self) -> sealed.Scope:
            return self.workspace_id, None, self.id

Read and written like a CharField, one row at a time; ``open_all`` opens the texts of many rows in one query. It cannot be searched or sorted:
what is looked for stands beside it as a keyed hash (``keys.lookup_hash``). In the column: id of the key (16) || nonce (12) || AES-256-GCM,
bound to table, column and row. Nothing at all stands for ``gone``, which is also what a text reads as when its key was destroyed.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol, cast
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from audit import keys
from audit.errors import ContentMissing

if TYPE_CHECKING:
    TextField = models.Field[str, str]
else:
    TextField = models.Field

__all__ = ["Scope", "SealedText", "encrypted", "open_all", "open_raw", "place", "seal"]

Scope = tuple[UUID, UUID | None, UUID | None]
"""workspace, conversation, subject: whose key."""


class Owner(Protocol):
    """A model with sealed texts says whose they are."""

    pk: UUID

    def sealed_under(self) -> Scope: ...


class Sealed:
    """What stands in the column, and the text once it was opened."""

    __slots__ = ("raw", "text")

    def __init__(self, raw: bytes, text: str | None = None) -> None:
        self.raw, self.text = raw, text

    @property
    def key(self) -> UUID:
        return UUID(bytes=self.raw[:16])


class SealedAttribute(DeferredAttribute):
    """Opens the text when it is asked for. What was not changed goes back to the database as it came."""

    field: SealedText

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        value = super().__get__(instance, cls)
        if not isinstance(value, Sealed) or instance is None:
            return value
        if value.text is None:
            open_all([instance], self.field.attname)
        return value.text

    def __set__(self, instance: models.Model, value: str | Sealed) -> None:
        instance.__dict__[self.field.attname] = value


class SealedText(TextField):
    """``gone`` is what is read where nothing stands any more."""

    descriptor_class = SealedAttribute
    empty_strings_allowed = False

    def __init__(self, *args: Any, gone: str = "", **kwargs: Any) -> None:
        self.gone = gone
        kwargs.setdefault("default", gone)
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        return name, path, list(args), {**kwargs, "gone": self.gone}

    def get_internal_type(self) -> str:
        return "BinaryField"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        if value is None:
            return None
        raw = bytes(value)
        return Sealed(raw, None if raw else self.gone)

    def get_prep_value(self, value: Any) -> bytes | None:
        """Bytes are sealed already. Of texts only ``gone`` can be compared with or written without a row."""
        if value is None or isinstance(value, bytes):
            return value
        if isinstance(value, Sealed):
            return value.raw
        if value == self.gone:
            return b""
        raise TypeError(f"{self.name} is encrypted row by row: it is written by save(), and found by its keyed hash alone.")

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes:
        value = model_instance.__dict__.get(self.attname, self.gone)
        if isinstance(value, Sealed):
            return value.raw
        if value == self.gone:
            return b""
        owner = cast("Owner", model_instance)
        return seal(owner.sealed_under(), place(model_instance._meta.db_table, str(self.column), owner.pk), value)


def place(table: str, column: str, row: UUID) -> bytes:
    """What a sealed text is bound to: moved elsewhere it does not open."""
    return f"{table}.{column}:{row}".encode()


def seal(scope: Scope, where: bytes, text: str) -> bytes:
    """For a column that is not written through its model. Makes the key of this scope on first use."""
    return encrypted(*keys.for_writing(*scope), where, text)


def encrypted(identity: UUID, key: bytes, where: bytes, text: str) -> bytes:
    """Under a key that the caller has."""
    nonce = secrets.token_bytes(12)
    return identity.bytes + nonce + AESGCM(key).encrypt(nonce, text.encode("utf-8", "surrogatepass"), where)


def open_all(rows: Iterable[models.Model], *names: str) -> None:
    """Open these texts of many rows, with one query at most. Raises ContentMissing for one that was altered in the database."""
    waiting = [
        (row, name, value) for row in rows for name in names if isinstance(value := row.__dict__.get(name), Sealed) and value.text is None
    ]
    found = keys.for_reading({value.key for _, _, value in waiting}) if waiting else {}
    for row, name, value in waiting:
        field = cast("SealedText", row._meta.get_field(name))
        text = _opened(found.get(value.key), value.raw, place(row._meta.db_table, str(field.column), row.pk))
        value.text = field.gone if text is None else text


def open_raw(raws: Iterable[tuple[bytes, bytes]]) -> list[str | None]:
    """The texts of (column, place), for what is not read through its model; None where nothing stands or the key is gone."""
    rows = list(raws)
    found = keys.for_reading({UUID(bytes=raw[:16]) for raw, _ in rows if raw})
    return [_opened(found.get(UUID(bytes=raw[:16])), raw, where) if raw else None for raw, where in rows]


def _opened(key: bytes | None, raw: bytes, where: bytes) -> str | None:
    if key is None:
        return None
    try:
        return AESGCM(key).decrypt(raw[16:28], raw[28:], where).decode("utf-8", "surrogatepass")
    except (InvalidTag, ValueError):
        raise ContentMissing(f"A text of {where.decode()} was altered in the database.") from None
