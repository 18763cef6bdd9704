/// The caller IDs of one callee country.
package struct CountryCallerIDs: Sendable, Equatable {
  /// ISO 3166 alpha-2.
  package var country: String
  /// In E.164 without the plus sign; never empty.
  package var numbers: [Int64]
  package init(country: String, numbers: [Int64]) {
    self.country = country
    self.numbers = numbers
  }
}

extension Campaign.Call {
  /// `call.from.keep`: which of several caller IDs a customer sees.
  package enum Keep: String, Sendable, CaseIterable {
    /// Always the same while it is usable.
    case customer
    /// Each next customer, and each next try of one, the next in turn.
    case rotate
  }

  /// Every caller ID once: those for all countries, then those by country.
  package var callerIDs: [Int64] {
    byCountry.flatMap(\.numbers).reduce(into: from) { if !$0.contains($1) { $0.append($1) } }
  }

  /// Those that call numbers of a country: its own, else those for all; empty when neither fits.
  package func callerIDs(for country: String) -> [Int64] {
    byCountry.isEmpty ? from : byCountry.first { $0.country == country }?.numbers ?? from
  }

  /// What `by_country` and `keep` add to the revision; nothing where they are not written.
  var canonicalCallerIDs: [(String, JSON)] {
    var members: [(String, JSON)] = []
    if !byCountry.isEmpty {
      members.append(
        ("by_country", .object(byCountry.map { ($0.country, .array($0.numbers.map { .integer($0) })) })))
    }
    if keep != .customer { members.append(("keep", .string(keep.rawValue))) }
    return members
  }
}

extension CampaignKeys {
  static let callerIDs: [KeySpec] = [
    .key("call.from", .mapOr(.list(.phone)), "caller IDs; default twilio.from"),
    .key("call.from.numbers", .list(.phone), "caller IDs; default twilio.from"),
    .key("call.from.by_country", .map, "caller IDs for numbers of some countries, in place of the others"),
    .key(
      "call.from.by_country.*", .list(.phone), names: .country, "caller IDs for numbers of this country"),
    .key(
      "call.from.keep", .choice(Campaign.Call.Keep.allCases.map(\.rawValue)),
      "customer (default): a customer always sees the same; rotate: they take turns"),
  ]
}

extension CampaignDecoder {
  /// The caller IDs for numbers of any country: the file's, else the account's.
  mutating func callerIDs(_ root: YAMLNode) -> [Int64] {
    let isMap = keys.nodes["call.from"]?.entries != nil
    let list = isMap ? "call.from.numbers" : "call.from"
    if let node = keys.nodes[list] { return numbers(list, node) }
    if let account = configuration?.twilio.from { return [account] }
    let hasOwn = keys.nodes["call.from.by_country"]?.entries?.isEmpty == false
    guard configuration != nil, keys.nodes["call"] != nil, !hasOwn else { return [] }
    if isMap, let node = keys.nodes["call.from"] {
      keys.report(
        "caller-id-missing", "`call.from` names no caller ID, and dialer.yaml has no twilio.from", at: node.span,
        help: "add `numbers: [\"+14155550100\"]`")
    } else {
      keys.report(
        "caller-id-missing", "there is no caller ID: neither `call.from` nor twilio.from of dialer.yaml",
        at: keys.nodes["call"]?.span ?? root.span, help: "add `call.from: [\"+14155550100\"]`")
    }
    return []
  }

  /// The caller IDs by country, by its code.
  mutating func callerIDsByCountry() -> [CountryCallerIDs] {
    var found: [CountryCallerIDs] = []
    for country in keys.keys("call.from.by_country") {
      let path = "call.from.by_country." + country
      guard let node = keys.nodes[path] else { continue }
      found.append(CountryCallerIDs(country: country, numbers: numbers(path, node)))
    }
    return found.sorted { $0.country < $1.country }
  }

  /// A customer's caller ID is kept in one byte.
  mutating func checkCount(_ from: [Int64], _ byCountry: [CountryCallerIDs]) {
    let count = Set(from + byCountry.flatMap(\.numbers)).count
    guard count > 255, let node = keys.nodes["call.from"] else { return }
    keys.report(
      "bad-value", "`call.from` names \(count) caller IDs; a campaign has at most 255", at: node.span,
      help: "take some out, or split the campaign")
  }

  private mutating func numbers(_ list: String, _ node: YAMLNode) -> [Int64] {
    var numbers: [Int64] = []
    for path in keys.items(list) {
      guard let number = keys.phone(path), let node = keys.nodes[path] else { continue }
      if numbers.contains(number) {
        keys.report("caller-id-duplicate", "+\(number) is listed twice", at: node.span, help: "delete one of them")
      } else {
        numbers.append(number)
      }
    }
    if node.items?.isEmpty == true {
      keys.report(
        "caller-id-missing", "`\(list)` names no caller ID", at: node.span,
        help: "list a number, or delete the key and set twilio.from in dialer.yaml")
    }
    return numbers
  }
}
