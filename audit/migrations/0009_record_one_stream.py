from typing import ClassVar

from django.db import migrations

from audit import sql


class Migration(migrations.Migration):
    dependencies: ClassVar = [("audit", "0008_record_one")]

    operations: ClassVar = [
        migrations.RunSQL(sql.RECORD_MIXED, sql.RECORD_MIXED_GONE),
        migrations.RunSQL(sql.RECORD_ONE_STREAM, sql.RECORD_TOGETHER),
    ]
