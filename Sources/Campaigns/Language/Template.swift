/// Text with `{{column}}` in it.
package struct Template: Sendable, Equatable {
  package enum Part: Sendable, Equatable {
    case text(String)
    case column(String)
  }
  package var parts: [Part]
  package init(parts: [Part]) { self.parts = parts }

  /// The columns that must have a value before the call can be placed, in order of appearance.
  package var columns: [String] {
    parts.compactMap { if case .column(let name) = $0 { name } else { nil } }
  }
}
