from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("policies", "0012_named_limits")]

    operations = [
        migrations.RemoveConstraint(model_name="limit", name="policies_limit_names_one"),
        migrations.AddConstraint(
            model_name="limit",
            constraint=models.CheckConstraint(
                condition=models.Q(("only", None), ("per__in", ["agent", "customer", "conversation"]), _connector="OR"),
                name="policies_limit_names_one",
            ),
        ),
    ]
