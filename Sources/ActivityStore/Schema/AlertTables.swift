extension Migration {
  /// Conditions that stand, budget alerts that were raised, and the outbox of the alert webhook.
  static let alertTables = """
    -- cleared_at: it no longer stands, and is never raised again for this subject; others are deleted when they clear.
    CREATE TABLE conditions (
      code TEXT NOT NULL, subject TEXT NOT NULL, since INTEGER NOT NULL, cleared_at INTEGER,
      PRIMARY KEY (code, subject)
    ) STRICT, WITHOUT ROWID;

    -- queued_at is the wall's time, also where the daemon runs on a sandbox's clock.
    CREATE TABLE alerts (
      id INTEGER PRIMARY KEY AUTOINCREMENT, queued_at INTEGER NOT NULL, body TEXT NOT NULL CHECK (json_valid(body))
    ) STRICT;

    """
}
