from typing import ClassVar

from django.db import migrations

from audit import sql


class Migration(migrations.Migration):
    dependencies: ClassVar = [("audit", "0006_redacted_content")]

    operations: ClassVar = [migrations.RunSQL(sql.READERS_KEPT, migrations.RunSQL.noop)]
