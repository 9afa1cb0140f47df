"""Thread ids of messages and names of their files go under the key of the message's content; ids are found by a keyed hash."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.db import connection, migrations, models
from django.db.models import Q

from audit import keys, sealing
from audit.sealed import SealedText

_KEY = "SELECT c.key FROM audit_content c WHERE c.id = coalesce((SELECT r.new FROM audit_redactedcontent r WHERE r.old = m.content), m.content)"
_IDS = f"""
    SELECT m.id, m.plain_external_id, ({_KEY}) FROM conversations_message m
     WHERE m.plain_external_id <> '' AND m.id > %s ORDER BY m.id LIMIT %s
"""  # noqa: S608 - a text of our own
_FILES = f"""
    SELECT f.id, f.plain_name, ({_KEY}) FROM conversations_attachment f JOIN conversations_message m ON m.id = f.message_id
     WHERE f.plain_name <> '[erased]' AND f.id > %s ORDER BY f.id LIMIT %s
"""  # noqa: S608 - a text of our own
_PLAIN = """
    SELECT id, workspace_id, plain_external_id FROM conversations_message
     WHERE plain_external_id <> '' AND id > %s ORDER BY id LIMIT %s
"""
_HASHED = "UPDATE conversations_message m SET external_lookup = n.hash FROM unnest(%s::uuid[], %s::text[]) n (id, hash) WHERE m.id = n.id"
_CHECKED = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"
"""Rows that were changed twice wait to be checked, and their table cannot be altered before."""


def hash_ids(apps: Any, editor: Any) -> None:
    """As ``conversations.threading.id_key`` does."""
    for rows in sealing.batches(_PLAIN):
        hashes = [keys.lookup_hash(workspace, f"message:{text}") for _, workspace, text in rows]
        _write([row[0] for row in rows], hashes)


def _write(ids: Sequence[UUID], hashes: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_HASHED, [list(ids), list(hashes)])


class Migration(migrations.Migration):
    dependencies: ClassVar = [("audit", "0006_redacted_content"), ("conversations", "0008_sealed_contacts")]

    operations: ClassVar = [
        migrations.RemoveConstraint("message", "conversations_message_external_once"),
        migrations.RemoveConstraint("message", "conversations_message_hash_once"),
        migrations.RenameField("message", "external_id", "plain_external_id"),
        migrations.AddField("message", "external_id", SealedText()),
        migrations.AddField("message", "external_lookup", models.CharField(max_length=64, blank=True, default=""), preserve_default=False),
        sealing.carry("conversations_message", "plain_external_id", "external_id", _IDS, sealing.keys_named),
        migrations.RunPython(hash_ids, migrations.RunPython.noop),
        migrations.RunSQL(_CHECKED, _CHECKED),
        migrations.RemoveField("message", "plain_external_id"),
        migrations.AddConstraint(
            "message",
            models.UniqueConstraint(
                fields=["channel", "external_lookup"], condition=~Q(external_lookup=""), name="conversations_message_external_once"
            ),
        ),
        migrations.AddConstraint(
            "message",
            models.UniqueConstraint(
                fields=["channel", "content_hash"],
                condition=~Q(content_hash="") & Q(direction="in", external_lookup=""),
                name="conversations_message_hash_once",
            ),
        ),
        migrations.RenameField("attachment", "name", "plain_name"),
        migrations.AlterField("attachment", "plain_name", models.CharField(max_length=255, default="")),
        migrations.AddField("attachment", "name", SealedText(gone="[erased]")),
        sealing.carry("conversations_attachment", "plain_name", "name", _FILES, sealing.keys_named, gone="[erased]"),
        migrations.RemoveField("attachment", "plain_name"),
    ]
