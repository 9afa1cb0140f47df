from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("conversations", "0004_retention")]

    operations: ClassVar = [
        migrations.AddField("erasedconversation", "is_redacted", models.BooleanField(default=False)),
    ]
