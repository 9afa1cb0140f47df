from django.db import migrations

from audit import guards


class Migration(migrations.Migration):
    """A delivery is the leave to send: none is opened, and none is pointed at something else, without an entry."""

    dependencies = [
        ("audit", "0001_initial"),
        ("connectors", "0003_tools"),
    ]

    operations = [guards.recorded_only("connectors_delivery", update_of=["action", "payload", "key", "channel_id", "workspace_id"])]
