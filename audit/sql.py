"""The ledger's own functions and triggers, as the first migration installs them. Changing one means a new migration.

``audit_text`` and its kin read one key of a canonical body: without spaces, names that occur once. A JSON parse per generated column
measured 46 us a row, this 15. ``audit verify`` parses each body and compares.
"""

from __future__ import annotations

READERS = """
CREATE FUNCTION audit_text(body text, key text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN split_part(substr(body, nullif(strpos(body, '"' || key || '":"'), 0) + length(key) + 4, 120), '"', 1);
CREATE FUNCTION audit_uuid(body text, key text) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN substr(body, nullif(strpos(body, '"' || key || '":"'), 0) + length(key) + 4, 36)::uuid;
CREATE FUNCTION audit_number(body text, key text) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN nullif(split_part(substr(body, nullif(strpos(body, '"' || key || '":'), 0) + length(key) + 3, 20), ',', 1), 'null')::bigint;
CREATE FUNCTION audit_instant(body text, key text) RETURNS timestamptz LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE t text := substr(body, strpos(body, '"' || key || '":"') + length(key) + 4, 27);
BEGIN
  RETURN make_timestamp(substr(t, 1, 4)::int, substr(t, 6, 2)::int, substr(t, 9, 2)::int,
                        substr(t, 12, 2)::int, substr(t, 15, 2)::int, substr(t, 18, 9)::float8) AT TIME ZONE 'UTC';
END $$;
"""

# A statement that inserts prepares the expressions of all generated columns anew, and that takes SQL functions apart each time: 190 us for an
# entry that is written by itself. PL/pgSQL is kept for the session: 55 us. split_part counts no characters on its way to the key.
READERS_KEPT = """
CREATE OR REPLACE FUNCTION audit_text(body text, key text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN split_part(nullif(split_part(body, '"' || key || '":"', 2), ''), '"', 1);
END $$;
CREATE OR REPLACE FUNCTION audit_uuid(body text, key text) RETURNS uuid LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN left(nullif(split_part(body, '"' || key || '":"', 2), ''), 36)::uuid;
END $$;
CREATE OR REPLACE FUNCTION audit_number(body text, key text) RETURNS bigint LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN nullif(split_part(nullif(split_part(body, '"' || key || '":', 2), ''), ',', 1), 'null')::bigint;
END $$;
"""

READERS_GONE = """
DROP FUNCTION audit_instant(text, text);
DROP FUNCTION audit_number(text, text);
DROP FUNCTION audit_uuid(text, text);
DROP FUNCTION audit_text(text, text);
"""

# The body arrives in three parts because only the database knows the time and the number between them.
RECORD = """
CREATE FUNCTION audit_record(p_id uuid, p_workspace uuid, p_stream uuid, p_head text, p_middle text, p_tail text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE number bigint;
BEGIN
  IF p_stream IS NOT NULL THEN
    INSERT INTO audit_stream AS s (id, workspace, last) VALUES (p_stream, p_workspace, 1)
    ON CONFLICT (id) DO UPDATE SET last = s.last + 1 WHERE s.workspace = p_workspace RETURNING s.last INTO number;
    IF number IS NULL THEN
      RAISE EXCEPTION 'the stream % belongs to another workspace', p_stream USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  INSERT INTO audit_entry (id, epoch, body)
  VALUES (p_id, (SELECT coalesce(max(e.number), 0) FROM audit_epoch e),
          p_head || to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || p_middle
          || coalesce(number::text, 'null') || p_tail);
  PERFORM set_config('countersign.recorded', pg_current_xact_id()::text, true);
END $$;

CREATE FUNCTION audit_record_many(p_ids uuid[], p_workspaces uuid[], p_streams uuid[], p_heads text[], p_middles text[], p_tails text[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  FOR i IN 1 .. cardinality(p_ids) LOOP
    PERFORM audit_record(p_ids[i], p_workspaces[i], p_streams[i], p_heads[i], p_middles[i], p_tails[i]);
  END LOOP;
END $$;
ALTER TABLE audit_stream SET (fillfactor = 70);
"""

RECORD_GONE = """
DROP FUNCTION audit_record_many(uuid[], uuid[], uuid[], text[], text[], text[]);
DROP FUNCTION audit_record(uuid, uuid, uuid, text, text, text);
"""

# A stream begins once and goes on for long: an UPDATE finds its row cheaper than an INSERT that conflicts.
RECORD_ONE = """
CREATE OR REPLACE FUNCTION audit_record(p_id uuid, p_workspace uuid, p_stream uuid, p_head text, p_middle text, p_tail text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE number bigint;
BEGIN
  IF p_stream IS NOT NULL THEN
    UPDATE audit_stream SET last = last + 1 WHERE id = p_stream AND workspace = p_workspace RETURNING last INTO number;
    IF number IS NULL THEN
      INSERT INTO audit_stream AS s (id, workspace, last) VALUES (p_stream, p_workspace, 1)
      ON CONFLICT (id) DO UPDATE SET last = s.last + 1 WHERE s.workspace = p_workspace RETURNING s.last INTO number;
    END IF;
    IF number IS NULL THEN
      RAISE EXCEPTION 'the stream % belongs to another workspace', p_stream USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  INSERT INTO audit_entry (id, epoch, body)
  VALUES (p_id, (SELECT coalesce(max(e.number), 0) FROM audit_epoch e),
          p_head || to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || p_middle
          || coalesce(number::text, 'null') || p_tail);
  PERFORM set_config('countersign.recorded', pg_current_xact_id()::text, true);
END $$;
"""

