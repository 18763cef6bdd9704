extension Migration {
  /// What outlives an erased customer, by keyed hashes; who may not be erased; and the triggers that let an ended call
  /// lose its customer, and an old one go, and nothing else.
  static let erasureTables =
    """
    -- The key of the hashes below, of this store alone.
    INSERT INTO meta (name, text) VALUES ('erasure-key', lower(hex(randomblob(32))));

    -- gone_at: when the row vanished from its source. erased_at: nothing personal is left in the row.
    ALTER TABLE customers ADD COLUMN gone_at INTEGER;
    ALTER TABLE customers ADD COLUMN erased_at INTEGER;

    -- Who does not come back, and whom a list binds although nothing here says who it is.
    CREATE TABLE erased_customers (hash TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE erased_subjects (
      hash TEXT NOT NULL, list TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (hash, list)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE holds (customer TEXT PRIMARY KEY, reason TEXT NOT NULL, placed_by TEXT NOT NULL, at INTEGER NOT NULL)
      STRICT, WITHOUT ROWID;

    -- A callee below zero is the hash of an erased number. While meta has the row `retention`, within one transaction,
    -- what is old may go.
    DROP TRIGGER attempts_ended;
    CREATE TRIGGER attempts_ended BEFORE UPDATE ON attempts
    WHEN OLD.state = 'ended' AND (
      NEW.disposition IS NOT OLD.disposition OR NEW.ended_at IS NOT OLD.ended_at OR NEW.at IS NOT OLD.at
      OR NEW.scheduled_at IS NOT OLD.scheduled_at OR (NEW.callee IS NOT OLD.callee AND NEW.callee >= 0)
      OR NEW.caller_id IS NOT OLD.caller_id OR NEW.revision IS NOT OLD.revision
      OR (NEW.decision IS NOT OLD.decision AND (NEW.decision <> '{}'
        OR (NEW.callee >= 0 AND NOT EXISTS (SELECT 1 FROM meta WHERE name = 'retention'))))
      OR (NEW.time_zones IS NOT OLD.time_zones AND (NEW.callee >= 0 OR NEW.time_zones <> '[]'))
      OR NEW.reserved IS NOT OLD.reserved
      OR (OLD.sid IS NOT NULL AND NEW.sid IS NOT OLD.sid)
      OR (OLD.duration IS NOT NULL AND NEW.duration IS NOT OLD.duration)
      OR (OLD.answered_by IS NOT NULL AND NEW.answered_by IS NOT OLD.answered_by)
      OR (OLD.error_code IS NOT NULL AND NEW.error_code IS NOT OLD.error_code))
    BEGIN SELECT RAISE(ABORT, 'an ended Activity cannot be changed'); END;

    DROP TRIGGER attempts_stay;
    CREATE TRIGGER attempts_stay BEFORE DELETE ON attempts
    WHEN OLD.state NOT IN ('ended', 'unsent') OR NOT EXISTS (SELECT 1 FROM meta WHERE name = 'retention')
    BEGIN SELECT RAISE(ABORT, 'an attempt is never deleted'); END;

    DROP TRIGGER activities_stay;
    CREATE TRIGGER activities_stay BEFORE DELETE ON activities
    WHEN OLD.ended_at IS NULL OR NOT EXISTS (SELECT 1 FROM meta WHERE name = 'retention')
    BEGIN SELECT RAISE(ABORT, 'an Activity is never deleted'); END;

    DROP TRIGGER activities_ended;
    CREATE TRIGGER activities_ended BEFORE UPDATE ON activities
    WHEN OLD.ended_at IS NOT NULL AND (
      NEW.id IS NOT OLD.id OR NEW.attempt IS NOT OLD.attempt OR NEW.created_by IS NOT OLD.created_by
      OR NEW.currency IS NOT OLD.currency OR NEW.purpose IS NOT OLD.purpose
      OR NEW.on_behalf_of IS NOT OLD.on_behalf_of OR NEW.opened_at IS NOT OLD.opened_at
      OR NEW.ended_at IS NOT OLD.ended_at
      OR ((NEW.subject IS NOT OLD.subject OR NEW.description IS NOT OLD.description
          OR NEW.transferred_to IS NOT OLD.transferred_to)
        AND NOT EXISTS (SELECT 1 FROM attempts WHERE key = OLD.attempt AND callee < 0)))
    BEGIN SELECT RAISE(ABORT, 'an ended Activity cannot be changed'); END;

    """
}
