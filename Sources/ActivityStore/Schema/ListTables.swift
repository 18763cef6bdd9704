extension Migration {
  /// Files that fed suppression lists; confirmations by each person; resolutions of quarantined attempts.
  static let listTables = """
    CREATE TABLE suppression_files (
      list TEXT NOT NULL, file TEXT NOT NULL, size INTEGER NOT NULL, modified INTEGER NOT NULL,
      imported_at INTEGER NOT NULL, PRIMARY KEY (list, file)
    ) STRICT, WITHOUT ROWID;

    -- Where two people must confirm, each has a row of their own.
    ALTER TABLE confirmations RENAME TO confirmations_of_one;
    CREATE TABLE confirmations (
      campaign TEXT NOT NULL, country TEXT NOT NULL, digest TEXT NOT NULL, granted_by TEXT NOT NULL,
      granted_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, max_calls INTEGER, max_spend INTEGER,
      PRIMARY KEY (campaign, country, digest, granted_by)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO confirmations SELECT campaign, country, digest, granted_by, granted_at, expires_at, max_calls, max_spend
      FROM confirmations_of_one;
    DROP TABLE confirmations_of_one;

    CREATE TABLE resolutions (
      attempt INTEGER PRIMARY KEY REFERENCES attempts (key), resolution TEXT NOT NULL, resolved_by TEXT NOT NULL,
      reason TEXT NOT NULL, at INTEGER NOT NULL, CHECK (resolution IN ('placed', 'not-placed'))
    ) STRICT;

    """
}