# One number for a whole batch of a stream, and one INSERT: half the cost of calling audit_record for each of seven entries.
RECORD_TOGETHER = """
CREATE OR REPLACE FUNCTION audit_record_many(
  p_ids uuid[], p_workspaces uuid[], p_streams uuid[], p_heads text[], p_middles text[], p_tails text[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE written int;
BEGIN
  WITH given AS MATERIALIZED (
    SELECT g.*, CASE WHEN stream IS NOT NULL THEN row_number() OVER (PARTITION BY stream ORDER BY place) END AS nth
    FROM unnest(p_ids, p_workspaces, p_streams, p_heads, p_middles, p_tails) WITH ORDINALITY
      AS g (id, workspace, stream, head, middle, tail, place)),
  counted AS (
    INSERT INTO audit_stream AS s (id, workspace, last)
    SELECT stream, workspace, count(*) FROM given WHERE stream IS NOT NULL GROUP BY stream, workspace ORDER BY stream
    ON CONFLICT (id) DO UPDATE SET last = s.last + excluded.last WHERE s.workspace = excluded.workspace
    RETURNING s.id, s.last),
  numbered AS (SELECT c.id, c.last - (SELECT count(*) FROM given g WHERE g.stream = c.id) AS before FROM counted c)
  INSERT INTO audit_entry (id, epoch, body)
  SELECT g.id, (SELECT coalesce(max(e.number), 0) FROM audit_epoch e),
         g.head || to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || g.middle
         || coalesce((n.before + g.nth)::text, 'null') || g.tail
  FROM given g LEFT JOIN numbered n ON n.id = g.stream
  WHERE g.stream IS NULL OR n.id IS NOT NULL ORDER BY g.place;
  GET DIAGNOSTICS written = ROW_COUNT;
  IF written < cardinality(p_ids) THEN
    RAISE EXCEPTION 'a stream of these entries belongs to another workspace' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  PERFORM set_config('countersign.recorded', pg_current_xact_id()::text, true);
END $$;
"""

# What a turn writes together belongs to one stream: its counter is moved once, without joining entries to counters: a fifth less.
RECORD_ONE_STREAM = """
CREATE OR REPLACE FUNCTION audit_record_many(
  p_ids uuid[], p_workspaces uuid[], p_streams uuid[], p_heads text[], p_middles text[], p_tails text[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE many int := cardinality(p_ids); already bigint;
BEGIN
  IF p_streams[1] IS NULL OR p_streams <> array_fill(p_streams[1], ARRAY[many])
     OR p_workspaces <> array_fill(p_workspaces[1], ARRAY[many]) THEN
    PERFORM audit_record_mixed(p_ids, p_workspaces, p_streams, p_heads, p_middles, p_tails);
    RETURN;
  END IF;
  UPDATE audit_stream SET last = last + many WHERE id = p_streams[1] AND workspace = p_workspaces[1] RETURNING last - many INTO already;
  IF already IS NULL THEN
    INSERT INTO audit_stream AS s (id, workspace, last) VALUES (p_streams[1], p_workspaces[1], many)
    ON CONFLICT (id) DO UPDATE SET last = s.last + many WHERE s.workspace = excluded.workspace RETURNING s.last - many INTO already;
  END IF;
  IF already IS NULL THEN
    RAISE EXCEPTION 'a stream of these entries belongs to another workspace' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  INSERT INTO audit_entry (id, epoch, body)
  SELECT g.id, (SELECT coalesce(max(e.number), 0) FROM audit_epoch e),
         g.head || to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || g.middle || (already + g.place)::text || g.tail
  FROM unnest(p_ids, p_heads, p_middles, p_tails) WITH ORDINALITY AS g (id, head, middle, tail, place) ORDER BY g.place;
  PERFORM set_config('countersign.recorded', pg_current_xact_id()::text, true);
END $$;
"""
RECORD_MIXED = RECORD_TOGETHER.replace("audit_record_many(", "audit_record_mixed(")
RECORD_MIXED_GONE = "DROP FUNCTION audit_record_mixed(uuid[], uuid[], uuid[], text[], text[], text[]);"

GUARDS = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused: its rows are evidence and stay as they were written', TG_OP, TG_TABLE_NAME
  USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(OLD) - TG_ARGV IS DISTINCT FROM to_jsonb(NEW) - TG_ARGV THEN
    RAISE EXCEPTION 'UPDATE of % is refused: only % may change', TG_TABLE_NAME, array_to_string(TG_ARGV, ', ')
    USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION audit_require_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('countersign.recorded', true) IS DISTINCT FROM pg_current_xact_id()::text THEN
    RAISE EXCEPTION '% of % is refused: this transaction put nothing on the ledger; use the verbs of actions.py', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION audit_refuse_unless_purging() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('countersign.purging', true) IS DISTINCT FROM pg_current_xact_id()::text
     OR current_setting('countersign.recorded', true) IS DISTINCT FROM pg_current_xact_id()::text THEN
    RAISE EXCEPTION 'DELETE of % is refused: content goes by audit.content.purge(), with its entry', TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
  END IF;
  INSERT INTO audit_purgedcontent (id, workspace) VALUES (OLD.id, OLD.workspace) ON CONFLICT DO NOTHING;
  RETURN OLD;
END $$;
"""

GUARDS_GONE = """
DROP FUNCTION audit_refuse_unless_purging();
DROP FUNCTION audit_require_record();
DROP FUNCTION audit_refuse_change();
DROP FUNCTION audit_refuse();
"""
