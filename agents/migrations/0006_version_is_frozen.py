"""What an agent ran as stays as it was. In PostgreSQL, so no shell and no bulk write gets around it."""

from django.db import migrations

_FROZEN = """
CREATE FUNCTION agents_version_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM agents_turn WHERE agent_version_id = OLD.id)
     AND (TG_OP = 'DELETE' OR to_jsonb(OLD) - 'created_by_id' IS DISTINCT FROM to_jsonb(NEW) - 'created_by_id') THEN
    RAISE EXCEPTION 'A turn ran this version of the agent, which does not change any more; make a new one.'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON agents_agentversion FOR EACH ROW EXECUTE FUNCTION agents_version_is_frozen();
"""
# Who made it may be cleared: an account can go.


class Migration(migrations.Migration):
    dependencies = [("agents", "0005_version_triage")]

    operations = [
        migrations.RunSQL(_FROZEN, "DROP TRIGGER frozen ON agents_agentversion; DROP FUNCTION agents_version_is_frozen();"),
    ]
