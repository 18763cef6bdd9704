/// One finding: what is wrong, where, and the remedy.
package struct Diagnostic: Sendable, Equatable {
  package enum Severity: String, Sendable { case error, warning }
  package var severity: Severity
  /// Stable id, in kebab case: `hours-order`.
  package var rule: String
  package var message: String
  package var help: String?
  package var place: Place

  /// Lines and columns from 1; columns count bytes; `endColumn` is exclusive.
  package struct Place: Sendable, Equatable {
    package var file: String
    package var line: Int
    package var column: Int
    package var endColumn: Int
    package init(file: String, line: Int, column: Int, endColumn: Int) {
      self.file = file
      self.line = line
      self.column = column
      self.endColumn = endColumn
    }
  }
  package init(severity: Severity, rule: String, message: String, help: String?, place: Place) {
    self.severity = severity
    self.rule = rule
    self.message = message
    self.help = help
    self.place = place
  }
}
