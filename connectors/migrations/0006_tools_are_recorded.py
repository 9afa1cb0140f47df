from django.db import migrations

from audit import guards


class Migration(migrations.Migration):
    """What a tool is and whether it is on decides what an agent may do: no write to it without an entry, a bulk one and the shell's included."""

    dependencies = [
        ("audit", "0001_initial"),
        ("connectors", "0005_errors_are_codes"),
    ]

    operations = [guards.recorded_only("connectors_tool")]
