extension Migration {
  /// The audit's hash chain, its published heads, and the tokens that stand in it for customers.
  static let auditTables = """
    -- SHA-256 over the previous entry's hash and this entry; null in entries older than the chain, which its first
    -- link covers.
    ALTER TABLE audit ADD COLUMN hash TEXT;

    -- The chain's head once a day, as it was published in the log.
    CREATE TABLE audit_heads (day TEXT PRIMARY KEY, seq INTEGER NOT NULL, hash TEXT NOT NULL, at INTEGER NOT NULL)
      STRICT, WITHOUT ROWID;
    CREATE TRIGGER audit_heads_unchanged BEFORE UPDATE ON audit_heads
    BEGIN SELECT RAISE(ABORT, 'a published head is never changed'); END;
    CREATE TRIGGER audit_heads_stay BEFORE DELETE ON audit_heads
    BEGIN SELECT RAISE(ABORT, 'a published head is never deleted'); END;

    -- Erasure deletes the row; the token alone says nothing.
    CREATE TABLE pseudonyms (customer TEXT PRIMARY KEY, token TEXT NOT NULL UNIQUE) STRICT, WITHOUT ROWID;

    """
}
