extension Migration {
  /// What was decided once about who is called. Rows of `customers`: nothing here says who they are, and a row is never
  /// given to another.
  static let segmentTables = """
    -- Customers who were ever admitted under segment.limit.
    CREATE TABLE seats (campaign TEXT NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (campaign, row))
      STRICT, WITHOUT ROWID;
    -- Segments of `mode: snapshot`, and who belongs to them.
    CREATE TABLE fixed_segments (campaign TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE fixed_members (campaign TEXT NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (campaign, row))
      STRICT, WITHOUT ROWID;

    """
}
