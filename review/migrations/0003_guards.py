"""What people decided is append-only; items, actions and stops change together with an entry on the ledger."""

from django.db import migrations

from audit import guards

ITEM = ["status", "queue_id", "conversation_version", "content_digest", "ruling_digest", "round", "approvals_needed", "approvals_given"]
ACTION = ["status", "item_id", "content", "digest", "ruling_id"]


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("review", "0002_rounds_heads_and_stop")]

    operations = [
        guards.recorded_only("review_item", update_of=ITEM),
        guards.recorded_only("review_action", update_of=ACTION),
        guards.recorded_only("review_decision"),
        guards.append_only("review_decision"),
        guards.recorded_only("review_label"),
        guards.append_only("review_label"),
        guards.recorded_only("review_stop"),
    ]
