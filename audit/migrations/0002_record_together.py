from typing import ClassVar

from django.db import migrations

from audit import sql


class Migration(migrations.Migration):
    dependencies: ClassVar = [("audit", "0001_initial")]

    operations: ClassVar = [migrations.RunSQL(sql.RECORD_TOGETHER, migrations.RunSQL.noop)]
