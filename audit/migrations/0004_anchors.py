from typing import ClassVar

import django.db.models.functions.datetime
from django.db import migrations, models

import kit.ids
from audit import guards


class Migration(migrations.Migration):
    dependencies: ClassVar = [("audit", "0003_checkpoints")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Anchoring",
            fields=[
                ("id", models.UUIDField(default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("anchor", models.CharField(max_length=60)),
                ("workspace", models.UUIDField()),
                ("size", models.BigIntegerField()),
                ("checkpoint", models.UUIDField()),
                ("receipt", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
            options={"indexes": [models.Index(fields=["workspace", "anchor", "-size"], name="audit_anchoring_newest")]},
        ),
        migrations.CreateModel(
            name="AnchorState",
            fields=[
                ("name", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("every", models.FloatField()),
                ("tried_at", models.DateTimeField(null=True)),
                ("kept_at", models.DateTimeField(null=True)),
                ("busy_until", models.DateTimeField(null=True)),
                ("failing_since", models.DateTimeField(null=True)),
                ("problem", models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.AddIndex(model_name="checkpoint", index=models.Index(fields=["workspace", "at"], name="audit_checkpoint_time")),
        guards.append_only("audit_anchoring"),
    ]
