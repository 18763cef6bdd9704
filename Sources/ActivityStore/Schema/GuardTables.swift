extension Migration {
  /// Held changes, approvals and the set of files that was loaded last.
  static let guardTables = """
    -- The campaigns of the set that was loaded last, each with the revision that runs.
    CREATE TABLE running (campaign TEXT PRIMARY KEY, revision TEXT NOT NULL) STRICT, WITHOUT ROWID;

    """
}
