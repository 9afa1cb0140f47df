from typing import ClassVar

from django.db import migrations

from audit import sql


class Migration(migrations.Migration):
    dependencies: ClassVar = [("audit", "0007_readers_kept")]

    operations: ClassVar = [migrations.RunSQL(sql.RECORD_ONE, migrations.RunSQL.noop)]
