internal import Campaigns

/// Keeps customers out of the audit: what an entry says of one is replaced before it is written.
struct AuditMask {
  /// Gives the token that stands for a customer's id.
  var pseudonym: (String) throws(StoreError) -> String

  /// The keys under which a customer's id stands.
  static let customerKeys: Set<String> = ["customer", "customer_id"]

  func masked(_ value: JSON, key: String? = nil) throws(StoreError) -> JSON {
    switch value {
    case .string(let text):
      if let key, Self.customerKeys.contains(key) { return .string(try pseudonym(text)) }
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
