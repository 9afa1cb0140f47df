"""Triggers that keep a policy version as it was when it ruled. They live in PostgreSQL, so no shell and no bulk write gets around them."""

from django.db import migrations

_VERSIONS = """
CREATE FUNCTION policies_version_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.status <> 'draft' THEN
      RAISE EXCEPTION 'A policy version that was active stays: it is evidence.' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN OLD;
  END IF;
  IF OLD.status = 'draft' THEN
    RETURN NEW;
  END IF;
  IF (OLD.status, NEW.status) NOT IN (('active', 'active'), ('active', 'retired'), ('retired', 'retired'), ('shadow', 'shadow'),
                                      ('shadow', 'draft'), ('shadow', 'active'), ('shadow', 'retired'))
     OR (OLD.id, OLD.workspace_id, OLD.policy_id, OLD.number, OLD.note, OLD.created_at)
        IS DISTINCT FROM (NEW.id, NEW.workspace_id, NEW.policy_id, NEW.number, NEW.note, NEW.created_at)
     OR (OLD.status <> 'shadow' AND OLD.activated_at IS DISTINCT FROM NEW.activated_at)
     OR (NEW.created_by_id IS NOT NULL AND OLD.created_by_id IS DISTINCT FROM NEW.created_by_id)
     OR (OLD.status <> 'shadow' AND NEW.activated_by_id IS NOT NULL AND OLD.activated_by_id IS DISTINCT FROM NEW.activated_by_id) THEN
    RAISE EXCEPTION 'This policy version was active and does not change; make a new version from it.'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON policies_policyversion FOR EACH ROW EXECUTE FUNCTION policies_version_is_frozen();
"""

_RULES = """
CREATE FUNCTION policies_rule_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE found text;
BEGIN
  FOR found IN SELECT status FROM policies_policyversion
               WHERE id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.version_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.version_id END)
               FOR SHARE LOOP
    IF found <> 'draft' THEN
      RAISE EXCEPTION 'The rules of this policy version do not change any more; make a new version from it.'
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END LOOP;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON policies_policyrule FOR EACH ROW EXECUTE FUNCTION policies_rule_is_frozen();
"""


def versions() -> migrations.RunSQL:
    return migrations.RunSQL(
        _VERSIONS, "DROP TRIGGER frozen ON policies_policyversion; DROP FUNCTION policies_version_is_frozen();"
    )


def rules() -> migrations.RunSQL:
    return migrations.RunSQL(_RULES, "DROP TRIGGER frozen ON policies_policyrule; DROP FUNCTION policies_rule_is_frozen();")
