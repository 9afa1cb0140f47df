"""Why a message could not be read is a code, never a text: codes quote nobody."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q

from audit import sealing

_CODES = """
    UPDATE conversations_message SET quarantined = CASE
        WHEN quarantined = 'the message is empty' THEN 'empty'
        WHEN quarantined = 'no mail header was found' THEN 'no_header'
        WHEN quarantined LIKE 'the message is larger than%' THEN 'too_large'
        WHEN quarantined LIKE 'the message could not be taken in%' THEN 'not_taken_in'
        ELSE 'not_read' END
     WHERE quarantined NOT IN ('', '[erased]')
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("conversations", "0010_tags_are_found")]

    operations: ClassVar = [
        migrations.RunSQL(_CODES, migrations.RunSQL.noop),
        migrations.RunSQL(sealing.CHECKED, migrations.RunSQL.noop),
        migrations.AlterField("message", "quarantined", models.CharField(max_length=12, blank=True)),
        migrations.AddConstraint(
            "message",
            models.CheckConstraint(
                condition=Q(quarantined__in=["", "[erased]", "empty", "no_header", "too_large", "not_read", "not_taken_in"]),
                name="conversations_message_doubt_is_code",
            ),
        ),
    ]
