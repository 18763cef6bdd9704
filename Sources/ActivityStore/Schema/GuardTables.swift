extension Migration {
  /// Held changes, approvals and the set of files that was loaded last.
  static let guardTables = """
    """
}
