import Campaigns

/// How a customer is printed.
enum CustomerText {
  /// Every key always, in this order: id, matter, present, phone_number (null unless valid), phone_state,
  /// phone_country, phone_type, columns (all, null when missing).
  static func json(_ customer: Customer, columns: Columns) -> JSON { .object(entries(customer, columns: columns)) }

  /// The same with what place the customer is in: time_zones, evidence.
  static func json(_ customer: Customer, columns: Columns, place: CustomerPlace) -> JSON {
    .object(
      entries(customer, columns: columns) + [
        ("time_zones", .array(place.zones.map { .string($0) })),
        ("evidence", .array(place.evidence.map { .string($0) })),
      ])
  }

  private static func entries(_ customer: Customer, columns: Columns) -> [(String, JSON)] {
    let phone = customer.phone
    let isValid = phone.state == .valid
    return [
      ("id", .string(customer.id)),
      ("matter", .optional(customer.matter.isEmpty ? nil : customer.matter)),
      ("present", .bool(customer.present)),
      ("phone_number", .optional(isValid ? "+\(phone.e164)" : nil)),
      ("phone_state", .string(PhoneState(phone.state).rawValue)),
      ("phone_country", .optional(isValid ? phone.country : nil)),
      ("phone_type", .optional(isValid ? phone.type.rawValue : nil)),
      (
        "columns",
        .object(columns.names.map { ($0, JSON.optional(customer.text(of: $0, columns: columns))) })
      ),
    ]
  }

  /// A valid number's last two digits, else what is wrong with it.
  static func masked(_ phone: PhoneNumber) -> String {
    phone.state == .valid ? Mask.number(phone.e164) : PhoneState(phone.state).rawValue
  }

  /// Everything that is stored of a customer, one line each.
  static func lines(_ customer: Customer, columns: Columns, place: CustomerPlace) -> [String] {
    let phone = customer.phone
    var rows = [("customer", customer.id)]
    if !customer.matter.isEmpty { rows.append(("matter", customer.matter)) }
    if !customer.present { rows.append(("present", "no: the row vanished from its source; nobody is called for it")) }
    for name in columns.names where name != "id" {
      if let text = customer.text(of: name, columns: columns) { rows.append((name, text)) }
    }
    rows.append(
      (
        "number",
        phone.state == .valid
          ? "+\(phone.e164), \(phone.country == "001" ? "of no country" : phone.country), \(phone.type.rawValue)"
          : PhoneState(phone.state).rawValue
      ))
    rows.append(("candidate zones", place.zones.isEmpty ? "none: not called" : place.zones.joined(separator: ", ")))
    if !place.evidence.isEmpty { rows.append(("evidence", place.evidence.joined(separator: ", "))) }
    let width = rows.map { $0.0.unicodeScalars.count }.max() ?? 0
    return rows.map { name, value in
      let label = Table.printable(name)
      return label + String(repeating: " ", count: width - label.unicodeScalars.count + 2) + Table.printable(value)
    }
  }
}

/// Where a customer may be, and why it is thought so.
struct CustomerPlace {
  /// All of them must be open for a call.
  var zones: [String]
  /// `state: CA`, `number: +1212`.
  var evidence: [String]

  init(_ customer: Customer, columns: Columns, zones database: ZoneDatabase) {
    func text(_ column: String) -> String? { customer.text(of: column, columns: columns) }
    func isKnown(_ name: String) -> Bool { database.rules(named: name) != nil }
    guard customer.phone.state == .valid else {
      (zones, evidence) = ([], [])
      return
    }
    zones = CandidateZones.of(
      phone: customer.phone, timeZone: text("time_zone"), postalCode: text("postal_code"), state: text("state"),
      country: text("country"), knownZones: isKnown)
    evidence = CandidateZones.evidence(
      phone: customer.phone, timeZone: text("time_zone"), postalCode: text("postal_code"), state: text("state"),
      country: text("country"), knownZones: isKnown)
  }
}
