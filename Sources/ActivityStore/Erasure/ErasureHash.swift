internal import Campaigns

/// The keyed hashes by which an erased customer is known again: SHA-256 over the store's key, what it is a hash of, and
/// the value. Without the key nobody can try all telephone numbers.
struct ErasureHash {
  let key: String

  func ofCustomer(_ id: String) -> String { hash("customer", id) }
  func ofNumber(_ number: Int64) -> String { hash("number", String(number)) }

  /// What stands in an attempt for an erased number: always below zero.
  func callee(_ number: Int64) -> Int64 {
    let digits = hash("callee", String(number)).prefix(15)
    return -1 - (Int64(digits, radix: 16) ?? 0)
  }

  private func hash(_ kind: String, _ value: String) -> String {
    var fingerprint = Fingerprint()
    for part in [key, kind, value] { fingerprint.add(part) }
    return fingerprint.hexadecimal
  }
}
