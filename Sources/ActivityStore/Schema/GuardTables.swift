extension Migration {
  /// The set of campaigns that was loaded last, approvals of what change_guard held, and the last good files.
  static let guardTables = """
    -- The campaigns that may call, each with the revision that does.
    CREATE TABLE running (
      campaign TEXT PRIMARY KEY,
      revision TEXT NOT NULL,
      previous TEXT,                 -- the revision before: what a rollback brings back
      refused TEXT,                  -- the file's revision that somebody rolled back
      guarded INTEGER NOT NULL       -- whether change_guard has let this revision run
    ) STRICT, WITHOUT ROWID;
    -- Who let which revision run (change), or go on after its pilot (pilot).
    CREATE TABLE approvals (
      campaign TEXT NOT NULL,
      revision TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('change', 'pilot')),
      approved_by TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (campaign, revision, kind)
    ) STRICT, WITHOUT ROWID;
    -- The files of the last load that was taken, as they were read: what `run --last-good` runs.
    CREATE TABLE good_files (
      path TEXT PRIMARY KEY,
      role TEXT NOT NULL CHECK (role IN ('configuration', 'campaign', 'calendar', 'rates')),
      text TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    """
}
