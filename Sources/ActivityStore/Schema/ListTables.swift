extension Migration {
  /// Suppression lists with purposes and ages; resolutions of quarantined attempts; tries.
  static let listTables = """
    """
}
