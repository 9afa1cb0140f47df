"""Documents, chunks and what is derived from them for searching."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import pgvector.django.halfvec
from django.db import migrations, models
from pgvector.django import VectorExtension

import kit.ids

INDEX = "derived.conversations_chunk_index"
# One index for each usual length of a vector; those that nobody uses stay empty.
NEAREST = ";\n".join(
    f"CREATE INDEX conversations_chunk_near_{size} ON {INDEX} USING hnsw ((embedding::halfvec({size})) halfvec_cosine_ops) "
    f"WHERE dimensions = {size}"
    for size in (384, 768, 1024, 1536)
)
# Words and vectors stay in the row: reading them from a side table at every comparison takes several times as long.
STORAGE = f"""
ALTER TABLE {INDEX} SET (toast_tuple_target = 8160);
ALTER TABLE {INDEX} ALTER COLUMN words SET STORAGE MAIN;
ALTER TABLE {INDEX} ALTER COLUMN embedding SET STORAGE MAIN
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("conversations", "0001_initial")]

    operations = [
        VectorExtension(),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.UUIDField(default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("source", models.CharField(help_text="Path or address it was loaded from: the document's identity.", max_length=500)),
                ("version", models.PositiveIntegerField(default=1)),
                ("is_current", models.BooleanField(default=True)),
                ("title", models.CharField(max_length=300)),
                ("kind", models.CharField(max_length=10)),
                ("language", models.CharField(blank=True, max_length=8)),
                ("config", models.CharField(default="simple", help_text="Text search configuration of its language.", max_length=30)),
                (
                    "data_class",
                    models.CharField(
                        choices=[("public", "May be quoted to customers"), ("internal", "For members of the workspace only")],
                        default="public",
                        max_length=10,
                    ),
                ),
                ("roles", models.JSONField(blank=True, default=list, help_text="Roles that may read it; empty means every member.")),
                ("digest", models.CharField(max_length=64)),
                ("text", models.TextField()),
                ("chunk_count", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="documents", to="accounts.workspace"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Chunk",
            fields=[
                ("id", models.UUIDField(default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("heading", models.CharField(blank=True, max_length=500)),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("text", models.TextField()),
                (
                    "document",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="chunks", to="conversations.document"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ChunkIndex",
            fields=[
                (
                    "chunk",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="index",
                        serialize=False,
                        to="conversations.chunk",
                    ),
                ),
                ("data_class", models.CharField(max_length=10)),
                ("roles", models.JSONField(default=list)),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                ("embedding", pgvector.django.halfvec.HalfVectorField(null=True)),
                ("dimensions", models.PositiveSmallIntegerField(default=0)),
                ("model", models.CharField(blank=True, max_length=120)),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "db_table": 'derived"."conversations_chunk_index',
                "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["words"], name="conversations_chunk_words")],
            },
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(fields=("workspace", "source", "version"), name="conversations_document_version_once"),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_current", True)), fields=("workspace", "source"), name="conversations_document_one_current"
            ),
        ),
        migrations.AddConstraint(
            model_name="chunk",
            constraint=models.UniqueConstraint(fields=("document", "number"), name="conversations_chunk_number_once"),
        ),
        migrations.RunSQL(NEAREST, migrations.RunSQL.noop),
        migrations.RunSQL(STORAGE, migrations.RunSQL.noop),
    ]
