"""A version of an agent never changes, whether or not a turn has run it: one that begins while another transaction edits could see neither."""

from django.db import migrations

_FUNCTION = """
CREATE OR REPLACE FUNCTION agents_version_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'created_by_id' IS DISTINCT FROM to_jsonb(NEW) - 'created_by_id' THEN
    RAISE EXCEPTION 'A version of an agent does not change; make a new one.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM agents_turn WHERE agent_version_id = OLD.id) THEN
    RAISE EXCEPTION 'A turn ran this version of the agent, which stays.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""
# Who made it may be cleared: an account can go. Of one that is deleted while its first turn begins the foreign key of the turn decides.
_BEFORE = """
CREATE OR REPLACE FUNCTION agents_version_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""


class Migration(migrations.Migration):
    dependencies = [("agents", "0006_version_is_frozen")]

    operations = [migrations.RunSQL(_FUNCTION, _BEFORE)]
