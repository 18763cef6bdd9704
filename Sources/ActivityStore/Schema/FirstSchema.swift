extension Migration {
  /// The schema's first step. Instants are microseconds since 1970, money micro-units, phone numbers E.164 digits.
  static let firstSchema = customerTables + attemptTables + activityTables + decisionTables

  private static let customerTables = """
    CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER, text TEXT) STRICT, WITHOUT ROWID;

    CREATE TABLE columns (position INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

    -- Files that customers were imported from, as they were at that time.
    CREATE TABLE sources (
      number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
      size INTEGER NOT NULL, modified INTEGER NOT NULL, hash TEXT NOT NULL,
      settings TEXT NOT NULL, phone_settings TEXT NOT NULL, imported_at INTEGER NOT NULL
    ) STRICT;

    -- row counts from 0 without gaps and is never given to another customer. fields: a JSON array by columns.position.
    CREATE TABLE customers (
      row INTEGER PRIMARY KEY, id TEXT NOT NULL, matter TEXT NOT NULL,
      source INTEGER NOT NULL REFERENCES sources (number),
      fields TEXT NOT NULL, phone_text TEXT, phone_state INTEGER NOT NULL, phone INTEGER NOT NULL,
      phone_country TEXT NOT NULL, phone_type TEXT NOT NULL,
      present INTEGER NOT NULL CHECK (present IN (0, 1)),
      UNIQUE (id, matter)
    ) STRICT;

    CREATE TABLE suppressions (
      number INTEGER, customer TEXT, list TEXT NOT NULL, added_at INTEGER NOT NULL, added_by TEXT NOT NULL,
      CHECK ((number IS NULL) <> (customer IS NULL)), UNIQUE (list, number), UNIQUE (list, customer)
    ) STRICT;

    CREATE TABLE campaigns (id TEXT PRIMARY KEY, revision TEXT NOT NULL, first_seen INTEGER NOT NULL)
      STRICT, WITHOUT ROWID;
    CREATE TABLE revisions (
      campaign TEXT NOT NULL REFERENCES campaigns (id), hash TEXT NOT NULL, text TEXT NOT NULL, purpose TEXT,
      first_seen INTEGER NOT NULL, PRIMARY KEY (campaign, hash)
    ) STRICT, WITHOUT ROWID;

    """

  private static let attemptTables = """
    -- One row a transmission. The two unique rows of G1: the table's constraint, and attempts_once.
    CREATE TABLE attempts (
      key INTEGER PRIMARY KEY CHECK (key >= 1), attempt_id TEXT NOT NULL UNIQUE CHECK (length(attempt_id) = 32),
      kind TEXT NOT NULL, campaign TEXT NOT NULL, revision TEXT NOT NULL, customer TEXT NOT NULL, matter TEXT NOT NULL,
      attempt INTEGER NOT NULL CHECK (attempt >= 1), transmission INTEGER NOT NULL CHECK (transmission >= 1),
      state TEXT NOT NULL, callee INTEGER NOT NULL, caller_id INTEGER NOT NULL,
      scheduled_at INTEGER NOT NULL, at INTEGER NOT NULL, not_after INTEGER NOT NULL,
      ring_timeout INTEGER NOT NULL, max_duration INTEGER NOT NULL,
      sid TEXT UNIQUE, ended_at INTEGER, disposition TEXT, error_code INTEGER, duration INTEGER, answered_by TEXT,
      reserved INTEGER NOT NULL, settled INTEGER, price INTEGER,
      time_zones TEXT NOT NULL, decision TEXT NOT NULL CHECK (length(CAST(decision AS BLOB)) <= 2048),
      UNIQUE (campaign, customer, matter, attempt, transmission),
      CHECK (state IN ('dialing', 'placed', 'unsent', 'ambiguous', 'presumed-not-placed', 'ended')),
      CHECK (state <> 'placed' OR sid IS NOT NULL),
      CHECK (state <> 'ended' OR (ended_at IS NOT NULL AND disposition IS NOT NULL))
    ) STRICT;
    CREATE UNIQUE INDEX attempts_once ON attempts (campaign, customer, matter, attempt) WHERE state <> 'unsent';
    -- No two campaigns ever dial one number at once.
    CREATE UNIQUE INDEX attempts_live_callee ON attempts (callee) WHERE state IN ('dialing', 'placed', 'ambiguous');
    CREATE INDEX attempts_customer ON attempts (customer);

    -- Money that is held for calls whose cost is not known.
    CREATE VIEW reservations AS
      SELECT key, campaign, customer, matter, at, reserved AS amount FROM attempts
      WHERE settled IS NULL AND state <> 'unsent';

    CREATE TRIGGER attempts_stay BEFORE DELETE ON attempts
    BEGIN SELECT RAISE(ABORT, 'an attempt is never deleted'); END;

    CREATE TRIGGER attempts_terminal BEFORE UPDATE ON attempts
    WHEN OLD.state IN ('ended', 'unsent') AND NEW.state IS NOT OLD.state
    BEGIN SELECT RAISE(ABORT, 'an attempt that ended or was not sent never reopens'); END;

    -- The facts of an ended call are kept; what was not known may still arrive, and money is settled again.
    CREATE TRIGGER attempts_ended BEFORE UPDATE ON attempts
    WHEN OLD.state = 'ended' AND (
      NEW.disposition IS NOT OLD.disposition OR NEW.ended_at IS NOT OLD.ended_at OR NEW.at IS NOT OLD.at
      OR NEW.scheduled_at IS NOT OLD.scheduled_at OR NEW.callee IS NOT OLD.callee
      OR NEW.caller_id IS NOT OLD.caller_id OR NEW.revision IS NOT OLD.revision OR NEW.decision IS NOT OLD.decision
      OR NEW.time_zones IS NOT OLD.time_zones OR NEW.reserved IS NOT OLD.reserved
      OR (OLD.sid IS NOT NULL AND NEW.sid IS NOT OLD.sid)
      OR (OLD.duration IS NOT NULL AND NEW.duration IS NOT OLD.duration)
      OR (OLD.answered_by IS NOT NULL AND NEW.answered_by IS NOT OLD.answered_by)
      OR (OLD.error_code IS NOT NULL AND NEW.error_code IS NOT OLD.error_code))
    BEGIN SELECT RAISE(ABORT, 'an ended Activity cannot be changed'); END;

    """

  private static let activityTables = """
    -- One row an attempt (its last transmission); what can be read from the attempt is not kept twice.
    CREATE TABLE activities (
      id INTEGER PRIMARY KEY, attempt INTEGER NOT NULL UNIQUE REFERENCES attempts (key),
      subject TEXT NOT NULL, description TEXT, created_by TEXT NOT NULL, currency TEXT, purpose TEXT,
      on_behalf_of TEXT, outcome TEXT, recording_url TEXT, transferred_to TEXT,
      opened_at INTEGER NOT NULL, ended_at INTEGER
    ) STRICT;

    CREATE TRIGGER activities_stay BEFORE DELETE ON activities
    BEGIN SELECT RAISE(ABORT, 'an Activity is never deleted'); END;

    CREATE TRIGGER activities_ended BEFORE UPDATE ON activities
    WHEN OLD.ended_at IS NOT NULL AND (
      NEW.id IS NOT OLD.id OR NEW.attempt IS NOT OLD.attempt OR NEW.subject IS NOT OLD.subject
      OR NEW.description IS NOT OLD.description OR NEW.created_by IS NOT OLD.created_by
      OR NEW.currency IS NOT OLD.currency OR NEW.purpose IS NOT OLD.purpose
      OR NEW.on_behalf_of IS NOT OLD.on_behalf_of OR NEW.transferred_to IS NOT OLD.transferred_to
      OR NEW.opened_at IS NOT OLD.opened_at OR NEW.ended_at IS NOT OLD.ended_at)
    BEGIN SELECT RAISE(ABORT, 'an ended Activity cannot be changed'); END;

    """

  private static let decisionTables = """
    CREATE TABLE confirmations (
      campaign TEXT NOT NULL, country TEXT NOT NULL, digest TEXT NOT NULL, granted_by TEXT NOT NULL,
      granted_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, max_calls INTEGER, max_spend INTEGER,
      PRIMARY KEY (campaign, country, digest)
    ) STRICT, WITHOUT ROWID;

    -- campaign is empty for all of them.
    CREATE TABLE pauses (
      campaign TEXT PRIMARY KEY, paused_by TEXT NOT NULL, reason TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE audit (
      seq INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL,
      detail TEXT NOT NULL CHECK (json_valid(detail))
    ) STRICT;
    CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
    CREATE TRIGGER audit_stay BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
    """
}
