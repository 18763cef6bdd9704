/// A customer as the store keeps it: text by column, and what the phone number was found to be.
package struct Customer: Sendable {
  package var id: String
  /// What the call is about; empty when the source has no matter.
  package var matter: String
  /// By the index of `Columns.names`; nil is missing (an empty field).
  package var fields: [String?]
  package var phone: PhoneNumber
  /// False once the row vanished from its source.
  package var present: Bool
  /// The country in which numbers without a plus sign are read: that of the source; nil: such numbers are invalid.
  package var region: String?
  package init(id: String, matter: String, fields: [String?], phone: PhoneNumber, present: Bool) {
    self.id = id
    self.matter = matter
    self.fields = fields
    self.phone = phone
    self.present = present
  }
}

/// The columns of the customers, in the order of their fields.
package struct Columns: Sendable {
  package var names: [String]
  package var types: [ColumnType]
  private let indices: [String: Int]
  package init(names: [String], types: [ColumnType]) {
    precondition(names.count == types.count)
    self.names = names
    self.types = types
    indices = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
  }
  package func index(of name: String) -> Int? { indices[name] }
}
