/// Text with `{{column}}` in it.
package struct Template: Sendable, Equatable {
  package enum Part: Sendable, Equatable {
    case text(String)
    case column(Placeholder)
  }
  package var parts: [Part]
  package init(parts: [Part]) { self.parts = parts }

  /// A customer's value in a text: `{{column}}`, `{{column as date}}`, `{{column or 'default'}}`.
  package struct Placeholder: Sendable, Equatable, ExpressibleByStringLiteral {
    package var column: String
    /// How the value is said; nil: as it stands.
    package var form: Form?
    /// What is said where the value is missing or cannot be said in the form; nil: then nobody is called.
    package var fallback: String?
    /// Whether it stands in an address, where values are percent-encoded.
    package var isInAddress = false

    package init(_ column: String, form: Form? = nil, fallback: String? = nil, isInAddress: Bool = false) {
      self.column = column
      self.form = form
      self.fallback = fallback
      self.isInAddress = isInAddress
    }
    package init(stringLiteral column: String) { self.init(column) }
  }

  /// How a value is said.
  package enum Form: String, Sendable, CaseIterable {
    /// `March 12, 2027`.
    case date
    /// `Friday, March 12`.
    case weekdayDate = "weekday-date"
    /// `2:30 PM`, in the offset that the value is written with.
    case time
    /// `$12.50`, `12.50 CHF`.
    case money
    /// `4 7 1 1`: each digit by itself.
    case digits
    /// `A, B, 1`: each letter and digit by itself.
    case spell

    /// Whether it writes English words.
    var isEnglish: Bool { [.date, .weekdayDate, .time].contains(self) }

    /// Whether values of a column's type can be said so.
    func fits(_ type: ColumnType) -> Bool {
      switch (self, type) {
      case (.date, .date), (.date, .instant), (.weekdayDate, .date), (.weekdayDate, .instant), (.time, .instant),
        (.money, .money), (.money, .number):
        true
      case (.digits, .list), (.spell, .list): false
      case (.digits, _), (.spell, _): true
      default: false
      }
    }
  }

  /// How forms are written: which words come first, and what money is.
  package struct Voice: Sendable, Equatable {
    /// American order of a date.
    package var isAmerican: Bool
    /// ISO 4217.
    package var currency: String
    package init(language: String?, currency: String) {
      isAmerican = language.map { $0.lowercased().hasPrefix("en-us") } ?? true
      self.currency = currency
    }
  }
  package var voice = Voice(language: nil, currency: "USD")

  /// Everything that is filled in, in order of appearance.
  package var placeholders: [Placeholder] {
    parts.compactMap { if case .column(let placeholder) = $0 { placeholder } else { nil } }
  }

  /// The columns that must have a value before the call can be placed, in order of appearance.
  package var columns: [String] { placeholders.filter { $0.fallback == nil }.map(\.column) }
}
