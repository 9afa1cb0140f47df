"""Thread ids of messages and names of their files go under the key of the message's content; ids are found by a keyed hash."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q

from audit import sealing
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
_UNFOUND = "DROP INDEX IF EXISTS conversations_message_external_once, conversations_message_hash_once"
_FOUND = """
    CREATE UNIQUE INDEX IF NOT EXISTS conversations_message_external_once ON conversations_message (channel_id, {column}) WHERE {column} <> '';
    CREATE UNIQUE INDEX IF NOT EXISTS conversations_message_hash_once ON conversations_message (channel_id, content_hash)
     WHERE content_hash <> '' AND direction = 'in' AND {column} = ''
"""


class Migration(migrations.Migration):
    atomic = False
    """Batches are committed one by one; killed, it is run again. So each step passes by what an earlier run has done."""

    dependencies: ClassVar = [("audit", "0006_redacted_content"), ("conversations", "0008_sealed_contacts")]

    operations: ClassVar = [
        migrations.RunSQL(
            _UNFOUND,
            _FOUND.format(column="external_id"),
            state_operations=[
                migrations.RemoveConstraint("message", "conversations_message_external_once"),
                migrations.RemoveConstraint("message", "conversations_message_hash_once"),
            ],
        ),
        migrations.RunSQL(
            "ALTER TABLE conversations_message ADD COLUMN IF NOT EXISTS external_lookup varchar(64) NOT NULL DEFAULT '';"
            " ALTER TABLE conversations_message ALTER COLUMN external_lookup DROP DEFAULT",
            "ALTER TABLE conversations_message DROP COLUMN IF EXISTS external_lookup",
            state_operations=[migrations.AddField("message", "external_lookup", models.CharField(max_length=64, blank=True))],
        ),
        sealing.hash_first("conversations_message", "external_lookup", "external_id", "message:"),  # as conversations.threading.id_key does
        sealing.seal_column(
            "message", "external_id", SealedText(), "varchar(300)", table="conversations_message", source=_IDS, found=sealing.keys_named
        ),
        migrations.RunSQL(
            _FOUND.format(column="external_lookup"),
            _UNFOUND,
            state_operations=[
                migrations.AddConstraint(
                    "message",
                    models.UniqueConstraint(
                        fields=["channel", "external_lookup"],
                        condition=~Q(external_lookup=""),
                        name="conversations_message_external_once",
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
            ],
        ),
        sealing.seal_column(
            "attachment",
            "name",
            SealedText(gone="[erased]"),
            "varchar(255)",
            table="conversations_attachment",
            source=_FILES,
            found=sealing.keys_named,
        ),
    ]
