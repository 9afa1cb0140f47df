from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("audit", "0004_anchors")]

    operations: ClassVar = [
        migrations.AddIndex("entry", models.Index(fields=["workspace", "actor_kind", "event", "id"], name="audit_entry_event")),
        migrations.AddIndex(
            "entry",
            models.Index(
                fields=["workspace", "actor", "event", "id"], name="audit_entry_actor", condition=models.Q(("actor__isnull", False))
            ),
        ),
    ]
