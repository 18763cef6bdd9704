extension Migration {
  /// Budget alerts that were raised, and the outbox of the alert webhook.
  static let alertTables = """
    """
}
