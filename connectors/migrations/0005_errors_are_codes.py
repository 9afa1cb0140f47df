"""Why a delivery failed is a code, never a text: codes quote nobody. Earlier texts become the code of what they told."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q

_CODES = """
    UPDATE connectors_delivery SET error = CASE
        WHEN error ~ '\\(code [0-9]{3}\\)' THEN 'smtp_' || substring(error FROM '\\(code ([0-9]{3})\\)')
        WHEN error ~ '\\([0-9]{3}\\)' THEN 'http_' || substring(error FROM '\\(([0-9]{3})\\)')
        WHEN error LIKE 'Waits for room under %' THEN 'paced'
        WHEN error ~ '^[a-z0-9_]{1,40}$' THEN error
        ELSE 'connector' END
     WHERE error <> ''
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("connectors", "0004_deliveries_are_recorded")]

    operations: ClassVar = [
        migrations.RunSQL(_CODES, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED", migrations.RunSQL.noop),
        migrations.AlterField("delivery", "error", models.CharField(max_length=40, blank=True)),
        migrations.AddConstraint(
            "delivery", models.CheckConstraint(condition=Q(error__regex="^[a-z0-9_]*$"), name="connectors_delivery_error_is_code")
        ),
    ]
