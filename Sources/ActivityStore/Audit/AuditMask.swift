internal import Campaigns

/// Keeps customers out of the audit: what an entry says of one is replaced before it is written.
struct AuditMask {
  /// Gives the token that stands for a customer's id.
  var pseudonym: (String) throws(StoreError) -> String
  /// Whether a word of a free text is a customer's id.
  var isCustomer: (String) throws(StoreError) -> Bool = { _ throws(StoreError) in false }
  /// What free texts must not say of the entry's customers.
  var personal: [String] = []

  /// The keys under which a customer's id stands.
  static let customerKeys: Set<String> = ["customer", "customer_id"]
  /// The keys of what people wrote, or were told.
  static let freeKeys: Set<String> = ["reason"]

  /// The ids that stand in an entry that also has a free text; none where there is nothing to compare them with.
  static func customers(in detail: JSON) -> [String] {
    guard case .object(let entries) = detail, entries.contains(where: { freeKeys.contains($0.0) }) else { return [] }
    return entries.compactMap { key, value in
      if customerKeys.contains(key), case .string(let id) = value { id } else { nil }
    }
  }

  func masked(_ value: JSON, key: String? = nil) throws(StoreError) -> JSON {
    switch value {
    case .string(let text):
      if let key, Self.customerKeys.contains(key) { return .string(try pseudonym(text)) }
      if let key, Self.freeKeys.contains(key) { return .string(try withoutCustomers(Self.withoutNumbers(text))) }
      return .string(Self.withoutNumbers(text))
    case .array(let items):
      var masked: [JSON] = []
      for item in items { masked.append(try self.masked(item, key: key)) }
      return .array(masked)
    case .object(let entries):
      var masked: [(String, JSON)] = []
      for (name, item) in entries { masked.append((name, try self.masked(item, key: name))) }
      return .object(masked)
    default: return value
    }
  }

  /// The text with every customer's id replaced by its token, and the names of the entry's customers by an ellipsis.
  private func withoutCustomers(_ text: String) throws(StoreError) -> String {
    var text = text
    for secret in personal { text.replace(secret, with: "…") }
    var output = ""
    var word = ""
    for character in text + "\n" {
      if character.isLetter || character.isNumber || "-_.@/#".contains(character) {
        word.append(character)
        continue
      }
      output += try masked(word: word)
      word = ""
      output.append(character)
    }
    return String(output.dropLast())
  }

  /// A full stop at the end may belong to the sentence.
  private func masked(word: String) throws(StoreError) -> String {
    guard !word.isEmpty else { return "" }
    if try isCustomer(word) { return try pseudonym(word) }
    guard word.hasSuffix(".") else { return word }
    let stem = String(word.dropLast())
    if try isCustomer(stem) { return try pseudonym(stem) + "." }
    return word
  }

  /// The text with every telephone number (a plus sign and 7 to 15 digits) cut to its last two digits.
  static func withoutNumbers(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "+")) else { return text }
    var output: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      output.append(byte)
      guard byte == UInt8(ascii: "+") else { continue }
      let digits = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
      guard (7...15).contains(digits.count) else { continue }
      output += Array("…".utf8) + digits.suffix(2)
      rest = rest.dropFirst(digits.count)
    }
    return String(decoding: output, as: UTF8.self)
  }
}
