from __future__ import annotations

from typing import Any

from django.db import migrations, models


def _renamed(editor: Any) -> None:
    """The table refuses writes without an entry of the ledger. What a rule does stays as it is, only its name changes: nobody decided anything."""
    editor.execute("SELECT set_config('countersign.recorded', pg_current_xact_id()::text, true)")


def put_back(apps: Any, editor: Any) -> None:
    """What a model saw masked so far was put back: that is a pseudonym by its new name."""
    _renamed(editor)
    apps.get_model("policies", "RedactionRule").objects.filter(surface="model", operator="mask").update(operator="pseudonymise")


def masked(apps: Any, editor: Any) -> None:
    """The older code knows mask, partial and keep: what hides more becomes a mask."""
    _renamed(editor)
    apps.get_model("policies", "RedactionRule").objects.filter(operator__in=["pseudonymise", "hash", "drop"]).update(operator="mask")


class Migration(migrations.Migration):
    dependencies = [("policies", "0006_cases")]

    operations = [
        migrations.AlterField(
            model_name="redactionrule",
            name="operator",
            field=models.CharField(
                choices=[
                    ("mask", "Mask"),
                    ("partial", "Mask all but the last four"),
                    ("hash", "Keyed hash"),
                    ("pseudonymise", "Pseudonym, put back in what is proposed"),
                    ("drop", "Drop"),
                    ("keep", "Keep"),
                ],
                max_length=12,
            ),
        ),
        migrations.RunPython(put_back, masked),
    ]
