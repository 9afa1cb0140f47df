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
_PLAIN = """
    SELECT id, workspace_id, plain_external_id FROM conversations_message
     WHERE plain_external_id <> '' AND id > %s ORDER BY id LIMIT %s
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("audit", "0006_redacted_content"), ("conversations", "0008_sealed_contacts")]

    operations: ClassVar = [
        migrations.RemoveConstraint("message", "conversations_message_external_once"),
        migrations.RemoveConstraint("message", "conversations_message_hash_once"),
        migrations.RenameField("message", "external_id", "plain_external_id"),
        migrations.AddField("message", "external_id", SealedText()),
        migrations.AddField("message", "external_lookup", models.CharField(max_length=64, blank=True, default=""), preserve_default=False),
        sealing.carry("conversations_message", "plain_external_id", "external_id", _IDS, sealing.keys_named),
        sealing.hash_too("conversations_message", "external_lookup", _PLAIN, "message:"),  # as conversations.threading.id_key does
        migrations.RunSQL(sealing.CHECKED, sealing.CHECKED),
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
