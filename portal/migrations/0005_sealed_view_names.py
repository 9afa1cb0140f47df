"""Names of saved views, which people call after customers, go under a key of the view."""

from typing import ClassVar

from django.db import migrations, models

from audit import sealing
from audit.sealed import SealedText

_NAMES = "SELECT t.id, t.plain_name, t.workspace_id, t.id FROM portal_savedview t WHERE t.id > %s ORDER BY t.id LIMIT %s"
_HASHED = "SELECT id, workspace_id, plain_name FROM portal_savedview WHERE id > %s ORDER BY id LIMIT %s"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("audit", "0006_redacted_content"), ("portal", "0004_spend")]

    operations: ClassVar = [
        migrations.RemoveConstraint("savedview", "portal_view_name_once"),
        migrations.AlterModelOptions("savedview", options={}),
        migrations.RenameField("savedview", "name", "plain_name"),
        migrations.AlterField("savedview", "plain_name", models.CharField(max_length=60, default="")),
        migrations.AddField("savedview", "name", SealedText()),
        migrations.AddField("savedview", "name_lookup", models.CharField(max_length=64, default=""), preserve_default=False),
        sealing.carry("portal_savedview", "plain_name", "name", _NAMES, sealing.own_keys),
        sealing.hash_too("portal_savedview", "name_lookup", _HASHED, "view:"),
        migrations.RunSQL(sealing.CHECKED, sealing.CHECKED),
        migrations.RemoveField("savedview", "plain_name"),
        migrations.AddConstraint(
            "savedview", models.UniqueConstraint(fields=["user", "workspace", "name_lookup"], name="portal_view_name_once")
        ),
    ]
