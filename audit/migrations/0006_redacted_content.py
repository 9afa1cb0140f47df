from typing import ClassVar

from django.db import migrations, models
from django.db.models.functions import Now

from audit import guards


class Migration(migrations.Migration):
    dependencies: ClassVar = [("audit", "0005_find_entries")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="RedactedContent",
            fields=[
                ("old", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("new", models.CharField(db_index=True, max_length=64)),
                ("workspace", models.UUIDField()),
                ("at", models.DateTimeField(db_default=Now(), editable=False)),
            ],
        ),
        guards.recorded_only("audit_redactedcontent"),
    ]
