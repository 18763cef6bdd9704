extension Migration {
  /// Whose calls a revision makes, and campaigns that stop_when stopped because too many calls failed.
  static let outcomeTables = """
    ALTER TABLE revisions ADD COLUMN on_behalf_of TEXT;
    -- In force while resumed_at is null; afterwards only calls that start later count as failures.
    CREATE TABLE failure_stops (
      campaign TEXT PRIMARY KEY, text TEXT NOT NULL, stopped_at INTEGER NOT NULL, resumed_at INTEGER
    ) STRICT, WITHOUT ROWID;

    """
}
