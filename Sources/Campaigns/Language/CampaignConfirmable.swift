import Crypto

extension Campaign {
  /// What an international confirmation binds, as SHA-256 in 64 hexadecimal digits: segment, caller IDs and what is
  /// said, hours, longest duration and most a call may cost. An edit of anything else keeps the confirmation.
  package var confirmableDigest: String {
    let whole = canonical
    let call: JSON =
      if case .object(let entries)? = whole["call"] {
        .object(entries.filter { $0.0 != "ring_timeout" })
      } else {
        .null
      }
    let bound = JSON.object([
      ("campaign", .string(id)), ("segment", whole["segment"] ?? .null), ("call", call),
      ("calling_hours", whole["calling_hours"] ?? .null), ("schedule", whole["schedule"] ?? .null),
      ("per_call", budget.perCall.canonical),
    ])
    return SHA256.hash(data: Array(bound.text(sortedKeys: true).utf8)).reduce(into: "") { text, byte in
      text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
  }
}

extension Configuration {
  package func isHome(_ country: String) -> Bool { country == homeCountry || domestic.contains(country) }

  /// Whether a call to a number of this country waits for a person's confirmation.
  package func needsConfirmation(_ country: String) -> Bool {
    !isHome(country) && !international.allow.contains(country)
  }
}
