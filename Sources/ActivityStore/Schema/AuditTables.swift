extension Migration {
  /// The audit's hash chain and the pseudonyms that stand in it.
  static let auditTables = """
    """
}
