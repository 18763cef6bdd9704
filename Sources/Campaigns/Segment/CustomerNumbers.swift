/// The telephone numbers of a customer, in the columns that `call.numbers` names.
extension Customer {
  /// What each column holds, in their order: a number that stands twice once, and no empty ones.
  ///
  /// `phone` was read when the customer was imported; the others are read here, by the region of the source.
  package func numbers(in names: [String], columns: Columns) -> [PhoneNumber] {
    var found: [PhoneNumber] = []
    for name in names {
      let number = number(in: name, columns: columns)
      if number.state != .missing, !found.contains(number) { found.append(number) }
    }
    return found
  }

  private func number(in name: String, columns: Columns) -> PhoneNumber {
    if name == Self.phoneColumn { return phone }
    guard let index = columns.index(of: name), fields.indices.contains(index) else {
      return PhoneNumber(state: .missing)
    }
    return PhoneReader.read(fields[index], region: region)
  }

  /// The column that is read when customers are imported, and that campaigns call unless they name others.
  package static let phoneColumn = "phone"

  /// The same customer as somebody who has this number alone.
  package func at(_ number: PhoneNumber) -> Customer {
    var customer = self
    customer.phone = number
    return customer
  }
}
