extension Migration {
  /// Erased customers, holds and the days on which retention ran.
  static let erasureTables = """
    """
}
