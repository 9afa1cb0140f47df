from typing import ClassVar

import django.db.models.functions.datetime
from django.db import migrations, models

import kit.ids
from audit import guards


class Migration(migrations.Migration):
    dependencies: ClassVar = [("audit", "0002_record_together")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Node",
            fields=[
                ("pk", models.CompositePrimaryKey("workspace", "level", "index", blank=True, editable=False, primary_key=True, serialize=False)),
                ("workspace", models.UUIDField()),
                ("level", models.PositiveSmallIntegerField()),
                ("index", models.BigIntegerField()),
                ("hash", models.BinaryField(max_length=32)),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                ("number", models.PositiveIntegerField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=100)),
                ("public", models.BinaryField(max_length=32)),
                ("wrapped", models.BinaryField()),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("retired_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("id", models.UUIDField(default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("workspace", models.UUIDField()),
                ("size", models.BigIntegerField()),
                ("root", models.BinaryField(max_length=32)),
                ("note", models.TextField()),
                ("key", models.PositiveIntegerField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("workspace", "size"), name="audit_checkpoint_size_once")]},
        ),
        guards.append_only("audit_node"),
        guards.append_only("audit_signingkey", may_change=["wrapped", "retired_at"]),
        guards.append_only("audit_checkpoint"),
    ]
