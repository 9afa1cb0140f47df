"""What model calls cost before there were rows for it: copied from their steps, so that what is spent is told from the beginning."""

from __future__ import annotations

from django.db import migrations

# The rows need no entries of their own: the entry of each step says what it cost. A call that was paid for keeps the id of its step.
COPY = """
    SELECT set_config('countersign.recorded', pg_current_xact_id()::text, true);
    INSERT INTO policies_cost (id, workspace_id, created_at, kind, conversation, customer, agent, turn, tier, model, input_tokens, output_tokens,
                               amount, currency, price, reference)
    SELECT s.id, t.workspace_id, s.created_at, 'model', t.conversation_id, c.contact_id, v.agent_id, t.id, s.tier, s.model, s.input_tokens, s.output_tokens,
           s.cost, CASE WHEN s.cost IS NULL THEN '' ELSE s.currency END, NULL, s.id
    FROM agents_step s JOIN agents_turn t ON t.id = s.turn_id JOIN agents_agentversion v ON v.id = t.agent_version_id
         JOIN conversations_conversation c ON c.id = t.conversation_id
    WHERE s.kind = 'model' AND (s.cost IS NOT NULL AND s.currency <> '' OR s.cost IS NULL AND s.input_tokens + s.output_tokens > 0)
      AND NOT EXISTS (SELECT 1 FROM policies_cost known WHERE known.reference = s.id)
    ON CONFLICT (id) DO NOTHING;
"""


class Migration(migrations.Migration):
    dependencies = [("agents", "0003_version_tools"), ("policies", "0008_costs")]

    operations = [migrations.RunSQL(COPY, migrations.RunSQL.noop)]
