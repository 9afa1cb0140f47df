import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from audit import guards


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('review', '0007_stop_one_thing'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='action',
            name='kind',
            field=models.CharField(choices=[('reply', 'Reply'), ('tool', 'Tool call'), ('triage', 'Triage'), ('hand_off', 'Hand-off')], max_length=10),
        ),
        migrations.CreateModel(
            name='TriageChange',
            fields=[
                ('action', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='change', serialize=False, to='review.action')),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('done_at', models.DateTimeField(auto_now_add=True)),
                ('undone_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=64)),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('undone_at__isnull', False), ('reason', ''), _connector='OR'), name='review_undone_has_time')],
            },
        ),
        guards.recorded_only("review_triagechange"),
    ]
